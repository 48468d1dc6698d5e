"""Why somebody may not be sent, in words that name what is missing and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One requirement that is not met: a code, and what fills its words.

    `message` is a full sentence that names what is wrong and what to do.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def message(self) -> str:
        """The message id of the sentence; `params` fill its placeholders."""
        return WORDS[self.code]


WORDS = {
    "not_active": _(
        "%(worker)s is “%(state)s”. Only an active worker can be sent; "
        "choose somebody else or ask the branch manager."
    ),
    "screening_open": _(
        "%(worker)s has not passed “%(step)s” of the screening. Decide it in the worker's record."
    ),
    "screening_failed": _("%(worker)s failed “%(step)s” of the screening. Choose somebody else."),
    "skill_missing": _(
        "%(worker)s is not confirmed in “%(skill)s”, which needs %(level)s. "
        "Have the trainer test and confirm it, or choose somebody else."
    ),
    "skill_too_low": _(
        "%(worker)s has “%(skill)s” at %(has)s; this service needs %(level)s. "
        "Have the trainer raise it after a test, or choose somebody else."
    ),
    "paper_missing": _("%(worker)s has no “%(paper)s”. Hand one in and have it verified."),
    "paper_unverified": _(
        "The “%(paper)s” of %(worker)s has not been verified. "
        "Somebody other than who entered it must verify it."
    ),
    "paper_expired": _(
        "The “%(paper)s” of %(worker)s holds until %(last)s only. Hand in the new one."
    ),
    "paper_too_low": _(
        "The “%(paper)s” of %(worker)s is of too low a level; this service needs %(level)s. "
        "Hand in a higher one, or choose somebody else."
    ),
    "paper_not_yet": _(
        "The “%(paper)s” of %(worker)s holds from %(first)s on only. Choose a later day."
    ),
    "health_too_low": _(
        "The health certificate of %(worker)s is of class “%(has)s”; "
        "this service needs “%(needs)s”. Arrange the check-up of that class."
    ),
    "minors_check_old": _(
        "Children live in this home, and the check of abuse records of %(worker)s from %(day)s "
        "is more than %(days)s days old. Ask for a new one."
    ),
    "insurance_missing": _(
        "%(worker)s is not covered by “%(kind)s” on every day. Record the policy in force."
    ),
    "consent_missing": _(
        "%(household)s has not consented to our keeping its data for the service, "
        "or has withdrawn it. Ask and record the consent."
    ),
    "guardian_missing": _(
        "Somebody under 14 lives with %(household)s and no guardian's consent is recorded. "
        "Ask the guardian and record it."
    ),
    "never_send": _(
        "%(household)s does not want %(worker)s to be sent again. Choose somebody else."
    ),
    "own_home": _(
        "%(worker)s has the phone number of a contact of %(household)s, and nobody is sent to their "
        "own home. Choose somebody else, or correct the number of the contact."
    ),
}
"""Every code, and the sentence that says what is wrong and how to mend it."""


class NotCleared(Conflict):
    """
    A worker may not be sent.

    :param reasons: all that stands against it; each has words of its own
    """

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(reasons[0].message, **reasons[0].params)
        self.reasons = tuple(reasons)
