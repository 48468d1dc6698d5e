"""What every form does with a refusal: say it beside the field it names, and keep what was typed."""

from django import forms

from guanjia.doors.manners import in_words, status_of
from guanjia.kernel.errors import Invalid, Refusal


def put_beside(form: forms.BaseForm, refusal: Refusal) -> int:
    """Put a refusal beside the field it names, else on top; return the status that says its kind."""
    field = refusal.field if isinstance(refusal, Invalid) else ""
    form.add_error(field if field in form.fields else None, in_words(refusal))
    return status_of(refusal)
