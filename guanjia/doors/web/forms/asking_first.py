"""What is asked about before it is done: the question names what will happen and to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise

from guanjia.doors.rendering import page
from guanjia.doors.web.forms.sending import Onward, press
from guanjia.doors.web.forms.ways import is_part
from guanjia.kernel.errors import Refusal

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Question:
    """
    What a person is asked.

    :param words: what happens if they say yes
    :param verb: what the button says
    :param back: where they go on if they say no
    """

    title: str
    words: str | Promise
    verb: str | Promise
    back: str
    kind: str = "danger"


def confirm(
    request: HttpRequest,
    ask: Callable[[], Question],
    act: Callable[[], Done],
    *,
    onward: Onward | Callable[[Done], Onward],
    said: str | Callable[[Done], str] = "",
    undo: str | Callable[[Done], str] = "",
) -> HttpResponse:
    """
    Ask, as a dialog of the page that is open or as a page of its own; on a yes, do it and lead on.

    A refused yes is asked about again with the reason, as long as there is anything to ask.

    :param ask: asks whether it may be asked about at all, and returns the question
    """
    sent = press(request, act, onward=onward, said=said, undo=undo)
    if sent.answer:
        return sent.answer
    try:
        question = ask()
    except (Refusal, ObjectDoesNotExist, Http404):
        if sent.refusal:
            raise sent.refusal from None
        raise
    return page(
        request,
        "confirm.html#dialog" if is_part(request) else "confirm.html",
        status=sent.status,
        question=question,
        refusal=sent.words,
        action=request.path,
    )
