"""
The ledger is only ever added to.

Code that promises not to change history can be forgotten; a database that refuses cannot. On
PostgreSQL a row trigger does not see TRUNCATE, so that is refused as well.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("ledger_event", "ledger_eventobject")

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION ledger_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is only added to' USING ERRCODE = '23514'; END $$
"""
POSTGRESQL_GUARD = """
    CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ledger_is_only_added_to()
"""
POSTGRESQL_GUARD_OF_ALL = """
    CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_only_added_to()
"""
SQLITE_GUARD = """
    CREATE TRIGGER {table}_refuses_{act} BEFORE {act} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END
"""


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema.connection.vendor == "postgresql"
    if is_postgresql:
        schema.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        if is_postgresql:
            schema.execute(POSTGRESQL_GUARD.format(table=table))
            schema.execute(POSTGRESQL_GUARD_OF_ALL.format(table=table))
        else:
            for act in ("update", "delete"):
                schema.execute(SQLITE_GUARD.format(table=table, act=act))


def back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema.connection.vendor == "postgresql"
    for table in TABLES:
        if is_postgresql:
            schema.execute(f"DROP TRIGGER {table}_keeps_rows ON {table}")
            schema.execute(f"DROP TRIGGER {table}_keeps_all ON {table}")
        else:
            for act in ("update", "delete"):
                schema.execute(f"DROP TRIGGER {table}_refuses_{act}")
    if is_postgresql:
        schema.execute("DROP FUNCTION ledger_is_only_added_to()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
    guards = {
        "sqlite": ("ledger_event_refuses_update", "ledger_event_refuses_delete", "ledger_eventobject_refuses_update", "ledger_eventobject_refuses_delete"),
        "postgresql": ("ledger_event_keeps_rows", "ledger_event_keeps_all", "ledger_eventobject_keeps_rows", "ledger_eventobject_keeps_all"),
    }
