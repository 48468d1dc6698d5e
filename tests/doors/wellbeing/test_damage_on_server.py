"""A page that PostgreSQL cannot read is told by the doctor, with what mends it: an index is made anew."""

from pathlib import Path

import pytest
from django.db import connection

from guanjia.db.reading import read_all
from guanjia.doors import wellbeing
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import company

pytestmark = pytest.mark.only_on("postgresql")

INDEX = "org_user_handle_key"
TABLE = "ledger_event"
PAGE = 8192


@pytest.fixture
def lived_in(own_database):
    company.open_branch()


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def file_of(relation):
    folder = Path(asked("SHOW data_directory"))
    return folder / asked(f"SELECT pg_relation_filepath('{relation}')")


def index_spoilt():
    """Let the disk give back something else than was written to the last page of an index."""
    asked(f"REINDEX INDEX {INDEX}")  # So that the server holds none of it in memory.
    with file_of(INDEX).open("r+b") as pages:
        pages.seek(-PAGE, 2)
        pages.write(b"\x5a" * PAGE)


def table_spoilt():
    """Let the last page of a table be one that the server has never written."""
    with file_of(TABLE).open("ab") as pages:
        pages.write(b"\x5a" * PAGE)


def test_an_index_that_cannot_be_read_is_made_anew_and_nothing_is_lost(house, lived_in):  # noqa: F811
    index_spoilt()

    code, said = house("doctor")

    assert code == 1
    assert f"Not all can be read of: the index {INDEX} of org_user." in said
    assert f"REINDEX INDEX {INDEX}" in said
    assert "bring the newest sound one back" not in said
    asked(f"REINDEX INDEX {INDEX}")
    assert "The database itself is damaged" not in house("doctor")[1]


def test_a_table_that_cannot_be_read_is_told_until_it_is_sound(house, lived_in, settings, tmp_path):  # noqa: F811
    settings.VAR = tmp_path / "var"
    table_spoilt()

    code, said = house("doctor")

    assert code == 1
    assert f"the table {TABLE}." in said
    assert "bring the newest sound one back" in said
    assert "REINDEX" not in said
    assert wellbeing.taken(wellbeing.whole).state == "ill", "noted for the other looks"
    assert wellbeing.taken(wellbeing.look_through).state == "ill", "the worker takes no note away"


def test_whoever_meets_a_spoilt_index_is_told_of_it(house, lived_in, tmp_path):  # noqa: F811
    index_spoilt()

    code, said = house("backup", str(tmp_path / "kept.guanjia"))

    assert code == 1
    assert f"REINDEX INDEX {INDEX}" in said
    assert "bring the newest sound one back" not in said


def test_what_there_is_no_time_to_read_is_counted(lived_in):
    read = read_all(seconds=-1)

    assert read.left > 100
    assert not read.spoilt
