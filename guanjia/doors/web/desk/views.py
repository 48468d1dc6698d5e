"""The desk, and the search that reaches every person from anywhere."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from guanjia.chapters.dossier.queries import household_list
from guanjia.chapters.workforce.queries import worker_list
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.web import show
from guanjia.doors.web.asking import local_today
from guanjia.doors.web.reading import search_words
from guanjia.flow.overviews.today import Task, tasks
from guanjia.kernel.words import _

WORDS: dict[str, tuple[str, str, str]] = {
    "callback": (_("Waits for a call"), _("Call back"), "relations:callback"),
    "incident": (
        _("Something happened during a visit"),
        _("See to it"),
        "fieldwork:incident_record",
    ),
    "appointment": (
        _("We promised to come and assess"),
        _("Begin the assessment"),
        "assessment:start",
    ),
    "assessment": (
        _("The needs assessment is not finished"),
        _("Go on assessing"),
        "assessment:begin_at",
    ),
    "draft": (
        _("The plan is drafted and not offered yet"),
        _("Go on with the plan"),
        "planning:plan",
    ),
    "wish": (_("Asks to change the plan"), _("Revise the plan"), "planning:plan"),
    "offer": (_("The answer to our plan is due"), _("Ask for the answer"), "planning:plan"),
    "signed_paper": (
        _("Signed on paper; a second person has to compare it"),
        _("Compare and confirm"),
        "planning:check_paper",
    ),
    "paper_refused": (
        _("The signed paper that you brought in was refused"),
        _("Read why"),
        "planning:plan",
    ),
    "orphan": (
        _("Whoever was to go is on leave"),
        _("Send somebody else"),
        "dispatch:visit",
    ),
    "overdue": (
        _("Has not checked out although the visit is long over"),
        _("Ask, and put the hours right"),
        "dispatch:visit",
    ),
    "doubtful": (
        _("Was there far longer than agreed"),
        _("Put the hours right"),
        "dispatch:visit",
    ),
    "unseen": (
        _("Somebody who was sent has not checked in"),
        _("Ask, and note who was there"),
        "dispatch:visit",
    ),
    "roster": (_("A roster is proposed"), _("Look at the roster"), "dispatch:run"),
    "paper": (_("A paper waits to be verified"), _("Verify the paper"), "workforce:worker"),
    "leave": (_("Asks for leave"), _("Decide"), "workforce:worker"),
}
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
    who = task.who
    if task.kind == "staff":
        branch_id, day = task.ids
        on = date.fromordinal(day)
        what = ngettext(
            "In the next seven days %(n)s visit has nobody yet, the first on %(day)s",
            "In the next seven days %(n)s visits have nobody yet, the first on %(day)s",
            task.count,
        ) % {"day": show.day(on), "n": task.count}
        verb = gettext("Staff the day")
        asked = urlencode({"branch": branch_id, "on": on.isoformat()})
        href = f"{reverse('dispatch:board')}?{asked}"
    elif task.kind == "expiring":
        what = ngettext(
            "%(n)s paper ends soon or has ended", "%(n)s papers end soon or have ended", task.count
        ) % {"n": task.count}
        verb, href = gettext("Look at the papers"), reverse("workforce:due")
        if task.people > 1:
            who = gettext("%(name)s and others, %(n)s people") % {
                "name": task.who,
                "n": task.people,
            }
    elif task.kind == "unattended":
        what, verb = gettext("Nobody of ours looks after this household"), gettext("Name somebody")
        href = reverse("dossier:part", args=[*task.ids, "household", *task.ids])
    else:
        words, act, name = WORDS[task.kind]
        what, verb, href = gettext(words), gettext(act), reverse(name, args=task.ids)
    due, ago = "", ""
    if task.due_at and task.kind == "expiring":
        due, ago = (
            show.day(task.due_at),
            days_left((local_today(task.due_at) - local_today(at)).days),
        )
    elif task.due_at and task.kind != "unattended":
        due, ago = show.when(task.due_at), show.ago(task.due_at, at)
    return {
        "who": who,
        "what": what,
        "href": href,
        "verb": verb,
        "due": due,
        "is_late": bool(due and task.due_at and task.due_at < at),
        "ago": ago,
    }


def days_left(days: int) -> str:
    """Return how far off the last day of a paper is, counted in days as on the list of papers."""
    if days < 0:
        return gettext("ended %(n)s days ago") % {"n": -days}
    return gettext("%(n)s days left") % {"n": days} if days else gettext("ends today")


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find households and workers by name, pinyin, initials, telephone number or code."""
    text = search_words(request.GET)
    actor, at = actor_of(request), now()
    found: list[dict[str, str]] = []
    if len(text) >= TOO_SHORT or (text and not text.isascii()):
        homes = household_list(actor, text=text)
        people = worker_list(actor=actor, on=timezone.localtime(at).date(), text=text)
        found = [
            {
                "href": reverse("dossier:household", args=[row.id]),
                "name": row.called,
                "kind": gettext("Household"),
                "more": f"{row.code} · {row.district}",
                "state": show.state("household", row.status),
            }
            for row in homes.rows[:20]
        ] + [
            {
                "href": reverse("workforce:worker", args=[row.id]),
                "name": row.name,
                "kind": gettext("Worker"),
                "more": row.code,
                "state": show.state("worker", row.status),
            }
            for row in people.rows[:20]
        ]
    return page(request, "desk/search.html", q=text, rows=found)
