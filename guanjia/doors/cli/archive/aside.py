"""
What lies aside while an archive is written or brought back, and what killed programs have left there.

Each is held by a lock for as long as somebody is at work with it; what nobody holds is left over. The
folder in which it lies is held while something is made or taken away, so that nothing that has just
been made is taken for a leftover.
"""

import fcntl
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

KINDS = (".backup-*", ".restore-*")
"""Folders in which the database lies, and the keys in clear."""


@contextmanager
def private_folder(purpose: str) -> Iterator[Path]:
    """Yield a folder beside the data, on the same disk and closed to others, for a while."""
    with _holding(settings.VAR):
        made = tempfile.TemporaryDirectory(prefix=f".{purpose}-", dir=settings.VAR)
        held = os.open(made.name, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with made as folder:
            yield Path(folder)
    finally:
        os.close(held)


@contextmanager
def unfinished(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Yield a file beside `target` that only its owner may read; it is gone afterwards, unless renamed."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with _holding(target.parent):
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
        with os.fdopen(handle, "wb") as file:
            yield beside, file
    finally:
        beside.unlink(missing_ok=True)


def take_away_leftovers() -> None:
    """Take away the folders that killed programs have left beside the data."""
    with _holding(settings.VAR):
        for kind in KINDS:
            for folder in Path(settings.VAR).glob(kind):
                if _is_left(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def take_away_parts_of(target: Path) -> None:
    """Take away the parts of this archive that killed programs have left beside it."""
    part = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}")
    with _holding(target.parent):
        for file in target.parent.glob(".*"):
            if part.fullmatch(file.name) and file.is_file() and _is_left(file):
                file.unlink(missing_ok=True)


def _is_left(path: Path) -> bool:
    """Test whether nobody is at work with it."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
        return True
    return False


@contextmanager
def _holding(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Where the folder is on a disk that knows no locks, there is one program at a time.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
