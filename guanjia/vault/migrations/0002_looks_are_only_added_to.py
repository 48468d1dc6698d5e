"""Who looked at personal data cannot be undone afterwards, by nobody and nothing."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION looks_are_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'looks are only added to' USING ERRCODE = '23514'; END $$
"""
POSTGRESQL_GUARDS = (
    """
    CREATE TRIGGER vault_look_keeps_rows BEFORE UPDATE OR DELETE ON vault_look
    FOR EACH ROW EXECUTE FUNCTION looks_are_only_added_to()
    """,
    """
    CREATE TRIGGER vault_look_keeps_all BEFORE TRUNCATE ON vault_look
    FOR EACH STATEMENT EXECUTE FUNCTION looks_are_only_added_to()
    """,
)
SQLITE_GUARD = """
    CREATE TRIGGER vault_look_refuses_{act} BEFORE {act} ON vault_look
    BEGIN SELECT RAISE(ABORT, 'looks are only added to'); END
"""


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRESQL_FUNCTION)
        for guard in POSTGRESQL_GUARDS:
            schema.execute(guard)
    else:
        for act in ("update", "delete"):
            schema.execute(SQLITE_GUARD.format(act=act))


def back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute("DROP TRIGGER vault_look_keeps_rows ON vault_look")
        schema.execute("DROP TRIGGER vault_look_keeps_all ON vault_look")
        schema.execute("DROP FUNCTION looks_are_only_added_to()")
    else:
        for act in ("update", "delete"):
            schema.execute(f"DROP TRIGGER vault_look_refuses_{act}")


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
    guards = {
        "sqlite": ("vault_look_refuses_update", "vault_look_refuses_delete"),
        "postgresql": ("vault_look_keeps_rows", "vault_look_keeps_all"),
    }
