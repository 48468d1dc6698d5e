"""What is asked about a household, and in which shape. Rules are the chapter's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.assessment.commands import ElsewhereThen
from guanjia.doors.web.dossier import labels
from guanjia.doors.web.forms import Sent
from guanjia.doors.web.forms.inputs import TimeInput, time_of_day
from guanjia.doors.web.reading import DayField, MomentField, NumberField

LINES = forms.Textarea(attrs={"rows": 3})


class Lines(forms.CharField):
    """Several short texts, one a line or separated by commas; a list of words."""

    def to_python(self, value: Any) -> Any:
        parts = str(value or "").replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
        return [part.strip() for part in parts if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return gettext(", ").join(value) if isinstance(value, list | tuple) else value


def both_promised() -> forms.BooleanField:
    """Return the field by which somebody says that a colleague is promised to two homes on purpose."""
    return forms.BooleanField(
        label=_("Both are meant: they go to both homes"), required=False, widget=forms.HiddenInput
    )


def ask_about_both(form: forms.BaseForm, sent: Sent) -> None:
    """Show that field once the house has asked."""
    if isinstance(sent.refusal, ElsewhereThen) or form["is_meant"].value():
        form.fields["is_meant"].widget = forms.CheckboxInput()


class HouseholdForm(forms.Form):
    """The household itself: what it is called, whose it is, what it expects."""

    name = forms.CharField(label=_("Name"), max_length=60)
    alias = forms.CharField(
        label=_("Called instead"),
        max_length=60,
        required=False,
        help_text=_(
            "Shown everywhere instead of the name, where the family wishes to stay unnamed."
        ),
    )
    audience = forms.ChoiceField(label=_("Kind of household"), choices=labels.AUDIENCES)
    consultant_id = forms.TypedChoiceField(
        label=_("Consultant"), coerce=int, required=False, empty_value=None
    )
    butler_id = forms.TypedChoiceField(
        label=_("Butler"), coerce=int, required=False, empty_value=None
    )
    expectation = forms.CharField(
        label=_("What they expect of us, in their words"),
        required=False,
        max_length=2000,
        widget=LINES,
    )
    version = NumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("not named yet")), *colleagues]
        for name in ("consultant_id", "butler_id"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


class MemberForm(forms.Form):
    """Somebody who lives there."""

    name = forms.CharField(label=_("Name"), max_length=60)
    relation = forms.CharField(label=_("Relation"), max_length=30, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=labels.SEXES, required=False)
    birth_year = NumberField(
        label=_("Year of birth"), min_value=1900, max_value=2100, required=False
    )
    birth_month = NumberField(label=_("Month of birth"), min_value=1, max_value=12, required=False)
    birth_day = NumberField(label=_("Day of birth"), min_value=1, max_value=31, required=False)
    is_lunar = forms.BooleanField(label=_("By the lunar calendar"), required=False)
    is_leap_month = forms.BooleanField(label=_("Born in a leap month"), required=False)
    occupation = forms.CharField(label=_("Occupation"), max_length=60, required=False)
    health = forms.CharField(
        label=_("Health"),
        required=False,
        max_length=2000,
        widget=LINES,
        help_text=_("Kept encrypted; shown only on request, and every look is recorded."),
    )


class HabitForm(forms.Form):
    """How they live."""

    kind = forms.ChoiceField(label=_("Kind"), choices=labels.HABIT_KINDS)
    text = forms.CharField(label=_("In their words"), max_length=500, widget=LINES)
    member_id = forms.TypedChoiceField(
        label=_("Whose"), coerce=int, required=False, empty_value=None
    )
    is_for_workers = forms.BooleanField(
        label=_("Those who come should know it"), required=False, initial=True
    )

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("the whole household")), *members]
        self.fields["member_id"].choices = choices  # type: ignore[attr-defined]  # a choice field


class PreferenceForm(forms.Form):
    """What they said that binds or counts, and who said it."""

    kind = forms.ChoiceField(label=_("What they said"), choices=labels.PREFERENCES)
    time = forms.TimeField(
        label=_("Time"), widget=TimeInput(), required=False, help_text=_("For a time of day only.")
    )
    said_by = forms.ChoiceField(label=_("Who said it"), choices=labels.SAYERS)


class DietForm(forms.Form):
    """A diet or an allergy: chosen, in words or both, and who is told of it."""

    kind = forms.ChoiceField(
        label=_("What they eat, or cannot bear"),
        choices=(("", _("Please choose")), *labels.DIETS),
    )
    text = forms.CharField(label=_("In their words"), max_length=200, required=False)
    member_id = forms.TypedChoiceField(
        label=_("Whose"), coerce=int, required=False, empty_value=None
    )
    purpose = forms.ChoiceField(
        label=_("Who is told"),
        choices=(("", _("as is usual for it")), *labels.DIET_PURPOSES),
        required=False,
        help_text=_("Kept encrypted; those who come see it from the day on which they may."),
    )
    source = forms.ChoiceField(label=_("Who said it"), choices=labels.DIET_SOURCES)

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("the whole household")), *members]
        self.fields["member_id"].choices = choices  # type: ignore[attr-defined]  # a choice field


class ContactForm(forms.Form):
    """Somebody who speaks for the household."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone number"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    relation = forms.CharField(label=_("Relation"), max_length=30, required=False)
    channel = forms.ChoiceField(label=_("Prefers"), choices=labels.CHANNELS)
    topics = forms.MultipleChoiceField(
        label=_("Is asked about"),
        choices=labels.TOPICS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: everything."),
    )
    is_decider = forms.BooleanField(
        label=_("Decides for the household"),
        required=False,
        help_text=_("One person does. Whoever decided before no longer will."),
    )


class HomeForm(forms.Form):
    """A home."""

    name = forms.CharField(label=_("Called"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=labels.HOME_KINDS)
    district = forms.CharField(label=_("District"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=200)
    area_m2 = NumberField(label=_("Area in m²"), min_value=1, max_value=5000, required=False)
    rooms = Lines(label=_("Rooms"), required=False, help_text=_("Separated by commas."))
    no_photo_rooms = Lines(label=_("Rooms where no pictures may be taken"), required=False)
    facilities = Lines(label=_("What is there"), required=False)
    access_note = forms.CharField(
        label=_("How to get in"),
        required=False,
        max_length=500,
        widget=LINES,
        help_text=_(
            "Door codes, keys, the gate. Kept encrypted; shown to whoever comes, in that time."
        ),
    )
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, required=False
    )


class ConsentForm(forms.Form):
    """A yes to one purpose."""

    purpose = forms.ChoiceField(
        label=_("They agree to"),
        choices=list(labels.PURPOSES.items()),
        widget=forms.RadioSelect,
    )
    member_id = forms.TypedChoiceField(
        label=_("Given for"), coerce=int, required=False, empty_value=None
    )
    how = forms.ChoiceField(label=_("How they said it"), choices=labels.HOW)

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("the whole household")), *members]
        self.fields["member_id"].choices = choices  # type: ignore[attr-defined]  # a choice field


class AgreementForm(forms.Form):
    """How we speak with one another."""

    channel = forms.ChoiceField(label=_("By"), choices=labels.CHANNELS)
    every_days = NumberField(
        label=_("Every how many days we ask how it goes"), min_value=1, max_value=366
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=TimeInput())
    quiet_until = forms.TimeField(label=_("Quiet until"), widget=TimeInput())

    @staticmethod
    def usual(quiet_from: int = 21 * 60, quiet_until: int = 9 * 60) -> dict[str, object]:
        """Return what stands in the form before anything was agreed."""
        return {
            "channel": "wechat",
            "every_days": 30,
            "quiet_from": time_of_day(quiet_from),
            "quiet_until": time_of_day(quiet_until),
        }


class ReasonForm(forms.Form):
    """Why we part with a household."""

    reason = forms.ChoiceField(label=_("Why"), choices=labels.REASONS, widget=forms.RadioSelect)


class ErasureForm(forms.Form):
    """Who of a household asks that it be forgotten, how, and why."""

    who = forms.CharField(label=_("Who asked"), max_length=60)
    how = forms.ChoiceField(
        label=_("How they asked"),
        choices=[pair for pair in labels.ASKED_BY if pair[0] != "page"],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why, in their words"), max_length=500, widget=LINES)


class AppointmentForm(forms.Form):
    """When somebody comes to assess."""

    home = forms.TypedChoiceField(label=_("Home"), coerce=int)
    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), widget=TimeInput(), initial="10:00")
    minutes = NumberField(label=_("Minutes"), min_value=15, max_value=480, initial=60)
    is_meant = both_promised()

    def __init__(self, *args: Any, homes: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["home"].choices = list(homes)  # type: ignore[attr-defined]  # a choice field


class MoveForm(forms.Form):
    """Another time for somebody to come; `was` is the time that was read, in ISO 8601."""

    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), widget=TimeInput())
    minutes = NumberField(label=_("Minutes"), min_value=15, max_value=480)
    was = MomentField(widget=forms.HiddenInput)
    is_meant = both_promised()
