"""Which assessment is begun, of whom."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.assessment.queries import Asked
from guanjia.doors.web.offline import FromPhone
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


class AnswersForm(FromPhone):
    """How answers come, and which, where a phone tells some of a step and not all of it."""

    def given(self, questions: Iterable[Asked]) -> dict[str, str]:
        """Return what is answered: question -> answer, several options joined by commas."""
        post = cast(QueryDict, self.data)
        told = set(post.getlist("told"))
        return {
            question.code: ",".join(post.getlist(question.code))
            if question.options
            else post.get(question.code, "")
            for question in questions
            if not told or question.code in told
        }

    def seen(self, questions: Iterable[Asked]) -> dict[str, str]:
        """Return what stood there before, so far as the page had it: question -> answer."""
        return {
            question.code: self.data[f"seen.{question.code}"]
            for question in questions
            if f"seen.{question.code}" in self.data
        }


class PhotosForm(FromPhone):
    """Pictures of the home, and what they show."""

    photo = PicturesField(label=_("Pictures"), required=False)
    caption = forms.CharField(label=_("What it shows"), required=False)
