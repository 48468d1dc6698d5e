"""The shapes of what is typed about workers; what may be so, the rules say."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from guanjia.chapters.catalog.queries import Choice
from guanjia.chapters.workforce.models import (
    EMPLOYMENTS,
    INSURANCE_KINDS,
    LEAVE_REASONS,
    MODES,
    WAYS_TO_VERIFY,
)
from guanjia.chapters.workforce.queries import WorkerRecord
from guanjia.chapters.workforce.rules import PURPOSES, REASONS, Hours, Person
from guanjia.doors.web.reading import DayField, NumberField
from guanjia.doors.web.uploads import PaperField, PictureField
from guanjia.flow.chapters.dossier import PREFERENCE_CODES
from guanjia.flow.chapters.workforce import AVOIDED
from guanjia.kernel.clock import hours_and_minutes
from guanjia.kernel.suiting import CUISINES, LANGUAGES

SUITS = ("languages", "cuisines", "avoids")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _said(context: str, names: Iterable[str]) -> list[tuple[str, Any]]:
    return [(name, pgettext_lazy(context, name)) for name in names]


class PersonForm(forms.Form):
    """Who applies, and how they would work."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("With it they will sign in and see their work."),
    )
    id_number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        required=False,
        help_text=_("Kept encrypted. The birthday is read from it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    born_on = DayField(label=_("Birthday"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("", _("not said")), *_said("sex", ("f", "m"))],
        required=False,
    )
    address = forms.CharField(label=_("Lives at"), max_length=200, required=False)
    mode = forms.ChoiceField(
        label=_("Gets about by"), choices=_said("mode", MODES), initial="e_bike"
    )
    employment = forms.ChoiceField(
        label=_("Contract"),
        choices=_said("employment", EMPLOYMENTS),
        help_text=_("Decides which insurance the gate asks for."),
    )
    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Work done so far, in a few sentences. Clients may read it."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Speaks"),
        choices=[(code, _(PREFERENCE_CODES[code])) for code in LANGUAGES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cuisines = forms.MultipleChoiceField(
        label=_("Cooks"),
        choices=[(code, _(PREFERENCE_CODES[code])) for code in CUISINES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    avoids = forms.MultipleChoiceField(
        label=_("Does not go to homes"),
        choices=[(code, _(said)) for code, said in AVOIDED.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It binds: nobody is proposed or sent there without a dispatcher saying so."),
    )
    smokes = forms.TypedChoiceField(
        label=_("Smokes"),
        choices=(
            ("", _("not said")),
            ("yes", pgettext_lazy("figure", "yes")),
            ("no", pgettext_lazy("figure", "no")),
        ),
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
    )
    photo = PictureField(label=_("Photo"), required=False)
    branch_id = forms.TypedChoiceField(label=_("Branch"), coerce=int, required=False)
    version = NumberField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, worker: WorkerRecord, **clear: str) -> "PersonForm":
        """Return the form filled with what is known; encrypted values stay out unless given."""
        names = ("name", "born_on", "sex", "mode", "employment", "introduction", "version")
        said = {None: "", True: "yes", False: "no"}[worker.smokes]
        known = {name: getattr(worker, name) for name in (*names, *SUITS)}
        return cls(initial=known | {"smokes": said} | clear)

    def person(self, **kept: Any) -> Person:
        """Return what was typed as the chapter takes it; `kept` fills what was left empty."""
        values = {name: self.cleaned_data.get(name) for name in Person.__dataclass_fields__}
        values |= {name: tuple(values[name] or ()) for name in SUITS}
        typed = {name: value for name, value in values.items() if value not in (None, "")}
        return Person(**kept | typed)


def _levels() -> list[tuple[int, str]]:
    """Return the grades of trade certificates, with the class of a health certificate that is as high."""
    shown = [(number, pgettext("level", f"level {number}")) for number in range(1, 6)]
    return [
        (
            number,
            f"{grade} · {pgettext('health class', f'class {number}')}" if number < 5 else grade,
        )
        for number, grade in shown
    ]


class PaperForm(forms.Form):
    """A certificate to hand in."""

    kind = forms.TypedChoiceField(label=_("What it is"), coerce=int)
    number = forms.CharField(
        label=_("Number"), max_length=60, required=False, help_text=_("Kept encrypted.")
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=100, required=False)
    level = forms.TypedChoiceField(
        label=_("Class or level"),
        coerce=int,
        choices=_levels,
        initial=1,
        help_text=_("Health certificates have a class, trade certificates a grade."),
    )
    issued_on = DayField(label=_("Issued on"))
    expires_on = DayField(
        label=_("Holds until"),
        required=False,
        help_text=_("Leave empty if the paper does not say; it is worked out from its kind."),
    )
    file = PaperField(label=_("Picture of the paper"), required=False)

    def __init__(self, *args: Any, kinds: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.id, kind.name) for kind in kinds]  # type: ignore[attr-defined]  # a choice field


class InsuranceForm(forms.Form):
    """A policy."""

    kind = forms.ChoiceField(label=_("Covers"), choices=_said("insurance", INSURANCE_KINDS))
    insurer = forms.CharField(label=_("Insurer"), max_length=60, required=False)
    number = forms.CharField(label=_("Policy number"), max_length=60, required=False)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until and including"))


class VerifyForm(forms.Form):
    """How a paper was verified."""

    how = forms.ChoiceField(
        label=_("How did you verify it?"),
        choices=_said("verified", WAYS_TO_VERIFY),
        widget=forms.RadioSelect,
        initial="original",
    )


class StepForm(forms.Form):
    """The outcome of a step of screening."""

    passed = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=[("yes", _("Passed")), ("no", _("Not passed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What shows it"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What you saw or were told, and by whom. Kept encrypted."),
    )
    file = PaperField(label=_("Picture of the evidence"), required=False)


class SkillForm(forms.Form):
    """A skill and its level; no level takes it back."""

    skill = forms.TypedChoiceField(label=_("Skill"), coerce=int)
    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[
            *((number, pgettext_lazy("level", f"level {number}")) for number in range(1, 6)),
            (0, _("no longer confirmed")),
        ],
    )

    def __init__(self, *args: Any, skills: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [(skill.id, skill.name) for skill in skills]  # type: ignore[attr-defined]  # a choice field


class HoursForm(forms.Form):
    """A week: for each day a first and a second stretch, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(7):
            for number in (1, 2):
                for end in ("from", "until"):
                    self.fields[f"{end}_{weekday}_{number}"] = forms.TimeField(
                        label=_("From") if end == "from" else _("Until"),
                        required=False,
                        widget=forms.TimeInput({"type": "time", "step": 900}, format="%H:%M"),
                    )

    @classmethod
    def of(cls, hours: Iterable[Hours]) -> "HoursForm":
        """Return the form filled with the week as it is."""
        initial: dict[str, str] = {}
        seen: dict[int, int] = {}
        for one in hours:
            number = seen[one.weekday] = seen.get(one.weekday, 0) + 1
            end = min(one.ends_minute, 24 * 60 - 1)
            initial[f"from_{one.weekday}_{number}"] = hours_and_minutes(one.starts_minute)
            initial[f"until_{one.weekday}_{number}"] = hours_and_minutes(end)
        return cls(initial=initial)

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of a stretch, or neither."""
        for weekday in range(7):
            for number in (1, 2):
                ends = [
                    self.cleaned_data.get(f"{end}_{weekday}_{number}") for end in ("from", "until")
                ]
                if (ends[0] is None) != (ends[1] is None):
                    self.add_error(
                        f"until_{weekday}_{number}", _("Give both ends of the stretch, or neither.")
                    )
        return self.cleaned_data

    def hours(self) -> list[Hours]:
        """Return the stretches that were typed; one until 23:59 lasts until midnight."""
        found = []
        for weekday in range(7):
            for number in (1, 2):
                start = self.cleaned_data.get(f"from_{weekday}_{number}")
                end = self.cleaned_data.get(f"until_{weekday}_{number}")
                if start is not None and end is not None:
                    found.append(Hours(weekday, _minute(start), _last_minute(end)))
        return found

    def days(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Return for each weekday its name and its two pairs of fields."""
        return [
            (
                pgettext_lazy("weekday", DAYS[weekday]),
                [
                    (self[f"from_{weekday}_{number}"], self[f"until_{weekday}_{number}"])
                    for number in (1, 2)
                ],
            )
            for weekday in range(7)
        ]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _last_minute(at: time) -> int:
    minute = _minute(at)
    return 24 * 60 if minute == 24 * 60 - 1 else minute


class LeaveForm(forms.Form):
    """Whole days off, from one day until another, both included."""

    starts_at = DayField(label=_("First day"))
    ends_at = DayField(label=_("Last day"))
    reason = forms.ChoiceField(label=_("Reason"), choices=_said("leave reason", LEAVE_REASONS))

    def stretch(self, zone: str) -> tuple[datetime, datetime]:
        """Return the days as a half-open stretch of time in the zone of the branch."""
        first, last = self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
        midnight = time(tzinfo=ZoneInfo(zone))
        return (
            datetime.combine(first, midnight),
            datetime.combine(last + timedelta(days=1), midnight),
        )


class RevealForm(forms.Form):
    """Why somebody needs to see what is masked."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=_said("purpose", PURPOSES),
        widget=forms.RadioSelect,
    )


class ReasonForm(forms.Form):
    """Why a worker is not taken on, sent nowhere for the time being, or leaves."""

    CONTEXTS: ClassVar = {"reject": "rejection", "suspend": "suspension", "leave": "leaving"}

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _said(self.CONTEXTS[move], REASONS[move])
        self.fields["reason"].choices = said  # type: ignore[attr-defined]  # a choice field
