"""Shapes of what is said about a call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.doors.web.reading import IdField, NumberField

OUTCOMES = (
    ("satisfied", _("The household is content now")),
    ("redo_agreed", _("We do it again")),
    ("change_agreed", _("We change something")),
    ("not_reached", _("Not reached")),
)
REASON_WORDS = {
    "low_score": _("Low answer in a survey"),
    "disputed_work": _("Work not accepted"),
    "incident": _("Incident during a visit"),
    "declined_plan": _("Plan declined"),
    "agreed_contact": _("Agreed contact"),
}


class SettleForm(forms.Form):
    """How the call ended and what was said."""

    outcome = forms.ChoiceField(label=_("How it ended"), choices=OUTCOMES, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OwnerForm(forms.Form):
    """Who takes the task over, and the version that was read."""

    owner_id = IdField()
    version = NumberField(min_value=1)
