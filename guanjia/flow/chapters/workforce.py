"""What the flow knows of workers: how their facts are told, and whose papers and leaves wait."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from django.utils import timezone

from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.policies import visible_certificates, visible_leaves
from guanjia.chapters.workforce.queries import reminders_due
from guanjia.chapters.workforce.states import NOT_WITH_US
from guanjia.flow.chapter import MOST_TASKS, PLANNERS, Chapter, Duty, Task
from guanjia.flow.event_messages import Message
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

STEPS = {
    "identity": _("identity"),
    "background": _("background check"),
    "health": _("health check"),
    "interview": _("interview"),
    "skill_test": _("skill test"),
    "references": _("references"),
}
FIELDS = {
    "phone": _("phone number"),
    "id_number": _("number of the identity card"),
    "address": _("address"),
}
MESSAGES = {
    "worker.applied": Message(_("Applied.")),
    "worker.screening_step_decided": Message(
        _("Screening, %(step)s: %(passed)s."), codes={"step": STEPS}
    ),
    "worker.cleared": Message(_("Cleared for work.")),
    "worker.rejected": Message(_("The application was rejected.")),
    "worker.suspended": Message(_("Suspended.")),
    "worker.reinstated": Message(_("Reinstated.")),
    "worker.left": Message(_("Left the company.")),
    "worker.reopened": Message(_("Taken up again, to be screened anew.")),
    "worker.skill_confirmed": Message(_("Skill confirmed: %(skill_id)s at level %(level)s.")),
    "worker.skill_withdrawn": Message(_("Skill withdrawn: %(skill_id)s.")),
    "worker.hours_changed": Message(_("Weekly hours changed.")),
    "worker.revealed": Message(
        _("A masked value was looked at: %(field)s."), codes={"field": FIELDS}
    ),
    "certificate.submitted": Message(_("Certificate handed in: %(certificate_kind)s.")),
    "certificate.verified": Message(_("Certificate verified: %(certificate_kind)s.")),
    "certificate.refused": Message(_("Certificate refused: %(certificate_kind)s.")),
    "certificate.expired": Message(_("Certificate expired: %(certificate_kind)s.")),
    "certificate.revoked": Message(_("Certificate revoked: %(certificate_kind)s.")),
    "leave.requested": Message(_("Leave requested.")),
    "leave.decided": Message(_("Leave decided: %(approved)s.")),
    "leave.withdrawn": Message(_("Leave withdrawn.")),
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
        Duty(frozenset({"recruiter", "manager"}), _papers),
        Duty(PLANNERS, _leaves),
    ),
)
