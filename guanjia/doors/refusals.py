"""Refusing politely: in the reader's language, with the status that says what kind of no it is."""

import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from guanjia.db.troubles import is_away, not_now
from guanjia.doors.rendering import page
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed, NotNow, Refusal
from guanjia.kernel.words import Term

logger = logging.getLogger(__name__)


def say(term: Term) -> str:
    """Return one of our own words in the reader's language."""
    return pgettext(term.context, term) if term.context else pgettext("noun", term)


class Sentence(Protocol):
    """A message id and what fills its placeholders: a refusal, or one of its reasons."""

    @property
    def message(self) -> str: ...

    @property
    def params(self) -> Mapping[str, object]: ...


def in_words(refusal: Sentence) -> str:
    """Return why something was refused in the reader's language; all reasons, if it has several."""
    reasons = getattr(refusal, "reasons", None) or (refusal,)
    return " ".join(_in_words(reason) for reason in reasons)


def _in_words(sentence: Sentence) -> str:
    params = {name: _filling(value) for name, value in sentence.params.items()}
    words = gettext(sentence.message)
    return words % params if params else words


def _filling(value: object) -> object:
    if isinstance(value, Term):
        return say(value)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return value


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status that says what kind of no it was."""
    match refusal:
        case NotAllowed():
            return 403
        case Conflict():
            return 409
        case Invalid():
            return 422
        case NotNow():
            return 503
        case _:
            return 400


class Refusals:
    """
    Answers for views that let a refusal pass: the reason on a page of its own, never a trace.

    An address that only takes what a button sends says so. What an actor cannot see does not exist for them, so a missing row is a plain 404.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            said = page(request, "405.html", status=answer.status_code)
            said["Allow"] = answer["Allow"]
            return said
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ObjectDoesNotExist):
            raise Http404 from error
        if is_away(error):
            return None  # Its page asks the database nothing: see `faults`.
        if in_the_way := not_now(error):
            logger.error("Nothing could be written: %s", error)
            error = in_the_way
        if isinstance(error, Refusal):
            status = status_of(error)
            said = page(request, "refusal.html", status=status, refusal=in_words(error))
            if error.again_after_seconds is not None:
                said["Retry-After"] = str(error.again_after_seconds)
            return said
        return None
