"""The desk, and the search that reaches every person from anywhere."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.reading import search_words
from guanjia.doors.web.sections import Found, sections, task_descriptions
from guanjia.flow.chapter import Task
from guanjia.flow.overviews.today import tasks

TOO_SHORT = 2


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show what needs the actor now."""
    actor, at = actor_of(request), now()
    return page(
        request,
        "desk/today.html",
        today=timezone.localtime(at),
        tasks=[_shown(task, at) for task in tasks(actor=actor, at=at)],
    )


def _shown(task: Task, at: datetime) -> dict[str, Any]:
    words = task_descriptions()[task.kind](task)
    due, ago = "", ""
    if task.due_at and words.due == "day":
        days = (local_today(task.due_at) - local_today(at)).days
        due, ago = formatting.day(task.due_at), formatting.days_left(days)
    elif task.due_at and words.due == "moment":
        due, ago = formatting.when(task.due_at), formatting.ago(task.due_at, at)
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
    """Find households and workers by name, pinyin, initials, telephone number or code."""
    text = search_words(request.GET)
    actor, at = actor_of(request), now()
    found: list[Found] = []
    if len(text) >= TOO_SHORT or (text and not text.isascii()):
        searches = [section.search for section in reversed(sections()) if section.search]
        found = [one for search in searches for one in search(actor, text, at)]
    return page(request, "desk/search.html", q=text, rows=found)
