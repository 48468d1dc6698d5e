"""The database's part of an archive: copying it, trying the copy, and putting it in place."""

import errno
import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.commands import end_all_visits_in
from guanjia.chapters.org.models import Session
from guanjia.db.files import ENDS, is_held_in_part, is_held_without_a_name
from guanjia.db.server import as_variables, said_to_server
from guanjia.doors.cli.archive import room
from guanjia.doors.cli.archive.packing import Refused
from guanjia.doors.processes import ending_with_us
from guanjia.doors.wellbeing import why_hidden

SQLITE_NAME = "house.sqlite3"
POSTGRESQL_NAME = "house.dump"
NAMES = {"sqlite": SQLITE_NAME, "postgresql": POSTGRESQL_NAME}
TRIAL = "guanjia_trial"
OLD_TRIAL = re.compile(rf"{TRIAL}_\d+_[0-9a-f]{{6}}")

VISITS = Session._meta.db_table
MOST_SAID = 500
PAGES = 2000
SECONDS_OF_A_WAIT = 1.0
"""For as long as SQLite waits for others it hears nobody who would stop it."""
SECONDS_HELD = 15.0
NO_ROOM = os.strerror(errno.ENOSPC)
"""As programs of the server say it that are asked to speak plainly; see `_run`."""


class NotWhole(Exception):
    """A database, or a copy of one, is damaged."""


class Hindered(Refused):
    """A program could not do its work here, which tells nothing of what it was given."""


class NoRoom(Hindered):
    """A program could write nothing more where it was to write."""


def copy(place: Path) -> Path:
    """
    Copy the database as it is at this moment into a folder; it may be in use meanwhile.

    Visits of browsers are left out: nobody is to be signed in by what was kept of a visit.

    :raises Refused: if it cannot be copied
    """
    target = place / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        check_all_is_here()
        begins = room.let_go()
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.executescript(begins)
            source.backup(copied)
            end_all_visits_in(copied)
    else:
        options = ("--format=custom", f"--exclude-table-data={VISITS}", f"--file={target}")
        _run("pg_dump", *options, database=_name())
    return target


def place() -> str:
    """Return the name of the house's database: where it lies, on SQLite."""
    return _name()


def size() -> int:
    """Return how many bytes a copy of the database may need."""
    if connection.vendor == "sqlite":
        files = [Path(f"{_name()}{end}") for end in ENDS]
        return sum(file.stat().st_size for file in files if file.is_file())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def check_all_is_here() -> None:
    """
    Pass if the file that bears the database's name is the one that the house writes into.

    :raises Refused: if some program still writes into one that was taken away; of PostgreSQL, if the
        house's tables lie where nobody looks for them
    """
    if connection.vendor != "sqlite":
        if problem := why_hidden():
            raise Refused(problem)
        return
    if is_held_without_a_name(_name()) or is_held_in_part(_name()):
        raise Refused(
            _(
                "The database's file was removed or replaced while the house is open: what was "
                "written last is not in it. Stop the house in order, then look at what lies there."
            )
        )


def put_in_place(copied: Path) -> None:
    """
    Bring a copy into this house's database, as a whole or not at all.

    :raises Refused: if the database does not take it
    """
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        connection.close()
        with (
            closing(sqlite3.connect(copied)) as source,
            closing(sqlite3.connect(name, timeout=SECONDS_OF_A_WAIT)) as house,
        ):
            source.backup(house, pages=PAGES, progress=_patient_with(name))
        return
    name = _name()
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run("pg_restore", *options, f"--dbname={name}", str(copied), database=name)


def _patient_with(name: str) -> Callable[[int, int, int], None]:
    """Return what is called after each stretch of a copy: it gives up where another holds the file."""
    stood_at, since = -1, time.monotonic()

    def look(_status: int, left: int, _all: int) -> None:
        nonlocal stood_at, since
        if left != stood_at:
            stood_at, since = left, time.monotonic()
        elif time.monotonic() - since > SECONDS_HELD:
            raise Refused(held_words() % {"file": name})

    return look


def held_words() -> str:
    """Return in words that another program holds the database, with %(file)s to be filled."""
    return _(
        "Another program holds %(file)s. Close it (one that shows databases, such as sqlite3), and "
        "then try again; nothing is changed."
    )


def try_out(copied: Path) -> dict[str, int]:
    """
    Look whether a copy is whole, and return how many rows each of its tables has.

    SQLite reads every page and index of it. PostgreSQL restores it into a database beside the
    house's, which is dropped again; where the user may make none, it is read to its end.

    :raises NotWhole: if it is not
    :raises Hindered: if the programs that would tell are missing or find no room
    """
    if connection.vendor == "sqlite":
        return _counts_in(copied)
    with _scratch() as scratch:
        if not scratch:
            _try("pg_restore", f"--file={os.devnull}", str(copied), database=_name())
            return {}
        options = ("--no-owner", "--exit-on-error", f"--dbname={scratch}")
        _try("pg_restore", *options, str(copied), database=scratch)
        return _counts_on_server(scratch)


def counts() -> dict[str, int]:
    """
    Return how many rows each table of this house's database has.

    :raises NotWhole: if it is damaged
    """
    if connection.vendor == "sqlite":
        return _counts_in(Path(str(connection.settings_dict["NAME"])))
    return _counts_on_server(_name())


def _counts_in(file: Path) -> dict[str, int]:
    try:
        with closing(sqlite3.connect(file)) as looked_at:
            if looked_at.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise NotWhole
            tables = looked_at.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return {
                name: looked_at.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  (a name out of the catalogue)
                for (name,) in sorted(tables)
            }
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        raise NotWhole from None


def _counts_on_server(name: str) -> dict[str, int]:
    import psycopg
    from psycopg import sql

    with psycopg.connect(**(said_to_server() | {"dbname": name})) as server:  # type: ignore[arg-type]  # words
        tables = server.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        found = {}
        for (table,) in tables:
            ask = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            row = server.execute(ask).fetchone()
            found[str(table)] = int(row[0]) if row else 0
        return found


@contextmanager
def _scratch() -> Iterator[str]:
    """
    Yield the name of an empty database beside the house's; "" if none can be made.

    A lock on its name is held meanwhile, which the server lets go of however this process ends.
    """
    name = f"{TRIAL}_{_own_number()}_{os.getpid()}_{secrets.token_hex(3)}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except DatabaseError:
        yield ""
        return
    try:
        yield name
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def drop_trials() -> None:
    """
    Drop the databases in which killed backups of this house have tried their copy.

    Each is known by the number of the house's database, since others have trials on the same server,
    and is left alone while somebody holds it. Of earlier versions, which neither numbered nor held
    them, those go to which nobody is connected.
    """
    if connection.vendor != "postgresql":
        return
    with suppress(DatabaseError):
        ours = re.compile(rf"{TRIAL}_{_own_number()}_\d+_[0-9a-f]{{6}}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            names = [str(name) for (name,) in cursor.fetchall()]
        for name in names:
            if ours.fullmatch(name):
                _drop_if_nobody_holds(name)
            elif OLD_TRIAL.fullmatch(name):
                with suppress(DatabaseError), connection.cursor() as cursor:
                    cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")


def _drop_if_nobody_holds(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            return
        with suppress(DatabaseError):
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _own_number() -> int:
    """Return the number by which the server knows the house's database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _try(program: str, *options: str, database: str) -> None:
    try:
        _run(program, *options, database=database)
    except Hindered:
        raise
    except Refused as refusal:
        raise NotWhole from refusal


def _run(program: str, *options: str, database: str) -> None:
    environment = os.environ | as_variables(said_to_server() | {"dbname": database})
    environment["LC_ALL"] = "C"
    found = shutil.which(program) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if not found:
        raise Hindered(_("%(program)s is not installed.") % {"program": program})
    used = {name: value for name, value in environment.items() if value or name[:2] != "PG"}
    command = ending_with_us(found, *options)
    done = subprocess.run(command, env=used, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise _why_not(
            program, done.returncode, _the_reason_in(done.stderr.decode(errors="replace"))
        )


def _the_reason_in(said: str) -> str:
    """Return of what a program of the server has said the first line that tells an error; or all."""
    told = [line for line in said.splitlines() if "error:" in line]
    return (told[0] if told else said).strip()[:MOST_SAID]


def _why_not(program: str, code: int, said: str) -> Refused:
    """
    Return in words why a program of the server did not do it; it may have said nothing itself.

    :param code: what it ended with; the negative of a signal if it was ended by one
    """
    if code < 0:
        ended_by = signal.strsignal(-code) or str(-code)
        said = f"{said} ({ended_by})" if said else ended_by
    named = {"program": program, "why": said or _("it ended with %(n)s") % {"n": code}}
    if NO_ROOM in said or code == -signal.SIGXFSZ:
        return NoRoom(
            _("%(program)s found no room to write: %(why)s. Make room and try again.") % named
        )
    if code < 0:
        return Hindered(_("%(program)s was ended before it was done: %(why)s") % named)
    return Refused(_("%(program)s could not do it: %(why)s") % named)
