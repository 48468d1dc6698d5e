"""
Whoever is held or assigned holds a pass for it.

The pass must stand, be of the same worker, service and household as the visit, and cover the
whole time. No path to this table, by command, import or by hand, goes round the gate. On
PostgreSQL the pass is read with a lock, so that it cannot be revoked in the same instant.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION assigned_people_hold_a_pass() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1
        FROM clearance_pass AS standing
        JOIN dispatch_visit AS visit ON visit.id = NEW.visit_id
        WHERE standing.id = NEW.granted_id
          AND standing.revoked_at IS NULL
          AND standing.worker_id = NEW.worker_id
          AND standing.service_id = visit.service_id
          AND standing.household_id = visit.household_id
          AND standing.valid_from <= NEW.starts_at
          AND standing.valid_until >= NEW.ends_at
        FOR SHARE OF standing;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'assigned_people_hold_a_pass' USING
                ERRCODE = '23514', CONSTRAINT = 'assigned_people_hold_a_pass';
        END IF;
        RETURN NEW;
    END $$
"""
POSTGRESQL_GUARD = """
    CREATE TRIGGER assigned_people_hold_a_pass BEFORE INSERT OR UPDATE ON dispatch_assignment
    FOR EACH ROW WHEN (NEW.status IN ('held', 'assigned'))
    EXECUTE FUNCTION assigned_people_hold_a_pass()
"""
SQLITE_GUARD = """
    CREATE TRIGGER assigned_people_hold_a_pass_on_{act} BEFORE {act} ON dispatch_assignment
    WHEN NEW.status IN ('held', 'assigned') AND NOT EXISTS (
        SELECT 1 FROM clearance_pass AS standing
        JOIN dispatch_visit AS visit ON visit.id = NEW.visit_id
        WHERE standing.id = NEW.granted_id
          AND standing.revoked_at IS NULL
          AND standing.worker_id = NEW.worker_id
          AND standing.service_id = visit.service_id
          AND standing.household_id = visit.household_id
          AND standing.valid_from <= NEW.starts_at
          AND standing.valid_until >= NEW.ends_at
    )
    BEGIN SELECT RAISE(ABORT, 'assigned_people_hold_a_pass'); END
"""
ACTS = ("insert", "update")


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRESQL_FUNCTION)
        schema.execute(POSTGRESQL_GUARD)
        return
    for act in ACTS:
        schema.execute(SQLITE_GUARD.format(act=act))


def back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute("DROP TRIGGER assigned_people_hold_a_pass ON dispatch_assignment")
        schema.execute("DROP FUNCTION assigned_people_hold_a_pass()")
        return
    for act in ACTS:
        schema.execute(f"DROP TRIGGER assigned_people_hold_a_pass_on_{act}")


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0002_no_worker_in_two_places"),
        ("clearance", "0001_initial"),
    ]
    operations = [migrations.RunPython(forward, back)]
    guards = {
        "sqlite": ("assigned_people_hold_a_pass_on_insert", "assigned_people_hold_a_pass_on_update"),
        "postgresql": ("assigned_people_hold_a_pass",),
    }
