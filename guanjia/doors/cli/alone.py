"""One at a time: who runs a house or tells its story holds the house's folder, and a port once found."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.utils.translation import gettext as _

from guanjia.db.files import holders_by_mark, holders_without_a_name
from guanjia.doors.key_file import HELD_NAME, being_changed_words, mark_of, open_held

BACKLOG = 1
NOTE = "held-by"


class InTheWay(Exception):
    """Something else holds what this program needs; the message says what, and what to do."""


@contextmanager
def holding_folder(folder: Path) -> Iterator[None]:
    """
    Hold a house's folder, so that no second program fills or runs the same house.

    The system lets go of it when this process ends, however it ends. A program started by the one
    that holds the folder works on its behalf. Whoever held it before its note was removed or moved away
    holds it still.

    :raises InTheWay: if another process holds it
    """
    with (folder / NOTE).open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(note.name)
            if holder == os.getppid():
                yield
                return
            raise _another(folder, holder) from None
        if holders := _former_holders(folder / NOTE):
            if os.getppid() not in holders:
                raise _another(folder, min(holders))
            yield
            return
        note.truncate(0)
        note.write(f"{mark_of(folder / NOTE)}{os.getpid()}")
        note.flush()
        yield


@contextmanager
def holding_keys(folder: Path, *, to_change: bool = False) -> Iterator[None]:
    """
    Hold a house's keys as they are, or hold them to change them.

    Several may hold them as they are: whoever has read them, for as long as it works with them (see
    `doors.key_file`), whoever writes a little and ends, and whoever copies the database, as the copy is
    worth something only with the keys that encrypted it. Whoever brings a house back changes its keys,
    and all else that is there.

    :raises InTheWay: if another process holds them otherwise
    """
    with open_held(folder) as held:
        is_free = not to_change or not _former_holders(folder / HELD_NAME)
        try:
            fcntl.flock(held, (fcntl.LOCK_EX if to_change else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            is_free = False
        if not is_free:
            words = (
                _(
                    "Somebody works with the key in %(folder)s. Stop web and workers, or wait until a "
                    "backup is written, and then try again."
                )
                if to_change
                else being_changed_words()
            )
            raise InTheWay(words % {"folder": folder})
        yield


def _former_holders(note: Path) -> set[int]:
    """Return the numbers of the programs that hold what bore the name of the note before it was taken away."""
    there = note.stat()
    elsewhere = holders_by_mark(mark_of(note), but=(there.st_dev, there.st_ino))
    return holders_without_a_name(note) | elsewhere


def _another(folder: Path, holder: int) -> InTheWay:
    words = _(
        "Another guanjia works in %(folder)s (process %(process)s). Wait for it, stop it, "
        "or let GUANJIA_VAR name another folder."
    )
    return InTheWay(words % {"folder": folder, "process": holder or "?"})


def _holder(note: str) -> int:
    with suppress(ValueError):
        return int(Path(note).read_text(encoding="utf-8").split("\n")[-1])
    return 0


@contextmanager
def holding_port(host: str, port: int) -> Iterator[None]:
    """
    Hold a port while the house is prepared, so that it is not taken meanwhile.

    :raises InTheWay: if it cannot be had
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((host, port))
            held.listen(BACKLOG)
        except OSError as error:
            raise InTheWay(_why_not(error) % {"host": host, "port": port}) from error
        yield


def _why_not(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("Port %(port)s is taken. Choose another with --port, or stop what listens there.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return _("Port %(port)s is kept for the system. Choose one from 1024 on with --port.")
    return _("This machine has no address %(host)s. Choose another with --host.")
