"""What of people's hours is not as it should be, and whom nobody has seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.org.queries import figures
from guanjia.kernel.actors import Actor

DAYS_BACK = 31
"""How far back somebody who never checked in is still asked after."""


def missing_at(*, actor: Actor, visit_id: int, at: datetime) -> frozenset[int]:
    """
    Return who of those sent to a visit could be noted as absent by the actor, in one SQL query.

    They have not arrived although their time has come, and somebody else was sent, too.
    """
    there = Attendance.objects.filter(assignment=OuterRef("pk"))
    others = Assignment.objects.filter(
        visit=OuterRef("visit"), status__in=("assigned", "completed")
    ).exclude(pk=OuterRef("pk"))
    rows = (
        policies.visible_assignments(actor)
        .filter(~Exists(there), Exists(others), visit_id=visit_id, status="assigned")
        .filter(starts_at__lte=at)
        .select_related("visit")
    )
    return frozenset(row.pk for row in rows if policies.may_note_no_show(actor, row))


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """
    Something about the hours of a visit that the desk has to see to, and since when.

    `what` is "overdue" (not checked out), "doubtful" (there far too long) or "unseen" (sent, never
    checked in).
    """

    what: str
    visit_id: int
    household: str
    since: datetime


def to_put_right(*, actor: Actor, at: datetime, most: int) -> tuple[ToPutRight, ...]:
    """Return what of people's hours the actor has to see to, `most` of each kind; four SQL queries."""
    return (*_attendances(actor, at, most), *_unseen(actor, at, most))


def _overdue_since(at: datetime) -> datetime:
    """Return when a visit must have ended at the latest for its check-out to count as forgotten."""
    in_force = figures(rules.KEYS, branch_id=None, on=timezone.localtime(at).date())
    return at - timedelta(minutes=rules.limits(in_force).overdue_minutes)


def _attendances(actor: Actor, at: datetime, most: int) -> Iterator[ToPutRight]:
    rows = policies.correctable_attendances(actor).select_related("assignment__visit__household")
    forgotten = rows.filter(status="arrived", assignment__ends_at__lte=_overdue_since(at))
    for row in forgotten.order_by("assignment__ends_at", "id")[:most]:
        yield _told("overdue", row.assignment, row.assignment.ends_at)
    for row in rows.filter(is_doubtful=True).order_by("checked_out_at", "id")[:most]:
        yield _told("doubtful", row.assignment, row.checked_out_at or row.assignment.ends_at)


def _unseen(actor: Actor, at: datetime, most: int) -> Iterator[ToPutRight]:
    rows = (
        policies.correctable_assignments(actor)
        .filter(
            ~Exists(Attendance.objects.filter(assignment=OuterRef("pk"))),
            status="assigned",
            ends_at__lte=at,
            ends_at__gt=at - timedelta(days=DAYS_BACK),
        )
        .select_related("visit__household")
    )
    for row in rows.order_by("ends_at", "id")[:most]:
        yield _told("unseen", row, row.ends_at)


def _told(what: str, row: Assignment, since: datetime) -> ToPutRight:
    return ToPutRight(what, row.visit_id, row.visit.household.display_name, since)
