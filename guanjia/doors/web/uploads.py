"""What forms take besides words: a picture, a paper, a signature; each prepared before it is kept."""

import base64
import binascii
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy

from guanjia.doors.refusals import in_words
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.vault import intake
from guanjia.vault.intake import Prepared

DRAWN = "data:image/png;base64,"
LONGEST_DRAWING = 400_000


class Enough(FileUploadHandler):
    """
    Stops listening once a file is larger than any that is taken, whoever sends it.

    What is left is too large still, and refused in words; but it fills neither memory nor disk,
    though a form is read before anybody knows who sent it.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand on a chunk, unless those before it were too much already."""
        return raw_data if start <= intake.MOST_BYTES else None

    def file_complete(self, _file_size: int) -> None:
        """Leave the file to the handler that keeps it."""


class PictureField(forms.FileField):
    """A picture, prepared; None if none was chosen. The refusal stands beside the field."""

    prepare: ClassVar[Callable[[bytes], Prepared]] = intake.picture
    default_error_messages = {
        "empty": gettext_lazy("The file is empty. Please choose it again."),
    }

    def to_python(self, data: UploadedFile | None) -> Prepared | None:  # type: ignore[override]  # a form hands on what is prepared
        """Prepare what was sent, whatever its sender calls it."""
        given = super().to_python(data)
        return None if given is None else _prepared(type(self).prepare, given)


class PaperField(PictureField):
    """A picture of a paper, or a PDF."""

    prepare = intake.paper


class _Several(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> Any:
        """Return all files of this name; a plain input returns the last."""
        return files.getlist(name)


class PicturesField(forms.FileField):
    """
    Several pictures at once: what can be kept, and the words against what cannot.

    One bad picture among many takes none of the good ones along.
    """

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> tuple[list[Prepared], list[str]]:
        """Prepare each of them."""
        good, bad = [], []
        for sent in data or ():
            try:
                good.append(_prepared(intake.picture, sent))
            except ValidationError as refusal:
                bad.append(
                    f"{sent.name}: {refusal.messages[0]}" if len(data) > 1 else refusal.messages[0]
                )
        return good, bad


def _prepared(prepare: Callable[[bytes], Prepared], sent: File) -> Prepared:
    try:
        return prepare(sent.read(intake.MOST_BYTES + 1))
    except Invalid as refusal:
        raise ValidationError(in_words(refusal)) from None


def as_it_was_drawn(text: str) -> str:
    """Return what a signature pad sent, to be shown again; empty if it is no picture."""
    try:
        return text if drawn_signature(text) else ""
    except Invalid:
        return ""


def drawn_signature(text: str) -> Prepared | None:
    """
    Return what a signature pad sent as a prepared picture; None if nothing was drawn.

    :raises Invalid: on `signature`, if it is no picture
    """
    if not text:
        return None
    if text.startswith(DRAWN) and len(text) < LONGEST_DRAWING:
        with suppress(Invalid, binascii.Error):
            return intake.picture(base64.b64decode(text.removeprefix(DRAWN), validate=True))
    raise Invalid(_("The signature did not arrive. Please sign again."), field="signature")
