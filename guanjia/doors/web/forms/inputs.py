"""What forms have in common: inputs for days and times, and the moments they mean."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from guanjia.kernel.clock import moment


class DayInput(forms.DateInput):
    """A date as every browser's own calendar takes and shows it."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day in steps of a quarter of an hour."""

    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"step": 900} | attrs, format="%H:%M")


def minute_of_day(value: time) -> int:
    """Return a time of day in minutes after midnight."""
    return value.hour * 60 + value.minute


def time_of_day(minute: int) -> time:
    """Return minutes after midnight as a time of day; 24:00 is shown as 23:59."""
    return time(23, 59) if minute >= 24 * 60 else time(minute // 60, minute % 60)


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the moment at which clocks in `zone` show this day and time."""
    return moment(day, minute_of_day(at), zone)


def local_today(at: datetime) -> date:
    """Return the day that the reader's calendar shows at a moment."""
    return timezone.localtime(at).date()
