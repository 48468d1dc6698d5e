"""A form or a button does its command once and leads on, or says why not."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from guanjia.db.troubles import not_now
from guanjia.doors.refusals import in_words, status_of
from guanjia.doors.rendering import page
from guanjia.doors.web.forms.refusing import SAME, beside_field, field_of
from guanjia.kernel.errors import Refusal

logger = logging.getLogger(__name__)

Done = TypeVar("Done")
Onward = str | HttpResponse
"""Where a command leads: an address, or the page itself where it is shown only this once."""


@dataclass(frozen=True, slots=True)
class Sent:
    """
    What became of what was sent: nothing was sent yet, it is done, or it is refused.

    :param answer: what leads on, if it is done
    :param refusal: why a command refused it; None for a form that cannot be read
    :param words: the refusal in words, unless the form says it already
    """

    status: int = 200
    answer: HttpResponse | None = None
    refusal: Refusal | None = None
    words: str = ""

    @property
    def field(self) -> str:
        """What the refusal calls the field at fault; '' if it is about none."""
        return field_of(self.refusal)

    def at(self, *fields: str) -> str:
        """Return the refusal in words where it is about one of these fields."""
        return in_words(self.refusal) if self.refusal and self.field in fields else ""


NOT_SENT = Sent()


def submit(
    request: HttpRequest,
    form: "forms.BaseForm | forms.BaseFormSet[Any]",
    act: Callable[[Any], Done],
    *,
    onward: Onward | Callable[[Done], Onward],
    said: str | Callable[[Done], str] = "",
    undo: str | Callable[[Done], str] = "",
    field_names: Mapping[str, str] = SAME,
    page_says: type[Refusal] | tuple[type[Refusal], ...] = (),
    unread: str = "",
) -> Sent:
    """
    Do what a sound form asks for and lead on; a refusal is put into the form, which keeps its words.

    A form of several rows has no place for a refusal: the page says it.

    :param act: does the command, given what the form says
    :param onward: where it leads, or what tells that of what was done
    :param said: what is said of it there
    :param undo: the address of the command that takes it back
    :param field_names: what the form calls a field, where the command calls it something else
    :param page_says: refusals about no field that the page says instead of the form
    :param unread: what the page says of a form that cannot be read, where it draws the fields
        itself; it then says every refusal itself
    """
    if request.method != "POST":
        return NOT_SENT
    if not form.is_valid():
        return Sent(status=422, words=unread)
    sent = press(request, lambda: act(form.cleaned_data), onward=onward, said=said, undo=undo)
    if sent.refusal is None or unread or not isinstance(form, forms.BaseForm):
        return sent
    if not beside_field(form, sent.refusal, field_names):
        if isinstance(sent.refusal, page_says):
            return sent
        form.add_error(None, sent.words)
    return Sent(sent.status, refusal=sent.refusal)


def press(
    request: HttpRequest,
    act: Callable[[], Done],
    *,
    onward: Onward | Callable[[Done], Onward],
    said: str | Callable[[Done], str] = "",
    undo: str | Callable[[Done], str] = "",
) -> Sent:
    """Do what a button asks for and lead on, or say why not; the parameters are those of `submit`."""
    if request.method != "POST":
        return NOT_SENT
    done = attempt(act)
    if isinstance(done, Sent):
        return done
    if words := said(done) if callable(said) else said:
        back = undo(done) if callable(undo) else undo
        messages.success(request, words, extra_tags=back)
    led = onward(done) if callable(onward) else onward
    return Sent(answer=HttpResponseRedirect(led) if isinstance(led, str) else led)


def turned_down(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Show a refusal on a page of its own: that of a button that keeps no words and stands anywhere."""
    return page(request, "refusal.html", status=sent.status, refusal=sent.words)


def attempt(act: Callable[[], Done]) -> Done | Sent:
    """Return what a command or a query answers, or else how it refuses."""
    try:
        return act()
    except Exception as error:
        refusal = _refusal_in(error)
        if refusal is None:
            raise
        return Sent(status_of(refusal), refusal=refusal, words=in_words(refusal))


def _refusal_in(error: Exception) -> Refusal | None:
    """Return the polite no in what went wrong; None if it is a fault of ours."""
    if isinstance(error, Refusal):
        return error
    in_the_way = not_now(error)
    if in_the_way:
        logger.error("Nothing could be written: %s", error)
    return in_the_way
