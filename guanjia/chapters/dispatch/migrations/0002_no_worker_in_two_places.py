"""
No worker is in two places at once: not held, not assigned, not after the work is done.

Looking first and writing then cannot promise it: two dispatchers may both look before either
writes. PostgreSQL says it with an exclusion constraint, pairing two range types so that no
extension is needed; SQLite, which has none, with triggers that the partial index
`assignment_by_worker_end` keeps cheap however long the history grows.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STANDING = "('held', 'assigned', 'completed')"

POSTGRESQL_GUARD = f"""
    ALTER TABLE dispatch_assignment ADD CONSTRAINT worker_is_in_one_place EXCLUDE USING gist (
        int8range(worker_id, worker_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at, '[)') WITH &&
    ) WHERE (status IN {STANDING})
"""
SQLITE_GUARD = f"""
    CREATE TRIGGER worker_is_in_one_place_on_{{act}} BEFORE {{act}} ON dispatch_assignment
    WHEN NEW.status IN {STANDING} AND EXISTS (
        SELECT 1 FROM dispatch_assignment AS other
        WHERE other.status IN {STANDING}
          AND other.worker_id = NEW.worker_id
          AND other.ends_at > NEW.starts_at
          AND other.starts_at < NEW.ends_at
          AND other.id IS NOT NEW.id
    )
    BEGIN SELECT RAISE(ABORT, 'worker_is_in_one_place'); END
"""
ACTS = ("insert", "update")


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRESQL_GUARD)
        return
    for act in ACTS:
        schema.execute(SQLITE_GUARD.format(act=act))


def back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute("ALTER TABLE dispatch_assignment DROP CONSTRAINT worker_is_in_one_place")
        return
    for act in ACTS:
        schema.execute(f"DROP TRIGGER worker_is_in_one_place_on_{act}")


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
    guards = {
        "sqlite": ("worker_is_in_one_place_on_insert", "worker_is_in_one_place_on_update"),
        "postgresql": ("worker_is_in_one_place",),
    }
