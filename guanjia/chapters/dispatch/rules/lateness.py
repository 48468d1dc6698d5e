"""Who is late, and who will be before it happens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from guanjia.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Stop:
    """
    One person at one visit, as planned and as it went so far.

    :param way: how long the way takes from the stop before; None if nobody knows
    """

    id: int
    planned: Period
    way: timedelta | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None


def expected_delays(stops: Iterable[Stop], *, at: datetime) -> Mapping[int, timedelta]:
    """
    Return how late each stop of one person's day began, or will begin as things stand now.

    Whoever has not come yet comes from now on at the earliest; a stop takes as long as planned,
    and one that takes longer delays those after it. Never negative.
    """
    delays = {}
    free_at: datetime | None = None
    for stop in sorted(stops, key=lambda one: one.planned.start):
        came_at = stop.came_at
        if came_at is None:
            came_at = max(stop.planned.start, at)
            if free_at is not None:
                came_at = max(came_at, free_at + (stop.way or timedelta()))
            elif stop.planned.start > at:
                came_at = stop.planned.start
        delays[stop.id] = max(came_at - stop.planned.start, timedelta())
        length = stop.planned.end - stop.planned.start
        free_at = stop.left_at or max(came_at + length, at if stop.came_at else came_at)
    return delays


def standing(
    status: str,
    *,
    delay: timedelta,
    starts_at: datetime | None,
    window_end: datetime,
    at: datetime,
    tolerance: timedelta,
    notice: timedelta,
) -> str:
    """
    Return how a visit stands: its status, or one of the words below where that says more.

    late: it should have begun · at_risk: it will begin late as things stand · begun_late ·
    uncovered: nobody goes and it should begin within `notice` or already have.

    :param delay: the longest of those who are sent
    """
    if status == "staffed":
        if starts_at is not None and at > starts_at + tolerance:
            return "late"
        return "at_risk" if delay > tolerance else "staffed"
    if status == "started":
        return "begun_late" if delay > tolerance else "started"
    if status == "open" and at > window_end - notice:
        return "uncovered"
    return status
