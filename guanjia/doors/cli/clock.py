"""Says that the clock is right, where one that was ahead has left facts of a day to come."""

import sys

from django.conf import settings
from django.utils.translation import gettext as _

from guanjia.chapters.org.commands import trust_clock
from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_keys
from guanjia.doors.cli.house import FOUNDER
from guanjia.doors.clock import now
from guanjia.doors.refusals import in_words
from guanjia.flow.overviews import health
from guanjia.kernel.errors import Refusal

YES = ("yes", "y", "是")


def say_it_is_right(*, by: str, reason: str) -> int:
    """Note, once somebody has looked at the clock, that the facts that are ahead of it are of another."""
    found = wellbeing.taken(wellbeing.clock)
    if "newest_fact_ahead_seconds" not in found.figures:
        print(found.words, found.mend if found.state != "well" else "", sep="\n")
        return 0 if found.state == "well" else 1
    if another := wellbeing.apart():
        print(another.words, f"    → {another.mend}", sep="\n", file=sys.stderr)
        return 1
    print(found.words)
    try:
        if not _is_said_to_be_right():
            print(_("Nothing was noted. %(mend)s") % {"mend": wellbeing.set_it()}, file=sys.stderr)
            return 1
        with holding_keys(settings.VAR):
            trust_clock(actor=FOUNDER, after=health.last_fact(), by=by, reason=reason, at=now())
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(in_words(refusal), file=sys.stderr)
        return 1
    print(
        _("It is noted who says so. What was written by the clock that was ahead keeps its date.")
    )
    return 0


def _is_said_to_be_right() -> bool:
    try:
        return input(_("If the clock is right, type yes: ")).strip().lower() in YES
    except EOFError:
        return False
