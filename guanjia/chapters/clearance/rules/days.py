"""Stretches of whole days, and what can be asked of them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from guanjia.kernel.clock import local_day
from guanjia.kernel.periods import Period

ALWAYS = (date.min, date.max)
DAY = timedelta(days=1)

Days = tuple[date, date]
"""The first and the last day of a stretch, both inclusive."""


def joined(stretches: Iterable[Days]) -> tuple[Days, ...]:
    """Return the stretches in order, those that touch or overlap made into one."""
    left: list[Days] = []
    for first, last in sorted(stretches):
        if left and (left[-1][1] == date.max or first <= left[-1][1] + DAY):
            left[-1] = (left[-1][0], max(left[-1][1], last))
        else:
            left.append((first, last))
    return tuple(left)


def shared(some: Sequence[Days], others: Sequence[Days]) -> tuple[Days, ...]:
    """Return the stretches of days that lie in both."""
    return tuple(
        (max(first, start), min(last, end))
        for first, last in some
        for start, end in others
        if max(first, start) <= min(last, end)
    )


def days_of(period: Period, zone: str) -> Days:
    """Return the first and the last day that the period touches in `zone`."""
    just_before = period.end - timedelta(microseconds=1)
    return (local_day(period.start, zone), local_day(just_before, zone))


def covers(stretches: Sequence[Days], asked: Days) -> bool:
    """Test whether every day of `asked` lies in one of the stretches."""
    return any(first <= asked[0] and asked[1] <= last for first, last in joined(stretches))
