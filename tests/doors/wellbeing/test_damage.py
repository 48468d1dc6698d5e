"""A database whose file is damaged is said by whoever looks, before the next backup finds out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from guanjia.doors import wellbeing
from guanjia.doors.cli.archive import LACKING, back_up
from guanjia.doors.clock import now
from guanjia.doors.jobs import upkeep
from guanjia.doors.web.account import health as page
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import company

WORDS = "The database itself is damaged."
MEND = "bring the newest sound one back"


@pytest.fixture
def file(own_database):
    company.open_branch()
    connection.close()
    return Path(connection.settings_dict["NAME"])


def page_of(file, name):
    with closing(sqlite3.connect(file)) as looked_at:
        looked_at.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (number,) = looked_at.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", [name]
        ).fetchone()
    return number


def spoilt(file, number):
    """Let the disk give back something else than was written to one page."""
    content = bytearray(file.read_bytes())
    content[(number - 1) * 4096 : number * 4096] = b"\x5a" * 4096
    file.write_bytes(content)


@pytest.mark.only_on("sqlite")
def test_the_doctor_finds_a_page_that_nobody_has_read(house, file):  # noqa: F811
    assert WORDS not in house("doctor")[1]
    spoilt(file, page_of(file, "outbound_notice"))

    code, said = house("doctor")

    assert code == 1
    assert WORDS in said
    assert MEND in said


@pytest.mark.only_on("sqlite")
def test_the_worker_looks_each_hour_and_health_tells_it_until_it_is_sound_again(
    file, client, settings, tmp_path
):
    settings.VAR = tmp_path
    sound = file.read_bytes()
    assert upkeep.damage in upkeep.EVERY_HOUR
    spoilt(file, page_of(file, "outbound_notice"))
    upkeep.damage(now())
    page.look_again()

    report = client.get("/health/")
    assert (report.status_code, report.json()["looks"]["whole"]) == (503, {"state": "ill"})
    finding = wellbeing.taken(wellbeing.whole)
    assert "损坏" in finding.words or WORDS in finding.words

    connection.close()
    file.write_bytes(sound)
    upkeep.damage(now())
    page.look_again()
    assert client.get("/health/").json()["looks"]["whole"] == {"state": "well"}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "command", [("run", "--empty"), ("migrate",), ("invite", "王芳", "13900001111")]
)
def test_a_database_that_cannot_be_read_at_all_ends_in_words(house, file, command):  # noqa: F811
    page_of(file, "outbound_notice")
    spoilt(file, 1)

    code, said = house(*command)

    assert code == 1
    assert WORDS in said
    assert MEND in said
    assert "Traceback" not in said
    assert "damaged" in house("doctor")[1]


@pytest.mark.once
def test_inviting_before_there_is_a_database_ends_in_words(house, tmp_path):  # noqa: F811
    code, said = house(
        "invite", "王芳", "13900001111", GUANJIA_DATABASE_URL=f"sqlite:///{tmp_path}/none"
    )

    assert code == 1
    assert "Run `guanjia migrate`." in said
    assert "Traceback" not in said


def taken_away(table):
    """Take the rows of a table away as somebody does who has switched off what would say no."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute("SET session_replication_role = origin")
        else:
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute("PRAGMA foreign_keys=ON")


GONE = "Rows are gone to which others point, in these tables: {table}, to which"
NEEDED = "django_content_type"


@pytest.fixture
def lived_in(own_database):
    company.open_branch()


def test_the_doctor_names_the_table_whose_rows_are_gone_though_others_point_to_them(
    house,  # noqa: F811
    lived_in,
):
    before = house("doctor")[1]
    assert "Rows are gone to which" not in before
    taken_away(NEEDED)

    code, said = house("doctor")

    assert code == 1
    assert GONE.format(table=NEEDED) in said
    assert "Bring the newest one from before back" in said


def test_rows_that_point_to_nothing_are_told_until_they_point_to_something_again(
    lived_in, client, settings, tmp_path
):
    settings.VAR = tmp_path
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE kept_aside AS SELECT * FROM {NEEDED}")
    taken_away(NEEDED)
    wellbeing.look_through(thorough=connection.vendor == "postgresql")
    upkeep.damage(now())
    page.look_again()

    report = client.get("/health/")

    assert (report.status_code, report.json()["looks"]["whole"]) == (503, {"state": "ill"})
    assert NEEDED in wellbeing.taken(wellbeing.whole).words
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {NEEDED} SELECT * FROM kept_aside")
    wellbeing.look_through(thorough=True)
    page.look_again()
    assert client.get("/health/").json()["looks"]["whole"] == {"state": "well"}


def test_a_backup_whose_rows_point_to_nothing_takes_no_other_ones_place(
    lived_in, settings, tmp_path, capsys
):
    settings.VAR, settings.VAULT_ROOT = tmp_path, tmp_path / "vault"
    settings.BACKUP_PHRASE = "aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff"
    archive, second = tmp_path / "house.guanjia", tmp_path / "second.guanjia"
    assert back_up(archive, with_keys=True) == 0
    before = archive.read_bytes()
    taken_away(NEEDED)

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert NEEDED in capsys.readouterr().err
    assert archive.read_bytes() == before
    comes_back = connection.vendor == "sqlite"
    assert back_up(second, with_keys=True) == (LACKING if comes_back else 1)
    assert NEEDED in capsys.readouterr().err
    assert second.exists() == comes_back
