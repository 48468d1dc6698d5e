"""What is asked on the telephone: who, where, what they say by the way, and what happens next."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.dossier.commands import Heard
from guanjia.chapters.dossier.models import TIMES
from guanjia.chapters.dossier.queries import Said
from guanjia.doors.web.dossier import labels
from guanjia.doors.web.dossier.forms import both_promised
from guanjia.doors.web.forms.inputs import TimeInput, minute_of_day
from guanjia.doors.web.reading import DayField, NumberField

NEEDED = {"book": ("service", "day", "time"), "assess": ("day", "time")}
"""What a call needs besides who and where, by what happens next."""

BY_THE_WAY = ("language", "not_before", "not_after", "pets", "diet", "diet_words")


def said_by_the_way(given: Mapping[str, Any]) -> tuple[tuple[str, str, int | None], ...]:
    """Return what they said that is reckoned with: kind, code and minute."""
    said: list[tuple[str, str, int | None]] = [
        (kind, "", minute_of_day(given[kind])) for kind in TIMES if given.get(kind)
    ]
    if given.get("language"):
        said.append(("language", given["language"], None))
    said += [("pet", code, None) for code in given.get("pets") or ()]
    return tuple(said)


def as_said(given: Mapping[str, Any]) -> Said:
    """Return what they said by the way as it binds and counts in free times."""
    said = said_by_the_way(given)
    times = {kind: minute for kind, _code, minute in said if minute is not None}
    return Said(
        not_before=times.get("not_before"),
        not_after=times.get("not_after"),
        codes=frozenset((kind, code) for kind, code, minute in said if minute is None),
    )


def caller_in(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a call says of somebody new, as a household is opened by it."""
    names = (
        "name",
        "phone",
        "address",
        "district",
        "area_m2",
        "caller",
        "relation",
        "wish",
        "heard",
    )
    return {name: given[name] for name in names} | {
        "branch_id": given["branch"],
        "audience": given["audience"],
        "is_other": given["is_other"],
        "consents": tuple(given["consents"]),
    }


class CallForm(forms.Form):
    """A whole call on one page: who, where, their yes, and what happens next."""

    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "autofocus": True}
        ),
    )
    name = forms.CharField(
        label=_("Who is it for"),
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("A person or a family: 吴秀英, 吴家")}),
    )
    caller = forms.CharField(
        label=_("Who is calling"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("If another person; they decide")}),
    )
    relation = forms.CharField(label=_("Relation"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=200)
    district = forms.CharField(label=_("District"), max_length=60, required=False)
    area_m2 = NumberField(label=_("Area in m²"), min_value=1, max_value=5000, required=False)
    audience = forms.ChoiceField(label=_("Kind of household"), choices=labels.AUDIENCES)
    wish = forms.CharField(
        label=_("What they say"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(
        label=_("They speak"),
        choices=(("", _("not said")), *labels.choices_of("language")),
        required=False,
    )
    not_before = forms.TimeField(label=_("Nobody before"), widget=TimeInput(), required=False)
    not_after = forms.TimeField(label=_("Gone by"), widget=TimeInput(), required=False)
    pets = forms.MultipleChoiceField(
        label=_("Pets"),
        choices=labels.choices_of("pet"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    diet = forms.ChoiceField(
        label=_("Diet or allergy"), choices=(("", _("not said")), *labels.DIETS), required=False
    )
    diet_words = forms.CharField(label=_("In their words"), max_length=200, required=False)
    consents = forms.MultipleChoiceField(
        label=_("They agree to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    goes_on = forms.ChoiceField(
        label=_("What happens next"),
        choices=(
            ("book", _("Book a single visit")),
            ("assess", _("Promise an assessment at home")),
            ("open", _("Only open the file")),
        ),
        initial="book",
        widget=forms.RadioSelect,
    )
    service = forms.TypedChoiceField(label=_("Service"), coerce=int)
    minutes = NumberField(label=_("Minutes"), min_value=15, max_value=1440, required=False)
    brings_tools = forms.BooleanField(label=_("We bring the tools"), required=False)
    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), widget=TimeInput())
    despite_said = forms.BooleanField(
        label=_("They agree to this time all the same"), required=False
    )
    note = forms.CharField(label=_("For whoever comes"), max_length=300, required=False)
    branch = forms.TypedChoiceField(label=_("Branch"), coerce=int)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed_price_fen = NumberField(widget=forms.HiddenInput, required=False)
    is_meant = both_promised()
    is_other = forms.BooleanField(
        label=_("It is another household, although the number is known"), required=False
    )

    def __init__(
        self,
        *args: Any,
        branches: Iterable[tuple[int, str]],
        services: Iterable[tuple[int, str]],
        today: date,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.services = dict(services)
        self._choose("branch", list(branches))
        self._choose("service", list(self.services.items()))
        self._choose("consents", list(labels.PURPOSE_NAMES.items()))
        self.fields["day"].widget.attrs["min"] = today.isoformat()
        if len(self.fields["branch"].choices) == 1:  # type: ignore[attr-defined]  # a choice field
            self.fields["branch"].widget = forms.HiddenInput()
        self.initial = {
            "key": secrets.token_urlsafe(16),
            "day": today + timedelta(days=1),
            "time": "09:00",
            "branch": self.fields["branch"].choices[0][0],  # type: ignore[attr-defined]  # as above
        } | dict(self.initial)

        if self.is_bound:
            needed = NEEDED.get(self.data.get("goes_on", ""), ())
            for name in set(NEEDED["book"]) - set(needed):
                self.fields[name].required = False

    def heard(self) -> Heard:
        """Return what they said by the way."""
        given = self.cleaned_data
        kind, _colon, code = (given.get("diet") or "diet:").partition(":")
        words = given.get("diet_words") or ""
        return Heard(said_by_the_way(given), ((kind, code, words),) if code or words else ())

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


class KnownCallForm(CallForm):
    """A call from a household that we know: nothing is asked again."""

    home = forms.TypedChoiceField(label=_("Home"), coerce=int)

    def __init__(
        self, *args: Any, homes: Iterable[tuple[int, str]], may_note: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._choose("home", list(homes))
        if not may_note:
            for name in ("wish", *BY_THE_WAY):
                del self.fields[name]
        for name in ("phone", "name", "caller", "relation", "address", "district", "area_m2"):
            del self.fields[name]
        for name in ("audience", "consents", "branch", "is_other"):
            del self.fields[name]
