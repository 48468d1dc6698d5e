"""
What the house keeps on disk is for the user it runs as, and for nobody else on the machine.

No Django here: this holds before any setting is read.
"""

import fcntl
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OTHERS = 0o077
KEPT = (
    "*.sqlite3",
    "*.sqlite3-*",
    "*.key",
    "*.phrase",
    "*.phrase-check",
    "*.before-*",
    "held-by",
    "keys-held",
)
FILES = "vault"
UNFINISHED = re.compile(
    r"\.(vault\.key|secret\.key|backup\.phrase(-check)?)\.[0-9a-f]{16}\.unfinished"
)
"""What a secret is called while it is written; no copy that somebody has made is called so."""


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


def kept_once(
    file: Path, draw: Callable[[], str], *, also_if_empty: bool = False
) -> tuple[str, bool]:
    """
    Return the secret that a file holds, and whether it was drawn and written just now.

    All who come at once are told the same, and what was drawn is there whole or not at all: what is
    encrypted by a secret that nobody has kept is lost.

    :param also_if_empty: whether a secret is drawn where the file is there and holds none
    """
    with _turn_in(file.parent):
        known = file.read_text(encoding="utf-8").strip() if file.exists() else ""
        if known or (file.exists() and not also_if_empty):
            return known, False
        secret = draw()
        _write_whole(file, f"{secret}\n")
        return secret, True


def keep_instead(file: Path, text: str) -> None:
    """Keep a text in place of what a file holds, so that there is always a whole one, old or new."""
    with _turn_in(file.parent):
        _write_whole(file, f"{text}\n")


def take_away_unfinished(folder: Path) -> None:
    """Take away the secrets that killed programs have written down and not put in their place."""
    with _turn_in(folder):
        for path in folder.glob(".*"):
            if UNFINISHED.fullmatch(path.name):
                path.unlink(missing_ok=True)


@contextmanager
def _turn_in(folder: Path) -> Iterator[None]:
    turn = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        os.close(turn)


def _write_whole(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(8)}.unfinished")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as content:
            content.write(text)
            content.flush()
            os.fsync(content.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


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
