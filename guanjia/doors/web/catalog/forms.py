"""The shapes of what is typed about services and their standards; what may be so, the rules say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanjia.chapters.catalog.queries import Choice, Line, Needed, Service
from guanjia.chapters.catalog.rules import Details, Step
from guanjia.db.brought import as_kept
from guanjia.doors.web.reading import NumberField

HEALTH_CLASSES = [
    (number, pgettext_lazy("health class", f"class {number}")) for number in range(1, 5)
]
LEVELS = [(number, pgettext_lazy("level", f"level {number}")) for number in range(1, 6)]
EVIDENCE = [(name, pgettext_lazy("evidence", name)) for name in ("tick", "photo", "value", "note")]
BLANK_LINES = 3


class ServiceForm(forms.Form):
    """What the company decides about a service."""

    name = forms.CharField(label=_("Name of the service"), max_length=60)
    description = forms.CharField(
        label=_("What is done"), required=False, widget=forms.Textarea({"rows": 3})
    )
    price = forms.DecimalField(
        label=_("Price in yuan"), max_digits=9, decimal_places=2, min_value=0
    )
    usual_minutes = NumberField(label=_("Usual length in minutes"), min_value=1)
    least_minutes = NumberField(label=_("Shortest length in minutes"), min_value=1)
    people = NumberField(label=_("People sent"), min_value=1)
    health_class = forms.TypedChoiceField(
        label=_("Health certificate at least"), choices=HEALTH_CLASSES, coerce=int
    )
    minors_check = forms.BooleanField(
        label=_("Always ask for the check of abuse records"),
        help_text=_("Otherwise it is asked for where somebody under 18 lives."),
        required=False,
    )
    is_offered = forms.BooleanField(label=_("On offer"), required=False)
    version = NumberField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, service: Service) -> "ServiceForm":
        """Return the form filled with what holds now."""
        names = (*Details.__dataclass_fields__, "version")
        values: dict[str, Any] = {name: as_kept(getattr(service, name)) for name in names}
        return cls(initial=values | {"price": f"{service.price_fen / 100:.2f}"})

    def details(self) -> Details:
        """Return what was typed as the chapter takes it."""
        values = dict(self.cleaned_data)
        values.pop("version")
        fen = int(values.pop("price") * 100)
        return Details(price_fen=fen, **values)


class NeedsForm(forms.Form):
    """Which skills and papers a service asks for, and at which level; 0 asks for none."""

    version = NumberField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        skills: Sequence[Choice],
        certificates: Sequence[Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {"skill": skills, "paper": certificates}
        for sort, rows in self.choices.items():
            for row in rows:
                self.fields[f"{sort}_{row.id}"] = forms.TypedChoiceField(
                    label=row.name,
                    choices=[(0, _("not asked for")), *LEVELS],
                    coerce=int,
                    required=False,
                )

    @classmethod
    def of(
        cls, service: Service, *, skills: Sequence[Choice], certificates: Sequence[Choice]
    ) -> "NeedsForm":
        """Return the form filled with what is asked for now."""
        initial = {"version": service.version}
        initial |= _levels("skill", service.skills) | _levels("paper", service.certificates)
        return cls(initial=initial, skills=skills, certificates=certificates)

    def asked(self, sort: str) -> Mapping[int, int]:
        """Return id -> least level of what is asked for."""
        return {
            row.id: level
            for row in self.choices[sort]
            if (level := self.cleaned_data.get(f"{sort}_{row.id}") or 0)
        }

    def fields_of(self, sort: str) -> list[forms.BoundField]:
        """Return the fields for the skills, or for the papers."""
        return [self[f"{sort}_{row.id}"] for row in self.choices[sort]]


def _levels(sort: str, needed: Sequence[Needed]) -> dict[str, int]:
    return {f"{sort}_{one.id}": one.least_level for one in needed}


class StepForm(forms.Form):
    """One line of a standard; blank lines at the end are left out."""

    code = forms.CharField(label=_("Step code"), max_length=10)
    text = forms.CharField(label=_("What to do"), max_length=200)
    acceptance = forms.CharField(label=_("Done well when"), max_length=300, required=False)
    evidence = forms.ChoiceField(label=_("Shown by"), choices=EVIDENCE, initial="tick")
    is_critical = forms.BooleanField(label=_("Critical"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=12, required=False)
    least = forms.FloatField(label=_("Lowest normal value"), required=False)
    most = forms.FloatField(label=_("Highest normal value"), required=False)
    lowest = forms.FloatField(label=_("Ask again below"), required=False)
    highest = forms.FloatField(label=_("Ask again above"), required=False)

    def step(self) -> Step:
        """Return the line as the chapter takes it."""
        values = self.cleaned_data
        return Step(
            code=values["code"],
            text=values["text"],
            acceptance=values["acceptance"],
            is_critical=values["is_critical"],
            evidence=values["evidence"],
            unit=values["unit"],
            least=values["least"],
            most=values["most"],
            lowest=values["lowest"],
            highest=values["highest"],
        )


Steps = forms.formset_factory(StepForm, extra=BLANK_LINES, can_delete=True)


def steps_of(lines: Sequence[Line]) -> Any:
    """Return the lines of a standard as forms, with blank ones after them."""
    names = StepForm.base_fields
    return Steps(initial=[{name: as_kept(getattr(line, name)) for name in names} for line in lines])


def typed_steps(formset: Any) -> list[Step]:
    """Return the lines that say something and are not to go, in order."""
    return [
        form.step()
        for form in formset
        if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
    ]
