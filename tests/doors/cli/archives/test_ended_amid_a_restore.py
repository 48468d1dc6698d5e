"""However a restore is ended, each name in the house bears something whole, and a hand at it is heard."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from guanjia.doors.cli import doctor
from guanjia.doors.cli.archive import restore
from tests import databases as stores
from tests.doors.cli.archives.conftest import PHRASE
from tests.doors.cli.conftest import surroundings

RESTORE = """
import os, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # Whoever runs tests may ignore it.
import django
django.setup()
from guanjia.doors.cli import main
from guanjia.vault import envelopes
envelopes.COST = {{"n": 2, "r": 1, "p": 1}}
envelopes.PIECE = 50_000
{}
sys.exit(main.main(["restore", sys.argv[1]]))
"""
KILLED_BEFORE_IT_TAKES_ITS_NAME = """
really = Path.replace
def replace(self, target):
    if Path(target).name == "{name}" and ".restore-" in str(self):
        os.kill(os.getpid(), signal.SIGKILL)
    return really(self, target)
Path.replace = replace
"""
HELD_AT_THE_END = """
from guanjia.doors.cli.archive import databases
really = databases.put_in_place
def put_in_place(copied):
    print("now", flush=True)
    sys.stdin.readline()
    really(copied)
databases.put_in_place = put_in_place
"""


def begun(archive, settings, also):
    address = stores.store().address(Path(connection.settings_dict["NAME"]).stem)
    connection.close()
    return subprocess.Popen(
        [sys.executable, "-c", RESTORE.format(also), archive],
        env=surroundings(address, settings.VAR) | {"GUANJIA_BACKUP_PHRASE": PHRASE},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("name", ["vault.key", "photo"])
def test_what_lay_in_a_name_lies_there_still_when_the_restore_is_killed(
    archive, elsewhere, settings, capsys, name
):
    own = settings.VAR / "vault.key"
    photo = settings.VAULT_ROOT / "ab" / "photo"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"another picture")

    process = begun(archive, settings, KILLED_BEFORE_IT_TAKES_ITS_NAME.format(name=name))
    process.communicate(timeout=60)

    assert process.returncode == -signal.SIGKILL
    assert own.read_text() == "another key"
    assert photo.is_file()
    assert "重新运行 `guanjia restore`" in doctor.restored().mend
    assert restore(archive) == 0
    assert own.read_text() == "the key of the house"
    assert doctor.restored().state == "well"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("when", ["from the start", "at the end"])
def test_whoever_holds_the_new_file_keeps_nobody_from_stopping_the_restore(
    archive, elsewhere, settings, when
):
    (settings.VAR / "secret.key").write_text("a secret that signs cookies, long enough\n")
    before = elsewhere()
    process = begun(archive, settings, HELD_AT_THE_END if when == "at the end" else "")
    if when == "at the end":
        assert process.stdout.readline() == "now\n"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        try:
            said = process.communicate(timeout=40)
        finally:
            process.kill()
        took = time.monotonic() - asked

    may_end_with = {130} if when == "at the end" else {1, 130}
    assert process.returncode in may_end_with, said
    assert took < 8
    assert elsewhere() == before


@pytest.mark.only_on("sqlite")
def test_a_program_that_does_not_let_go_of_the_new_file_is_told_of(archive, elsewhere, settings):
    (settings.VAR / "secret.key").write_text("a secret that signs cookies, long enough\n")
    before = elsewhere()
    process = begun(
        archive,
        settings,
        HELD_AT_THE_END + "databases.SECONDS_HELD = 1\n",
    )
    assert process.stdout.readline() == "now\n"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        _out, said = process.communicate("go\n", timeout=40)

    assert process.returncode == 1
    assert str(connection.settings_dict["NAME"]) in said
    assert "then try again" in said
    assert elsewhere() == before
