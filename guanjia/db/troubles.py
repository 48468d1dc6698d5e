"""What the database or the disk cannot do at the moment, told apart from faults of ours."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

from guanjia.kernel.errors import NotNow
from guanjia.kernel.words import _

BUSY = ("SQLITE_BUSY", "55P03")
"""Somebody writes for longer than this one waits; as SQLite and PostgreSQL name it."""
FULL = ("SQLITE_FULL", "SQLITE_IOERR", "53100")
READ_ONLY = ("SQLITE_READONLY", "25006")
SLOW = ("57014",)
"""The server has ended what took longer than it permits, and has kept nothing of it."""
CROWDED = ("53300",)
IDLE = ("25P03",)
AWAY = ("57P", "08", "SQLITE_CANTOPEN", *CROWDED, *IDLE)
"""The database ends, begins, has too many visitors, has left us for idle, or is not reached."""
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

TAKEN_AWAY = _(
    "The database's file was taken away while the house is open. Nothing of yours was written. Please "
    "call whoever looks after the machine."
)


class TakenAway(OperationalError):
    """What would be written now would go into a file that nobody finds any more."""


WORDS = {
    BUSY: _(
        "Something large is being written just now. Nothing of yours was written; please press "
        "once more in a minute."
    ),
    FULL: _(
        "The disk of the house is full or fails: nothing can be kept until somebody has looked "
        "after it. Nothing of yours was written, and everything can still be read."
    ),
    READ_ONLY: _(
        "The house can only be read at the moment. Nothing of yours was written; please try again "
        "later."
    ),
    SLOW: _(
        "The database took longer over this than it may. Nothing of yours was written; please try "
        "again in a minute."
    ),
    AWAY: _(
        "The database of the house does not answer at the moment. Please wait a minute, look whether "
        "what you did last is there, and only if it is not do it once more."
    ),
}


def not_now(error: BaseException) -> NotNow | None:
    """Return in words what is in the way, if it is nothing about what was asked; None otherwise."""
    if isinstance(error, OSError):
        return NotNow(WORDS[FULL]) if is_no_room(error) else None
    if isinstance(error, TakenAway):
        return NotNow(TAKEN_AWAY)
    if is_away(error):
        return NotNow(WORDS[AWAY])
    if not isinstance(error, DatabaseError):
        return None
    name = _name_of(error)
    return next((NotNow(words) for names, words in WORDS.items() if name.startswith(names)), None)


def is_no_room(error: BaseException) -> bool:
    """Test whether nothing more can be written for want of room, whoever says so."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return _name_of(error).startswith(FULL)


def is_busy(error: BaseException) -> bool:
    """Test whether another program holds the database for longer than this one waits."""
    return _name_of(error).startswith(BUSY)


def is_slow(error: BaseException) -> bool:
    """Test whether the server has ended what took longer than it permits."""
    return _name_of(error).startswith(SLOW)


def is_crowded(error: BaseException) -> bool:
    """Test whether the server has as many visitors as it takes."""
    return _name_of(error).startswith(CROWDED)


def is_left_for_idle(error: BaseException) -> bool:
    """Test whether the server has cut a connection that did nothing amid a transaction."""
    return _name_of(error).startswith(IDLE)


def is_away(error: BaseException) -> bool:
    """
    Test whether the database is not there, or has cut the connection; it may come back.

    Nobody knows then whether what was sent last was done. PostgreSQL's driver gives no code where
    there was nobody any more to send one.
    """
    if isinstance(error, InterfaceError):
        return "closed" in str(error)
    if is_left_for_idle(error):
        return True
    if not isinstance(error, OperationalError):
        return False
    return _name_of(error).startswith(AWAY) or getattr(error.__cause__, "sqlstate", "") is None


def is_damage(error: BaseException) -> bool:
    """Test whether the database says by this that what it has kept is damaged."""
    return _name_of(error).startswith(DAMAGED)


def _name_of(error: BaseException) -> str:
    """Return how the database itself names an error; "" if it does not."""
    said = (
        getattr(one, name, None)
        for one in (error.__cause__, error)
        for name in ("sqlite_errorname", "sqlstate")
    )
    return next(filter(None, said), "")
