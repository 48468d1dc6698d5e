"""A database whose file is damaged is said by whoever looks, before the next backup finds out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from guanjia.doors import wellbeing
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
