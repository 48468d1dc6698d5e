"""The value of a figure in words, and the fields that ask for another one of the same kind."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.org.queries import FigureName
from guanjia.chapters.workforce.models import INSURANCE_KINDS
from guanjia.doors.web import formatting
from guanjia.doors.web.reading import NumberField

WORDS = "words"
LONGEST_WORDS = 200
HUNDREDTHS = {"fen": _("New value in yuan"), "basis points": _("New value in percent")}
"""Units that people write with two decimals."""
ASKED = {
    "seconds": _("New value in seconds"),
    "minutes": _("New value in minutes"),
    "hours": _("New value in hours"),
    "days": _("New value in days"),
    "weeks": _("New value in weeks"),
    "years": _("New value in years"),
    "years of age": _("New age in years"),
    "metres": _("New value in metres"),
    "percent": _("New value in percent"),
    "times": _("New number of times"),
    "points": _("New number of points"),
}


def in_words(value: Any, named: FigureName) -> str:
    """Return a figure's value as people say it."""
    if isinstance(value, dict):
        parts = ((pgettext("figure", named.parts[key]), value[key]) for key in named.parts)
        return " · ".join(f"{words} {_counted(number, named.unit)}" for words, number in parts)
    if isinstance(value, list):
        return " · ".join(pgettext(named.unit, code) for code in value)
    if named.unit == WORDS:
        return value or gettext("not filled in yet")
    return _counted(value, named.unit)


def _counted(number: int, unit: str) -> str:
    match unit:
        case "minutes":
            return formatting.lasting(number)
        case "metres":
            return formatting.distance(number)
        case "fen":
            return formatting.money(number)
        case "percent":
            return f"{number}%"
        case "basis points":
            return f"{number / 100:g}%"
        case "yes or no":
            return pgettext("figure", "yes") if number else pgettext("figure", "no")
    return _plain(number, unit) % {"n": number}


def _plain(number: int, unit: str) -> str:
    match unit:
        case "seconds":
            return ngettext("%(n)s second", "%(n)s seconds", number)
        case "hours":
            return ngettext("%(n)s hour", "%(n)s hours", number)
        case "days":
            return ngettext("%(n)s day", "%(n)s days", number)
        case "weeks":
            return ngettext("%(n)s week", "%(n)s weeks", number)
        case "years":
            return ngettext("%(n)s year", "%(n)s years", number)
        case "years of age":
            return ngettext("%(n)s year of age", "%(n)s years of age", number)
        case "times":
            return ngettext("%(n)s time", "%(n)s times", number)
        case _:
            return ngettext("%(n)s point", "%(n)s points", number)


def fields_for(value: Any, named: FigureName) -> dict[str, forms.Field]:
    """Return the fields, filled in, that ask for a value of the same kind as `value`."""
    if isinstance(value, dict):
        return {
            f"value_{key}": NumberField(
                label=pgettext("figure", said), initial=value[key], min_value=0
            )
            for key, said in named.parts.items()
        }
    return {"value": _field(value, named.unit)}


def _field(value: Any, unit: str) -> forms.Field:
    if unit == WORDS:
        return forms.CharField(label=_("New words"), initial=value, max_length=LONGEST_WORDS)
    if isinstance(value, list):
        return forms.MultipleChoiceField(
            label=_("New value"),
            choices=[(kind, pgettext(unit, kind)) for kind in INSURANCE_KINDS],
            widget=forms.CheckboxSelectMultiple,
            initial=value,
        )
    if unit == "yes or no":
        choices = [(1, pgettext("figure", "yes")), (0, pgettext("figure", "no"))]
        return forms.TypedChoiceField(
            label=_("New value"), choices=choices, coerce=int, initial=value
        )
    if unit in HUNDREDTHS:
        return forms.DecimalField(
            label=HUNDREDTHS[unit],
            initial=f"{Decimal(value) / 100:.2f}",
            min_value=0,
            max_digits=9,
            decimal_places=2,
        )
    return NumberField(label=ASKED[unit], initial=value, min_value=0)


def value_of(given: dict[str, Any], value: Any, named: FigureName) -> Any:
    """Return the new value that the fields of `fields_for` were given."""
    if isinstance(value, dict):
        return {key: given[f"value_{key}"] for key in value}
    if named.unit in HUNDREDTHS:
        return int(given["value"] * 100)
    return given["value"]
