"""A day that goes otherwise than planned: who cannot come, what stays, and what is done about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from guanjia.chapters.dispatch import engine, policies
from guanjia.chapters.dispatch.commands.adoption import adopt_roster
from guanjia.chapters.dispatch.commands.announcing import note_announced
from guanjia.chapters.dispatch.commands.assigning import withdraw
from guanjia.chapters.dispatch.commands.days import note_change
from guanjia.chapters.dispatch.commands.runs import begin_run, propose
from guanjia.chapters.dispatch.facts import (
    RearrangementTold,
    RosterAdopted,
    RosterAsked,
    VisitFixed,
    VisitLeftOpen,
    VisitRearranged,
)
from guanjia.chapters.dispatch.models import Assignment, SolverRun, Visit
from guanjia.chapters.dispatch.queries.versions import staffing_version
from guanjia.chapters.dispatch.states import SOLVER_RUN
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Leave, Worker
from guanjia.chapters.workforce.queries import leave_over
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import moment
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.queries import facts_about
from guanjia.ledger.record import move, record

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
AWAY = "away"


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """
    What was decided about a day: who goes where when, and which visits nobody can go to.

    `staffing` is the version of who goes when that the dispatcher has read, `others` how many
    visits give way, `price_fen` what it was said to cost.
    """

    branch_id: int
    on: date
    staffing: int
    served: tuple[engine.Proposed, ...]
    left_out: tuple[int, ...]
    others: int
    price_fen: int


@transaction.atomic
def note_absence(
    *, actor: Actor, worker_id: int, on: date, zone: str, at: datetime, reason: str = "sick"
) -> Leave:
    """
    Note that a worker cannot come for the rest of a day: leave that is asked for and given at once.

    Their visits keep them until it is decided what becomes of the day.

    :raises NotAllowed: if the actor does not plan the worker's days
    :raises Invalid: if the day has passed, or there is leave in it already
    """
    this_minute = at.replace(second=0, microsecond=0)
    since, until = max(this_minute, moment(on, 0, zone)), moment(on + ONE_DAY, 0, zone)
    if since >= until:
        raise Invalid(_("Choose today or a later day."), field="on")
    leave = workforce.request_leave(
        actor=actor, worker_id=worker_id, starts_at=since, ends_at=until, reason=reason, at=at
    )
    given = workforce.decide_leave(actor=actor, leave_id=leave.pk, approved=True, at=at)
    note_change(given.worker.branch_id, [on])
    return given


@transaction.atomic
def note_morning(
    *,
    actor: Actor,
    branch_id: int,
    on: date,
    zone: str,
    absent: Collection[int],
    fixed: Collection[int],
    at: datetime,
    reason: str = "sick",
) -> None:
    """
    Note at once who cannot come for the rest of a day, and which of its visits are fixed.

    :param absent: ids of workers
    :raises NotAllowed, Invalid: as `note_absence` and `fix_visits` do; then nothing is noted
    """
    for worker_id in absent:
        note_absence(actor=actor, worker_id=worker_id, on=on, zone=zone, at=at, reason=reason)
    fix_visits(actor=actor, branch_id=branch_id, on=on, visit_ids=fixed, at=at)


@transaction.atomic
def fix_visits(
    *, actor: Actor, branch_id: int, on: date, visit_ids: Collection[int], at: datetime
) -> int:
    """
    Let exactly these staffed visits of a day be fixed: not moved, whatever happens.

    Return how many changed.

    :raises NotAllowed: if the actor does not plan the branch's days
    """
    actor = policies.may_plan(actor, branch_id).let(actor)
    visits = Visit.objects.select_for_update().filter(branch_id=branch_id, on=on, status="staffed")
    changed = [visit for visit in visits if bool(visit.fixed_at) != (visit.pk in visit_ids)]
    for visit in changed:
        _fix(visit, visit.fixed_at is None, actor, at)
    return len(changed)


@transaction.atomic
def fix_visit(*, actor: Actor, visit_id: int, is_fixed: bool, at: datetime) -> Visit:
    """
    Let a visit be fixed, or free to be moved again; saying it twice changes nothing.

    :raises NotAllowed: if the actor does not plan the branch's days
    """
    visit = policies.visible_visits(actor).select_for_update(of=("self",)).get(id=visit_id)
    actor = policies.may_staff(actor, visit).let(actor)
    if bool(visit.fixed_at) != is_fixed:
        _fix(visit, is_fixed, actor, at)
    return visit


def _fix(visit: Visit, is_fixed: bool, actor: Actor, at: datetime) -> None:
    visit.fixed_at = at if is_fixed else None
    visit.save(update_fields=["fixed_at"])
    fact = VisitFixed(visit_id=visit.pk, household_id=visit.household_id, is_fixed=is_fixed)
    record(fact, visit, actor=actor, at=at)
    note_change(visit.branch_id, [visit.on])


@transaction.atomic
def rearrange(*, actor: Actor, decided: Rearrangement, at: datetime) -> SolverRun:
    """
    Do what was decided about a day; all of it or nothing.

    It is kept as a roster of that day, adopted, which can be taken back as any other. Whoever is
    away is taken off the visits that nobody can go to, so that the board shows them as open.

    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Stale: if anything about who goes when changed after it was read
    :raises Conflict: if anything of it does not fit any more
    """
    actor = policies.may_plan(actor, decided.branch_id).let(actor)
    if staffing_version(decided.branch_id, decided.on, decided.on + ONE_DAY) != decided.staffing:
        raise Stale(_("The day has changed since you read this. Please look at it again."))
    run = _kept(actor, decided, at)
    before = _standing(decided)
    if decided.served:
        adopted = adopt_roster(actor=actor, run_id=run.pk, staffing=decided.staffing, at=at)
        if adopted.dropped:
            raise Conflict(_("The day has changed since you read this. Please look at it again."))
        run = adopted.run
    else:
        fact = RosterAdopted(run_id=run.pk, adopted=0, dropped=0)
        move(run, SOLVER_RUN, "adopt", fact, actor=actor, at=at)
    _open_what_is_left(actor, decided, run, at)
    _tell_of_changes(actor, decided, run, before, at)
    return run


def _kept(actor: Actor, decided: Rearrangement, at: datetime) -> SolverRun:
    visits = {one.visit_id for one in decided.served}
    run = SolverRun.objects.create(
        branch_id=decided.branch_id,
        first_day=decided.on,
        until_day=decided.on + ONE_DAY,
        asked_by_id=actor.user_id,
        asked_at=at,
        status_since=at,
    )
    record(RosterAsked(run_id=run.pk, visits=len(visits)), run, actor=actor, at=at)
    begin_run(actor=actor, run_id=run.pk, at=at)
    left = [engine.Proposed(visit_id, None, None, ()) for visit_id in decided.left_out]
    roster = engine.Roster((*decided.served, *left))
    proposed = propose(actor=actor, run_id=run.pk, proposed=roster, at=at)
    proposed.summary |= {"others": decided.others, "price_fen": decided.price_fen}
    proposed.save(update_fields=["summary"])
    return proposed


def _standing(decided: Rearrangement) -> dict[int, list[Assignment]]:
    visit_ids = {*(one.visit_id for one in decided.served), *decided.left_out}
    rows = Assignment.objects.filter(visit_id__in=visit_ids, status="assigned")
    found: dict[int, list[Assignment]] = {visit_id: [] for visit_id in visit_ids}
    for row in rows.select_related("visit", "worker").order_by("id"):
        found[row.visit_id].append(row)
    return found


def _open_what_is_left(actor: Actor, decided: Rearrangement, run: SolverRun, at: datetime) -> None:
    """Take whoever is away off the visits that nobody can go to."""
    left = Assignment.objects.filter(visit_id__in=decided.left_out, status="assigned")
    rows = list(left.select_related("visit", "worker"))
    away = set(
        leave_over(at, moment(decided.on + ONE_DAY, 0, run.branch.zone))
        .filter(worker_id__in={row.worker_id for row in rows})
        .values_list("worker_id", flat=True)
    )
    if gone := [row for row in rows if row.worker_id in away]:
        withdraw(gone, reason=AWAY, actor=actor, at=at)


def _tell_of_changes(
    actor: Actor,
    decided: Rearrangement,
    run: SolverRun,
    before: dict[int, list[Assignment]],
    at: datetime,
) -> None:
    """State what each household will see of it."""
    visits = Visit.objects.in_bulk(list(before))
    after: dict[int, list[engine.Proposed]] = {}
    for one in decided.served:
        after.setdefault(one.visit_id, []).append(one)
    note_announced([visit for visit_id, visit in visits.items() if visit_id in after], at=at)
    for visit_id, visit in sorted(visits.items()):
        about = {"visit_id": visit_id, "household_id": visit.household_id, "run_id": run.pk}
        sent = after.get(visit_id, [])
        if not sent:
            record(VisitLeftOpen(**about), visit, run, actor=actor, at=at)
            continue
        was = min((row.starts_at for row in before[visit_id]), default=None)
        starts_at = min(one.starts_at for one in sent if one.starts_at)
        later = round((starts_at - was) / MINUTE) if was else 0
        record(VisitRearranged(**about, minutes_later=later), visit, run, actor=actor, at=at)


@transaction.atomic
def note_told(
    *,
    actor: Actor,
    run_id: int,
    at: datetime,
    worker_id: int | None = None,
    household_id: int | None = None,
) -> None:
    """
    Note that the actor has told somebody of a rearranged day by telephone; once is enough.

    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Invalid: unless it is one worker or one household of the day
    """
    run = policies.visible_runs(actor).get(id=run_id)
    actor = policies.may_adopt(actor, run).let(actor)
    if (worker_id is None) == (household_id is None):
        raise Invalid(_("Choose one of those concerned."), field="told")
    days = Visit.objects.filter(
        branch_id=run.branch_id, on__gte=run.first_day, on__lt=run.until_day
    )
    concerned = Worker.objects.filter(id=worker_id or 0, branch_id=run.branch_id).exists()
    if not (concerned or days.filter(household_id=household_id or 0).exists()):
        raise Invalid(_("Choose one of those concerned."), field="told")
    fact = RearrangementTold(run_id=run.pk, worker_id=worker_id, household_id=household_id)
    take_turn(f"told/{run.pk}")
    facts = facts_about("solverrun", run.pk)
    if any((one.kind, one.payload) == (fact.kind, fact.payload()) for one in facts):
        return
    record(fact, run, actor=actor, at=at)
