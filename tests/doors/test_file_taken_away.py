"""A database whose file is taken away under the house is said at once, and takes nothing more."""

import logging
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.models import Branch
from guanjia.db.troubles import TakenAway
from guanjia.doors.jobs.worker import Worker
from guanjia.doors.web.account import health as page
from guanjia.flow.leases import DELIVERING, take_lease
from tests.doors.api.test_api import program_of
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import company, homes, people
from tests.world.company import ledger_size

pytestmark = pytest.mark.only_on("sqlite")


def without_its_log(file):
    """Whoever clears up takes what looks like a leftover."""
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink()


def without_its_index(file):
    """All of it that is no data, and yet by which programs know of each other's writing."""
    file.with_name(f"{file.name}-shm").unlink()


def with_its_index_elsewhere(file):
    """Moved by whoever clears up with more care, so that it still has a name."""
    file.with_name(f"{file.name}-shm").rename(file.with_name("index-of-before"))


def with_its_log_elsewhere(file):
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).rename(file.with_name(f"before{end}"))


def moved_away(file):
    file.rename(file.with_name("elsewhere"))


def another_put_there(file):
    """An older copy, without stopping the house first."""
    older = file.with_name("older")
    older.write_bytes(file.read_bytes())
    older.replace(file)


HOLDS = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], uri=True)
held.execute("SELECT count(*) FROM org_branch").fetchone()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another(file, how="{}"):
    """Let another program, such as the worker, have the database open."""
    command = [sys.executable, "-c", HOLDS, how.format(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as another:
        assert another.stdout.readline().strip() == "held"
        yield
        another.stdin.close()


@pytest.mark.parametrize(
    "take", [without_its_log, without_its_index, moved_away, another_put_there]
)
def test_what_is_pressed_afterwards_is_refused_in_words_and_not_lost_without_one(
    own_database, client, take
):
    people.ready()
    branch = company.open_branch()
    _row, program = program_of(homes.consultant_of(branch), "read", "write")
    take_lease(DELIVERING, holder="worker", at=timezone.now())

    def open_one(number):
        told = {"branch_id": branch.pk, "name": "唐家", "address": "延安西路 88 弄 3 号"}
        return program.post("/households", told | {"phone": f"1990000{number:04}"})

    assert open_one(1).status_code == 201
    page.look_again()
    assert client.get("/health/").status_code == 200
    size = ledger_size()

    take(Path(connection.settings_dict["NAME"]))

    refused = open_one(2)
    assert refused.status_code == 503
    assert "file was taken away while the house is open" in refused.json()["detail"]
    assert (ledger_size(), Household.objects.count()) == (size, 1), "it can still be read"
    page.look_again()
    report = client.get("/health/").json()
    assert report["looks"]["database"]["state"] == "ill"
    assert report["looks"]["writing"]["state"] == "ill"


@pytest.mark.parametrize(
    "take", [without_its_log, without_its_index, with_its_index_elsewhere, another_put_there]
)
def test_no_backup_is_written_of_what_is_not_all_there(house, take, tmp_path):  # noqa: F811
    company.open_branch()
    take(Path(connection.settings_dict["NAME"]))

    code, said = house("backup", str(tmp_path / "kept.guanjia"))

    assert code == 1
    assert "removed or replaced while the house is open" in said
    assert not (tmp_path / "kept.guanjia").exists()


def test_the_worker_says_once_what_is_in_its_way_and_tries_on(own_database, caplog):
    worker = Worker()
    worker.look()
    assert not worker.trouble
    moved_away(Path(connection.settings_dict["NAME"]))

    with caplog.at_level(logging.WARNING):
        for _second in range(3):
            worker.look()

    assert len(caplog.records) == 1
    assert "taken away" in caplog.text


@pytest.mark.parametrize(
    "take",
    [
        without_its_log,
        without_its_index,
        with_its_log_elsewhere,
        with_its_index_elsewhere,
        another_put_there,
    ],
)
def test_whoever_opens_it_only_afterwards_writes_nothing_into_a_stranger(own_database, take):
    file = Path(connection.settings_dict["NAME"])
    company.open_branch()
    with held_by_another(file):
        connection.close()
        take(file)

        with pytest.raises(TakenAway):
            company.open_branch("W", name="西店")

        assert not Branch.objects.filter(name="西店").exists(), "it can still be read"


def test_another_file_is_a_stranger_also_where_nobody_held_the_one_before(own_database):
    """A web server that nobody has asked for a minute has closed what it had open."""
    company.open_branch()
    connection.close()
    another_put_there(Path(connection.settings_dict["NAME"]))

    with pytest.raises(TakenAway):
        company.open_branch("W", name="西店")


@pytest.mark.parametrize("take", [without_its_log, without_its_index, another_put_there])
def test_a_program_that_is_started_afterwards_is_told_too(house, take):  # noqa: F811
    company.open_branch()
    take(Path(connection.settings_dict["NAME"]))

    _code, said = house("doctor")

    assert "removed or replaced while the house is open" in said
    assert "Nothing can be written" in said


def test_who_only_reads_has_taken_nothing_away(house):  # noqa: F811
    """A report that somebody runs on the file beside the house."""
    company.open_branch()
    file = Path(connection.settings_dict["NAME"])
    connection.close()

    with held_by_another(file, "file:{}?mode=ro"):
        _code, said = house("doctor")

    assert "removed or replaced" not in said
    assert "Nothing can be written" not in said


def test_a_log_that_ended_with_its_last_reader_is_no_file_taken_away(own_database):
    company.open_branch()
    connection.close()
    assert not Path(connection.settings_dict["NAME"] + "-wal").exists()

    company.open_branch()


def test_whoever_only_reads_the_file_is_in_nobodys_way(own_database):
    """A program that copies files, which knows nothing of the log."""
    company.open_branch()
    connection.close()
    file = connection.settings_dict["NAME"]
    with subprocess.Popen(["tail", "-f", file], stdout=subprocess.DEVNULL) as copying:
        company.open_branch("W", name="西店")
        copying.kill()
