"""
Reading addresses and forms strictly: the only place that turns what was sent into values.

What a browser sends may be anything: other scripts' digits, numbers that no row can have, days of
the year 9999. Whatever comes from here is within `bounds`, and so can go to any query.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy

from guanjia.doors.bounds import (
    FIRST_DAY,
    LAST_DAY,
    MOST_ID,
    MOST_NUMBER,
    MOST_PAGES,
    days_of_work,
)
from guanjia.doors.web.forms.inputs import DayInput
from guanjia.kernel.errors import Invalid
from guanjia.kernel.spelling import UNSEEN
from guanjia.kernel.words import _

DIGITS = re.compile(r"[0-9]{1,19}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CONTROLS = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|{UNSEEN.pattern}")
"""
What no keyboard types and PostgreSQL refuses to keep, and signs that nobody sees: a name of these alone
is none. Tabs and new lines are no harm.
"""
ENCODED_CONTROL = re.compile(r"[\x00-\x1f\x7f]|%[01]|%7[fF]")
LONGEST_SEARCH = 100
PLACES = ("page", "as")
"""What an address says of one answer only, and not of the list."""


def whole_number(text: str, *, least: int = 0, most: int = MOST_NUMBER) -> int | None:
    """Return the number that `text` writes in plain digits; None if it writes none in bounds."""
    if not DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None


def row_id(text: str) -> int | None:
    """Return the number of a row that `text` writes; None if no row can have it."""
    return whole_number(text, least=1, most=MOST_ID)


def row_id_or_404(text: str) -> int:
    """
    Return the number of a row that `text` writes.

    :raises Http404: if no row can have it
    """
    number = row_id(text)
    if number is None:
        raise Http404
    return number


def row_ids(texts: Iterable[str]) -> list[int]:
    """Return the numbers of rows among `texts`, leaving out what can be none."""
    return [number for number in map(row_id, texts) if number is not None]


def page_number(query: Mapping[str, str]) -> int:
    """Return which page of a list an address asks for; the first if it says nothing sensible."""
    return whole_number(query.get("page", ""), least=1, most=MOST_PAGES) or 1


def search_words(query: Mapping[str, str], name: str = "q") -> str:
    """Return what is searched for: trimmed, and no longer than any name or number."""
    return query.get(name, "").strip()[:LONGEST_SEARCH]


def choice(query: Mapping[str, str], name: str, known: Collection[str]) -> str:
    """Return the word that an address chooses among `known`; '' if it chooses none of them."""
    chosen = query.get(name, "")
    return chosen if chosen in known else ""


def address_with(query: QueryDict, **changes: object) -> str:
    """
    Return the query of an address with some words changed; an empty value drops the word.

    The page and the kind of table asked for are dropped unless they are what changes.
    """
    words = {name: query[name] for name in query} | {
        name: str(value) if value else "" for name, value in changes.items()
    }
    kept = {
        name: value
        for name, value in words.items()
        if value and (name not in PLACES or name in changes)
    }
    return f"?{urlencode(kept)}" if kept else "?"


def day_of_work(text: str, *, today: date, otherwise: date | None = None) -> date:
    """
    Return the day of work that an address asks for; `otherwise`, or today, if it asks for none.

    :raises Invalid: if there is no such day, or none near enough to be planned or looked up
    """
    if not text:
        return otherwise or today
    first, last = days_of_work(today)
    day = _day(text)
    if day is None or not first <= day <= last:
        raise Invalid(
            _("There is nothing to see of this day. Please choose one from %(first)s to %(last)s."),
            field="on",
            first=first,
            last=last,
        )
    return day


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def moment_in(text: str) -> datetime | None:
    """Return the moment that `text` writes with its zone; None if it writes none in bounds."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or not FIRST_DAY <= moment.date() <= LAST_DAY:
        return None
    return moment


class RowId:
    """The part of a path that is the number of a row; a number that no row can have leads nowhere."""

    regex = DIGITS.pattern

    def to_python(self, value: str) -> int:
        """Return the number; a ValueError means that the path does not match."""
        number = row_id(value)
        if number is None:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        """Return the number as it stands in a path."""
        return str(value)


class Name(StringConverter):
    """The part of a path that is a name; one with control characters in it leads nowhere."""

    regex = r"[^/\x00-\x1f\x7f]{1,200}"


class NumberField(forms.IntegerField):
    """A whole number that a column can hold."""

    def __init__(self, *, min_value: int = 0, max_value: int = MOST_NUMBER, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)


class IdField(NumberField):
    """The number of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_ID, **kwargs)


class DayField(forms.DateField):
    """A day in the life of anybody, typed or picked from the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": DayInput()} | kwargs)
        words = gettext_lazy("Please check the year.")
        self.validators += [MinValueValidator(FIRST_DAY, words), MaxValueValidator(LAST_DAY, words)]


class MomentField(forms.DateTimeField):
    """A moment as a phone writes it down; one that cannot be right counts as not said."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; None if it lies outside of the bounds."""
        moment = super().to_python(value)
        if moment is None or not FIRST_DAY <= moment.date() <= LAST_DAY:
            return None
        return moment


class LeaveOutControls:
    """
    Takes control characters out of whatever an address or a form says, before anybody reads it.

    Stands behind the check of forms against forgery, which has read what was posted already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ENCODED_CONTROL.search(request.META.get("QUERY_STRING", "")):
            request.GET = _without_controls(request.GET)  # type: ignore[assignment]  # kept immutable
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> None:
        """Do the same to a form; programs send no forms."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            posted = request.POST
            if any(CONTROLS.search(text) for pair in _pairs(posted) for text in pair):
                request.POST = _without_controls(posted)  # type: ignore[assignment]  # kept immutable


def _pairs(given: QueryDict) -> Iterable[tuple[str, str]]:
    return ((name, text) for name, texts in given.lists() for text in texts)


def _without_controls(given: QueryDict) -> QueryDict:
    plain = QueryDict(mutable=True)
    for pair in _pairs(given):
        name, text = (CONTROLS.sub("", word) for word in pair)
        plain.appendlist(name, text)
    plain._mutable = False  # as Django's own
    return plain
