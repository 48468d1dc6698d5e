"""An alert at the desk: what a step shows, and what was done about it."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.web.fieldwork.labels import UNDONE
from guanjia.doors.web.record import Looked, Record
from guanjia.flow.chapters.fieldwork import ALERTS, SETTLED

OUTCOMES = [(code, gettext_lazy(words)) for code, words in SETTLED.items()]


def reason_of(code: str) -> str:
    """Return in words why somebody should look."""
    return str(capfirst(gettext(ALERTS[code])))


class SettleForm(forms.Form):
    """What was done about an alert."""

    outcome = forms.ChoiceField(
        label=_("What was done"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In a few words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _says(looked: Looked[queries.AlertCard]) -> dict[str, Any]:
    card = looked.row
    return {
        "reason": reason_of(card.reason),
        "reading": _reading(card),
        "normal": _normal(card),
        "undone": dict(UNDONE).get(card.undone_reason, ""),
        "outcome": gettext(SETTLED[card.outcome]) if card.outcome else "",
    }


def _reading(card: queries.AlertCard) -> str:
    return "" if card.value is None else f"{card.value:g} {card.unit}".strip()


def _normal(card: queries.AlertCard) -> str:
    """Return in words between which readings all is well; "" where the standard does not say."""
    if card.least is not None and card.most is not None:
        return f"{card.least:g}–{card.most:g} {card.unit}".strip()
    if card.least is not None:
        return gettext("at least %(limit)s") % {"limit": f"{card.least:g} {card.unit}".strip()}
    if card.most is not None:
        return gettext("at most %(limit)s") % {"limit": f"{card.most:g} {card.unit}".strip()}
    return ""


ALERT = Record(
    address="fieldwork:alert",
    template="fieldwork/alert.html",
    named="alert_id",
    find=lambda actor, row_id, _at: queries.alert_card(actor=actor, alert_id=row_id),
    says=_says,
    forms=(("form", SettleForm),),
)
alert = ALERT.page(commands.settle_alert, "form", said=_("It is noted with your name."))
