"""Asking the engine for a roster, and carrying its answer; the row is the work to do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from guanjia.chapters.dispatch import engine, policies
from guanjia.chapters.dispatch.facts import (
    RosterAsked,
    RosterBegun,
    RosterDismissed,
    RosterFailed,
    RosterProposed,
    RosterRequeued,
)
from guanjia.chapters.dispatch.models import Proposal, SolverRun, Visit
from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.queries.versions import staffing_version
from guanjia.chapters.dispatch.rules.figures import Figures
from guanjia.chapters.dispatch.states import SOLVER_RUN
from guanjia.db.apart import each_apart
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import has_passed, local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record

CHUNK = 200
LONGEST_DAYS = 28
LONGEST_SECONDS = 120
VISITS_A_SECOND = 10


@transaction.atomic
def ask_roster(
    *,
    actor: Actor,
    branch_id: int,
    first_day: date,
    until_day: date,
    at: datetime,
    seconds: int | None = None,
) -> SolverRun:
    """
    Ask for a roster of a branch's days; a job answers it.

    Asking for the same days again while the answer is awaited returns the same request.

    :param seconds: how long the engine may think; by default the branch's own figure, and a
        second more for every ten visits
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Invalid: if the days have passed, are none or more than four weeks
    :raises Conflict: if no visit of these days waits to be staffed
    """
    branch = policies.visible_days(actor).get(id=branch_id)
    actor = policies.may_plan(actor, branch_id).let(actor)
    today = local_day(at, branch.zone)
    if first_day < today:
        raise Invalid(_("Choose today or a later day."), field="first_day")
    if not 0 < (until_day - first_day).days <= LONGEST_DAYS:
        raise Invalid(_("Choose one day to four weeks."), field="until_day")
    take_turn(f"roster/{branch_id}")
    awaited = SolverRun.objects.filter(
        branch_id=branch_id,
        first_day=first_day,
        until_day=until_day,
        status__in=("queued", "solving"),
    ).first()
    if awaited:
        return awaited
    visits = Visit.objects.filter(
        branch_id=branch_id, on__gte=first_day, on__lt=until_day, status="open"
    ).count()
    if not visits:
        raise Conflict(_("Every visit of these days is staffed already."))
    run = SolverRun.objects.create(
        branch=branch,
        first_day=first_day,
        until_day=until_day,
        asked_by_id=actor.user_id,
        asked_at=at,
        seconds=seconds or _seconds_for(visits, figures_for(branch_id, first_day)),
        status_since=at,
    )
    record(RosterAsked(run_id=run.pk, visits=visits), run, actor=actor, at=at)
    return run


def _seconds_for(visits: int, figures: Figures) -> int:
    """Return how long the engine may think: longer for many visits, and never for ever."""
    return min(figures.solver_seconds + visits // VISITS_A_SECOND, LONGEST_SECONDS)


@transaction.atomic
def begin_run(*, actor: Actor, run_id: int, at: datetime) -> SolverRun:
    """
    Take a queued request to work on; of two who try, one has it.

    :raises IllegalMove, Stale: if somebody else has begun it or it is no longer wanted
    """
    run = policies.visible_runs(actor).get(id=run_id)
    actor = policies.may_adopt(actor, run).let(actor)
    move(
        run,
        SOLVER_RUN,
        "begin",
        RosterBegun(run_id=run.pk),
        actor=actor,
        at=at,
        staffing=staffing_version(run.branch_id, run.first_day, run.until_day),
        heartbeat_at=at,
        attempts=run.attempts + 1,
        progress=0,
    )
    return run


def note_heartbeat(*, run_id: int, thousandths: int, at: datetime) -> bool:
    """
    Note that the work goes on and how far it is, in one statement.

    :returns: whether it is still wanted; if not, whoever works on it can stop
    """
    return bool(
        SolverRun.objects.filter(id=run_id, status="solving").update(
            heartbeat_at=at, progress=max(0, min(thousandths, 1000))
        )
    )


@transaction.atomic
def propose(*, actor: Actor, run_id: int, proposed: engine.Roster, at: datetime) -> SolverRun:
    """
    Lay the engine's answer before the dispatcher.

    :raises IllegalMove, Stale: if the run is no longer being worked on
    """
    run = policies.visible_runs(actor).get(id=run_id)
    actor = policies.may_adopt(actor, run).let(actor)
    rows = [
        Proposal(
            run=run,
            visit_id=one.visit_id,
            worker_id=one.worker_id,
            starts_at=one.starts_at,
            reasons=[reason.kept() for reason in one.reasons],
        )
        for one in proposed.proposals
    ]
    Proposal.objects.filter(run=run).delete()
    Proposal.objects.bulk_create(rows, batch_size=CHUNK)
    placed = len({row.visit_id for row in rows if row.worker_id})
    unplaced = len({row.visit_id for row in rows if not row.worker_id})
    move(
        run,
        SOLVER_RUN,
        "propose",
        RosterProposed(run_id=run.pk, placed=placed, unplaced=unplaced),
        actor=actor,
        at=at,
        summary={
            "placed": placed,
            "unplaced": unplaced,
            "engine": proposed.engine,
            "because": proposed.because,
            "seconds": round(proposed.seconds, 1),
            "unreadable_visits": sorted(proposed.unreadable.visits),
            "unreadable_workers": sorted(proposed.unreadable.workers),
        },
        progress=1000,
        heartbeat_at=at,
    )
    return run


@transaction.atomic
def fail_run(*, actor: Actor, run_id: int, reason: str, at: datetime) -> SolverRun:
    """
    Give a request up, with a code that says why.

    :raises IllegalMove, Stale: if it is neither waiting nor being worked on
    """
    run = policies.visible_runs(actor).get(id=run_id)
    actor = policies.may_adopt(actor, run).let(actor)
    move(
        run,
        SOLVER_RUN,
        "fail",
        RosterFailed(run_id=run.pk, reason=reason),
        actor=actor,
        at=at,
        summary={"failed_for": reason},
    )
    return run


def requeue_silent_runs(*, actor: Actor, at: datetime) -> int:
    """
    Put requests whose worker has fallen silent back into the queue; return how many.

    One that has been begun too often is given up instead; one that cannot be read is left out.
    """
    solving = policies.visible_runs(actor).filter(status="solving")
    return each_apart(
        solving, lambda run: _requeued(run, actor=actor, at=at), doing="Taking up silent runs"
    )


def _requeued(run: SolverRun, *, actor: Actor, at: datetime) -> int:
    figures = figures_for(run.branch_id, run.first_day)
    silent_since = run.heartbeat_at or run.asked_at
    silence = timedelta(seconds=figures.solver_silence_seconds)
    if not has_passed(silence, since=silent_since, at=at):
        return 0
    if run.attempts >= figures.solver_attempts:
        fail_run(actor=actor, run_id=run.pk, reason="interrupted", at=at)
        return 0
    fact = RosterRequeued(run_id=run.pk)
    move(run, SOLVER_RUN, "requeue", fact, actor=actor, at=at, heartbeat_at=None, progress=0)
    return 1


@transaction.atomic
def dismiss_run(*, actor: Actor, run_id: int, at: datetime) -> SolverRun:
    """
    Put a request or its answer aside.

    :raises NotAllowed: if the actor does not plan the branch's days
    :raises IllegalMove: if it is being worked on or was adopted
    """
    run = policies.visible_runs(actor).get(id=run_id)
    actor = policies.may_adopt(actor, run).let(actor)
    move(run, SOLVER_RUN, "dismiss", RosterDismissed(run_id=run.pk), actor=actor, at=at)
    return run


def solve_run(*, actor: Actor, run_id: int, clock: Callable[[], datetime]) -> SolverRun:
    """
    Work a queued request out, from beginning it to laying the answer before the dispatcher.

    Takes as long as the request allows and runs in no transaction of its own; it is meant for a
    process that may be killed at any moment, whereupon `requeue_silent_runs` finds it.

    :param clock: the door's clock, since this takes time
    :raises IllegalMove, Stale: if somebody else works on it
    """
    run = begin_run(actor=actor, run_id=run_id, at=clock())
    beats = _Beats(run_id, clock)
    proposed = engine.propose_roster(
        branch_id=run.branch_id,
        first_day=run.first_day,
        until_day=run.until_day,
        seconds=run.seconds,
        at=clock(),
        on_progress=beats,
    )
    return propose(actor=actor, run_id=run_id, proposed=proposed, at=clock())


class _Beats:
    """Notes progress at most once a second."""

    def __init__(self, run_id: int, clock: Callable[[], datetime]) -> None:
        self._run_id, self._clock = run_id, clock
        self._last = clock()

    def __call__(self, thousandths: int) -> None:
        at = self._clock()
        if at - self._last >= timedelta(seconds=1):
            self._last = at
            note_heartbeat(run_id=self._run_id, thousandths=thousandths, at=at)
