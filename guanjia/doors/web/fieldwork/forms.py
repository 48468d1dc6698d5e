"""Shapes of what a phone sends. Coordinates and times are filled in by the page, never typed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.fieldwork.models import INCIDENT_KINDS, SEVERITIES
from guanjia.doors.web.fieldwork.labels import UNDONE, UNSIGNED
from guanjia.doors.web.offline import FromPhone
from guanjia.doors.web.reading import NumberField
from guanjia.doors.web.uploads import PictureField
from guanjia.kernel.places import Point, known_point

INCIDENTS = dict(
    zip(
        INCIDENT_KINDS,
        (
            _("Something was damaged"),
            _("Somebody was hurt"),
            _("Somebody is unwell"),
            _("I cannot get in"),
            _("Something is missing"),
            _("Something else"),
        ),
        strict=True,
    )
)
GRAVITY = dict(
    zip(
        SEVERITIES,
        (_("Small: tell the office"), _("Serious: call me back"), _("Danger: help at once")),
        strict=True,
    )
)


PHRASES = (
    ("broken", _("Something of the family's is broken")),
    ("leak", _("Water, gas or power is not as it should be")),
    ("fell", _("Somebody fell")),
    ("bleeds", _("Somebody bleeds")),
    ("unwell", _("Somebody does not feel well")),
    ("not_himself", _("Somebody is not as usual: confused, very tired, does not answer well")),
    ("no_answer", _("Nobody opens, and nobody answers the telephone")),
    ("no_entry", _("The code or the key does not fit")),
    ("not_found", _("Something cannot be found")),
    ("quarrel", _("There was a quarrel")),
    ("helped", _("I have helped already")),
    ("called", _("I have called 120")),
    ("please_call", _("Please call me at once")),
)
"""What somebody who cannot type just now ticks."""


WEIGHT = dict(zip(SEVERITIES, (_("Small"), _("Serious"), _("Danger to somebody")), strict=True))
"""How serious an incident is, as the desk reads it."""


class Here(FromPhone):
    """Where the phone is; it may be missing."""

    latitude = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )

    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def place(self) -> Point | None:
        """Return where the phone believes to be, if it said so."""
        return known_point(*map(self.cleaned_data.get, ("latitude", "longitude")))


class StepForm(FromPhone):
    """What became of one step: the button pressed says done or not done."""

    is_done = forms.TypedChoiceField(
        choices=(("yes", ""), ("no", "")), coerce=lambda word: word == "yes"
    )
    reason = forms.ChoiceField(
        label=_("Why not"), choices=UNDONE, required=False, widget=forms.RadioSelect
    )
    value = forms.FloatField(label=_("Reading"), required=False, localize=False)
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    photo = PictureField(label=_("Photo"), required=False)
    is_sure = forms.BooleanField(label=_("Yes, it is right"), required=False)
    seen = NumberField(required=False)
    follows = forms.CharField(required=False, max_length=64)


class AcceptanceForm(FromPhone):
    """The household's word; on the worker's phone a drawing signs it, and no typing does."""

    is_accepted = forms.TypedChoiceField(
        choices=(("yes", ""), ("no", "")), coerce=lambda word: word == "yes"
    )
    remark = forms.CharField(
        label=_("What is not right"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    told_by = forms.CharField(label=_("Who said so"), required=False, max_length=60)


class UnsignedForm(FromPhone):
    """Why the household has not signed, as whoever did the work tells it."""

    unsigned = forms.ChoiceField(
        label=_("Why it is not signed"), choices=UNSIGNED, widget=forms.RadioSelect
    )
    told_by = forms.CharField(label=_("Who said so"), required=False, max_length=60)


class IncidentForm(FromPhone):
    """What went wrong. The key is made by the page, so that a second press reports nothing twice."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What happened"), choices=tuple(INCIDENTS.items()), widget=forms.RadioSelect
    )
    severity = forms.ChoiceField(
        label=_("How serious is it"), choices=tuple(GRAVITY.items()), widget=forms.RadioSelect
    )
    phrases = forms.MultipleChoiceField(
        label=_("Tick what fits"),
        choices=PHRASES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = PictureField(label=_("Photo"), required=False)

    def words(self) -> str:
        """Return what was ticked and typed, as one note; a picture alone says that it is to be seen."""
        told = self.cleaned_data
        ticked = [str(words) for code, words in PHRASES if code in told["phrases"]]
        said = [*ticked, *filter(None, (told["note"].strip(),))]
        if not said and told["photo"]:
            return gettext("See the picture.")
        return gettext("; ").join(said)
