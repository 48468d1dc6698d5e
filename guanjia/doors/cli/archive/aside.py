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

from guanjia.vault import envelopes

OURS = re.compile(r"\.(backup|restore)-[0-9a-f]{8}")
"""Folders beside the data in which the database lies, and the keys in clear."""
BESIDE = re.compile(r"\..+\.[0-9a-f]{8}")
"""Folders beside an archive."""
PART = re.compile(r"\..+\.[0-9a-f]{16}\.unfinished")
"""Parts of archives. No copy that somebody has made of one by a name of their own is called so."""
MARK_NAME = ".made-by-guanjia"
"""Lies in each of these folders: whatever else has such a name, such as one with a day, is not ours."""
BEFORE = ".before"
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
        (made / MARK_NAME).touch(mode=0o600)
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
    beside = target.with_name(f".{target.name}.{secrets.token_hex(8)}.unfinished")
    try:
        with _holding(target.parent):
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
        with os.fdopen(handle, "wb") as file:
            yield beside, file
    finally:
        beside.unlink(missing_ok=True)


def take_away_leftovers() -> None:
    """
    Take away the folders that killed programs have left beside the data.

    What a restore had moved out of its place, and put nothing there yet, goes back first.
    """
    with _holding(settings.VAR):
        for folder in _left_in(settings.VAR, OURS):
            for before in folder.glob(f"*{BEFORE}"):
                target = settings.VAR / before.name.removesuffix(BEFORE)
                if not target.exists():
                    before.replace(target)
            shutil.rmtree(folder, ignore_errors=True)


def take_away_parts_beside(target: Path) -> None:
    """Take away what killed programs have left in the folder of this archive: parts, or a copy."""
    with _holding(target.parent):
        for folder in _left_in(target.parent, BESIDE):
            shutil.rmtree(folder, ignore_errors=True)
        for part in target.parent.glob(".*"):
            if PART.fullmatch(part.name) and _begins_as_an_archive(part) and _is_left(part):
                part.unlink(missing_ok=True)


def _left_in(place: Path, names: re.Pattern[str]) -> list[Path]:
    found = [path for path in place.glob(".*") if names.fullmatch(path.name)]
    return [path for path in found if (path / MARK_NAME).is_file() and _is_left(path)]


def _begins_as_an_archive(part: Path) -> bool:
    with suppress(OSError), part.open("rb") as file:
        return envelopes.MARK.startswith(file.read(len(envelopes.MARK)))
    return False


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
