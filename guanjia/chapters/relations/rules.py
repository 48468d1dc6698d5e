"""By when a household is called back, and when trying counts as enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _

KEYS = (
    "relations.callback_hours",
    "relations.urgent_callback_hours",
    "relations.most_tries",
)
ASKED = ("move_visit", "skip_visit", "complaint", "question", "own_data")
"""What a household asks for by itself."""
NEEDS_VISIT = ("move_visit", "skip_visit")
STILL_TO_COME = ("open", "staffed")
"""The states of a visit that may still be moved or skipped."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The figures of the trade for call-backs.

    :param hours: within which a household is called
    :param urgent_hours: the same where somebody may be in danger
    :param least_tries: how many recorded tries before "not reached" may be an outcome
    """

    hours: int
    urgent_hours: int
    least_tries: int


def limits(figures: Mapping[str, int]) -> Limits:
    """Return the figures in force as one value."""
    return Limits(*(int(figures[key]) for key in KEYS))


def due_at(opened: datetime, *, is_urgent: bool, limits: Limits) -> datetime:
    """Return by when the household is to be called."""
    return opened + timedelta(hours=limits.urgent_hours if is_urgent else limits.hours)


def check_settling(*, outcome: str, words: str, tries: int, limits: Limits) -> None:
    """
    Pass if a call-back can be settled this way.

    :raises Invalid: if no outcome is chosen, or nothing is written down of what was said
    :raises Conflict: if it is given up as not reached before enough tries
    """
    if not outcome:
        raise Invalid(_("Please choose how it ended."), field="outcome")
    if outcome == "not_reached":
        if tries < limits.least_tries:
            raise Conflict(
                _("Please try %(least)s times before giving up; so far it was %(tries)s."),
                least=limits.least_tries,
                tries=tries,
            )
    elif not words.strip():
        raise Invalid(_("Please write down what was said."), field="words")


def check_asking(*, reason: str, words: str, status: str) -> None:
    """
    Pass if a household can ask this of us.

    :param status: the state of the visit that it is about; "" if it is about none
    :raises Invalid: if it says nothing, or the visit it is about is not ahead of it any more
    """
    if reason not in ASKED:
        raise Invalid(_("Please choose what it is about."), field="reason")
    if reason in NEEDS_VISIT and not status:
        raise Invalid(_("Please choose which visit it is about."), field="visit_id")
    if reason in NEEDS_VISIT and status not in STILL_TO_COME:
        raise Invalid(
            _("This visit has begun or is over. Please call us, or choose another."),
            field="visit_id",
        )
    if reason != "skip_visit" and not words.strip():
        raise Invalid(_("Please write a word or two, so that we can help."), field="words")
