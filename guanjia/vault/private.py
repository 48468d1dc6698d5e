"""
What the house keeps on disk is for the user it runs as, and for nobody else on the machine.

No Django here: this holds before any setting is read.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077
KEPT = ("*.sqlite3", "*.sqlite3-*", "*.key", "*.phrase")
FILES = "vault"


def keep_to_ourselves(folder: Path) -> None:
    """
    Make the folder if need be, and close it and what the house has in it to other users.

    Whatever this process and its children write from here on is closed from the start. A folder
    that somebody lent to everybody (/tmp) or that belongs to another user is left as it is; the
    doctor names what is open.
    """
    os.umask(OTHERS)
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    was = folder.stat()
    if was.st_mode & stat.S_ISVTX or was.st_uid != os.geteuid():
        return
    for path in standing_open(folder):
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)


def standing_open(folder: Path) -> list[Path]:
    """Return what other users of the machine may touch: the folder, and what the house keeps in it."""
    return [path for path in (folder, *_kept_in(folder)) if is_open(path)]


def is_open(path: Path) -> bool:
    """Test whether other users of the machine may touch what lies there."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)


def _kept_in(folder: Path) -> Iterator[Path]:
    for pattern in KEPT:
        yield from folder.glob(pattern)
    files = folder / FILES
    # Behind a closed door nothing more has to be closed: a vault holds very many files.
    if is_open(files):
        yield from files.rglob("*")
        yield files
