"""How the household gave its word on the work, or why it has not, in the reader's words."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.dossier.models import PREFERENCES
from guanjia.chapters.dossier.queries import DietLine, Said
from guanjia.chapters.fieldwork.queries import DoneVisit, StepLine
from guanjia.doors.web import formatting
from guanjia.flow.chapters import dossier as words

WAYS = {
    "own_login": _("The household said so on its own phone."),
    "signed": _("The household signed on the phone of whoever did the work."),
    "told_orally": _("Whoever did the work passed on what %(who)s said."),
    "typed": _("A name was typed on the phone of whoever did the work; that is no signature."),
}
UNDONE = (
    ("client_said_no", _("The client said no")),
    ("not_needed", _("Not needed today")),
    ("no_time", _("No time left")),
    ("no_tool", _("Tool or supplies missing")),
    ("unsafe", _("Not safe")),
)
UNSIGNED = (
    ("nobody_home", _("Nobody of the household is there")),
    ("no_time", _("They have no time just now")),
    ("unwilling", _("They do not want to sign")),
    ("told_orally", _("They said by mouth that it is fine")),
)
NOT_SIGNED = {
    "nobody_home": _("The household has not signed: nobody was there."),
    "no_time": _("The household has not signed: it had no time."),
    "unwilling": _("The household has not signed: it did not want to."),
    "told_orally": _("The household has not signed; %(who)s said by mouth that it is fine."),
}


def minded(diets: Iterable[DietLine]) -> list[dict[str, str]]:
    """Return diets and allergies in words, what somebody cannot bear first."""
    return [
        {
            "kind": gettext(words.DIETS[one.kind]),
            "text": words.diet_in_words(one.code, one.text),
            "member": one.member,
        }
        for one in sorted(diets, key=lambda one: one.kind)
    ]


def said_there(said: Said) -> list[str]:
    """Return what they speak, their animals and whether somebody smokes, in words."""
    kinds = ("language", "pet", "smoking")
    return [
        f"{gettext(words.PREFERENCES[kind])} {gettext(words.PREFERENCE_CODES[code])}"
        for kind in kinds
        for code in PREFERENCES[kind]
        if (kind, code) in said.codes
    ]


def word_of(done: DoneVisit) -> str:
    """Return whose word there is on the work and how it was given; "" while there is none."""
    said = WAYS.get(done.way) or NOT_SIGNED.get(done.unsigned_reason)
    return str(said) % {"who": done.told_by} if said else ""


def words_of(line: StepLine) -> str:
    """Return what is recorded of a step, and when; "" while nothing is."""
    if line.is_done is None:
        return ""
    what = gettext("done") if line.is_done else gettext("not done")
    why = str(dict(UNDONE)[line.reason]) if line.reason else ""
    told = (formatting.clock(line.happened_at), what, why, reading_of(line), line.note)
    return " · ".join(filter(None, told))


def why_of(line: StepLine) -> str:
    """Return why a step was not done, what was measured, and what was noted of it."""
    why = str(dict(UNDONE)[line.reason]) if line.reason else ""
    return " · ".join(filter(None, (why, reading_of(line), line.note)))


def reading_of(line: StepLine) -> str:
    """Return a reading with its unit and what is normal; "" where there is none."""
    if line.value is None:
        return ""
    measured = f"{line.value:g} {line.unit}".strip()
    if not line.is_abnormal:
        return measured
    low = "" if line.least is None else f"{line.least:g}"
    high = "" if line.most is None else f"{line.most:g}"
    return gettext("%(measured)s (normal: %(normal)s)") % {
        "measured": measured,
        "normal": f"{low}–{high}",
    }
