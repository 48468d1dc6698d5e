"""A timeline as the page shows it: days, times, words and where each leads."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from guanjia.doors.web import formatting
from guanjia.doors.web.reading import address_with, row_id
from guanjia.doors.web.sections import event_pages, event_styles
from guanjia.flow.overviews.timeline import Happening, Timeline


def before(query: QueryDict) -> int | None:
    """Return the fact before which an address asks a timeline to begin."""
    return row_id(query.get("before", ""))


def stretch(query: QueryDict, timeline: Timeline) -> dict[str, Any]:
    """Return what `timeline.html` shows of a long life: its lines, and the ways on and back."""
    return {
        "moments": moments(timeline.happenings),
        "older": address_with(query, before=timeline.older) if timeline.older else "",
        "newest": address_with(query, before="") if before(query) else "",
    }


def moments(happenings: Iterable[Happening], *, here: str = "") -> list[dict[str, Any]]:
    """
    Return happenings, newest first, as `<c-timeline>` takes them: the day once a day.

    :param here: the address of the page that shows them; none leads there
    """
    shown, latest = [], ""
    for happening in happenings:
        day, page = formatting.day(happening.at), _page(happening)
        shown.append(
            {
                "day": "" if day == latest else day,
                "time": formatting.clock(happening.at),
                "words": happening.words,
                "by": happening.by,
                "href": page if page != here else "",
                "tone": event_styles().get(happening.kind, ""),
            }
        )
        latest = day
    return shown


def _page(happening: Happening) -> str:
    for name, address in event_pages().items():
        if name in happening.ids:
            return reverse(address, args=[happening.ids[name]])
    return ""
