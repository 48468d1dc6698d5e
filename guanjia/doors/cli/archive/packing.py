"""
What lies in an archive: a packed tar whose last member names each other one with its size and sum.

So nothing is brought back, and nothing is kept, unless all of it is there as it was.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from guanjia.doors.cli.archive.aside import MARK_NAME
from guanjia.vault import envelopes
from guanjia.vault.phrases import check_of

VAULT_NAME = "vault"
MANIFEST_NAME = "manifest.json"
PHRASE_NAME = "backup.phrase"
KEYS = ("secret.key", "vault.key", PHRASE_NAME, check_of(Path(PHRASE_NAME)).name)
LACKING = 3
"""What a command ends with that was done, though not all that belongs to the house is there."""


class Refused(Exception):
    """The archive is not written or not brought back; says why, to whoever typed the command."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What an archive says of itself.

    :param database: the kind of database it was made from
    :param counts: how many rows each table has; empty in archives that earlier versions wrote
    :param changes: the changes that the database had had, as names of migrations
    :param files: size and sum of each member
    """

    database: str
    counts: dict[str, int]
    changes: tuple[str, ...]
    files: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """Return what the last member of an archive says."""
        told = json.loads(content)
        return cls(
            database=str(told["database"]),
            counts=dict(told.get("counts", {})),
            changes=tuple(told.get("changes", ())),
            files=dict(told["files"]),
        )

    def written(self) -> bytes:
        """Return the last member of an archive."""
        told = {
            "database": self.database,
            "counts": self.counts,
            "changes": self.changes,
            "files": self.files,
        }
        return json.dumps(told).encode()


def pack(
    tar: tarfile.TarFile,
    place: Path,
    *,
    with_keys: bool,
    database: str,
    counts: dict[str, int],
    changes: tuple[str, ...],
) -> None:
    """Put what lies in `place`, the vault's files and the keys into the tar, and then the manifest."""
    members = {file.name: file for file in place.iterdir() if file.name != MARK_NAME}
    for name in KEYS if with_keys else ():
        if (settings.VAR / name).is_file():
            members[name] = settings.VAR / name
    sums = {}
    for name, path in members.items():
        with path.open("rb") as content:
            sums[name] = _put(tar, name, os.fstat(content.fileno()).st_size, content)
    vault = Path(settings.VAULT_ROOT)
    for path in sorted(vault.rglob("[!.]*")):
        if (kept := _kept_at(path)) is not None:
            name = f"{VAULT_NAME}/{path.relative_to(vault)}"
            sums[name] = _put(tar, name, len(kept), io.BytesIO(kept))
    manifest = Manifest(database, counts, changes, sums).written()
    info = tarfile.TarInfo(MANIFEST_NAME)
    info.size, info.mode = len(manifest), 0o600
    tar.addfile(info, io.BytesIO(manifest))


def _kept_at(path: Path) -> bytes | None:
    """
    Return a file of the vault, as it is encrypted; None if it cannot be had.

    A file whose act was refused meanwhile is taken away again; no row speaks of it. What the disk does
    not give back keeps nothing else from being kept: whoever looks through the files has said so.
    """
    with suppress(OSError):
        return path.read_bytes() if path.is_file() else None
    return None


def _put(tar: tarfile.TarFile, name: str, size: int, content: BinaryIO) -> dict[str, Any]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    summed = _Summed(content)
    tar.addfile(info, summed)
    return {"size": size, "sha256": summed.sum.hexdigest()}


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


def look_through(archive: Path, phrase: str) -> None:
    """
    Open a whole archive and compare all of it with its sums, keeping nothing.

    :raises Refused: if it is not as its manifest says
    """
    found: dict[str, dict[str, Any]] = {}
    manifest = b""
    with archive.open("rb") as file:
        for info, content in members(envelopes.opened(file, phrase)):
            total, size = hashlib.sha256(), 0
            kept = b""
            while piece := content.read(1 << 20):
                total.update(piece)
                size += len(piece)
                kept = kept + piece if info.name == MANIFEST_NAME else b""
            if info.name == MANIFEST_NAME:
                manifest = kept
            else:
                found[info.name] = {"size": size, "sha256": total.hexdigest()}
    _compare(manifest, found)


def unpack(pieces: Iterator[bytes], place: Path) -> Manifest:
    """
    Put all that is in an archive into a folder, and compare it with its sums.

    :raises Refused: if it is damaged, or not as its manifest says
    """
    for info, content in members(pieces):
        path = (place / info.name).resolve()
        if not (info.isreg() and path.is_relative_to(place.resolve())):
            raise damaged()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("wb") as kept:
            path.chmod(0o600)
            shutil.copyfileobj(content, kept)
    found = {}
    for path in place.rglob("*"):
        if path.is_file() and path.name not in {MANIFEST_NAME, MARK_NAME}:
            with path.open("rb") as content:
                total = hashlib.file_digest(content, "sha256").hexdigest()
            found[str(path.relative_to(place))] = {"size": path.stat().st_size, "sha256": total}
    file = place / MANIFEST_NAME
    return _compare(file.read_bytes() if file.is_file() else b"", found)


def _compare(manifest: bytes, found: dict[str, dict[str, Any]]) -> Manifest:
    try:
        told = Manifest.read(manifest)
    except (ValueError, KeyError, TypeError):
        told = None
    if told is None or told.files != found:
        raise Refused(_("The archive does not hold what it says it holds. Nothing is changed."))
    return told


def damaged() -> Refused:
    """Return the refusal of an archive that has been changed since it was written."""
    return Refused(
        _(
            "The archive was damaged or cut off after it was written. Use another; nothing is changed."
        )
    )


def members(pieces: Iterator[bytes]) -> Generator[tuple[tarfile.TarInfo, Any]]:
    """
    Yield what is in an archive, one after the other, each with its content to be read at once.

    :raises Refused: where it is damaged
    """
    try:
        with tarfile.open(fileobj=_Pieces(pieces), mode="r|gz") as tar:
            for info in tar:
                yield info, tar.extractfile(info) or io.BytesIO()
        for _rest in pieces:
            pass
    except (envelopes.Damaged, tarfile.TarError, EOFError, zlib.error):
        raise damaged() from None


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
