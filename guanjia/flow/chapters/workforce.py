"""What the flow knows of workers: how their facts are told, and whose papers and leaves wait."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.policies import (
    SEES,
    VERIFIERS,
    visible_certificates,
    visible_leaves,
    visible_workers,
)
from guanjia.chapters.workforce.queries import reminders_due
from guanjia.chapters.workforce.states import NOT_WITH_US
from guanjia.db.pages import counts_by_state
from guanjia.flow.chapter import MOST_TASKS, PLANNERS, Chapter, Counting, Duty, Tally, Task
from guanjia.flow.event_messages import InContext, Message
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

AVOIDED = {"dog": _("with a dog"), "cat": _("with a cat"), "smoke": _("where somebody smokes")}
"""Homes to which a worker may not go."""


def _why(context: str) -> dict[str, Any]:
    # Those who left before reasons were asked for have none.
    return {"codes": {"reason": InContext(context)}, "formerly": {"reason": "other"}}


MESSAGES = {
    "worker.applied": Message(_("Application recorded")),
    "worker.changed": Message(_("Record changed")),
    "worker.face_agreed": Message(_("Agreed that clients see the picture")),
    "worker.face_withdrawn": Message(_("Clients no longer see the picture")),
    "worker.face_removed": Message(_("Picture removed")),
    "worker.face_seen": Message(_("Picture looked at by the link to a visit")),
    "worker.revealed": Message(
        _("%(field)s looked at, to %(purpose)s"),
        codes={"field": InContext("personal"), "purpose": InContext("purpose")},
    ),
    "worker.screening_step_decided": Message(
        _("“%(step)s” %(passed)s"),
        codes={
            "step": InContext("screening"),
            "passed": {"True": _("passed"), "False": _("not passed")},
        },
    ),
    "worker.cleared": Message(_("Cleared to work")),
    "worker.rejected": Message(_("Not taken on: %(reason)s"), **_why("rejection")),
    "worker.suspended": Message(_("Suspended: %(reason)s"), **_why("suspension")),
    "worker.reinstated": Message(_("Reinstated")),
    "worker.left": Message(_("Left the company: %(reason)s"), **_why("leaving")),
    "worker.reopened": Message(_("Taken up again, to be screened anew")),
    "worker.skill_confirmed": Message(
        _("“%(skill_id)s” confirmed at %(level)s"), codes={"level": InContext("level", "level %s")}
    ),
    "worker.skill_withdrawn": Message(_("“%(skill_id)s” no longer confirmed")),
    "worker.hours_changed": Message(_("Hours set: %(minutes_a_week)s a week")),
    "worker.insured": Message(
        _("%(insurance)s recorded, until %(valid_until)s"),
        codes={"insurance": InContext("insurance")},
    ),
    "certificate.submitted": Message(_("“%(certificate_kind)s” handed in")),
    "certificate.verified": Message(_("“%(certificate_kind)s” verified")),
    "certificate.refused": Message(_("“%(certificate_kind)s” refused")),
    "certificate.expired": Message(_("“%(certificate_kind)s” expired")),
    "certificate.revoked": Message(_("“%(certificate_kind)s” declared void")),
    "leave.requested": Message(
        _("Leave asked for: %(reason)s"), codes={"reason": InContext("leave reason")}
    ),
    "leave.decided": Message(
        _("Leave %(approved)s"),
        codes={"approved": {"True": _("given"), "False": _("declined")}},
    ),
    "leave.withdrawn": Message(_("Leave withdrawn")),
}


def _papers(actor: Actor, at: datetime) -> Iterator[Task]:
    submitted = visible_certificates(actor).filter(status="submitted")
    rows = submitted.exclude(worker__status__in=NOT_WITH_US).select_related("worker")
    for row in rows.order_by("id")[:MOST_TASKS]:
        yield Task("paper", row.worker.name, row.status_since, (row.worker_id,))
    ending = reminders_due(actor=actor, on=timezone.localtime(at).date())
    if ending:
        last = timezone.make_aware(datetime.combine(ending[0].last_day, time(23, 59)))
        concerned = {reminder.worker_id for reminder in ending}
        yield Task("expiring", ending[0].worker, last, (), len(ending), len(concerned))


def _people(actor: Actor, at: datetime) -> Iterator[Tally]:
    number = counts_by_state(visible_workers(actor))
    away = visible_leaves(actor).filter(status="approved", starts_at__lte=at, ends_at__gt=at)
    yield Tally("workers.active", number.get("active", 0))
    yield Tally("workers.away", away.values("worker").distinct().count())
    if suspended := number.get("suspended"):
        yield Tally("workers.suspended", suspended, is_wanting=True)


def _papers_in_number(actor: Actor, at: datetime) -> Iterator[Tally]:
    submitted = visible_certificates(actor).filter(status="submitted")
    waiting = submitted.exclude(worker__status__in=NOT_WITH_US).count()
    ending = reminders_due(actor=actor, on=timezone.localtime(at).date())
    yield Tally("papers.waiting", waiting, is_wanting=bool(waiting))
    yield Tally("papers.ending", len(ending), is_wanting=bool(ending))


def _leaves(actor: Actor, at: datetime) -> Iterator[Task]:
    requested = visible_leaves(actor).filter(status="requested")
    rows = requested.exclude(worker__status__in=NOT_WITH_US).select_related("worker")
    for row in rows.order_by("starts_at")[:MOST_TASKS]:
        yield Task("leave", row.worker.name, row.starts_at, (row.worker_id,))


def _workers(ids: Iterable[int]) -> dict[int, str]:
    return dict(Worker.objects.filter(id__in=ids).values_list("id", "name"))


CHAPTER = Chapter(
    messages=MESSAGES,
    labels={"worker_id": _workers},
    duties=(
        Duty(frozenset(VERIFIERS), _papers),
        Duty(PLANNERS, _leaves),
    ),
    countings=(
        Counting(frozenset(SEES), _people),
        Counting(frozenset(VERIFIERS), _papers_in_number),
    ),
)
