"""
Where tests keep their databases.

Migrating takes seconds and copying milliseconds, so a database is migrated once, kept as a template
under a key made of all that it depends on, and copied for whoever needs one. Nothing is ever
flushed: the ledger's guards refuse to be emptied.
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "tests"
TEMPLATES_KEPT = 3
PREFIX = "guanjia_"
COPY = re.compile(r"copy_(\d+)_\w+")
FURNISH = """
from guanjia.flow.delivery import deliver
from tests.world import company, people
people.ready()
while deliver(at=company.MONDAY_9): pass
"""


class Store(Protocol):
    """A place that holds databases by name; `vendor` is Django's word for its kind."""

    vendor: str
    is_put_back_in_use: bool
    """Whether a database can be put back while programs are connected to it, unnoticed by them."""

    def address(self, name: str) -> str:
        """Return what GUANJIA_DATABASE_URL must say to use the database `name`."""

    def django_name(self, name: str) -> str:
        """Return what Django's setting NAME must say to use the database `name`."""

    def name_of(self, django_name: str) -> str:
        """Return the database's name, given what Django's setting NAME says."""

    def names(self) -> list[str]:
        """Return the names of all databases, oldest first."""

    def copy(self, source: str, name: str) -> None:
        """Make the database `name`, a copy of `source`; or an empty one, if that is ''."""

    def put_back(self, source: str, name: str) -> None:
        """Let the database `name` be as `source` is, whatever it has become."""

    def rename(self, name: str, new_name: str) -> None:
        """Give the database another name; nobody may be connected to it."""

    def drop(self, name: str) -> None:
        """Remove the database, if it is there."""

    def rows(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        """Return what a query that reads finds in the database `name`."""


class SqliteFiles:
    """SQLite: a database is a file in the cache."""

    vendor = "sqlite"
    is_put_back_in_use = True

    def __init__(self, folder: Path = CACHE / "sqlite") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def address(self, name: str) -> str:
        return f"sqlite://{self._file(name)}"

    def django_name(self, name: str) -> str:
        return str(self._file(name))

    def name_of(self, django_name: str) -> str:
        return Path(django_name).stem

    def names(self) -> list[str]:
        found = []
        for file in self.folder.glob("*.sqlite3"):
            with suppress(FileNotFoundError):  # Whoever is at work beside us drops its own.
                found.append((file.stat().st_mtime_ns, file.stem))
        return [name for _when, name in sorted(found)]

    def copy(self, source: str, name: str) -> None:
        if source:
            self._write_down(source)
            shutil.copyfile(self._file(source), self._file(name))

    def put_back(self, source: str, name: str) -> None:
        with (
            closing(sqlite3.connect(self._file(source))) as kept,
            closing(sqlite3.connect(self._file(name), timeout=20)) as used,
        ):
            kept.backup(used)

    def _write_down(self, name: str) -> None:
        """Bring what still stands in the log beside the file into the file."""
        with closing(sqlite3.connect(self._file(name))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rename(self, name: str, new_name: str) -> None:
        self._write_down(name)
        self._file(name).rename(self._file(new_name))

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._file(name)}{suffix}").unlink(missing_ok=True)

    def rows(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._file(name), timeout=20)) as connection:
            return connection.execute(statement).fetchall()


class PostgresServer:
    """PostgreSQL: a database is a database."""

    vendor = "postgresql"
    is_put_back_in_use = False

    def __init__(self, maintenance: str) -> None:
        self.maintenance = maintenance

    def _do(self, statement: str, *names: str) -> list[tuple[Any, ...]]:
        command = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.maintenance, autocommit=True) as connection:
            cursor = connection.execute(command)
            return cursor.fetchall() if cursor.description else []

    def address(self, name: str) -> str:
        return urlsplit(self.maintenance)._replace(path=f"/{name}").geturl()

    def django_name(self, name: str) -> str:
        return name

    def name_of(self, django_name: str) -> str:
        return django_name

    def names(self) -> list[str]:
        return [name for (name,) in self._do("SELECT datname FROM pg_database ORDER BY oid")]

    def copy(self, source: str, name: str) -> None:
        self._do("CREATE DATABASE {} TEMPLATE {}", name, source or "template0")

    def put_back(self, source: str, name: str) -> None:
        self.drop(name)
        self.copy(source, name)

    def rename(self, name: str, new_name: str) -> None:
        self._do("ALTER DATABASE {} RENAME TO {}", name, new_name)

    def drop(self, name: str) -> None:
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def rows(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address(name)) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[call-overload]  # plain SQL


def store() -> Store:
    """Return the store that GUANJIA_DATABASE_URL asks for; SQLite when it says nothing."""
    address = os.environ.get("GUANJIA_DATABASE_URL", "")
    return PostgresServer(address) if address.startswith("postgres") else SqliteFiles()


def key_of(*parts: str, files: Iterable[Path]) -> str:
    """Return a short key that changes when a part, a file's place or its content does."""
    digest = hashlib.sha256("\0".join(parts).encode())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def template(kind: str, key: str, *, source: str, fill: Callable[[str], None]) -> str:
    """
    Return the name of the template of this `kind` and `key`, made by the first who asks.

    :param source: the template to start from; '' for an empty database
    :param fill: called with the name of the database to fill, when it has to be made
    """
    place, name = store(), f"{PREFIX}{kind}_{key}"
    with _one_at_a_time():
        known = place.names()
        if name in known:
            return name
        unfinished = f"{name}_{secrets.token_hex(3)}"
        place.copy(source, unfinished)
        try:
            fill(unfinished)
        except BaseException:
            place.drop(unfinished)
            raise
        place.rename(unfinished, name)
        of_this_kind = [other for other in known if other.startswith(f"{PREFIX}{kind}_")]
        for left_over in (*of_this_kind[: 1 - TEMPLATES_KEPT], *filter(_is_orphan, known)):
            place.drop(left_over)
        return name


def _is_orphan(name: str) -> bool:
    """Test whether the process that made this copy has ended without dropping it."""
    made_by = COPY.fullmatch(name)
    return bool(made_by) and not Path("/proc", made_by[1]).exists()


@contextmanager
def copy_of(source: str) -> Iterator[str]:
    """Yield the name of a copy of the template `source`, dropped afterwards."""
    place, name = store(), f"copy_{os.getpid()}_{secrets.token_hex(3)}"
    place.copy(source, name)
    try:
        yield name
    finally:
        place.drop(name)


def migrated() -> str:
    """Return the template of an empty house: every migration applied, no row told."""
    house = ROOT / "guanjia"
    files = [*house.rglob("migrations/*.py"), *house.glob("config/**/*.py")]
    files += [file for kind in ("toml", "csv", "json") for file in house.rglob(f"data/*.{kind}")]
    files.append(ROOT / "requirements" / "run.txt")
    return template("migrated", key_of(files=files), source="", fill=_migrate)


def furnished() -> str:
    """Return the template of a new house: the catalogue and the figures of the trade, nobody in it."""
    empty = migrated()
    files = [*(ROOT / "guanjia").rglob("*.py"), *(ROOT / "tests" / "world").glob("*.py")]
    return template("furnished", key_of(empty, FURNISH, files=files), source=empty, fill=_furnish)


def _migrate(name: str) -> None:
    _manage(name, "migrate", "--skip-checks", "--verbosity", "0")


def _furnish(name: str) -> None:
    _manage(name, "shell", "--no-imports", "--command", FURNISH)


def _manage(name: str, *words: str) -> None:
    """Run a command of Django on the database `name`."""
    # In a process of its own, because Django refuses to work beside a running browser driver.
    environment = os.environ | {"GUANJIA_DATABASE_URL": store().address(name)}
    command = [sys.executable, "-m", "django", *words]
    command += ["--settings", "guanjia.config.settings.test", "--pythonpath", str(ROOT)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"a template could not be made:\n{done.stderr[-4000:]}")


def point_django_at(name: str) -> str:
    """Let Django's connection use the database `name`; return Django's name of the one before."""
    from django.db import connection

    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    before = str(connection.settings_dict["NAME"])
    connection.settings_dict["NAME"] = name
    return before


@contextmanager
def django_at(name: str) -> Iterator[None]:
    """Let Django's connection use the database `name` for a while."""
    before = point_django_at(store().django_name(name))
    try:
        yield
    finally:
        point_django_at(before)
