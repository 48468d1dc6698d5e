"""Heads and rows of a list, formatted before the template runs through them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanjia.doors.web.listing.asked import Asked
from guanjia.doors.web.listing.declared import Column
from guanjia.doors.web.reading import address_with


class Laid(Protocol):
    """What is needed to lay out rows."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, the leading one first among those that are shown."""

    @property
    def href(self) -> Callable[[Any], str] | None:
        """Where a row leads."""

    @property
    def before(self) -> Callable[[Any], str] | None:
        """What stands before the leading cell."""

    @property
    def aside(self) -> Callable[[Any], object] | None:
        """What stands behind it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; pressed, it sorts."""

    words: str
    kind: str
    href: str = ""
    sorted: str = ""


Line = list[SafeString]
"""The cells of a row, each with its tag."""


def heads(columns: Iterable[Column], asked: Asked) -> list[Head]:
    """Return the heads of the columns that are shown."""
    return [_head(column, asked) for column in columns if column.is_shown]


def _head(column: Column, asked: Asked) -> Head:
    kind = "num" if column.kind == "num" else ""
    if not column.sorts:
        return Head(str(column.label), kind)
    is_on = asked.sort in column.sorts
    place = column.sorts.index(asked.sort) if is_on else -1
    following = column.sorts[(place + 1) % len(column.sorts)]
    arrow = f" {'↑↓'[place]}" if is_on else ""
    return Head(
        words=f"{column.label}{arrow}",
        kind=kind,
        href=address_with(asked.query, sort=following),
        sorted=("ascending", "descending")[place] if is_on else "none",
    )


def lines(laid: Laid, rows: Iterable[Any]) -> list[Line]:
    """Return the rows; the first column that is shown leads."""
    leading, *others = (column for column in laid.columns if column.is_shown)
    labelled = [(column, str(column.label) if column.is_labelled else "") for column in others]
    return [
        [_leading(laid, leading, row), *(_cell(column, label, row) for column, label in labelled)]
        for row in rows
    ]


def _leading(laid: Laid, column: Column, row: Any) -> SafeString:
    words = column.cell(row)
    cell = format_html("{}", words)
    if laid.href:
        cell = format_html('<a href="{}" data-row>{}</a>', laid.href(row), words)
    if laid.aside:
        cell = format_html('{} <span class="soft fine num">{}</span>', cell, laid.aside(row))
    if laid.before:
        cell = format_html('<span class="cluster">{}{}</span>', laid.before(row), cell)
    return format_html('<td class="row-name">{}</td>', cell)


def _cell(column: Column, label: str, row: Any) -> SafeString:
    words = column.cell(row)
    if words in ("", None):
        return format_html('<td class="{}"></td>', column.kind)
    if label:
        return format_html('<td class="{}" data-label="{}">{}</td>', column.kind, label, words)
    return format_html('<td class="{}">{}</td>', column.kind, words)
