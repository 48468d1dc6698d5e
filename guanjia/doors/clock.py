"""What time it is: the only clock of the house."""

import contextvars
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

_shift: contextvars.ContextVar[timedelta] = contextvars.ContextVar("shift", default=timedelta())


def now() -> datetime:
    """Return the time: the only clock of the house. A demo may have shifted it."""
    return timezone.now() + settings.CLOCK_AHEAD + _shift.get()


def shift_clock(by: timedelta) -> None:
    """
    Let the clock of this thread run ahead or behind, for demonstrations.

    :raises RuntimeError: if this house is no demo
    """
    if not settings.IS_DEMO:
        raise RuntimeError("The clock can be shifted in a demo only.")
    _shift.set(by)
