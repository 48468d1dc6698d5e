"""
The queue wakes somebody, and keeps the timetable; it holds no work.

What is to be done is a row: a pending fact, a waiting notice, a queued solver run. So a wake-up
that is lost or comes twice loses nothing and doubles nothing.
"""

import threading
import time
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from huey import MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey

SECONDS_BETWEEN_CALLS = 0.2
"""A process calls at most this often: one call is enough for everything that waits by then."""

woken = threading.Event()
"""Set when somebody called; the worker's loop waits for it."""

_last_call = [0.0]


def queue_at(address: str) -> Huey:
    """
    Return a queue that lies at `address`, without tasks yet.

    :raises ValueError: if the address is of no known kind
    """
    parts = urlsplit(address)
    match parts.scheme:
        case "sqlite":
            file = parts.path.replace("//", "/", 1)
            return SqliteHuey("guanjia", filename=file, fsync=False, results=False)
        case "postgresql" | "postgres":
            return PostgresHuey("guanjia", dsn=address, results=False)
        case "redis" | "rediss":
            return RedisHuey("guanjia", url=address, results=False)
        case "memory":
            return MemoryHuey("guanjia", results=False)
    raise ValueError(
        f"The queue's address starts with {parts.scheme or 'nothing'}://; it must start with "
        "sqlite://, postgresql://, redis:// or memory://."
    )


@cache
def queue() -> Huey:
    """
    Return the queue that settings.QUEUE names, with its tasks.

    :raises ValueError: if the address is of no known kind
    """
    from guanjia.doors.jobs.timetable import install

    made = queue_at(settings.QUEUE)
    install(made)
    return made


def call() -> None:
    """
    Wake the worker, wherever it runs; called when facts have been committed.

    :raises OSError: if the queue cannot be reached; whoever waits looks by itself every second
    """
    now = time.monotonic()
    if now - _last_call[0] < SECONDS_BETWEEN_CALLS:
        return
    _last_call[0] = now
    try:
        made = queue()
        made.enqueue(made.look.s())
    except Exception as error:
        raise OSError(f"The job queue does not answer: {error}") from error
