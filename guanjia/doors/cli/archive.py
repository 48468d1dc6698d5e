"""
One sealed archive with everything: the database, the vault's files and the keys; and the way back.

It is a packed tar inside an envelope of the vault. Its last member names each other one with its
size and sum, so that nothing is brought back unless all of it is there as it was.
"""

import hashlib
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.models import User
from guanjia.vault import envelopes, phrases

SQLITE_NAME = "house.sqlite3"
POSTGRESQL_NAME = "house.dump"
VAULT_NAME = "vault"
MANIFEST_NAME = "manifest.json"
PHRASE_NAME = "backup.phrase"
KEYS = ("secret.key", "vault.key", PHRASE_NAME)


class Refused(Exception):
    """The archive is not written or not brought back; says why, to whoever typed the command."""


def back_up(archive: Path, *, with_keys: bool) -> int:
    """
    Write a sealed archive of the house as it is at this moment; it may be open meanwhile.

    The keys that lie beside the data go along unless `with_keys` is false, so that the archive and
    its phrase are all that a house needs to come back. If it fails, no part of an archive is left.
    """
    try:
        phrase, is_new = _phrase_to_seal()
        with _private_folder("backup") as place:
            if connection.vendor == "sqlite":
                _copy_sqlite(place / SQLITE_NAME)
            elif not _run_postgresql(
                "pg_dump", "--format=custom", f"--file={place / POSTGRESQL_NAME}"
            ):
                return 1
            with (
                _written_whole(archive) as file,
                envelopes.Sealer(file, phrase) as sealed,
                tarfile.open(fileobj=sealed, mode="w|gz") as tar,
            ):
                _pack(tar, place, with_keys=with_keys)
    except (OSError, sqlite3.Error) as error:
        print(_("The archive cannot be written: %(why)s") % {"why": error}, file=sys.stderr)
        return 1
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(_("The house is in %(file)s.") % {"file": archive})
    _say_what_opens_it(phrase, is_new=is_new)
    if not with_keys or not (settings.VAR / "vault.key").is_file():
        print(_("Keep the vault's keys in another safe place: without them it cannot be read."))
    return 0


def _phrase_to_seal() -> tuple[str, bool]:
    if given := settings.BACKUP_PHRASE:
        if not phrases.is_long_enough(given):
            raise Refused(
                _("GUANJIA_BACKUP_PHRASE is too short: it needs at least %(n)s letters and digits.")
                % {"n": phrases.LEAST_LETTERS}
            )
        return given, False
    return phrases.kept_in(settings.VAR / PHRASE_NAME)


def _say_what_opens_it(phrase: str, *, is_new: bool) -> None:
    if is_new:
        print(
            _(
                "Every backup of this house opens with this phrase, and with nothing else. Write it "
                "on paper now and keep it away from this machine and from the backups:"
            )
        )
        print(f"\n    {phrase}\n")
    elif settings.BACKUP_PHRASE:
        print(_("It opens with the phrase in GUANJIA_BACKUP_PHRASE."))
    else:
        file = settings.VAR / PHRASE_NAME
        print(_("It opens with the phrase you wrote down, kept in %(file)s.") % {"file": file})


@contextmanager
def _private_folder(purpose: str) -> Iterator[Path]:
    """Yield a folder beside the data, on the same disk and closed to others, for a while."""
    with tempfile.TemporaryDirectory(prefix=f".{purpose}-", dir=settings.VAR) as folder:
        yield Path(folder)


@contextmanager
def _written_whole(target: Path) -> Iterator[BinaryIO]:
    """Yield a file that only its owner may read and that takes its name when it is complete."""
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _pack(tar: tarfile.TarFile, place: Path, *, with_keys: bool) -> None:
    members = {file.name: file for file in place.iterdir()}
    vault = Path(settings.VAULT_ROOT)
    for file in sorted(vault.rglob("*")):
        if file.is_file():
            members[f"{VAULT_NAME}/{file.relative_to(vault)}"] = file
    for name in KEYS if with_keys else ():
        if (settings.VAR / name).is_file():
            members[name] = settings.VAR / name
    sums = {}
    for name, path in members.items():
        with path.open("rb") as content:
            info = tarfile.TarInfo(name)
            info.size, info.mode = os.fstat(content.fileno()).st_size, 0o600
            summed = _Summed(content)
            tar.addfile(info, summed)
            sums[name] = {"size": info.size, "sha256": summed.sum.hexdigest()}
    manifest = json.dumps({"database": connection.vendor, "files": sums}).encode()
    info = tarfile.TarInfo(MANIFEST_NAME)
    info.size, info.mode = len(manifest), 0o600
    tar.addfile(info, io.BytesIO(manifest))


class _Summed(io.RawIOBase):
    """Reads a file and keeps the sum of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.sum.update(content)
        return content


def _copy_sqlite(target: Path) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _run_postgresql(program: str, *options: str) -> bool:
    where = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(where["HOST"]),
        "PGPORT": str(where["PORT"]),
        "PGUSER": str(where["USER"]),
        "PGPASSWORD": str(where["PASSWORD"]),
        "PGDATABASE": str(where["NAME"]),
    }
    found = shutil.which(program) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if not found:
        print(_("%(program)s is not installed.") % {"program": program}, file=sys.stderr)
        return False
    used = {name: value for name, value in environment.items() if value or name[:2] != "PG"}
    return subprocess.call([found, *options], env=used) == 0


def restore(archive: Path) -> int:
    """
    Bring an archive back into a house in which nobody lives yet, on this database.

    All of it is unsealed and compared with its sums first; until then nothing here is changed.
    """
    if _is_lived_in():
        print(_("People live in this house already. Restore into an empty one."), file=sys.stderr)
        return 1
    try:
        with _private_folder("restore") as place:
            _unpack(archive, place)
            _check_sums(place)
            _bring_files(place)
            if not _restore_database(place):
                return 1
            _bring_keys(place)
    except (OSError, sqlite3.Error) as error:
        print(_("The archive cannot be read: %(why)s") % {"why": error}, file=sys.stderr)
        return 1
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(_("The house is back. Start it with `guanjia run`; `guanjia doctor` looks it over."))
    return 0


def _unpack(archive: Path, place: Path) -> None:
    damaged = Refused(
        _(
            "The archive was damaged or cut off after it was written. Use another; nothing is changed."
        )
    )
    try:
        with archive.open("rb") as file:
            pieces = _unsealed(file)
            with tarfile.open(fileobj=_Pieces(pieces), mode="r|gz") as tar:
                tar.extractall(place, filter="data")
            for _rest in pieces:
                pass
    except envelopes.NotAnEnvelope:
        raise Refused(_("This file is not a backup that `guanjia backup` wrote.")) from None
    except envelopes.WrongPhrase:
        raise Refused(
            _(
                "The phrase does not open this archive. Compare it with the paper, letter by letter; "
                "if it is right, the file is damaged. Nothing is changed."
            )
        ) from None
    except (envelopes.Damaged, tarfile.TarError, EOFError):
        raise damaged from None


def _unsealed(file: BinaryIO) -> Iterator[bytes]:
    """Yield what is in the archive, by the phrase that is set, else kept here, else typed."""
    here = settings.VAR / PHRASE_NAME
    if not settings.BACKUP_PHRASE and here.is_file():
        pieces = envelopes.opened(file, here.read_text(encoding="utf-8"))
        try:
            first = next(pieces)
        except envelopes.WrongPhrase:
            file.seek(0)
        else:
            yield first
            yield from pieces
            return
    yield from envelopes.opened(file, settings.BACKUP_PHRASE or _typed_phrase())


def _typed_phrase() -> str:
    try:
        return input(_("The phrase on the paper: "))
    except EOFError:
        raise Refused(
            _("The archive is sealed. Type its phrase, or set GUANJIA_BACKUP_PHRASE.")
        ) from None


class _Pieces(io.RawIOBase):
    """Reads from pieces as from one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            try:
                self._left = next(self._pieces)
            except StopIteration:
                return b""
        end = size if size >= 0 else len(self._left)
        content, self._left = self._left[:end], self._left[end:]
        return content


def _check_sums(place: Path) -> None:
    """
    Pass if everything the manifest names is here as it was, and nothing else.

    :raises Refused: otherwise
    """
    try:
        files = json.loads((place / MANIFEST_NAME).read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        files = None
    found = {}
    for path in place.rglob("*"):
        if path.is_file() and path.name != MANIFEST_NAME:
            with path.open("rb") as content:
                total = hashlib.file_digest(content, "sha256").hexdigest()
            found[str(path.relative_to(place))] = {"size": path.stat().st_size, "sha256": total}
    if found != files:
        raise Refused(_("The archive does not hold what it says it holds. Nothing is changed."))


def _bring_files(place: Path) -> None:
    """Put the files into the vault; nothing speaks of them before the database is back."""
    vault = Path(settings.VAULT_ROOT)
    for file in (place / VAULT_NAME).rglob("*"):
        if file.is_file():
            target = vault / file.relative_to(place / VAULT_NAME)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)


def _bring_keys(place: Path) -> None:
    for name in KEYS:
        if (place / name).is_file():
            (place / name).replace(settings.VAR / name)


def _is_lived_in() -> bool:
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User.objects.exists()


def _restore_database(place: Path) -> bool:
    if connection.vendor == "sqlite" and (place / SQLITE_NAME).is_file():
        connection.close()
        name: Any = connection.settings_dict["NAME"]
        with (
            closing(sqlite3.connect(place / SQLITE_NAME)) as source,
            closing(sqlite3.connect(name)) as house,
        ):
            if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
                print(
                    _("The database in the archive is damaged. Nothing is changed."),
                    file=sys.stderr,
                )
                return False
            source.backup(house)
        return True
    if connection.vendor == "postgresql" and (place / POSTGRESQL_NAME).is_file():
        name = str(connection.settings_dict["NAME"])
        connection.close()
        options = (
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={name}",
        )
        return _run_postgresql("pg_restore", *options, str(place / POSTGRESQL_NAME))
    print(_("The archive was made from another kind of database."), file=sys.stderr)
    return False
