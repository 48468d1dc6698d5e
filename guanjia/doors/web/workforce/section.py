"""What the pages of workers say of themselves."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from guanjia.chapters.workforce.queries import worker_list
from guanjia.doors.web import formatting
from guanjia.doors.web.sections import (
    PEOPLE,
    Entry,
    Found,
    Section,
    TallyWords,
    TaskWords,
    one_task,
)
from guanjia.flow.chapter import Task
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

MOST_FOUND = 20


def _expiring(task: Task) -> TaskWords:
    what = ngettext(
        "%(n)s paper ends soon or has ended", "%(n)s papers end soon or have ended", task.count
    ) % {"n": task.count}
    who = gettext("%(name)s and others, %(n)s people") % {"name": task.who, "n": task.people}
    return TaskWords(
        what,
        gettext("Look at the papers"),
        reverse("workforce:due"),
        who=who if task.people > 1 else "",
        due="day",
    )


def _found(actor: Actor, text: str, at: datetime) -> Iterator[Found]:
    people = worker_list(actor=actor, on=timezone.localtime(at).date(), text=text)
    for row in people.rows[:MOST_FOUND]:
        yield Found(
            href=reverse("workforce:worker", args=[row.id]),
            name=row.name,
            kind=gettext("Worker"),
            more=row.code,
            state=formatting.state("worker", row.status),
        )


SECTION = Section(
    menu=(Entry(_("Workers"), "workforce:workers", "people", 70, PEOPLE, "w"),),
    worker_menu=(Entry(_("Me"), "workforce:me", "person", 30),),
    for_workers=frozenset(
        {
            "workforce:me",
            "workforce:photo",
            "workforce:portrait",
            "workforce:show_face",
            "workforce:hide_face",
            "workforce:remove_face",
            "workforce:file",
            "workforce:hand_in",
            "workforce:hours",
            "workforce:leave",
            "workforce:withdraw_leave",
        }
    ),
    state_styles={
        "worker": {
            "applicant": "waiting",
            "active": "good",
            "rejected": "missed",
            "suspended": "risk",
            "left": "idle",
        },
        "certificate": {
            "submitted": "waiting",
            "verified": "good",
            "refused": "missed",
            "expired": "late",
            "revoked": "missed",
        },
        "leave": {
            "requested": "waiting",
            "approved": "good",
            "declined": "missed",
            "withdrawn": "idle",
        },
    },
    event_styles={
        "worker.suspended": "late",
        "worker.rejected": "late",
        "worker.cleared": "good",
        "certificate.expired": "late",
        "certificate.revoked": "late",
    },
    tallies={
        "workers.active": TallyWords(_("Workers at work"), "people", "workforce:workers"),
        "workers.away": TallyWords(_("On leave now"), "people"),
        "workers.suspended": TallyWords(
            _("Suspended workers"), "people", "workforce:workers", query="status=suspended"
        ),
        "papers.waiting": TallyWords(_("Papers to verify"), "people"),
        "papers.ending": TallyWords(_("Papers that end soon"), "people", "workforce:due"),
    },
    tasks={
        "paper": one_task(
            _("A paper waits to be verified"), _("Verify the paper"), "workforce:worker"
        ),
        "leave": one_task(_("Asks for leave"), _("Decide"), "workforce:worker"),
        "expiring": _expiring,
    },
    search=_found,
)
