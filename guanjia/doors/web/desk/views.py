"""The desk, and the search that reaches every person from anywhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.forms import is_part
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.reading import search_words
from guanjia.doors.web.sections import (
    TALLY_GROUPS,
    Found,
    panels,
    sections,
    tally_words,
    task_descriptions,
)
from guanjia.flow.chapter import Tally, Task
from guanjia.flow.overviews.today import tallies, tasks
from guanjia.kernel.actors import Actor

TOO_SHORT = 2


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show what needs the actor now, how the day goes, and the numbers that matter to them."""
    actor, at = actor_of(request), now()
    return page(
        request,
        "desk/today.html",
        today=timezone.localtime(at),
        tasks=[_shown(task, at) for task in tasks(actor=actor, at=at)],
        groups=_in_groups(tallies(actor=actor, at=at), actor),
        panels=[
            {"template": panel.template, "panel": panel.look(actor, at)}
            for panel in panels()
            if actor.holds_anywhere(*panel.roles)
        ],
    )


def _in_groups(found: Iterable[Tally], actor: Actor) -> list[dict[str, Any]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for tally in found:
        rows.setdefault(tally_words()[tally.kind].group, []).append(_counted(tally, actor))
    return [
        {"words": gettext(words), "tallies": rows[group]}
        for group, words in TALLY_GROUPS.items()
        if group in rows
    ]


def _counted(tally: Tally, actor: Actor) -> dict[str, Any]:
    words = tally_words()[tally.kind]
    value = tally.value
    shown: str | int | float | None = value
    if value is not None and words.shown == "money":
        shown = formatting.money(int(value))
    elif value is not None and words.shown == "score":
        shown = f"{value:.1f}"
    href = reverse(words.page) if words.page and actor.holds_anywhere(*words.opens_to) else ""
    return {
        "words": gettext(words.words),
        "value": shown,
        "n": tally.counted_from if words.shown == "score" else "",
        "note": _made_of(tally.counted_from) if words.shown == "money" else "",
        "unit": "/ 5" if words.shown == "score" else "",
        "href": f"{href}?{words.query}" if href and words.query else href,
        "tone": "late" if tally.is_wanting else "",
    }


def _made_of(number: int | None) -> str:
    return ngettext("%(n)s agreement", "%(n)s agreements", number or 0) % {"n": number or 0}


def _shown(task: Task, at: datetime) -> dict[str, Any]:
    words = task_descriptions()[task.kind](task)
    due, ago = "", ""
    if task.due_at and words.due == "day":
        days = (local_today(task.due_at) - local_today(at)).days
        due, ago = formatting.day(task.due_at), formatting.days_left(days)
    elif task.due_at and words.due == "moment":
        due, ago = formatting.deadline(task.due_at), formatting.ago(task.due_at, at)
    return {
        "who": words.who or task.who,
        "what": words.what,
        "href": words.href,
        "verb": words.verb,
        "due": due,
        "is_late": bool(due and task.due_at and task.due_at < at),
        "ago": ago,
    }


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """
    Find people by name, pinyin, initials, telephone number or code, plans and orders by number.

    While somebody types, the answer is the few lines that stand under the box.
    """
    text = search_words(request.GET)
    actor, at = actor_of(request), now()
    found: list[Found] = []
    is_asked = len(text) >= TOO_SHORT or bool(text and not text.isascii())
    if is_asked:
        searches = [section.search for section in reversed(sections()) if section.search]
        found = [one for search in searches for one in search(actor, text, at)]
    template = "desk/search.html#suggestions" if is_part(request) else "desk/search.html"
    return page(request, template, q=text, rows=found, is_asked=is_asked)
