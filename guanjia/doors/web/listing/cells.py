"""What many lists say in the same way."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guanjia.doors.web import formatting
from guanjia.doors.web.listing.declared import Choice, Column, Words

ALL = _("All")


def states(noun: str, names: Iterable[str]) -> Callable[[], list[tuple[str, str]]]:
    """Return what gives states with their words, in the language of whoever reads."""
    return lambda: [(name, formatting.word(noun, name)) for name in names]


def state_filter(
    noun: str, names: Iterable[str], *, name: str = "status", everything: Words = ALL
) -> Choice:
    """Return chips for the states of a kind of thing, each with how many there are."""
    return Choice(name, _("State"), states(noun, names), everything=everything, is_counted=True)


def state_column(
    noun: str,
    *,
    cell: Callable[[Any], object] | None = None,
    status: Callable[[Any], str] = lambda row: row.status,
    sorts: tuple[str, ...] = (),
) -> Column:
    """
    Return the column of a thing's state, which its export says in a word.

    :param cell: what stands on the screen, where it is more than the state
    """
    return Column(
        _("State"),
        cell or (lambda row: formatting.state(noun, status(row))),
        lambda row: formatting.word(noun, status(row)),
        sorts=sorts,
    )


def moment_column(label: Words, at: Callable[[Any], datetime], **how: Any) -> Column:
    """Return the column of a moment; `how` it stands is said as for any column."""
    return Column(label, lambda row: formatting.when(at(row)), lambda row: minute(at(row)), **how)


def with_small(words: object, small: object) -> SafeString | str:
    """Return words with something soft behind them, or the words alone."""
    if not small:
        return str(words)
    return format_html('{} <span class="soft num nowrap">{}</span>', words, small)


def day_of(at: datetime | None) -> str:
    """Return the day of a moment for a spreadsheet, on the reader's clock: 2026-11-23."""
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def minute(at: datetime | None) -> str:
    """Return a moment for a spreadsheet, on the reader's clock: 2026-11-23 09:00."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
