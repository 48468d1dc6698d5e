"""What needs somebody now: the open promises of all chapters on one page, the oldest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from guanjia.chapters.assessment.policies import (
    ASSESSORS,
    visible_appointments,
    visible_assessments,
)
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dispatch.policies import visible_at_desk, visible_runs
from guanjia.chapters.dossier.policies import CARERS, visible_households
from guanjia.chapters.dossier.states import GONE
from guanjia.chapters.fieldwork.policies import OVERSEERS, visible_incidents
from guanjia.chapters.fieldwork.policies import PLANNERS as PLANNERS_OF_WORK
from guanjia.chapters.fieldwork.queries import to_put_right
from guanjia.chapters.org.queries import has_gone
from guanjia.chapters.planning.models import PaperSignature
from guanjia.chapters.planning.policies import CHECKERS, visible_papers, visible_versions
from guanjia.chapters.relations.policies import visible_callbacks
from guanjia.chapters.workforce.policies import visible_certificates, visible_leaves
from guanjia.chapters.workforce.queries import leave_over, reminders_due
from guanjia.chapters.workforce.states import NOT_WITH_US
from guanjia.kernel.actors import Actor

PLANNERS = frozenset({"dispatcher", "manager", "owner"})
SELLERS = frozenset({"consultant", "butler", "manager"})
KEEPERS_OF_PAPERS = frozenset({"recruiter", "manager"})
DAYS_TO_STAFF = 7
MOST = 7


@dataclass(frozen=True, slots=True)
class Task:
    """
    One thing to do: `kind` says which words and which page, `ids` with what, `due_at` until when.

    `count` is how many of a kind stand together in one task, `people` of how many people; `who`
    is the first of them.
    """

    kind: str
    who: str
    due_at: datetime | None
    ids: tuple[int, ...] = ()
    count: int = 1
    people: int = 1


def tasks(*, actor: Actor, at: datetime) -> tuple[Task, ...]:
    """
    Return what needs the actor now, the oldest promise first, seven at most.

    One or two SQL queries for each duty that the actor's roles bring, sixteen at most.
    """
    found = [task for roles, look in DUTIES if _holds(actor, roles) for task in look(actor, at)]
    latest = at + timedelta(days=3650)
    return tuple(sorted(found, key=lambda task: (task.due_at or latest, task.kind))[:MOST])


def _holds(actor: Actor, roles: frozenset[str]) -> bool:
    return not actor.everywhere.union(*actor.roles.values()).isdisjoint(roles)


def _callbacks(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_callbacks(actor).filter(status="due").select_related("household")
    if not _holds(actor, frozenset({"care", "manager"})):
        rows = rows.filter(owner_id=actor.user_id)
    for row in rows.order_by("due_at")[:MOST]:
        yield Task("callback", row.household.called, row.due_at, (row.pk,))


def _incidents(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_incidents(actor).exclude(status="closed").select_related("visit__household")
    for row in rows.order_by("happened_at")[:MOST]:
        yield Task("incident", row.visit.household.called, row.happened_at, (row.pk,))


def _to_assess(actor: Actor) -> Q:
    """Return the condition that it is the actor's; or, for a manager, of somebody who has gone."""
    own = Q(assessor_id=actor.user_id)
    if not _holds(actor, frozenset({"manager"})):
        return own
    return own | has_gone("assessor_id", "household__branch_id", roles=ASSESSORS)


def _appointments(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = (
        visible_appointments(actor)
        .filter(_to_assess(actor), status="promised", starts_at__lt=at + timedelta(days=7))
        .select_related("household")
    )
    for row in rows.order_by("starts_at")[:MOST]:
        yield Task("appointment", row.household.called, row.starts_at, (row.household_id,))


def _assessments(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = (
        visible_assessments(actor)
        .filter(_to_assess(actor), status="draft")
        .exclude(household__status__in=GONE)
        .select_related("household")
    )
    for row in rows.order_by("started_at")[:MOST]:
        yield Task("assessment", row.household.called, row.started_at, (row.pk,))


def _plans(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = (
        visible_versions(actor)
        .filter(status__in=("draft", "offered"))
        .select_related("plan__household")
        .annotate(wishes_count=Count("wishes"))
    )
    if not _holds(actor, frozenset({"manager"})):
        rows = rows.filter(plan__household__consultant_id=actor.user_id)
    for row in rows.order_by("status_since")[:MOST]:
        who = row.plan.household.called
        if row.status == "draft":
            yield Task("draft", who, row.status_since, (row.pk,))
        elif row.wishes_count:
            yield Task("wish", who, row.status_since, (row.pk,))
        elif row.answer_by and row.answer_by - at < timedelta(days=3):
            yield Task("offer", who, row.answer_by, (row.pk,))


def _unattended(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_households(actor).filter(
        status__in=("prospect", "client"), butler=None, consultant=None
    )
    for row in rows.order_by("opened_at", "id")[:MOST]:
        yield Task("unattended", row.called, at, (row.pk,))


def _signed_papers(actor: Actor, at: datetime) -> Iterator[Task]:
    """Papers that wait for a second person, and those of the actor's own that were refused."""
    later = PaperSignature.objects.filter(version=OuterRef("version"), id__gt=OuterRef("id"))
    theirs = Q(brought_by_id=actor.user_id)
    rows = (
        visible_papers(actor)
        .filter(Q(status="waiting") & ~theirs | Q(status="refused") & theirs)
        .filter(~Exists(later), version__status="offered")
        .select_related("version__plan__household")
    )
    for row in rows.order_by("status_since")[:MOST]:
        who = row.version.plan.household.called
        if row.status == "refused":
            yield Task("paper_refused", who, row.version.answer_by, (row.version_id,))
        else:
            yield Task("signed_paper", who, row.version.answer_by, (row.pk,))


def _hours(actor: Actor, at: datetime) -> Iterator[Task]:
    """Check-outs that were forgotten or cannot be, and people of whom nobody knows whether they came."""
    for one in to_put_right(actor=actor, at=at, most=MOST):
        yield Task(one.what, one.household, one.since, (one.visit_id,))


def _open_visits(actor: Actor, at: datetime) -> Iterator[Task]:
    today = timezone.localtime(at).date()
    rows = (
        visible_at_desk(actor)
        .filter(status="open", on__gte=today, on__lt=today + timedelta(days=DAYS_TO_STAFF))
        .values("branch_id", "branch__name")
        .annotate(number=Count("id"), first=Min("window_start"), day=Min("on"))
        .order_by("branch_id")
    )
    for row in rows:
        ids = (row["branch_id"], row["day"].toordinal())
        yield Task("staff", row["branch__name"], row["first"], ids, row["number"])


def _orphaned(actor: Actor, at: datetime) -> Iterator[Task]:
    away = leave_over(OuterRef("starts_at"), OuterRef("ends_at")).filter(worker=OuterRef("worker"))
    rows = (
        Assignment.objects.filter(
            Exists(away),
            visit__in=visible_at_desk(actor).values("id"),
            status__in=("held", "assigned"),
            starts_at__gte=at,
        )
        .select_related("visit__household")
        .order_by("starts_at")
    )
    for row in rows[:MOST]:
        yield Task("orphan", row.visit.household.called, row.starts_at, (row.visit_id,))


def _proposals(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_runs(actor).filter(status="proposed").select_related("branch")
    for row in rows.order_by("asked_at")[:3]:
        yield Task("roster", row.branch.name, row.asked_at, (row.pk,))


def _papers(actor: Actor, at: datetime) -> Iterator[Task]:
    submitted = visible_certificates(actor).filter(status="submitted")
    rows = submitted.exclude(worker__status__in=NOT_WITH_US).select_related("worker")
    for row in rows.order_by("id")[:MOST]:
        yield Task("paper", row.worker.name, row.status_since, (row.worker_id,))
    ending = reminders_due(actor=actor, on=timezone.localtime(at).date())
    if ending:
        last = timezone.make_aware(datetime.combine(ending[0].last_day, time(23, 59)))
        concerned = {reminder.worker_id for reminder in ending}
        yield Task("expiring", ending[0].worker, last, (), len(ending), len(concerned))


def _leaves(actor: Actor, at: datetime) -> Iterator[Task]:
    requested = visible_leaves(actor).filter(status="requested")
    rows = requested.exclude(worker__status__in=NOT_WITH_US).select_related("worker")
    for row in rows.order_by("starts_at")[:MOST]:
        yield Task("leave", row.worker.name, row.starts_at, (row.worker_id,))


DUTIES: tuple[tuple[frozenset[str], Callable[[Actor, datetime], Iterator[Task]]], ...] = (
    (frozenset(CARERS), _callbacks),
    (frozenset(OVERSEERS), _incidents),
    (frozenset(PLANNERS_OF_WORK), _hours),
    (SELLERS, _appointments),
    (SELLERS, _assessments),
    (SELLERS, _plans),
    (frozenset({"manager"}), _unattended),
    (frozenset(CHECKERS), _signed_papers),
    (PLANNERS, _open_visits),
    (PLANNERS, _orphaned),
    (PLANNERS, _proposals),
    (KEEPERS_OF_PAPERS, _papers),
    (PLANNERS, _leaves),
)
"""Which roles look after what."""
