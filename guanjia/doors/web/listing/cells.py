"""What many lists say in the same way."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanjia.doors.web import formatting


def states(noun: str, names: Iterable[str]) -> Callable[[], list[tuple[str, str]]]:
    """Return what gives states with their words, in the language of whoever reads."""
    return lambda: [(name, formatting.word(noun, name)) for name in names]


def with_small(words: object, small: object) -> SafeString | str:
    """Return words with something soft behind them, or the words alone."""
    if not small:
        return str(words)
    return format_html('{} <span class="soft num nowrap">{}</span>', words, small)


def minute(at: datetime | None) -> str:
    """Return a moment for a spreadsheet, on the reader's clock: 2026-11-23 09:00."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
