"""What all doors do alike: know who acts and what time it is, and refuse politely."""

import contextvars
import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from guanjia.chapters.org.queries import BY_LINK
from guanjia.flow.overviews.presence import Presence, presence_of
from guanjia.kernel.actors import Actor, Ticket
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed, NotNow, Refusal
from guanjia.kernel.words import Term
from guanjia.store.troubles import not_now

logger = logging.getLogger(__name__)

NOBODY = Actor(user_id=None, name="nobody")
ABSENT = Presence(NOBODY, has_second_factor=False)
SECONDS_TO_TRY_AGAIN = "60"
LINK_KEY = "link_id"
"""Where a visit remembers the link that was opened in it."""

_shift: contextvars.ContextVar[timedelta] = contextvars.ContextVar("shift", default=timedelta())


def now() -> datetime:
    """Return the time: the only clock of the house. A demo may have shifted it."""
    return timezone.now() + settings.CLOCK_AHEAD + _shift.get()


def shift_clock(by: timedelta) -> None:
    """
    Let the clock of this thread run ahead or behind, for demonstrations.

    :raises RuntimeError: if this house is no demo
    """
    if not settings.IS_DEMO:
        raise RuntimeError("The clock can be shifted in a demo only.")
    _shift.set(by)


def actor_of(request: HttpRequest) -> Actor:
    """Return who makes this request; asked once per request. Nobody has no rights at all."""
    return _presence(request).actor


def has_second_factor(request: HttpRequest) -> bool:
    """Test whether who makes this request has set up a second factor; costs nothing more."""
    return _presence(request).has_second_factor


def ticket_of(request: HttpRequest) -> Ticket | None:
    """Return the link that this visit holds and that is still good; None if there is none."""
    if LINK_KEY not in request.session:
        return None
    visit = getattr(request.session, "visit", None)
    if visit is None:
        return None
    ticket: Ticket | None = visit.ticket
    return ticket if ticket and ticket.link_id == request.session[LINK_KEY] else None


def _presence(request: HttpRequest) -> Presence:
    known: Presence | None = getattr(request, "presence", None)
    if known is None:
        known, ticket = ABSENT, ticket_of(request)
        if request.user.is_authenticated:
            user_id, name = request.user.pk, request.user.name
            known = presence_of(user_id=user_id, name=name, at=now(), ticket=ticket)
        elif ticket:
            by_link = Actor(user_id=None, name=BY_LINK, ticket=ticket)
            known = Presence(by_link, has_second_factor=False)
        request.presence = known  # type: ignore[attr-defined]  # kept for this request only
        request.actor = known.actor  # type: ignore[attr-defined]  # for the frame of the page
    return known


class QueryInTemplate(AssertionError):
    """A template reached for the database; give it a finished value instead."""


def _no_query(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    raise QueryInTemplate(sql)


def page(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """
    Render `template`, or its named part (`page.html#part`), with every query already made.

    :raises QueryInTemplate: if the template asks the database for anything
    """
    words.setdefault("actor", actor_of(request))
    with connection.execute_wrapper(_no_query):
        answer = render(request, template, words, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = SECONDS_TO_TRY_AGAIN
    return answer


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
        if in_the_way := not_now(error):
            logger.error("Nothing could be written: %s", error)
            error = in_the_way
        if isinstance(error, Refusal):
            status = status_of(error)
            return page(request, "refusal.html", status=status, refusal=in_words(error))
        return None
