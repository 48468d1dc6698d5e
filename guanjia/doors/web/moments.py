"""A timeline as the page shows it: days, times, words and where each leads."""

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse

from guanjia.doors.web import show
from guanjia.flow.overviews.timeline import Happening

TONES = {
    "visit.missed": "missed",
    "incident.reported": "late",
    "attendance.disputed": "late",
    "callback.opened": "waiting",
    "plan.accepted": "good",
    "certificate.expired": "late",
    "pass.revoked": "late",
}
PAGES = (
    ("callback_id", "relations:callback"),
    ("visit_id", "dispatch:visit"),
    ("version_id", "planning:plan"),
    ("order_id", "planning:order"),
    ("assessment_id", "assessment:begin_at"),
)


def moments(happenings: Iterable[Happening]) -> list[dict[str, Any]]:
    """Return happenings, newest first, as `<c-timeline>` takes them: the day once a day."""
    shown, latest = [], ""
    for happening in happenings:
        day = show.day(happening.at)
        shown.append(
            {
                "day": "" if day == latest else day,
                "time": show.clock(happening.at),
                "words": happening.words,
                "by": happening.by,
                "href": _page(happening),
                "tone": TONES.get(happening.kind, ""),
            }
        )
        latest = day
    return shown


def _page(happening: Happening) -> str:
    for field, name in PAGES:
        if field in happening.ids:
            try:
                return reverse(name, args=[happening.ids[field]])
            except NoReverseMatch:
                continue
    return ""
