"""What dispatch says in codes, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from guanjia.chapters.dispatch.rules.reasons import RULES, WORDS, Reason
from guanjia.doors.refusals import in_words
from guanjia.doors.web import formatting
from guanjia.flow.chapters.dossier import PREFERENCE_CODES
from guanjia.kernel.words import _

STANDINGS = {
    "open": ("waiting", ""),
    "uncovered": ("late", _("nobody, and time is short")),
    "staffed": ("good", ""),
    "at_risk": ("risk", _("will be %(minutes)s min late")),
    "late": ("late", _("%(minutes)s min late")),
    "begun_late": ("doing", _("there, came %(minutes)s min late")),
    "started": ("doing", ""),
    "finished": ("done", ""),
    "cancelled": ("idle", ""),
    "missed": ("missed", ""),
}
"""How a visit stands on the board: its tone, and its words where its state does not say it all."""

WITHDRAWN_FOR = (
    ("sick", _("The worker is ill")),
    ("client_wish", _("The household wishes somebody else")),
    ("worker_wish", _("The worker asked to be taken off")),
    ("released", _("The household has not decided")),
    ("other", _("Another reason")),
)
CANCELLED_FOR = (
    ("client_away", _("The household is away")),
    ("client_ill", _("Somebody of the household is ill")),
    ("client_wish", _("The household no longer wants it")),
    ("no_cover", _("We found nobody to go")),
    ("other", _("Another reason")),
)
MISSED_FOR = (
    ("worker_absent", _("The worker did not come")),
    ("client_absent", _("Nobody let the worker in")),
    ("no_cover", _("We found nobody to go")),
)
ABSENT_FOR = (
    ("no_show", _("Did not come and said nothing")),
    ("sick", _("Fell ill")),
    ("no_way", _("Could not get there")),
)
CORRECTED_FOR = (
    ("forgotten", _("Forgot to check out")),
    ("wrong_clock", _("The phone's time was wrong")),
    ("wrong_press", _("Pressed at the wrong moment")),
    ("really_so", _("It is right as it stands here")),
)
FAILED_FOR = {"interrupted": _("The computation was interrupted several times.")}
ENGINES = {
    "core": _("Worked out by the fast engine in %(seconds)s s."),
    "punctual": _("Worked out by the fast engine in %(seconds)s s."),
    "plain": _("Worked out by the slower engine in %(seconds)s s, because of %(why)s."),
}
"""How a roster came to be, by the engine that finished it."""
BLOCKS = {
    "several modes of travel": _("several modes of travel"),
    "visits of three or more people": _("visits of three or more people"),
    "rush": _("the rush hour"),
    "numbers beyond the core's range": _("distances or prices that are very large"),
}
"""What keeps the fast engine away, as the engines call it."""
BY_THE_CLIENT = ("client_away", "client_ill", "client_wish")


def sentence(reason: Any, names: Mapping[int, str] | None = None) -> str:
    """
    Return a reason of ours or of the gate in the reader's language.

    :param names: worker id -> name, for reasons that speak of somebody
    """
    if not isinstance(reason, Reason):
        return in_words(reason)
    params = dict(reason.params)
    if "worker_id" in params:
        params["worker"] = (names or {}).get(int(params["worker_id"]), gettext("somebody"))
    for name in ("language", "cuisine"):
        if name in params:
            codes = str(params[name]).split(",")
            params[name] = formatting.together(gettext(PREFERENCE_CODES[code]) for code in codes)
    if "why" in params:
        params["why"] = gettext(WORDS[str(params["why"])]) % params
    words = gettext(reason.message)
    return words % params if params else words


def engine_words(engine: str, because: str, seconds: float) -> str:
    """Return by which engine a roster was worked out, how long it took, and why not by the fast one."""
    if engine not in ENGINES:
        return ""
    why = gettext(BLOCKS[because]) if because in BLOCKS else gettext("a rule it does not know")
    return gettext(ENGINES[engine]) % {"seconds": f"{seconds:.1f}", "why": why}


def rule_words(code: str) -> str:
    """Return the name of a soft rule by its code."""
    return gettext(RULES.get(code, RULES["other_rule"]))


def standing_words(standing: str, minutes: int) -> str:
    """Return how a visit stands on the board."""
    _tone, words = STANDINGS[standing]
    if not words:
        return formatting.word("visit", standing)
    said = gettext(words)
    return said % {"minutes": minutes} if "%(" in words else said
