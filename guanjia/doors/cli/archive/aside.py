"""
What lies aside while an archive is written or brought back, and what killed programs have left there.

Each is held by a lock for as long as somebody is at work with it; what nobody holds is left over. The
folder in which it lies is held while something is made or taken away, so that nothing that has just
been made is taken for a leftover.
"""

import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

KINDS = (".backup-*", ".restore-*")
"""Folders in which the database lies, and the keys in clear."""
OTHERS = 0o077


@contextmanager
def private_folder(purpose: str, *, beside: Path | None = None) -> Iterator[Path]:
    """
    Yield a folder that is closed to others, for a while: beside the data, or beside another file.

    :raises PermissionError: if the disk closes nothing to others
    """
    within, begins = (beside.parent, beside.name) if beside else (Path(settings.VAR), purpose)
    made = within / f".{begins}{'.' if beside else '-'}{secrets.token_hex(4)}"
    with _holding(within):
        made.mkdir(mode=0o700)
        held = os.open(made, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        if made.stat().st_mode & OTHERS:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(made))
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
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
    """Take away what killed programs have left beside this archive: parts of it, or a copy."""
    part = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}")
    with _holding(target.parent):
        for path in target.parent.glob(".*"):
            if not part.fullmatch(path.name) or not _is_left(path):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


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
