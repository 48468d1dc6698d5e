"""Which assessment is begun, of whom."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.doors.web.uploads import PicturesField


class StartForm(forms.Form):
    """A form and the member it is about."""

    form = forms.ChoiceField(label=_("Form"))
    member = forms.TypedChoiceField(
        label=_("About whom"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        forms_known: Iterable[tuple[str, str]],
        members: Iterable[tuple[int, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        choices = [("", _("the whole household")), *members]
        self.fields["form"].choices = list(forms_known)  # type: ignore[attr-defined]  # a choice field
        self.fields["member"].choices = choices  # type: ignore[attr-defined]  # a choice field


class PhotosForm(forms.Form):
    """Pictures of the home, and what they show."""

    photo = PicturesField(label=_("Pictures"), required=False)
    caption = forms.CharField(label=_("What it shows"), required=False)
