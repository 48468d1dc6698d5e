"""A full disk is said in words wherever somebody writes; reading goes on, and then writing does."""

import errno
import sqlite3
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connection

from guanjia.chapters.dossier.models import Household
from guanjia.db.troubles import not_now
from guanjia.kernel.errors import NotNow
from guanjia.vault.commands import keeping
from guanjia.vault.intake import Prepared
from guanjia.vault.models import File
from tests.doors.api.test_api import program_of
from tests.doors.cli.archives.conftest import full_after
from tests.world import company, homes, people
from tests.world.company import MONDAY_9, ledger_size


@contextmanager
def full():
    """Let the database grow by nothing any more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count={pages}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1073741823")


@pytest.mark.only_on("sqlite")
def test_a_full_disk_is_said_and_what_was_written_before_is_there(own_database, client):
    people.ready()
    branch = company.open_branch()
    _row, program = program_of(homes.consultant_of(branch), "read", "write")

    def open_one(number):
        return program.post(
            "/households",
            {
                "branch_id": branch.pk,
                "name": "唐家",
                "phone": f"1990000{number:04}",
                "address": "延安西路 88 弄 3 号" + "长" * 90,
            },
        )

    opened = 0
    with full():
        for number in range(300):
            size, answer = ledger_size(), open_one(number)
            if answer.status_code != 201:
                break
            opened += 1
        assert (
            answer.status_code,
            "磁盘" in answer.json()["detail"] or "disk" in answer.json()["detail"],
        ) == (503, True)
        assert ledger_size() == size, "nothing of it was written"
        assert Household.objects.count() == opened
        assert program.get("/households", text="唐家").status_code == 200
        assert client.get("/sign-in/").status_code == 200

    assert open_one(9999).status_code == 201


@pytest.mark.django_db
def test_a_file_for_which_there_is_no_room_leaves_nothing(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    prepared = Prepared(b"x" * 50_000, "image/jpeg")

    with (
        full_after(1000),
        pytest.raises(OSError, match=r".") as refused,
        keeping(prepared, purpose="scan", user_id=None, at=MONDAY_9),
    ):
        pytest.fail("there was room")

    assert isinstance(not_now(refused.value), NotNow)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not File.objects.exists()


def driver_says(name):
    cause = sqlite3.OperationalError("oh")
    if name[0].isdigit():
        cause.sqlstate = name
    else:
        cause.sqlite_errorname = name
    error = OperationalError("oh")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "name",
    ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_READONLY",
     "53100", "25006", "55P03"],
)  # fmt: skip
def test_what_is_in_the_way_is_known_by_its_name_on_both_databases(name):
    assert isinstance(not_now(driver_says(name)), NotNow)


def test_what_is_a_fault_of_ours_stays_one():
    assert not_now(driver_says("SQLITE_ERROR")) is None
    assert not_now(driver_says("42P01")) is None
    assert not_now(DatabaseError("oh")) is None
    assert not_now(OSError(errno.ENOENT, "gone")) is None
    assert not_now(ValueError()) is None
