"""
The lines of a standard never change once it is in force.

A visit keeps the standard it was planned with, so what was done can be judged years later by the
very words that held that day. Only the lines of a draft can be written.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "catalog_sopstep"
ROWS = {"insert": ("NEW",), "update": ("NEW", "OLD"), "delete": ("OLD",)}

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION standards_in_force_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM catalog_sop
            WHERE status <> 'draft' AND (
                (TG_OP <> 'DELETE' AND id = NEW.sop_id) OR (TG_OP <> 'INSERT' AND id = OLD.sop_id)
            )
        ) THEN
            RAISE EXCEPTION 'standards_in_force_never_change' USING ERRCODE = '23514';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$
"""
POSTGRESQL_GUARD = f"""
    CREATE TRIGGER standards_in_force_never_change BEFORE INSERT OR UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION standards_in_force_never_change()
"""
SQLITE_GUARD = """
    CREATE TRIGGER standards_in_force_never_change_on_{act} BEFORE {act} ON {table}
    WHEN EXISTS (
        SELECT 1 FROM catalog_sop WHERE status <> 'draft' AND id IN ({sops})
    )
    BEGIN SELECT RAISE(ABORT, 'standards_in_force_never_change'); END
"""


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRESQL_FUNCTION)
        schema.execute(POSTGRESQL_GUARD)
        return
    for act, rows in ROWS.items():
        sops = ", ".join(f"{row}.sop_id" for row in rows)
        schema.execute(SQLITE_GUARD.format(act=act, table=TABLE, sops=sops))


def back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(f"DROP TRIGGER standards_in_force_never_change ON {TABLE}")
        schema.execute("DROP FUNCTION standards_in_force_never_change()")
        return
    for act in ROWS:
        schema.execute(f"DROP TRIGGER standards_in_force_never_change_on_{act}")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
    guards = {
        "sqlite": ("standards_in_force_never_change_on_insert", "standards_in_force_never_change_on_update", "standards_in_force_never_change_on_delete"),
        "postgresql": ("standards_in_force_never_change",),
    }
