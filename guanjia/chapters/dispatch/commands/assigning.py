"""
The one way in which people come to visits and leave them again.

Every command that staffs goes through `place` and `withdraw`: changed assignments are withdrawn
first, all of them, and new ones made after, so that two people can be swapped although the
database never lets one be in two places.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.dispatch.commands.days import note_change
from guanjia.chapters.dispatch.facts import (
    AssignmentWithdrawn,
    SlotHeld,
    VisitStaffed,
    VisitUnstaffed,
    WorkerAssigned,
)
from guanjia.chapters.dispatch.models import Assignment, SolverRun, Visit
from guanjia.chapters.dispatch.rules.reasons import Reason
from guanjia.chapters.dispatch.states import ASSIGNMENT, VISIT
from guanjia.chapters.dossier.commands import Sight, end_sights, grant_sights
from guanjia.chapters.workforce.models import Worker
from guanjia.db.apart import all_or_each
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.periods import Period
from guanjia.kernel.words import _
from guanjia.ledger.record import move_many

CHUNK = 200
SIGHT = "visit"
SIGHT_BEFORE = timedelta(days=1)
SIGHT_AFTER = timedelta(hours=12)
"""A worker sees extracts of the household from the day before a visit until the evening after."""


GUARDS = {
    "worker_is_in_one_place": _("Somebody has just given this time to another visit."),
    "assigned_people_hold_a_pass": _("The clearance has just been taken back."),
    "worker_is_assigned_to_a_visit_once": _("This person has just been sent there already."),
}


@dataclass(frozen=True, slots=True)
class Placement:
    """One worker for one visit from `starts_at`, with the pass and why."""

    visit: Visit
    worker_id: int
    starts_at: datetime
    granted: Pass | None = None
    reasons: tuple[Reason, ...] = ()
    overrides: tuple[str, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """When the worker leaves."""
        return self.starts_at + timedelta(minutes=self.visit.minutes)

    @property
    def period(self) -> Period:
        """The time the worker is there."""
        return Period(self.starts_at, self.ends_at)


def withdraw(
    assignments: Sequence[Assignment],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    replaced: Container[int] = (),
) -> None:
    """
    Withdraw standing assignments, and open the visits that they staffed.

    :param assignments: with their visits and workers loaded
    :param reason: a code for the ledger
    :param replaced: visits that are placed anew at once and so never become open
    """
    sent = [row for row in assignments if row.status == "assigned"]
    move_many(
        assignments,
        ASSIGNMENT,
        "withdraw",
        lambda row: AssignmentWithdrawn(
            assignment_id=row.pk, visit_id=row.visit_id, worker_id=row.worker_id, reason=reason
        ),
        about=lambda row: (row.visit, row.worker),
        actor=actor,
        at=at,
        hold_until=None,
    )
    unstaffed = {
        row.visit_id: row.visit
        for row in sent
        if row.visit.status == "staffed" and row.visit_id not in replaced
    }
    move_many(
        list(unstaffed.values()),
        VISIT,
        "unstaff",
        lambda visit: VisitUnstaffed(visit_id=visit.pk, household_id=visit.household_id),
        actor=actor,
        at=at,
        starts_at=None,
        ends_at=None,
        announced_at=None,
    )
    end_sights(actor=actor, sights=_sights(sent), purpose=SIGHT, at=at)
    _note([row.visit for row in assignments])


def place(
    placements: Sequence[Placement],
    *,
    actor: Actor,
    at: datetime,
    run: SolverRun | None = None,
    hold_until: datetime | None = None,
) -> list[Assignment]:
    """
    Assign, or hold until a moment, everybody in `placements`; all of them or nobody.

    Visits that are full thereby become staffed, at the start of their first placement, and those
    who go may read extracts of the household. The statements grow by a few for every two hundred
    placements.

    :raises Conflict: if the database finds somebody in two places or without a pass, because
        somebody else was quicker
    """
    try:
        with transaction.atomic():
            return _place(placements, actor=actor, at=at, run=run, hold_until=hold_until)
    except IntegrityError as error:
        for guard, message in GUARDS.items():
            if guard in str(error):
                raise Conflict(message) from error
        raise


def _place(
    placements: Sequence[Placement],
    *,
    actor: Actor,
    at: datetime,
    run: SolverRun | None,
    hold_until: datetime | None,
) -> list[Assignment]:
    rows = _insert(placements, run=run)
    workers = Worker.objects.in_bulk({row.worker_id for row in rows})
    for row in rows:
        row.worker = workers[row.worker_id]
    if hold_until is None:
        confirm(rows, actor=actor, at=at)
        return rows
    move_many(
        rows,
        ASSIGNMENT,
        "hold",
        lambda row: SlotHeld(assignment_id=row.pk, visit_id=row.visit_id, worker_id=row.worker_id),
        about=lambda row: (row.visit, row.worker),
        actor=actor,
        at=at,
        hold_until=hold_until,
    )
    _note([row.visit for row in rows])
    return rows


def confirm(rows: Sequence[Assignment], *, actor: Actor, at: datetime) -> None:
    """
    Assign what is proposed or held, staff the visits that are full thereby, and give sight.

    :param rows: with their visits and workers loaded
    """
    move_many(
        rows,
        ASSIGNMENT,
        "assign",
        lambda row: WorkerAssigned(
            assignment_id=row.pk,
            visit_id=row.visit_id,
            worker_id=row.worker_id,
            overrides=len(row.overrides),
        ),
        about=lambda row: (row.visit, row.worker),
        actor=actor,
        at=at,
        hold_until=None,
    )
    _staff([row.visit for row in rows], actor=actor, at=at)
    grant_sights(actor=actor, sights=_sights(rows), purpose=SIGHT, at=at)
    _note([row.visit for row in rows])


def _insert(placements: Sequence[Placement], *, run: SolverRun | None) -> list[Assignment]:
    return Assignment.objects.bulk_create(
        [
            Assignment(
                visit=one.visit,
                worker_id=one.worker_id,
                granted=one.granted,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                reasons=[reason.kept() for reason in one.reasons],
                overrides=list(one.overrides),
                run=run,
            )
            for one in placements
        ],
        batch_size=CHUNK,
    )


def _staff(visits: Iterable[Visit], *, actor: Actor, at: datetime) -> None:
    """Give full visits their times, and move those that were open."""
    by_id = {visit.pk: visit for visit in visits}
    starts: dict[int, list[datetime]] = defaultdict(list)
    standing = Assignment.objects.filter(visit_id__in=by_id, status__in=("assigned", "completed"))
    for visit_id, starts_at in standing.values_list("visit_id", "starts_at"):
        starts[visit_id].append(starts_at)
    full = [visit for visit in by_id.values() if len(starts[visit.pk]) >= visit.people]
    for visit in full:
        visit.starts_at = min(starts[visit.pk])
        visit.ends_at = visit.starts_at + timedelta(minutes=visit.minutes)
        visit.announced_at = None
    Visit.objects.bulk_update(full, ["starts_at", "ends_at", "announced_at"], batch_size=CHUNK)
    move_many(
        [visit for visit in full if visit.status == "open"],
        VISIT,
        "staff",
        lambda visit: VisitStaffed(visit_id=visit.pk, household_id=visit.household_id),
        actor=actor,
        at=at,
    )


def _sights(rows: Iterable[Assignment]) -> list[Sight]:
    """Return what those who go may see of the households, for as long as they need it."""
    return [
        Sight(
            user_id=row.worker.user_id,
            household_id=row.visit.household_id,
            since=row.starts_at - SIGHT_BEFORE,
            until=row.ends_at + SIGHT_AFTER,
        )
        for row in rows
        if row.worker.user_id is not None
    ]


def release_expired(worker_ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Withdraw the held slots of some workers whose time is over; constraints read no clock."""
    over = list(_over(at).filter(worker_id__in=tuple(worker_ids)))
    return _released(over, actor=actor, at=at) if over else 0


def release_all_expired(*, actor: Actor, at: datetime) -> int:
    """Withdraw every held slot whose time is over; one that cannot be is left out and logged."""
    over = list(_over(at))
    if not over:
        return 0
    return all_or_each(
        over, lambda rows: _released(rows, actor=actor, at=at), doing="Releasing holds"
    )


def _over(at: datetime) -> QuerySet[Assignment]:
    held = Assignment.objects.filter(status="held", hold_until__lte=at)
    return held.select_related("visit", "worker")


def _released(over: Sequence[Assignment], *, actor: Actor, at: datetime) -> int:
    withdraw(over, reason="hold_expired", actor=actor, at=at)
    return len(over)


def _note(visits: Iterable[Visit]) -> None:
    days = defaultdict(set)
    for visit in visits:
        days[visit.branch_id].add(visit.on)
    for branch_id, changed in days.items():
        note_change(branch_id, changed)
