"""A log that is damaged in the middle is told, and kept: SQLite itself says nothing."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from guanjia.db.log import commits_passed_over, logs_kept_aside
from guanjia.doors import wellbeing
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world.company import open_branch

PAGE = 4096


@pytest.fixture
def stopped_hard(tmp_path):
    """A database whose program was killed after ten transactions, as its files then lie there."""
    written, left = tmp_path / "written", tmp_path / "left"
    written.mkdir(), left.mkdir()
    with closing(sqlite3.connect(written / "db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE one (number INTEGER, filler BLOB)")
        for number in range(10):
            database.execute("INSERT INTO one VALUES (?, zeroblob(9000))", [number])
        for end in ("", "-wal"):
            shutil.copyfile(written / f"db{end}", left / f"db{end}")
    return left / "db"


def log_of(database):
    return database.with_name(f"{database.name}-wal")


def flipped(file, at):
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def read_first(database):
    """Open it as the first, and return how many rows there are, and how many commits it passed over."""
    with closing(sqlite3.connect(database)) as opened:
        rows = opened.execute("SELECT count(*) FROM one").fetchone()[0]
        return rows, commits_passed_over(str(database))


def test_a_log_that_is_whole_has_been_read_whole(stopped_hard):
    assert read_first(stopped_hard) == (10, 0)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_byte_in_the_middle_is_noticed(stopped_hard, share):
    flipped(log_of(stopped_hard), int(log_of(stopped_hard).stat().st_size * share))

    rows, passed_over = read_first(stopped_hard)

    assert rows < 10
    assert passed_over


@pytest.mark.parametrize("at", [1, 10, 18, 22, 30])
def test_a_byte_in_its_header_is_noticed(stopped_hard, at):
    flipped(log_of(stopped_hard), at)
    with closing(sqlite3.connect(stopped_hard)) as opened:
        with pytest.raises(sqlite3.OperationalError):
            opened.execute("SELECT count(*) FROM one").fetchone()
        opened.execute("SELECT count(*) FROM sqlite_master").fetchone()

        assert commits_passed_over(str(stopped_hard))


@pytest.mark.parametrize("torn_off", [1, PAGE // 2, PAGE + 10, PAGE + 24])
def test_a_last_transaction_that_was_written_to_half_is_no_damage(stopped_hard, torn_off):
    log = log_of(stopped_hard)
    log.write_bytes(log.read_bytes()[:-torn_off])

    rows, passed_over = read_first(stopped_hard)

    assert (rows, passed_over) == (9, 0)


def test_what_was_written_before_the_log_began_anew_is_no_damage(tmp_path):
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE one (number INTEGER, filler BLOB)")
        for number in range(10):
            database.execute("INSERT INTO one VALUES (?, zeroblob(9000))", [number])
        database.execute("PRAGMA wal_checkpoint(RESTART)")
        database.execute("INSERT INTO one VALUES (11, '')")

        assert commits_passed_over(str(tmp_path / "db")) == 0


@pytest.mark.only_on("sqlite")
def test_the_doctor_says_so_and_the_log_is_kept(own_database, house, tmp_path):  # noqa: F811
    open_branch()
    name = str(connection.settings_dict["NAME"])
    for number in range(6):
        open_branch(f"W{number}", name=f"{number} 店")
    copy = tmp_path / "house.sqlite3"
    for end in ("", "-wal"):
        shutil.copyfile(f"{name}{end}", f"{copy}{end}")
    log = log_of(copy)
    flipped(log, log.stat().st_size // 2)

    _code, said = house("doctor", GUANJIA_DATABASE_URL=f"sqlite://{copy}")

    assert "After a hard stop the log of the database was damaged" in said
    (aside,) = logs_kept_aside(str(copy))
    assert aside.stat().st_mode & 0o077 == 0
    _code, again = house("doctor", GUANJIA_DATABASE_URL=f"sqlite://{copy}")
    assert "was damaged" in again, "until somebody has looked after it"


@pytest.mark.only_on("sqlite")
def test_a_sound_house_is_told_nothing_of_it(own_database):
    open_branch()

    assert wellbeing.whole().state == "well"
