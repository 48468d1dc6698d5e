"""A log that is damaged in the middle is told, and kept: SQLite itself says nothing."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection

from guanjia.db.log import commits_passed_over, logs_kept_aside, look
from guanjia.doors import wellbeing
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.doors.test_file_taken_away import held_by_another
from tests.world.company import open_branch

PAGE = 4096
WRITES = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("CREATE TABLE one (number INTEGER, filler BLOB)")
for number in range(10):
    database.execute("INSERT INTO one VALUES (?, zeroblob(9000))", [number])
{more}
os.kill(os.getpid(), 9)
"""
BEGINS_ANEW = """
database.execute("PRAGMA wal_checkpoint(RESTART)")
database.execute("INSERT INTO one VALUES (11, '')")
"""


def written(database, more=""):
    """Let a program write ten times, and be killed."""
    subprocess.run([sys.executable, "-c", WRITES.format(more=more), str(database)], check=False)
    return database


@pytest.fixture
def stopped_hard(tmp_path):
    return written(tmp_path / "db")


def log_of(database):
    return database.with_name(f"{database.name}-wal")


def flipped(file, at):
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def rows_of(database):
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute("SELECT count(*) FROM one").fetchone()[0]


def test_a_log_that_is_whole_is_read_whole(stopped_hard):
    assert commits_passed_over(str(stopped_hard)) == 0
    assert rows_of(stopped_hard) == 10


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_byte_in_the_middle_is_noticed(stopped_hard, share):
    flipped(log_of(stopped_hard), int(log_of(stopped_hard).stat().st_size * share))

    assert commits_passed_over(str(stopped_hard))
    assert rows_of(stopped_hard) < 10


@pytest.mark.parametrize("at", [1, 10, 18, 22, 30])
def test_a_byte_in_its_header_is_noticed(stopped_hard, at):
    flipped(log_of(stopped_hard), at)

    assert commits_passed_over(str(stopped_hard))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        rows_of(stopped_hard)


@pytest.mark.parametrize("torn_off", [1, PAGE // 2, PAGE + 10, PAGE + 24])
def test_a_last_transaction_that_was_written_to_half_is_no_damage(stopped_hard, torn_off):
    log = log_of(stopped_hard)
    log.write_bytes(log.read_bytes()[:-torn_off])

    assert commits_passed_over(str(stopped_hard)) == 0
    assert rows_of(stopped_hard) == 9


def test_what_was_written_before_the_log_began_anew_is_no_damage(tmp_path):
    database = written(tmp_path / "db", BEGINS_ANEW)

    assert commits_passed_over(str(database)) == 0
    assert rows_of(database) == 11


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 5000, b"x" * 5000])
def test_whatever_lies_in_its_place_breaks_nothing(stopped_hard, content):
    log_of(stopped_hard).write_bytes(content)

    assert look(str(stopped_hard)) == 0


def test_the_same_log_is_kept_once(stopped_hard):
    flipped(log_of(stopped_hard), log_of(stopped_hard).stat().st_size // 2)

    assert (look(str(stopped_hard)), look(str(stopped_hard))) == (0, 0)

    assert len(logs_kept_aside(str(stopped_hard))) == 1


@pytest.fixture
def stopped_house(own_database, tmp_path):
    """A house that was stopped hard, and in whose log a byte is another since."""
    open_branch()
    for number in range(6):
        open_branch(f"W{number}", name=f"{number} 店")
    copy = tmp_path / "house.sqlite3"
    name = str(connection.settings_dict["NAME"])
    for end in ("", "-wal"):
        subprocess.run(["cp", f"{name}{end}", f"{copy}{end}"], check=True)
    log = log_of(copy)
    flipped(log, log.stat().st_size // 2)
    return copy


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("first", ["doctor", "migrate", "keys"])
def test_whatever_opens_the_house_first_says_so_and_the_log_is_kept(
    stopped_house,
    house,  # noqa: F811
    first,
):
    address = f"sqlite://{stopped_house}"
    words = [first, "status"] if first == "keys" else [first]

    _code, said = house(*words, GUANJIA_DATABASE_URL=address)

    assert "log of the database is damaged and is passed over" in said
    (aside,) = logs_kept_aside(str(stopped_house))
    assert aside.stat().st_mode & 0o077 == 0
    _code, again = house("doctor", GUANJIA_DATABASE_URL=address)
    assert "After a hard stop the log of the database was damaged" in again
    assert str(aside) in again, "until somebody has looked after it"
    aside.unlink()
    assert "was damaged" not in house("doctor", GUANJIA_DATABASE_URL=address)[1]


@pytest.mark.only_on("sqlite")
def test_a_log_that_somebody_writes_into_is_left_alone(stopped_house):
    with held_by_another(stopped_house):
        assert look(str(stopped_house)) == 0

    assert not logs_kept_aside(str(stopped_house))


@pytest.mark.only_on("sqlite")
def test_a_sound_house_is_told_nothing_of_it(own_database, house):  # noqa: F811
    open_branch()

    assert wellbeing.whole().state == "well"
    assert "was damaged" not in house("doctor")[1]
