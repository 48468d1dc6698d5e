"""
Tells whoever delivers facts that there are some. A lost call loses nothing: the deliverer looks
by itself every second; this only saves it the wait.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

logger = logging.getLogger(__name__)

_wake: list[Callable[[], None]] = []
_ask: list[Callable[[], datetime | None]] = []


def call(waker: Callable[[], None], *, asking: Callable[[], datetime | None] | None = None) -> None:
    """
    Make `waker` the one function called when facts have been committed; config calls this.

    :param asking: tells how the queue is, as `made_anew` does
    """
    _wake[:] = [waker]
    _ask[:] = [asking] if asking else []


def made_anew() -> datetime | None:
    """
    Ask the queue whether it answers; return when it was spoilt and made anew, if lately.

    :raises OSError: if it does not answer
    """
    return _ask[0]() if _ask else None


@contextmanager
def paused() -> Iterator[None]:
    """Wake nobody for a while: whoever writes many facts hands them on alone."""
    before = list(_wake)
    _wake.clear()
    try:
        yield
    finally:
        _wake[:] = before


def wake_on_commit() -> None:
    """Call the waker, if any, once the surrounding transaction is committed."""
    if _wake:
        transaction.on_commit(_call_quietly, robust=True)


def call_now() -> None:
    """
    Call the waker, if any, at once.

    :raises OSError: if it does not answer
    """
    for waker in _wake:
        waker()


def _call_quietly() -> None:
    try:
        call_now()
    except OSError:
        logger.warning("The job queue could not be woken; the deliverer will look by itself.")
