"""From a promise (a plan's line, an order) to a day's window."""

from datetime import date, datetime, timedelta

from guanjia.kernel.clock import moment
from guanjia.kernel.periods import Period


def window_on(day: date, *, from_minute: int, until_minute: int, zone: str) -> Period:
    """Return when the work of a plan's line may take place on `day`, from first to last minute."""
    return Period(moment(day, from_minute, zone), moment(day, until_minute, zone))


def window_of_order(starts_at: datetime, latest_start_at: datetime, minutes: int) -> Period:
    """Return when the work of a single order may take place: it ends when a late start ends."""
    return Period(starts_at, latest_start_at + timedelta(minutes=minutes))
