"""Who goes where: the week's roster, people who fall sick, visits called off or missed."""

from datetime import date, datetime, timedelta
from functools import partial

from guanjia.chapters.dispatch import commands, engine
from guanjia.chapters.dispatch.models import Assignment, SolverRun, Visit
from guanjia.chapters.org.models import Branch
from guanjia.chapters.workforce import commands as workforce
from guanjia.demo.simulation import ZONE, Hand, Simulation
from guanjia.kernel.actors import house_actor
from guanjia.kernel.clock import days_between, local_day, week_of
from guanjia.kernel.errors import Conflict

KEEPER = house_actor("keeper", "dispatcher")
STEPS = 40
"""How long the engine works on a roster; steps rather than seconds, so that it answers alike."""

SICK = 0.006
"""How likely somebody falls sick on a day."""

CALLED_OFF = 0.02
"""How likely a household calls a visit off the day before."""


def write_agenda(simulation: Simulation) -> None:
    """Put every Friday's roster on the agenda, and what upsets it each day."""
    monday = simulation.first_monday
    while monday <= simulation.today:
        simulation.later(
            simulation.on(monday - timedelta(days=3), "15:00"),
            partial(_plan_week, simulation, monday),
        )
        monday += timedelta(days=7)
    for day in days_between(simulation.first_monday, simulation.today + timedelta(days=1)):
        simulation.later(simulation.on(day, "06:20"), partial(_fall_sick, simulation, day))
        if day < simulation.today:
            simulation.later(simulation.on(day, "06:50"), partial(_fill_gaps, simulation, day))
            simulation.later(simulation.on(day, "21:30"), partial(_close_day, simulation, day))
        simulation.later(simulation.on(day, "17:10"), partial(_call_off, simulation, day))
        for clock in ("07:00", "18:05"):
            simulation.later(simulation.on(day, clock), partial(_announce, simulation))


def _announce(simulation: Simulation, at: datetime) -> None:
    """Let households know who comes, as the house itself does by the clock."""
    simulation.hand_on(at)
    commands.announce_visits(actor=KEEPER, at=at)
    simulation.hand_on(at)


def _plan_week(simulation: Simulation, monday: date, at: datetime) -> None:
    """Let the engine propose the week; of the week of today much is left to the dispatcher."""
    simulation.hand_on(at)
    is_this_week = monday == week_of(simulation.today)
    for branch in simulation.branches.values():
        until = monday + timedelta(days=7)
        run = _propose(simulation, branch, monday, until, at)
        if run is None:
            continue
        visits = None
        if is_this_week:
            proposed = run.proposals.filter(worker__isnull=False).order_by("visit_id")
            visits = {
                one.visit_id
                for one in proposed.select_related("visit")
                if _is_staffed_in_time(simulation, one.visit)
            }
        _adopt(simulation, branch, run, visits, at)


def _is_staffed_in_time(simulation: Simulation, visit: Visit) -> bool:
    """Tell whether the dispatcher got to this visit on Friday: all until today, half of the rest."""
    if visit.on < simulation.today:
        return True
    if visit.on == simulation.today:
        return visit.window_start <= simulation.end or simulation.chance(0.5)
    return simulation.chance(0.6)


def _propose(
    simulation: Simulation, branch: Branch, first: date, until: date, at: datetime
) -> SolverRun | None:
    days = Visit.objects.filter(branch=branch, on__gte=first, on__lt=until, status="open")
    if not days.exists():
        return None
    dispatcher = simulation.at_desk("dispatcher", branch)
    run = commands.ask_roster(
        actor=dispatcher, branch_id=branch.pk, first_day=first, until_day=until, at=at
    )
    commands.begin_run(actor=dispatcher, run_id=run.pk, at=at)
    proposed = engine.propose_roster(
        branch_id=branch.pk, first_day=first, until_day=until, seconds=0, iterations=STEPS, at=at
    )
    return commands.propose(
        actor=dispatcher, run_id=run.pk, proposed=proposed, at=at + timedelta(seconds=5)
    )


def _adopt(
    simulation: Simulation, branch: Branch, run: SolverRun, visits: set[int] | None, at: datetime
) -> None:
    run.refresh_from_db()
    chosen = run.proposals.filter(worker__isnull=False)
    if visits is not None:
        chosen = chosen.filter(visit_id__in=visits)
    dispatcher = simulation.at_desk("dispatcher", branch)
    if not chosen.exists():
        commands.dismiss_run(actor=dispatcher, run_id=run.pk, at=at)
        return
    try:
        commands.adopt_roster(
            actor=dispatcher,
            run_id=run.pk,
            staffing=run.staffing,
            visit_ids=visits,
            at=at + timedelta(seconds=40),
        )
    except Conflict:
        # As for anybody at that desk: what no longer fits is put aside.
        commands.dismiss_run(actor=dispatcher, run_id=run.pk, at=at)


def _fall_sick(simulation: Simulation, day: date, at: datetime) -> None:
    """Let a few people fall sick; whoever is to be where they were to be comes later."""
    for hand in list(simulation.hands.values()):
        if not simulation.chance(SICK):
            continue
        hand.worker.refresh_from_db()
        if hand.worker.status == "active":
            _report_sick(simulation, hand, day, at)


def _report_sick(simulation: Simulation, hand: Hand, day: date, at: datetime) -> None:
    dispatcher = simulation.at_desk("dispatcher", hand.worker.branch)
    leave = workforce.request_leave(
        actor=hand.actor,
        worker_id=hand.worker.pk,
        starts_at=simulation.on(day, "00:00"),
        ends_at=simulation.on(day + timedelta(days=1), "00:00"),
        reason="sick",
        at=at,
    )
    workforce.decide_leave(actor=dispatcher, leave_id=leave.pk, approved=True, at=at)
    theirs = Assignment.objects.filter(
        worker=hand.worker, visit__on=day, status="assigned", visit__status="staffed"
    )
    for assignment_id in theirs.order_by("id").values_list("id", flat=True):
        commands.withdraw_assignment(
            actor=dispatcher, assignment_id=assignment_id, reason="sick", at=at
        )


def _fill_gaps(simulation: Simulation, day: date, at: datetime) -> None:
    """In the morning, let the engine fill what has come open since Friday."""
    simulation.hand_on(at)
    for branch in simulation.branches.values():
        run = _propose(simulation, branch, day, day + timedelta(days=1), at)
        if run is not None:
            _adopt(simulation, branch, run, None, at)


def _call_off(simulation: Simulation, day: date, at: datetime) -> None:
    ahead = Visit.objects.filter(on=day + timedelta(days=1), status__in=("open", "staffed"))
    for visit in ahead.select_related("branch").order_by("id"):
        if simulation.chance(CALLED_OFF):
            commands.cancel_visit(
                actor=simulation.at_desk("consultant", visit.branch),
                visit_id=visit.pk,
                reason="client_away",
                by_client=True,
                at=at,
            )


def _close_day(simulation: Simulation, day: date, at: datetime) -> None:
    """In the evening, say of every visit that did not take place why."""
    left = Visit.objects.filter(on=day, status__in=("open", "staffed"))
    for visit in left.select_related("branch", "household").order_by("id"):
        dispatcher = simulation.at_desk("dispatcher", visit.branch)
        consents = visit.household.consents.filter(purpose="service", withdrawn_at=None)
        if not consents.exists():
            commands.cancel_visit(
                actor=dispatcher, visit_id=visit.pk, reason="consent", by_client=True, at=at
            )
        else:
            commands.miss_visit(actor=dispatcher, visit_id=visit.pk, reason="no_cover", at=at)


def leave_something_to_do(simulation: Simulation) -> None:
    """In one branch a roster of the coming days lies ready to be adopted; in the other, none."""
    if not simulation.branches:
        return
    at = simulation.end - timedelta(minutes=4)
    branch = next(iter(simulation.branches.values()))
    first = local_day(simulation.end, ZONE) + timedelta(days=1)
    simulation.later(
        at, lambda at: _propose(simulation, branch, first, first + timedelta(days=7), at)
    )
