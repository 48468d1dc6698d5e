"""Many workers at once: the list, what ends soon, and what waits to be verified."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guanjia.chapters.org.queries import figures
from guanjia.chapters.workforce import policies
from guanjia.chapters.workforce.models import (
    Certificate,
    Insurance,
    ScreeningStep,
    Worker,
    WorkerSkill,
)
from guanjia.chapters.workforce.rules import STEPS
from guanjia.db.pages import counts_by_state
from guanjia.kernel.actors import Actor
from guanjia.kernel.listed import Listed, stretch
from guanjia.vault.masking import masked_phone
from guanjia.vault.search import find

PAGE = 40
SORTS = {
    "state": ("status", "name", "id"),
    "-state": ("-status", "name", "id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "branch": ("branch__name", "name", "id"),
    "-branch": ("-branch__name", "name", "id"),
}
EXPIRING = "expiring"
REMIND = "workforce.remind_before_days"


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """
    One line of the list of workers.

    :param ends: the paper or policy that ends soonest within the reminder's days, and its last day
    :param passed: how many of the steps of screening have passed
    """

    id: int
    code: str
    name: str
    status: str
    branch: str
    phone: str
    photo_id: int | None
    skills: tuple[tuple[str, int], ...]
    ends: tuple[str, date] | None
    passed: int
    steps: int


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something of a worker's that ends soon, or has ended. `what` is a name or a policy's kind."""

    worker_id: int
    worker: str
    branch_id: int
    sort: str
    what: str
    last_day: date
    days_left: int


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A paper that somebody handed in and nobody has verified."""

    certificate_id: int
    worker_id: int
    worker: str
    kind: str
    handed_in_at: datetime | None


def worker_list(
    *,
    actor: Actor,
    on: date,
    text: str = "",
    status: str = "",
    skill_id: int | None = None,
    expiring: bool = False,
    sort: str = "state",
    number: int = 1,
    size: int = PAGE,
) -> Listed[WorkerRow]:
    """
    Return a page of the workers whom the actor may see, active ones first, in eight SQL queries.

    They are counted by state, and those of whom something ends soon as `EXPIRING`.

    :param text: a name, its pinyin or initials, a phone number or its last four digits, a number
    :param expiring: only those of whom a paper or policy ends within the reminder's days
    """
    until = on + timedelta(days=_remind_days(on))
    everybody = policies.visible_workers(actor)
    found = everybody
    if text := text.strip():
        found = found.filter(Q(id__in=find("worker", text)) | Q(code__iexact=text))
    counts = counts_by_state(found)
    ending = _with_something_ending(found, until)
    counts[EXPIRING] = ending.count()
    if expiring:
        found = ending
    if status:
        found = found.filter(status=status)
    if skill_id:
        found = found.filter(skills__skill_id=skill_id)
    total = found.count()
    here = stretch(total, number=number, size=size)
    wanted = found.select_related("branch").order_by(*SORTS.get(sort, SORTS["state"]))
    rows = _rows(list(wanted[here.rows]), on, until)
    return Listed(rows, total, here.number, here.of, counts)


def reminders_due(*, actor: Actor, on: date, limit: int = 200) -> tuple[Reminder, ...]:
    """
    Return the papers and policies that end within the reminder's days, soonest first.

    What ended is shown until something newer of its kind takes its place. Three SQL queries.
    """
    until = on + timedelta(days=_remind_days(on))
    workers = policies.visible_workers(actor).filter(status__in=("active", "suspended"))
    papers = (
        _latest_papers()
        .filter(worker__in=workers, expires_on__lte=until)
        .values_list("worker_id", "worker__name", "worker__branch_id", "kind__name", "expires_on")
    )
    covers = (
        _latest_policies()
        .filter(worker__in=workers, valid_until__lte=until)
        .values_list("worker_id", "worker__name", "worker__branch_id", "kind", "valid_until")
    )
    due = [
        Reminder(worker_id, name, branch_id, sort, what, last, (last - on).days)
        for sort, rows in (("certificate", papers), ("insurance", covers))
        for worker_id, name, branch_id, what, last in rows
        if last
    ]
    return tuple(sorted(due, key=lambda one: (one.last_day, one.worker_id))[:limit])


def to_verify(*, actor: Actor, limit: int = 50) -> tuple[ToVerify, ...]:
    """Return the papers that wait to be verified by the actor, oldest first; one SQL query."""
    waiting = (
        policies.visible_certificates(actor)
        .filter(status="submitted")
        .exclude(submitted_by_id=actor.user_id)
        .select_related("worker", "kind")
        .order_by("status_since", "id")[:limit]
    )
    return tuple(
        ToVerify(paper.pk, paper.worker_id, paper.worker.name, paper.kind.name, paper.status_since)
        for paper in waiting
        if policies.may_verify(actor, paper)
    )


def _remind_days(on: date) -> int:
    return int(figures((REMIND,), branch_id=None, on=on)[REMIND])


def _latest_papers() -> QuerySet[Certificate]:
    """Return the papers, verified or expired, that nothing newer of their kind stands beside."""
    newer = Certificate.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        worker_id=OuterRef("worker_id"),
        kind_id=OuterRef("kind_id"),
        status="verified",
    )
    counted = Certificate.objects.filter(status__in=("verified", "expired"))
    return counted.exclude(Exists(newer))


def _latest_policies() -> QuerySet[Insurance]:
    newer = Insurance.objects.filter(
        worker_id=OuterRef("worker_id"),
        kind=OuterRef("kind"),
        valid_until__gt=OuterRef("valid_until"),
    )
    return Insurance.objects.exclude(Exists(newer))


def _with_something_ending(workers: QuerySet[Worker], until: date) -> QuerySet[Worker]:
    papers = _latest_papers().filter(worker_id=OuterRef("id"), expires_on__lte=until)
    covers = _latest_policies().filter(worker_id=OuterRef("id"), valid_until__lte=until)
    here = workers.filter(status__in=("active", "suspended"))
    return here.filter(Exists(papers) | Exists(covers))


def _rows(workers: list[Worker], on: date, until: date) -> tuple[WorkerRow, ...]:
    ids = [worker.pk for worker in workers]
    skills: dict[int, list[tuple[str, int]]] = {}
    shown = WorkerSkill.objects.filter(worker_id__in=ids).order_by("-level", "skill_id")
    for worker_id, name, level in shown.values_list("worker_id", "skill__name", "level"):
        skills.setdefault(worker_id, []).append((name, level))
    passed = dict(
        ScreeningStep.objects.filter(worker_id__in=ids, passed=True)
        .values_list("worker_id")
        .annotate(number=Count("id"))
        .order_by()
    )
    ends: dict[int, tuple[str, date]] = {}
    papers = _latest_papers().filter(worker_id__in=ids, expires_on__lte=until)
    for worker_id, what, last in papers.order_by("expires_on").values_list(
        "worker_id", "kind__name", "expires_on"
    ):
        if last:
            ends.setdefault(worker_id, (what, last))
    return tuple(
        WorkerRow(
            id=worker.pk,
            code=worker.code,
            name=worker.name,
            status=worker.status,
            branch=worker.branch.name,
            phone=masked_phone(worker.phone),
            photo_id=worker.photo_id,
            skills=tuple(skills.get(worker.pk, ())),
            ends=ends.get(worker.pk),
            passed=passed.get(worker.pk, 0),
            steps=len(STEPS),
        )
        for worker in workers
    )
