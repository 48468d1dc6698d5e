"""Why somebody, why not somebody, why nobody: codes with parameters, and the words for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _

WORDS: dict[str, str] = {
    # why this person
    "one_of": _("Chosen from %(count)s people who are cleared."),
    "only_one": _("The only one who is cleared."),
    "asked_for": _("The household asks for this person."),
    "regular": _("Has been there %(times)s times in %(weeks)s weeks."),
    "speaks": _("Speaks %(language)s."),
    "speaks_none": _("Is not noted to speak %(language)s."),
    "cooks": _("Cooks their food: %(cuisine)s."),
    "smokes": _("Smokes; they would rather have nobody who does."),
    "way_unknown": _("The way is not known: no address is on the map."),
    "new_here": _("Has not been to this home before."),
    "near_home": _("Lives %(minutes)s minutes away."),
    "on_the_way": _("%(minutes)s minutes from the visit before."),
    "chosen_by_hand": _("Chosen by a dispatcher."),
    "taken_back": _("Restored when the roster was taken back."),
    "replanned": _("The day was planned anew."),
    # why not that person, or nobody at all
    "not_cleared": _("May not be sent there: not cleared for this service or this home."),
    "busy_elsewhere": _("Is at another visit at that time."),
    "on_leave": _("Is on leave at that time."),
    "outside_hours": _("Does not work at that time."),
    "cannot_arrive": _("Could not get there in time from the visit before."),
    "leg_too_long": _("The way is too long."),
    "day_too_long": _("The day would become too long: at most %(hours)s hours."),
    "week_too_long": _("The week would become too long: at most %(hours)s hours."),
    "rest_too_short": _("Rest between two days would be too short: at least %(hours)s hours."),
    "too_many_days": _("Needs a day of rest: at most %(days)s days a week."),
    "outside_window": _("Is outside the time agreed with the household."),
    "bound": _("The visit is fixed to somebody else or another time."),
    "no_crew": _("Could go, but nobody could go along."),
    "other_rule": _("A rule of the roster forbids it."),
    "avoids_cat": _("Does not go to homes with a cat."),
    "avoids_dog": _("Does not go to homes with a dog."),
    "avoids_smoke": _("Does not go to homes where somebody smokes."),
    "nobody_cleared": _("Nobody of the branch may be sent there for this service."),
    "could_go": _(
        "%(count)s people could go, and the time to think was over before one was chosen. Ask "
        "again with more time, or send somebody by hand."
    ),
    "kept_away": _("%(count)s people: %(why)s"),
    "visit_gone": _("The visit is no longer to be staffed."),
    "crew_incomplete": _("Not everybody that the visit needs could be taken."),
    "unreadable": _(
        "Its time, length, place or number of people cannot be planned with. Please cancel it and "
        "book it anew."
    ),
    "in_the_past": _("The time has already passed."),
    # what would have to give
    "if_window": _(
        "It would work with %(worker)s at %(time)s, %(minutes)s minutes outside the agreed time."
    ),
    "if_shift": _("It would work if %(worker)s worked %(minutes)s minutes longer, at %(time)s."),
    "if_hours": _(
        "It would work if %(worker)s went %(minutes)s minutes over the limit, at %(time)s."
    ),
    "if_bond": _("It would work with %(worker)s at %(time)s if the visit were not fixed."),
    "if_cleared": _("It would work with %(worker)s at %(time)s once cleared."),
}

RULES: dict[str, str] = {
    "outside_hours": _("Working hours"),
    "cannot_arrive": _("Travel time"),
    "leg_too_long": _("Longest way"),
    "day_too_long": _("Hours a day"),
    "week_too_long": _("Hours a week"),
    "rest_too_short": _("Rest between days"),
    "too_many_days": _("Day of rest"),
    "outside_window": _("Agreed time"),
    "avoids_cat": _("Home with a cat"),
    "avoids_dog": _("Home with a dog"),
    "avoids_smoke": _("Home where somebody smokes"),
    "other_rule": _("Rule of the roster"),
}
"""The names of the rules that a dispatcher can break knowingly."""

HARD = frozenset(
    {"not_cleared", "busy_elsewhere", "on_leave", "visit_gone", "bound", "no_crew", "unreadable"}
)
"""Codes of what no dispatcher can override; everything else is a matter of judgement."""


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason: a code of `WORDS` and what fills its placeholders.

    `worker_id` stands for a name until somebody reads it; `why` for the words of another code.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The message id of the sentence; `params` fill its placeholders."""
        return WORDS[self.code]

    @property
    def is_hard(self) -> bool:
        """Whether nobody may decide otherwise."""
        return self.code in HARD

    def kept(self) -> dict[str, Any]:
        """Return the reason as it is stored."""
        return {"code": self.code, **self.params}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Reason":
        """Return the reason that `kept` stored."""
        return cls(
            str(stored["code"]), {key: value for key, value in stored.items() if key != "code"}
        )


def because(code: str, **params: Any) -> Reason:
    """Return the reason `code`. :raises KeyError: if there are no words for it"""
    WORDS[code]
    return Reason(code, params)


class DoesNotFit(Conflict):
    """A person cannot go there then; `reasons` say all of why, `worker_id` whom it is about."""

    def __init__(
        self, message: str, reasons: Iterable[Any], *, worker_id: int, **params: object
    ) -> None:
        super().__init__(message, **params)
        self.reasons = tuple(reasons)
        self.worker_id = worker_id


class NeedsOverride(DoesNotFit):
    """Only soft rules speak against it: a dispatcher may name them and go on."""
