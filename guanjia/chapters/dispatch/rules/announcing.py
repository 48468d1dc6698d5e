"""When a household is told who comes, and by what it is known whether that has changed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta


def announced_days(today: date, *, minute: int, announce_minute: int) -> tuple[date, ...]:
    """
    Return the days whose visits should be known by now: today, and from `announce_minute` on tomorrow.

    :param minute: the minute of today that it is
    """
    if minute < announce_minute:
        return (today,)
    return today, today + timedelta(days=1)


def announced_words(starts_at: datetime, workers: Iterable[int]) -> str:
    """Return, to be compared only, who comes when."""
    people = ",".join(map(str, sorted(workers)))
    return f"{starts_at:%Y-%m-%dT%H:%M%z} {people}"[:200]
