"""What killed backups, restores and changes of the key have left goes; what is somebody's own stays."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from guanjia.doors.cli.archive import aside, back_up, databases, tidy
from tests import databases as stores
from tests.doors.cli.conftest import house, surroundings  # noqa: F401  (a fixture)

KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from guanjia.doors.cli.archive import aside, databases
{}
"""
AMID_A_RESTORE = """
with aside.private_folder("restore") as place:
    (place / "vault.key").write_text("the key of an archive, in clear")
    (settings.VAR / "secret.key").rename(place / "secret.key.before")
    os.kill(os.getpid(), signal.SIGKILL)
"""
AMID_A_CHANGE_OF_THE_KEY = """
from guanjia.vault import private
os.fsync = lambda _file: os.kill(os.getpid(), signal.SIGKILL)
private.keep_instead(settings.VAR / "vault.key", "a key in clear")
"""
AMID_A_BACKUP = """
archive = Path(sys.argv[1])
with aside.private_folder("backup", beside=archive) as place, aside.unfinished(archive) as (_to, file):
    (place / "house.sqlite3").write_text("all of the house")
    file.write(b"guanjia sealed file 1\\n and a part")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
AMID_A_TRIAL = """
with databases._scratch() as name:
    assert name
    print(name, flush=True)
    if sys.argv[1:]:
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def begun(own_database, settings, program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", KILLED.format(program), *arguments],
        env=surroundings(own_database, settings.VAR),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(own_database, settings, program, *arguments):
    process = begun(own_database, settings, program, *arguments)
    said, _errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    return said.strip()


def hidden_in(folder):
    return sorted(at.name for at in folder.glob(".*"))


def test_keys_in_clear_that_a_killed_restore_left_are_gone_at_the_next_start(
    manager, own_database, settings
):
    (settings.VAR / "secret.key").write_text("the house's own")
    killed(own_database, settings, AMID_A_RESTORE)
    assert len(hidden_in(settings.VAR)) == 1

    tidy()

    assert hidden_in(settings.VAR) == []
    own = settings.VAR / "secret.key"
    assert own.read_text() == "the house's own", "what was moved aside is back"


def test_keys_in_clear_that_a_killed_change_of_the_key_left_are_gone_too(
    manager, own_database, settings
):
    killed(own_database, settings, AMID_A_CHANGE_OF_THE_KEY)
    assert len(hidden_in(settings.VAR)) == 1

    tidy()

    assert hidden_in(settings.VAR) == []
    assert (settings.VAR / "vault.key").read_text() == "the key of the house"


def test_the_next_backup_takes_away_what_a_killed_one_left_beside_any_archive(
    archive, own_database, settings, tmp_path, capsys
):
    yesterday = tmp_path / "of-yesterday.guanjia"
    killed(own_database, settings, AMID_A_BACKUP, str(yesterday))
    assert len(hidden_in(tmp_path)) == 2

    with aside.private_folder("backup", beside=archive) as at_work:
        assert back_up(archive, with_keys=True, replace=True) == 0
        assert hidden_in(tmp_path) == [at_work.name], "what another is at work with stays"


def test_what_is_somebodys_own_stays_whatever_it_is_called(archive, settings, tmp_path, capsys):
    for name in (".backup-20261127", ".restore-20261127", ".backup-of-mine", ".backup-0123abcd"):
        (settings.VAR / name).mkdir()
        (settings.VAR / name / "house.sqlite3").write_text("my own copy")
    for name in (".vault.key.20261127", ".vault.key.0123456789abcdef"):
        (settings.VAR / name).write_text("my own copy of the key")
    (tmp_path / f".{archive.name}.20261127").write_bytes(archive.read_bytes())
    (tmp_path / f".{archive.name}.swp").write_text("of an editor")
    (tmp_path / ".notes.0123456789abcdef.unfinished").write_text("of another program")
    (tmp_path / f".{archive.name}.0123abcd").mkdir()
    before = hidden_in(settings.VAR), hidden_in(tmp_path)

    tidy()
    assert back_up(archive, with_keys=True, replace=True) == 0

    assert (hidden_in(settings.VAR), hidden_in(tmp_path)) == before
    assert (settings.VAR / ".backup-0123abcd" / "house.sqlite3").is_file()


@pytest.mark.once
def test_the_doctor_tidies_up(house, own_database, settings, tmp_path):  # noqa: F811
    settings.VAR = tmp_path / "var"
    (settings.VAR / "secret.key").write_text("the house's own")
    killed(own_database, settings, AMID_A_RESTORE)

    house("doctor")

    assert hidden_in(settings.VAR) == []


def trials():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'guanjia_trial%'")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def until_it_has_one(own_database, settings):
    at_work = begun(own_database, settings, AMID_A_TRIAL, "wait")
    name = at_work.stdout.readline().strip()
    yield name
    at_work.communicate("")
    databases.drop_trials()


@pytest.mark.only_on("postgresql")
def test_the_database_in_which_a_killed_backup_tried_its_copy_goes_with_the_next(
    manager, own_database, settings, until_it_has_one, tmp_path
):
    left = killed(own_database, settings, AMID_A_TRIAL)
    of_before = f"guanjia_trial_{os.getpid()}_abcdef"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {of_before}")
    with stores.copy_of("") as another:
        of_another_house = f"guanjia_trial_{10**9}_17_abcdef"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {of_another_house}")
        assert {left, of_before, of_another_house, until_it_has_one} <= trials()

        assert back_up(tmp_path / "house.guanjia", with_keys=True) == 0

        found = trials()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {of_another_house}")
        assert another
    assert not {left, of_before} & found
    assert {of_another_house, until_it_has_one} <= found


@pytest.mark.only_on("postgresql")
def test_no_program_of_the_server_outlives_a_backup_that_is_killed(
    manager, own_database, settings, tmp_path
):
    slow = tmp_path / "pg_dump"
    slow.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/number\nexec sleep 60\n")
    slow.chmod(0o700)
    program = (
        f"os.environ['PATH'] = '{tmp_path}:' + os.environ['PATH']\ndatabases.copy(settings.VAR)"
    )
    process = begun(own_database, settings, program)
    deadline = time.monotonic() + 30
    while not (tmp_path / "number").is_file() or not (tmp_path / "number").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    number = int((tmp_path / "number").read_text())

    process.kill()
    process.communicate()

    while is_alive(number):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(number):
    try:
        with open(f"/proc/{number}/stat", encoding="ascii") as file:  # noqa: PTH123
            return file.read().split()[2] != "Z"
    except OSError:
        return False
