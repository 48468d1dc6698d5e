"""What is asked about plans and orders, and in which shape. Rules are the chapter's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from guanjia.chapters.catalog.queries import IndicatorChoice
from guanjia.chapters.planning.queries import LineView
from guanjia.chapters.planning.rules import WHOLES
from guanjia.doors.web.forms.inputs import TimeInput, minute_of_day, time_of_day
from guanjia.doors.web.planning import labels
from guanjia.doors.web.reading import DayField, NumberField
from guanjia.doors.web.uploads import PaperField

MIDNIGHT = 24 * 60 - 1


class DraftForm(forms.Form):
    """For which home a plan is drafted, and from which assessment."""

    home = forms.TypedChoiceField(label=_("Home"), coerce=int)
    assessment = forms.TypedChoiceField(
        label=_("From the assessment"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        homes: Iterable[tuple[int, str]],
        assessments: Iterable[tuple[int, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        choices = [*assessments, ("", _("none: begin with an empty plan"))]
        self.fields["home"].choices = list(homes)  # type: ignore[attr-defined]  # a choice field
        self.fields["assessment"].choices = choices  # type: ignore[attr-defined]  # a choice field


class LineForm(forms.Form):
    """When a service comes, how long, and with how many people."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    every_weeks = NumberField(label=_("Every how many weeks"), min_value=1, max_value=8, initial=1)
    minutes = NumberField(label=_("Minutes a visit"), min_value=15, max_value=1440)
    window_from = forms.TimeField(label=_("Not before"), widget=TimeInput())
    window_until = forms.TimeField(label=_("Over by"), widget=TimeInput())
    people = NumberField(label=_("People"), min_value=1, max_value=9, initial=1)
    mode = forms.ChoiceField(label=_("How"), choices=labels.MODES)
    brings_tools = forms.BooleanField(label=_("We bring the tools"), required=False)
    overruled = forms.CharField(
        label=_("Why at a time that does not suit them"), max_length=200, required=False
    )
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
    edits = NumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["weekdays"].choices = labels.weekday_choices()  # type: ignore[attr-defined]  # a choice field

    @staticmethod
    def filled_from(line: LineView, edits: int) -> dict[str, Any]:
        """Return what stands in the form of a line."""
        return {
            "weekdays": list(line.weekdays),
            "every_weeks": line.every_weeks,
            "minutes": line.minutes,
            "window_from": time_of_day(line.window_from),
            "window_until": time_of_day(line.window_until),
            "people": line.people,
            "mode": line.mode,
            "brings_tools": line.brings_tools,
            "overruled": line.overruled,
            "reason": line.reason,
            "edits": edits,
        }

    def columns(self) -> dict[str, Any]:
        """Return what was given as the chapter keeps it; one minute to midnight means midnight."""
        given = dict(self.cleaned_data)
        edits = given.pop("edits")
        first = minute_of_day(given["window_from"])
        last = minute_of_day(given["window_until"])
        given |= {
            "window_from": first,
            "window_until": 24 * 60 if last == MIDNIGHT else last,
        }
        return given | {"edits": edits}


class NewLineForm(LineForm):
    """A further service for a draft."""

    field_order = ("service",)
    service = forms.TypedChoiceField(label=_("Service"), coerce=int)

    def __init__(self, *args: Any, services: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["service"].choices = list(services)  # type: ignore[attr-defined]  # a choice field
        self.fields["minutes"].required = False
        self.fields["minutes"].help_text = _("Empty: as long as usual.")


class TermsForm(forms.Form):
    """The goal in the household's words, and the terms."""

    goal = forms.CharField(
        label=_("What life at home should become, in their words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = DayField(label=_("Starts on"))
    ends_on = DayField(label=_("Until before"), required=False, help_text=_("Empty: open."))
    discount_percent = NumberField(
        label=_("Discount in percent"), min_value=0, max_value=100, initial=0
    )
    payment = forms.ChoiceField(label=_("Paid"), choices=labels.PAYMENTS)
    edits = NumberField(widget=forms.HiddenInput)


class TargetsForm(forms.Form):
    """What the plan promises to reach; what is left empty is not promised."""

    def __init__(self, *args: Any, indicators: Iterable[IndicatorChoice], **more: Any) -> None:
        super().__init__(*args, **more)
        for one in indicators:
            self.fields[one.code] = forms.FloatField(
                label=one.name + pgettext("beside", " (%(what)s)") % {"what": one.unit},
                required=False,
                min_value=0,
                max_value=WHOLES[one.unit],
            )
        self.fields["edits"] = NumberField(widget=forms.HiddenInput)

    def targets(self) -> dict[str, float]:
        """Return what is promised, by the code of its indicator."""
        return {
            code: value
            for code, value in self.cleaned_data.items()
            if code != "edits" and value is not None
        }


class EndForm(forms.Form):
    """From which day nobody comes any more."""

    stops_on = DayField(label=_("The first day without visits"))


class SignForm(forms.Form):
    """The household's yes."""

    number = NumberField(min_value=1)
    signed_name = forms.CharField(label=_("Your full name"), max_length=60, required=False)
    signature = forms.CharField(required=False)


class BringForm(forms.Form):
    """A version that was signed on paper."""

    file = PaperField(label=_("The signed page"))
    signed_name = forms.CharField(label=_("Name on the paper"), max_length=60)
    signed_on = DayField(label=_("Signed on"))


class CompareForm(forms.Form):
    """What the second person has compared."""

    number = NumberField(
        label=_("Which version number stands on the paper?"), min_value=1, max_value=10_000
    )
    name_agrees = forms.BooleanField(label=_("The name on the paper is that of who decides"))
    signature_agrees = forms.BooleanField(label=_("The signature is there, readable and complete"))


class RefuseForm(forms.Form):
    """Why a signed paper does not count."""

    reason = forms.CharField(
        label=_("What does not agree?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class WishForm(forms.Form):
    """What should be otherwise."""

    number = NumberField(min_value=1)
    words = forms.CharField(max_length=2000, required=False)


class CancelForm(forms.Form):
    """Why an order is cancelled."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=labels.CANCEL_REASONS, widget=forms.RadioSelect
    )
