"""A refusal and its form: said beside the field at fault, or above them all."""

from collections.abc import Mapping

from django import forms

from guanjia.doors.refusals import in_words
from guanjia.kernel.actors import Verdict
from guanjia.kernel.errors import Invalid, NotAllowed, Refusal
from guanjia.kernel.words import _

SAME: Mapping[str, str] = {}


def require(may: bool | Verdict) -> None:
    """
    Pass if the asker may do what a form is about: nobody fills it in to be told no.

    :raises NotAllowed: if they may not, with the reason of the verdict if it is one
    """
    if isinstance(may, Verdict):
        may.require()
    if not may:
        raise NotAllowed(_("Your role does not include this. Ask a branch manager."))


def field_of(refusal: Refusal | None) -> str:
    """Return what a refusal calls the field at fault; '' if it is about none."""
    return refusal.field if isinstance(refusal, Invalid) else ""


def beside_field(
    form: forms.BaseForm, refusal: Refusal, field_names: Mapping[str, str] = SAME
) -> bool:
    """
    Say a refusal beside the field that it names, and tell whether the form has that field.

    :param field_names: what the form calls a field, where the command calls it something else
    """
    named = field_of(refusal)
    field = field_names.get(named, named)
    if field in form.fields:
        form.add_error(field, in_words(refusal))
    return field in form.fields
