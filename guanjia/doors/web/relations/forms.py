"""Shapes of what is said about a call."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.doors.web.reading import IdField, NumberField

Choices = Sequence[tuple[int, str]]

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
    "move_visit": _("Wants a visit moved"),
    "skip_visit": _("Wants to skip a visit"),
    "complaint": _("Complaint"),
    "question": _("Question"),
    "own_data": _("Asks about its data"),
}
ASKED = (
    ("move_visit", _("I would like a visit at another time")),
    ("skip_visit", _("I would like to skip a visit")),
    ("complaint", _("I am not content with something")),
    ("question", _("I have a question or another wish")),
    ("own_data", _("It is about my data")),
)


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


class AskForm(forms.Form):
    """What a household asks us for; which visits and households there are to choose from is given."""

    reason = forms.ChoiceField(
        label=_("What is it about?"), choices=ASKED, widget=forms.RadioSelect
    )
    visit_id = forms.TypedChoiceField(
        label=_("Which visit?"), required=False, coerce=int, empty_value=None
    )
    household_id = forms.TypedChoiceField(label=_("Which home?"), coerce=int)
    words = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write a word or two, so that we can help.")},
    )
    key = forms.RegexField(r"^[0-9a-zA-Z-]{1,40}$", widget=forms.HiddenInput)

    def __init__(
        self, *given: Any, visits: Choices = (), households: Choices = (), **named: Any
    ) -> None:
        super().__init__(*given, **named)
        if self.data.get("reason") == "skip_visit":
            self.fields["words"].required = False
        self.fields["visit_id"].choices = [("", _("no particular one")), *visits]  # type: ignore[attr-defined]  # a field of choices
        self.fields["household_id"].choices = list(households)  # type: ignore[attr-defined]
        if len(self.fields["household_id"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["household_id"].widget = forms.HiddenInput()
