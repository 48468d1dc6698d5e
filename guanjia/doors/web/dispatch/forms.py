"""What is asked where somebody is sent by hand, or a visit does not take place."""

from collections.abc import Iterable
from typing import Any

from django import forms

from guanjia.doors.web.reading import IdField
from guanjia.kernel.words import _

CHOOSE_WHY = _("Please choose a reason.")


class AssignForm(forms.Form):
    """Who, and at what time of the visit's day."""

    worker = IdField()
    clock = forms.TimeField()
    replaces = IdField(required=False)


class WhyForm(forms.Form):
    """Why something does not take place, out of the reasons that there are."""

    reason = forms.ChoiceField()

    def __init__(self, *given: Any, reasons: Iterable[tuple[str, str]]) -> None:
        super().__init__(*given)
        self.fields["reason"].choices = list(reasons)  # type: ignore[attr-defined]  # a choice field
