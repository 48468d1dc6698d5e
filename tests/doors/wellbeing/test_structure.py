"""A table, a column or a guard that is gone is said by whoever looks, before a wrong row is kept."""

from secrets import token_hex

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from guanjia.db.guards import STANDING, said_by_migrations
from guanjia.db.structure import THERE, guards
from guanjia.doors import wellbeing
from guanjia.doors.cli.archive import LACKING, back_up
from guanjia.doors.web.account import health as page
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import company

EDITED = "UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{table}'"
OF_PLAN = "planning_commitment"


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def said_otherwise(table, old, new=""):
    """Change how SQLite knows a table, as somebody does who makes it anew by hand."""
    run("PRAGMA writable_schema=ON", EDITED.format(table=table, old=old, new=new))
    run("PRAGMA writable_schema=RESET")


def table_gone():
    run(f"DROP TABLE outbound_notice{' CASCADE' if connection.vendor == 'postgresql' else ''}")


def column_gone():
    run("ALTER TABLE vault_file DROP COLUMN sha256")


def guard_gone():
    on = " ON ledger_event" if connection.vendor == "postgresql" else ""
    name = "keeps_rows" if on else "refuses_update"
    run(f"DROP TRIGGER ledger_event_{name}{on}")


def exclusion_gone():
    if connection.vendor == "postgresql":
        run(f"ALTER TABLE {OF_PLAN} DROP CONSTRAINT home_is_promised_a_service_once")
    else:
        run("DROP TRIGGER home_is_promised_a_service_once_on_insert")


def rule_gone():
    if connection.vendor == "postgresql":
        run("ALTER TABLE vault_searchtoken DROP CONSTRAINT search_token_is_kept_once")
    else:
        said_otherwise("vault_searchtoken", 'CONSTRAINT "search_token_is_kept_once"')


def reference_gone():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'f'"
                " AND conrelid = 'vault_file'::regclass"
            )
            run(f'ALTER TABLE vault_file DROP CONSTRAINT "{cursor.fetchone()[0]}"')
    else:
        said_otherwise("vault_file", ' REFERENCES "org_user" ("id") DEFERRABLE INITIALLY DEFERRED')


def may_be_empty():
    if connection.vendor == "postgresql":
        run("ALTER TABLE vault_file ALTER COLUMN sha256 DROP NOT NULL")
    else:
        said_otherwise("vault_file", '"sha256" varchar(64) NOT NULL', '"sha256" varchar(64)')


def guard_made_hollow():
    if connection.vendor == "postgresql":
        run(
            "CREATE OR REPLACE FUNCTION ledger_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
        )
    else:
        run(
            "DROP TRIGGER ledger_event_refuses_update",
            "CREATE TRIGGER ledger_event_refuses_update BEFORE UPDATE ON ledger_event"
            " BEGIN SELECT 1; END",
        )


def guard_acting_at_another_time():
    if connection.vendor == "postgresql":
        run(
            "DROP TRIGGER ledger_event_keeps_rows ON ledger_event",
            "CREATE TRIGGER ledger_event_keeps_rows BEFORE DELETE ON ledger_event"
            " FOR EACH ROW EXECUTE FUNCTION ledger_is_only_added_to()",
        )
    else:
        run(
            "DROP TRIGGER ledger_event_refuses_update",
            "CREATE TRIGGER ledger_event_refuses_update BEFORE UPDATE ON ledger_event WHEN 0"
            " BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END",
        )


def exclusion_of_nothing():
    if connection.vendor == "postgresql":
        exclusion_gone()
        run(
            f"ALTER TABLE {OF_PLAN} ADD CONSTRAINT home_is_promised_a_service_once"
            " EXCLUDE USING gist (int8range(id, id, '[]') WITH &&)"
        )
    else:
        run(
            "DROP TRIGGER home_is_promised_a_service_once_on_insert",
            f"CREATE TRIGGER home_is_promised_a_service_once_on_insert BEFORE INSERT ON {OF_PLAN}"
            " BEGIN SELECT 1; END",
        )


def rule_saying_less():
    """The state of a plan may be anything but nothing."""
    if connection.vendor == "postgresql":
        run(
            "ALTER TABLE planning_planversion DROP CONSTRAINT plan_version_status_is_a_known_state",
            "ALTER TABLE planning_planversion ADD CONSTRAINT plan_version_status_is_a_known_state"
            " CHECK (status <> '')",
        )
    else:
        said_otherwise("planning_planversion", "''draft'', ")


def less_than_nothing():
    """A number of bytes that may be below zero."""
    if connection.vendor == "postgresql":
        run("ALTER TABLE vault_file DROP CONSTRAINT vault_file_size_check")
    else:
        said_otherwise("vault_file", 'CHECK ("size" >= 0)')


def numbers_gone():
    if connection.vendor == "postgresql":
        run("ALTER TABLE vault_file ALTER COLUMN id DROP IDENTITY")
    else:
        said_otherwise("vault_file", " AUTOINCREMENT")


GONE = {
    rule_saying_less: "plan_version_status_is_a_known_state",
    less_than_nothing: "size",
    numbers_gone: "vault_file",
    guard_made_hollow: "ledger_event_",
    guard_acting_at_another_time: "ledger_event_",
    exclusion_of_nothing: "home_is_promised_a_service_once",
    table_gone: "outbound_notice",
    column_gone: "sha256",
    guard_gone: "ledger_event_",
    exclusion_gone: "home_is_promised_a_service_once",
    rule_gone: "search_token_is_kept_once",
    reference_gone: "stored_by_id",
    may_be_empty: "sha256",
}


def told(client):
    page.look_again()
    return client.get("/health/").json()["looks"]["structure"]


@pytest.mark.parametrize("lose", GONE, ids=lambda lose: lose.__name__)
def test_what_is_gone_from_the_database_is_named_and_health_tells_it(own_database, client, lose):
    before = wellbeing.taken(wellbeing.structure)
    assert (before.state, told(client)) == ("well", {"state": "well", "missing": 0})

    lose()

    found = wellbeing.taken(wellbeing.structure)
    assert found.state == "ill"
    assert GONE[lose] in found.words
    assert told(client)["state"] == "ill"


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(
    "switch",
    [
        "DISABLE TRIGGER ALL",
        "DISABLE TRIGGER ledger_event_keeps_rows",
        "ENABLE REPLICA TRIGGER ledger_event_keeps_rows",
    ],
)
def test_a_guard_that_does_not_act_on_what_is_written_here_is_gone(
    own_database,
    client,
    house,  # noqa: F811
    switch,
):
    run(f"ALTER TABLE ledger_event {switch}")

    code, said = house("doctor")

    assert code == 1
    assert "ledger_event_keeps_rows" in said
    assert told(client)["state"] == "ill"


@pytest.mark.only_on("postgresql")
def test_a_reference_that_acts_only_on_what_comes_from_another_server_is_gone(own_database):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgconstraint IN (SELECT oid FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = 'vault_file'::regclass)"
            " AND tgrelid = 'vault_file'::regclass"
        )
        for (name,) in cursor.fetchall():
            run(f'ALTER TABLE vault_file ENABLE REPLICA TRIGGER "{name}"')

    found = wellbeing.taken(wellbeing.structure)

    assert found.state == "ill"
    assert "stored_by_id" in found.words


@pytest.mark.only_on("postgresql")
def test_a_guard_that_acts_always_is_there(own_database):
    run("ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_event_keeps_rows")

    assert wellbeing.taken(wellbeing.structure).state == "well"


def test_an_index_that_is_gone_is_no_danger_and_is_said_too(own_database):
    run("DROP INDEX search_token_by_token")

    found = wellbeing.taken(wellbeing.structure)

    assert found.state == "mind"
    assert "search_token_by_token" in found.words


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(
    ("change", "named", "mend"),
    [
        (
            "ALTER TABLE vault_searchtoken SET UNLOGGED",
            "the table vault_searchtoken as one that a crash does not empty",
            "ALTER TABLE vault_searchtoken SET LOGGED",
        ),
        (
            "ALTER TABLE vault_file ALTER COLUMN sha256 TYPE varchar(70)",
            "the column sha256 of vault_file as character varying(64)",
            "ALTER TABLE vault_file ALTER COLUMN sha256 TYPE character varying(64)",
        ),
    ],
)
def test_what_nothing_is_lost_with_yet_is_told_with_what_mends_it_and_is_backed_up(
    house,  # noqa: F811
    own_database,
    tmp_path,
    change,
    named,
    mend,
):
    kept = tmp_path / "kept.guanjia"
    assert house("backup", str(kept))[0] == 0
    run(change)

    said = house("doctor")[1]

    assert f"◐ The database lacks what its migrations have made: {named}" in said
    assert mend in said
    assert house("backup", str(kept), "--replace")[0] == 0
    run(mend)
    assert wellbeing.taken(wellbeing.structure).state == "well"


@pytest.mark.only_on("postgresql")
def test_a_table_that_gives_no_numbers_gives_them_again_after_what_is_said(own_database, house):  # noqa: F811
    number = next_number()
    run("ALTER TABLE django_content_type ALTER COLUMN id DROP IDENTITY")

    mend = wellbeing.taken(wellbeing.structure).mend
    run("ALTER TABLE django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY")

    assert (
        "ALTER TABLE django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY"
        in mend
    )
    assert wellbeing.taken(wellbeing.numbers).state == "ill"
    assert house("migrate")[0] == 0
    assert next_number() > number


@pytest.mark.only_on("postgresql")
def test_numbers_that_were_set_back_are_told_and_brought_forward(own_database, house, client):  # noqa: F811
    """As by whoever copies rows from one server to another, and not how far their numbers were."""
    number = next_number()
    next_number()
    run(f"ALTER TABLE django_content_type ALTER COLUMN id RESTART WITH {number}")

    code, said = house("doctor")

    assert code == 1
    assert f"django_content_type (next {number}, taken up to {number + 1})" in said
    assert "Run `guanjia migrate`" in said
    page.look_again()
    assert client.get("/health/").json()["looks"]["numbers"] == {"state": "ill", "behind": 1}
    assert house("migrate")[0] == 0
    assert next_number() == number + 2
    assert "Numbers for new rows were set back" not in house("doctor")[1]


def next_number():
    """Return the number of a row that was just written."""
    return ContentType.objects.create(app_label=token_hex(4), model="kind").pk


def test_the_doctor_names_guards_that_are_gone(house, own_database):  # noqa: F811
    assert "every table, column, constraint and guard" in house("doctor")[1]
    guard_gone()

    code, said = house("doctor")

    assert code == 1
    assert "the guard ledger_event_" in said


def test_a_backup_without_its_guards_takes_no_other_ones_place(
    own_database, settings, tmp_path, capsys
):
    company.open_branch()
    settings.VAR, settings.VAULT_ROOT = tmp_path, tmp_path / "vault"
    settings.BACKUP_PHRASE = "aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff"
    archive = tmp_path / "house.guanjia"
    assert back_up(archive, with_keys=True) == 0
    before = archive.read_bytes()
    guard_gone()

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert "ledger_event_" in capsys.readouterr().err
    assert archive.read_bytes() == before
    assert back_up(tmp_path / "next.guanjia", with_keys=True) == LACKING


def test_every_guard_that_stands_in_the_database_is_named_by_the_migration_that_made_it(
    own_database,
):
    standing = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT conname FROM pg_constraint WHERE contype = 'x'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(standing)
        found = {name for (name,) in cursor.fetchall()}

    assert found == guards(connection.vendor)
    assert found == set(said_by_migrations(connection.vendor))
    assert set(THERE) == set(STANDING) == {"sqlite", "postgresql"}
