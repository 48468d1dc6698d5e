"""The table by worker: each number with its words, its mark and the rows it opens to."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from guanjia.chapters.evaluation import queries, rules
from guanjia.doors.web import formatting
from guanjia.doors.web.reading import address_with
from guanjia.kernel.words import _

PLACE = "#people"
TONES = {
    "worry": "late",
    "train": "waiting",
    "watch": "risk",
    "steady": "idle",
    "praise": "good",
    "few": "draft",
}
COLUMNS = {
    "name": _("Worker"),
    "standing": _("What the numbers say"),
    "visits": _("Times served"),
    "on_time": _("On time"),
    "rating": _("Rating by clients"),
    "completion": _("Steps as the standard asks"),
    "smooth": _("Incidents or disputes"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One head of the table: pressing it puts its worst first, pressing again its best."""

    words: str
    href: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One worker in words. A cell without a number says so."""

    name: SafeString
    standing: SafeString
    cells: tuple[tuple[str, SafeString], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table as it stands on the page, with how many people deserve which word."""

    columns: tuple[Column, ...]
    orders: tuple[dict[str, Any], ...]
    rows: tuple[Row, ...]
    summary: SafeString
    explained: str


def table(found: queries.Evaluation, query: QueryDict, by: str) -> Table | None:
    """Return the table in the order asked for, or None if there are no people to compare."""
    if not found.people:
        return None
    order, is_reversed = by.removeprefix("-"), by.startswith("-")
    people = rules.in_order(found.people, order, is_reversed=is_reversed)
    columns = tuple(_column(name, query, order, is_reversed) for name in COLUMNS)
    return Table(
        columns=columns,
        orders=tuple(
            {"words": one.words, "href": one.href, "on": one.sorted != "none"} for one in columns
        ),
        rows=tuple(_row(one, found, query) for one in people),
        summary=_summary(people),
        explained=_explained(found.bounds),
    )


def _column(name: str, query: QueryDict, order: str, is_reversed: bool) -> Column:
    is_on = name == order
    turned = f"-{name}" if is_on and not is_reversed else name
    arrow = (" ↓" if is_reversed else " ↑") if is_on else ""
    return Column(
        words=gettext(COLUMNS[name]) + arrow,
        href=address_with(query, by=turned) + PLACE,
        sorted=("descending" if is_reversed else "ascending") if is_on else "none",
        is_number=name not in {"name", "standing"},
    )


def _row(one: rules.Person, found: queries.Evaluation, query: QueryDict) -> Row:
    name: SafeString = format_html("{}", one.name)
    if one.worker_id in found.recorded:
        href = reverse("workforce:worker", args=[one.worker_id])
        name = format_html('<a href="{}" data-row>{}</a>', href, one.name)
    shown = {
        "visits": _visits(one, query),
        "on_time": _rate("on_time", one.on_time, one, query),
        "rating": _rating(one, query),
        "completion": _rate("completion", one.completion, one, query),
        "smooth": _trouble(one, query),
    }
    return Row(
        name=name,
        standing=formatting.mark(TONES[one.standing], pgettext("standing", one.standing)),
        cells=tuple((gettext(COLUMNS[column]), cell) for column, cell in shown.items()),
    )


def _opens(code: str, words: str, one: rules.Person, query: QueryDict, **more: str) -> SafeString:
    asked = {key: query[key] for key in query if key not in {"by", "answer", "q"}}
    asked |= {"worker": str(one.worker_id), **more}
    href = f"{reverse('evaluation:rows', args=[code])}?{urlencode(asked)}"
    return format_html('<a href="{}">{}</a>', href, words)


def _visits(one: rules.Person, query: QueryDict) -> SafeString:
    if not one.kept.n:
        return _nothing()
    return _opens("kept", times(one.kept.yes), one, query, answer="yes")


def _rate(code: str, rate: rules.Rate, one: rules.Person, query: QueryDict) -> SafeString:
    if rate.share is None:
        return _nothing()
    number = _opens(code, f"{rate.share * 100:.0f}%", one, query)
    return _with_words(number, counted(rate.n, is_few=code in one.few), code in one.low)


def _rating(one: rules.Person, query: QueryDict) -> SafeString:
    if one.rating.mean is None:
        return _nothing()
    number = _opens("csat", f"{one.rating.mean:.1f}", one, query)
    words = ngettext("%(n)s rating", "%(n)s ratings", one.rating.n) % {"n": one.rating.n}
    if "rating" in one.few:
        words = gettext("%(counted)s, few") % {"counted": words}
    return _with_words(number, words, "rating" in one.low)


def _trouble(one: rules.Person, query: QueryDict) -> SafeString:
    if not one.smooth.n:
        return _nothing()
    troubled = one.smooth.n - one.smooth.yes
    number = (
        _opens("smooth", times(troubled), one, query, answer="no")
        if troubled
        else _opens("smooth", gettext("none"), one, query)
    )
    mark = formatting.mark("late", gettext("many")) if "smooth" in one.low else ""
    return format_html("{} {}", mark, number)


def _with_words(number: SafeString, words: str, is_low: bool) -> SafeString:
    mark = formatting.mark("late", gettext("low")) if is_low else ""
    return format_html('{} {} <span class="soft fine">{}</span>', mark, number, words)


def _nothing() -> SafeString:
    return format_html('<span class="soft fine">{}</span>', formatting.no_data())


def times(n: int) -> str:
    """Return so many visits in words."""
    return ngettext("%(n)s time", "%(n)s times", n) % {"n": n}


def counted(n: int, *, is_few: bool) -> str:
    """Return what a number was counted from, and whether that is too little to rely on."""
    words = gettext("counted from %(n)s") % {"n": n}
    return gettext("%(counted)s, few") % {"counted": words} if is_few else words


def _summary(people: tuple[rules.Person, ...]) -> SafeString:
    """Return how many people there are of each standing, worst first."""
    numbers = {name: sum(one.standing == name for one in people) for name in rules.STANDINGS}
    marks = (
        (formatting.mark(TONES[name], f"{pgettext('standing', name)} {number}"),)
        for name, number in numbers.items()
        if number
    )
    return format_html_join(" ", "{}", marks)


def _explained(bounds: rules.Bounds) -> str:
    return gettext(
        "Worry: ratings below %(low_rating)s of 5, or fewer than %(low)s %% of visits without "
        "trouble. Training: on time or steps below %(low)s %%. Praise: every number from "
        "%(high)s %% on. Fewer than %(visits)s visits or %(answers)s ratings are a hint only: "
        "watch, if they are low."
    ) % {
        "low_rating": bounds.low_rating,
        "low": bounds.low_percent,
        "high": bounds.high_percent,
        "visits": bounds.few_visits,
        "answers": bounds.few_answers,
    }
