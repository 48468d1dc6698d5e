"""
The queue wakes the worker; it holds no work. What happens by the clock is the timetable's.

What is to be done is a row: a pending fact, a waiting notice, a queued solver run. So a wake-up
that is lost or comes twice loses nothing and doubles nothing. For the same reason a queue's file
that is spoilt is put aside and made anew, by whichever process notices first.
"""

import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from huey import MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey

from guanjia.doors.clock import now

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_CALLS = 0.2
"""A process calls at most this often: one call is enough for everything that waits by then."""
SPOILT = ".spoilt"
"""How the name ends under which a spoilt file is put aside."""
TOLD_FOR = timedelta(days=1)
"""For how long it is told that the queue was made anew."""

woken = threading.Event()
"""Set when somebody called; the worker's loop waits for it."""

_last_call = [0.0]
_made: list[tuple[Huey, int]] = []
"""The queue of this process, and the number of its file."""
_making = threading.RLock()


def file_of(address: str) -> Path | None:
    """Return the file in which the queue at `address` lies, if it lies in one."""
    parts = urlsplit(address)
    return Path(parts.path.replace("//", "/", 1)) if parts.scheme == "sqlite" else None


def queue_at(address: str) -> Huey:
    """
    Return a queue that lies at `address`, with the task that wakes; a spoilt file is made anew.

    :raises ValueError: if the address is of no known kind
    """
    made = _empty_queue_at(address)

    @made.task(expires=timedelta(minutes=1))
    def wake() -> None:
        woken.set()

    made.wake = wake
    return made


def _empty_queue_at(address: str) -> Huey:
    scheme = urlsplit(address).scheme
    match scheme:
        case "sqlite":
            file = file_of(address)
            assert file is not None
            make_sure_of(file)
            return SqliteHuey("guanjia", filename=str(file), fsync=False, results=False)
        case "postgresql" | "postgres":
            return PostgresHuey("guanjia", dsn=address, results=False)
        case "redis" | "rediss":
            return RedisHuey("guanjia", url=address, results=False)
        case "memory":
            return MemoryHuey("guanjia", results=False)
    raise ValueError(
        f"The queue's address starts with {scheme or 'nothing'}://; it must start with "
        "sqlite://, postgresql://, redis:// or memory://."
    )


def make_sure_of(file: Path) -> None:
    """Put the queue's file aside if it is spoilt, so that it is made anew; nothing is lost by it."""
    if not _is_spoilt(file):
        return
    with _alone_with(file):
        if not _is_spoilt(file):
            return
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        file.replace(file.with_name(file.name + SPOILT))
        moment = now().timestamp()
        os.utime(file.with_name(file.name + SPOILT), (moment, moment))
    logger.error(
        "The queue's file %s was spoilt. It is put aside and made anew; nothing is lost, since "
        "all work is in the database.",
        file,
    )


def _is_spoilt(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file, timeout=1)) as looked_at:
            return bool(looked_at.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.OperationalError:
        return False  # somebody writes, or it cannot be opened: that is no fault of its content
    except sqlite3.DatabaseError:
        return True


@contextmanager
def _alone_with(file: Path) -> Iterator[None]:
    with file.with_name(f"{file.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _number_of(file: Path | None) -> int:
    """Return by what the file is known whatever it is called; 0 if there is none."""
    with suppress(OSError):
        return file.stat().st_ino if file else 0
    return 0


def queue() -> Huey:
    """
    Return the queue that settings.QUEUE names; another one if its file was replaced.

    :raises ValueError: if the address is of no known kind
    """
    file = file_of(settings.QUEUE)
    with _making:
        if _made and _made[0][1] == _number_of(file):
            return _made[0][0]
        forget()
        made = queue_at(settings.QUEUE)
        _made[:] = [(made, _number_of(file))]
        return made


def forget() -> None:
    """Let go of the queue; whoever asks next opens it again, and looks whether it is spoilt."""
    with _making:
        for made, _number in _made:
            with suppress(Exception):
                made.storage.close()
        _made.clear()


def is_still(made: Huey) -> bool:
    """Test whether this queue is the one that settings.QUEUE names, and sound."""
    file = file_of(settings.QUEUE)
    if file is not None:
        make_sure_of(file)
    return queue() is made


def call() -> None:
    """
    Wake the worker, wherever it runs; called when facts have been committed.

    :raises OSError: if the queue cannot be reached; whoever waits looks by itself every second
    """
    moment = time.monotonic()
    if moment - _last_call[0] < SECONDS_BETWEEN_CALLS:
        return
    _last_call[0] = moment
    try:
        try:
            _enqueue()
        except sqlite3.DatabaseError:
            forget()
            _enqueue()
    except Exception as error:
        raise OSError(f"The job queue does not answer: {error}") from error


def _enqueue() -> None:
    made = queue()
    made.enqueue(made.wake.s())


def ask() -> datetime | None:
    """
    Ask whether the queue answers; return when its file was spoilt and made anew, if lately.

    :raises OSError: if it does not answer
    """
    try:
        try:
            queue().pending_count()
        except sqlite3.DatabaseError:
            forget()
            queue().pending_count()
    except Exception as error:
        raise OSError(f"The job queue does not answer: {error}") from error
    file = file_of(settings.QUEUE)
    if file is None:
        return None
    with suppress(OSError):
        put_aside = file.with_name(file.name + SPOILT).stat().st_mtime
        at = datetime.fromtimestamp(put_aside, UTC)
        return at if abs(now() - at) < TOLD_FOR else None
    return None
