"""Days and hours as a branch reads them. Nothing here asks what time it is."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guanjia.kernel.errors import Invalid
from guanjia.kernel.periods import Period
from guanjia.kernel.words import _

SET_BACK = timedelta(minutes=1)
"""
What was noted further ahead than this was noted before the clock was set back.

Less is only the difference between two machines. Whoever waits for something that was noted waits
no longer than its length and this, however the clock was set.
"""
CLOCK_SLACK = timedelta(minutes=5)
"""How far a phone's clock may be from ours and still be believed."""

FARTHEST_AHEAD = timedelta(days=3 * 366)
"""How far ahead anything is promised or planned; what is later is a slip of the finger."""


def has_passed(length: timedelta, *, since: datetime, at: datetime) -> bool:
    """Test whether `length` has passed since then, or the clock was set back meanwhile."""
    return at - since >= length or since - at > SET_BACK


def check_reach(when: date | datetime, now: date | datetime, *, field: str) -> None:
    """
    Pass if something promised or planned for `when` does not lie years ahead.

    :raises Invalid: naming the field, if it does
    """
    if when > now + FARTHEST_AHEAD:
        raise Invalid(_("This is years ahead. Please check the date."), field=field)


def local(at: datetime, zone: str) -> datetime:
    """Return the aware `at` as the wall clock in `zone` shows it."""
    return at.astimezone(ZoneInfo(zone))


def local_day(at: datetime, zone: str) -> date:
    """Return the calendar day on which `at` falls in `zone`."""
    return local(at, zone).date()


def moment(day: date, minute_of_day: int, zone: str) -> datetime:
    """Return the instant `minute_of_day` minutes after midnight on the wall clock of `zone`."""
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
    return midnight + timedelta(minutes=minute_of_day)


def whole_day(day: date, zone: str) -> Period:
    """Return the period from midnight to midnight in `zone`."""
    return Period(moment(day, 0, zone), moment(day + timedelta(days=1), 0, zone))


def days_between(first: date, until: date) -> Iterator[date]:
    """Yield each day from `first` to the day before `until`."""
    for offset in range((until - first).days):
        yield first + timedelta(days=offset)


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of the month in which `day` lies, and the first of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def week_of(day: date) -> date:
    """Return the Monday of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())


def minute_of(at: datetime, zone: str) -> int:
    """Return the minutes since midnight on the wall clock of `zone`."""
    seen = local(at, zone)
    return seen.hour * 60 + seen.minute


def hours_and_minutes(minute_of_day: int) -> str:
    """Return 540 as 09:00; 1440 is 24:00."""
    hours, minutes = divmod(minute_of_day, 60)
    return f"{hours:02}:{minutes:02}"


def by_our_clock(
    happened_at: datetime, *, sent_at: datetime | None, at: datetime
) -> tuple[datetime, int]:
    """
    Return when something happened by our clock, and by how many seconds the phone's runs ahead.

    The time between the act and its sending was measured by one clock, whatever that clock shows;
    so what is off at sending is off at the act. A clock that is right within `CLOCK_SLACK`, or that
    does not say when it sent, is believed: 0. Negative: the phone's clock is behind.
    """
    if sent_at is None:
        return happened_at, 0
    ahead = max(sent_at, happened_at) - at
    if abs(ahead) <= CLOCK_SLACK:
        return happened_at, 0
    return happened_at - ahead, round(ahead.total_seconds())
