"""Does this machine's clock agree with the database's, and with what is in the database?"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.queries import is_demo
from guanjia.doors.clock import now
from guanjia.doors.wellbeing.finding import Finding
from guanjia.flow.overviews import health
from guanjia.kernel.clock import local

SECONDS_OF_DRIFT = 30
MOST_AHEAD = timedelta(minutes=10)
"""By how much a fact may be ahead of the clock: phones are a little, and adopting takes a while."""
LONG_SILENCE = timedelta(days=60)
"""Without a single fact for so long: longer than any holiday closes a house, shorter than a dead battery."""


def clock() -> Finding:
    """Look whether this machine agrees on the time with the database and with what is in it."""
    newest, at = health.newest_fact(), now()
    if newest and newest - at > MOST_AHEAD:
        return Finding(
            "ill",
            _("The clock shows %(now)s, but the newest fact in this house is of %(then)s.")
            % {"now": in_clock(at), "then": in_clock(newest)},
            f"{set_it()} {_trust_it()}",
            {"newest_fact_ahead_seconds": int((newest - at).total_seconds())},
        )
    drift = _seconds_from_the_database()
    figures = {} if drift is None else {"drift_seconds": drift}
    if found := apart():
        return found
    if words := why_too_far_ahead():
        return Finding("mind", words, set_it(), figures)
    if drift is None:
        return Finding("well", _("The clock is the machine's own."))
    words = _("This machine and the database agree on the time.")
    return Finding("well", words, figures=figures)


def apart() -> Finding | None:
    """Return by how much this machine's clock and that of the database's server differ; None if they agree."""
    drift = _seconds_from_the_database()
    if drift is None or drift <= SECONDS_OF_DRIFT:
        return None
    return Finding(
        "ill",
        _("This machine and the database differ by %(n)s seconds.") % {"n": drift},
        _("Let both take the time from the network (systemd-timesyncd)."),
        {"drift_seconds": drift},
    )


def _seconds_from_the_database() -> int | None:
    """Return by how much the clock of the database's server is another; None if it has none of its own."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    return round(abs((now() - settings.CLOCK_AHEAD - theirs).total_seconds()))


def why_too_far_ahead() -> str:
    """
    Return in words that the clock may be far ahead, as nothing has happened here for so long; "" if not.

    A demonstration happened when it was told.
    """
    try:
        newest, at = health.newest_fact(), now()
        if not newest or at - newest < LONG_SILENCE or is_demo():
            return ""
    except DatabaseError:
        return ""  # Of a house that is not made yet, or not reached, others tell.
    return _(
        "The clock shows %(now)s, but nothing has happened in this house since %(then)s, for %(n)s days."
    ) % {"now": in_clock(at), "then": in_clock(newest), "n": (at - newest).days}


def set_it() -> str:
    """Return what is to be done about a clock that is wrong."""
    return _("Set the machine's clock; for a new house let GUANJIA_VAR name an empty folder.")


def _trust_it() -> str:
    return _(
        "If the clock is right and was ahead when that was written: `guanjia clock-is-right --by NAME "
        "--reason WORDS`."
    )


def in_clock(at: datetime) -> str:
    """Return a moment as a clock of the house shows it."""
    return f"{local(at, settings.TIME_ZONE):%Y-%m-%d %H:%M}"
