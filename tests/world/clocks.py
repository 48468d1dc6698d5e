"""Days and moments at which clocks, calendars and habits are at odds, for whoever tells the town."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from guanjia.demo.simulation import ZONE
from guanjia.kernel.clock import moment

ODD_DAYS = {
    "a Monday": date(2026, 11, 23),
    "a Sunday": date(2026, 11, 29),
    "the last day of a month": date(2026, 11, 30),
    "the last day of a year": date(2026, 12, 31),
    "New Year's Day": date(2027, 1, 1),
    "the eve of the Spring Festival": date(2027, 2, 5),
    "the Spring Festival": date(2027, 2, 6),
    "National Day": date(2027, 10, 1),
    "29 February": date(2028, 2, 29),
    "a day in a leap month of the moon": date(2028, 6, 25),
}
QUARTER = 15
DAY = 24 * 60

HARD_MOMENTS = {
    "the first minutes of a visit": datetime(2026, 11, 25, 8, 37),
    "visits overrun one another": datetime(2026, 11, 27, 9, 58),
    "midnight of a Monday": datetime(2026, 11, 23),
    "the morning before anybody is sent": datetime(2026, 11, 24, 6, 50),
    "a Sunday morning": datetime(2026, 11, 29, 9, 5),
    "the roster is made": datetime(2026, 11, 27, 15, 0),
    "the last minutes of a month": datetime(2026, 11, 30, 23, 59),
    "the last minutes of a year": datetime(2026, 12, 31, 23, 55),
    "the first minutes of a year": datetime(2027, 1, 1, 0, 5),
    "the morning of the Spring Festival": datetime(2027, 2, 6, 8, 40),
    "29 February": datetime(2028, 2, 29, 8, 33),
    "a leap month of the moon": datetime(2028, 6, 25, 13, 7),
}
"""By the wall clock of the town: when tellings have failed, or most might."""


def in_town(wall_clock: datetime) -> datetime:
    """Return the moment at which the town's wall clock shows this."""
    return wall_clock.replace(tzinfo=ZoneInfo(ZONE))


def every_quarter(day: date) -> Iterator[datetime]:
    """Yield each quarter of an hour of a day in the town, and the last minute before midnight."""
    for minute in (*range(0, DAY, QUARTER), DAY - 1):
        yield moment(day, minute, ZONE)


def some_moments(dice: Random) -> Iterator[datetime]:
    """Yield moments without end: the hard ones, then one in two on an odd day, always to the second."""
    yield from map(in_town, HARD_MOMENTS.values())
    days = list(ODD_DAYS.values())
    while True:
        any_day = days[0] + timedelta(days=dice.randrange(3 * 365))
        day = dice.choice((dice.choice(days), any_day))
        yield moment(day, 0, ZONE) + timedelta(seconds=dice.randrange(DAY * 60))
