"""
No home is promised the same service twice for the same day.

Two people may press "accept" on two plans of one home at once, and each sees no other plan yet.
PostgreSQL refuses the second with an exclusion constraint; SQLite, which has none, with triggers.
Pairing range types spares PostgreSQL the btree_gist extension.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL_FORWARD = """
    ALTER TABLE planning_commitment ADD CONSTRAINT home_is_promised_a_service_once EXCLUDE USING gist (
        int8range(home_id, home_id, '[]') WITH &&,
        int8range(service_id, service_id, '[]') WITH &&,
        daterange(starts_on, ends_on, '[)') WITH &&
    )
"""
POSTGRESQL_BACK = "ALTER TABLE planning_commitment DROP CONSTRAINT home_is_promised_a_service_once"

SQLITE_FORWARD = """
    CREATE TRIGGER home_is_promised_a_service_once_on_{event} BEFORE {event} ON planning_commitment
    WHEN EXISTS (
        SELECT 1 FROM planning_commitment AS other
        WHERE other.home_id = NEW.home_id
          AND other.service_id = NEW.service_id
          AND other.id IS NOT NEW.id
          AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on)
          AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on)
    )
    BEGIN SELECT RAISE(ABORT, 'home_is_promised_a_service_once'); END
"""
SQLITE_BACK = "DROP TRIGGER home_is_promised_a_service_once_on_{event}"


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRESQL_FORWARD)
    else:
        for event in ("insert", "update"):
            schema.execute(SQLITE_FORWARD.format(event=event))


def back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRESQL_BACK)
    else:
        for event in ("insert", "update"):
            schema.execute(SQLITE_BACK.format(event=event))


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
    guards = {
        "sqlite": ("home_is_promised_a_service_once_on_insert", "home_is_promised_a_service_once_on_update"),
        "postgresql": ("home_is_promised_a_service_once",),
    }
