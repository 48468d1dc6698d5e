"""Quiet hours: when a message may go out."""

from datetime import datetime, timedelta

from guanjia.kernel.clock import local_day, minute_of, moment


def not_before(at: datetime, *, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """
    Return `at`, or the end of the quiet hours in which it lies.

    :param quiet_from: minutes after midnight when quiet begins; it may last past midnight
    :param quiet_until: minutes after midnight when it ends; the same as `quiet_from` means never
    """
    minute = minute_of(at, zone)
    day = local_day(at, zone)
    if quiet_from <= quiet_until:
        is_quiet = quiet_from <= minute < quiet_until
    else:
        is_quiet = minute >= quiet_from or minute < quiet_until
        if minute >= quiet_from:
            day += timedelta(days=1)
    return moment(day, quiet_until, zone) if is_quiet else at
