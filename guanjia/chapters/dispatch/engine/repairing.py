"""When people cannot come, or a visit cannot wait: distinct ways to go on, with price and touched."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

import rota
from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.engine.answers import Moved, Option, Sent
from guanjia.chapters.dispatch.engine.posing import pose
from guanjia.chapters.dispatch.engine.problem import Posed, number, visit_key
from guanjia.chapters.dispatch.engine.solving import why_nobody
from guanjia.chapters.dispatch.engine.suiting import willing
from guanjia.chapters.dispatch.queries.cleared import cleared_for
from guanjia.chapters.dispatch.queries.solver_input import (
    Booking,
    Scene,
    SolverTask,
    as_said,
    scene,
)
from guanjia.chapters.dispatch.rules.reasons import Reason, because
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import week_of
from guanjia.kernel.money import half_up
from guanjia.kernel.periods import Period
from rota.desk import Desk
from rota.problem import Visit as RotaVisit
from rota.repair import Repair, Urgent, repair_at

MILLIFEN = 1_000
MOST_OPTIONS = 3
URGENT = 8
"""How much an orphaned or urgent visit weighs beside the others that nobody goes to."""


def orphaned(days: Scene, on: date) -> dict[int, tuple[Booking, ...]]:
    """Return the day's visits ahead whose people are on leave -> who of them cannot come."""
    leaves = {person.id: person.leaves for person in days.people}
    ahead = {task.id for task in days.tasks if task.on == on and task.status == "staffed"}
    found: dict[int, tuple[Booking, ...]] = {}
    for one in days.bookings:
        is_away = any(leave.overlaps(one.period) for leave in leaves.get(one.worker_id, ()))
        if one.visit_id in ahead and one.status == "assigned" and is_away:
            found[one.visit_id] = (*found.get(one.visit_id, ()), one)
    return found


def repairs(
    *, actor: Actor, branch_id: int, on: date, urgent: Collection[int], at: datetime
) -> tuple[Option, ...]:
    """
    Return up to three distinct ways through a day on which people cannot come, the best first.

    Served anew are the visits ahead whose people are on leave, and the open ones in `urgent`. Other
    visits of the day give way where that helps, but not those that are fixed; a fixed visit whose
    worker is away keeps its time. Nobody is thought of who is not cleared, away or elsewhere.

    Some twenty-seven SQL queries, and one insertion for each orphaned visit and option.

    :raises NotAllowed: if the actor does not plan the branch's days
    """
    policies.may_plan(actor, branch_id).require()
    days = scene(branch_id, on, week_of(on) + timedelta(days=7), at=at)
    orphans = orphaned(days, on)
    touched = frozenset(orphans) | {
        task.id for task in days.tasks if task.id in urgent and task.status == "open"
    }
    if not touched:
        return ()
    before = _sent(days)
    days = _opened(days, orphans, touched)
    cleared = cleared_for(days.tasks, [person.id for person in days.people])
    allowed = willing(days, days.tasks, cleared)
    posed = pose(days, allowed, free=touched, movable=_movable(days, on, at) - touched)
    problem, asked = _without(posed, touched)
    desk = Desk(problem, posed.standing)
    events = [Urgent(stop) for stop in asked]
    found = repair_at(desk, events, MOST_OPTIONS) if events else ()
    why = {
        task.id: why_nobody(days, allowed, posed, posed.standing, task)
        for task in days.tasks
        if task.id in touched & posed.free and any(_left(one, task.id) for one in found)
    }
    options = [_option(one, posed, touched, before, why) for one in found]
    if not events:
        options = [Option((), frozenset(), 0)]
    late = tuple(
        Moved(visit_id, before.get(visit_id, ()), (), (because("in_the_past"),))
        for visit_id in sorted(touched & posed.late)
    )
    return tuple(replace(one, moves=(*one.moves, *late)) for one in options)


def _left(found: Repair, visit_id: int) -> bool:
    return visit_key(visit_id) in found.left_out


def _sent(days: Scene) -> dict[int, tuple[Sent, ...]]:
    """Return visit -> who is to go there as things stand."""
    sent: dict[int, tuple[Sent, ...]] = {}
    for one in days.bookings:
        if one.status == "assigned":
            known = sent.get(one.visit_id, ())
            sent[one.visit_id] = (*known, Sent(one.worker_id, one.period.start))
    return sent


def _opened(
    days: Scene, orphans: dict[int, tuple[Booking, ...]], touched: Collection[int]
) -> Scene:
    """Return the days with the touched visits open, and those who can still come in their place."""
    gone = {(one.visit_id, one.worker_id) for lost in orphans.values() for one in lost}
    starts = {visit_id: lost[0].period for visit_id, lost in orphans.items()}
    return replace(
        days,
        tasks=tuple(
            _open(days, task, starts.get(task.id)) if task.id in touched else task
            for task in days.tasks
        ),
        bookings=tuple(one for one in days.bookings if (one.visit_id, one.worker_id) not in gone),
    )


def _open(days: Scene, task: SolverTask, standing: Period | None) -> SolverTask:
    """Return a visit as one to be placed; a fixed one at the time that the household knows."""
    if task.is_fixed and standing:
        return replace(task, status="open", window=standing, priority=URGENT)
    window = as_said(task, days.said, days.zone).window
    return replace(task, status="open", window=window, priority=URGENT)


def _movable(days: Scene, on: date, at: datetime) -> frozenset[int]:
    starts = {one.visit_id: one.period.start for one in days.bookings if one.status == "assigned"}
    return frozenset(
        task.id
        for task in days.tasks
        if task.on == on
        and task.status == "staffed"
        and not task.is_fixed
        and task.id in starts
        and starts[task.id] > at
    )


def _without(posed: Posed, touched: Collection[int]) -> tuple[rota.Problem, list[RotaVisit]]:
    """Return the problem without the visits to be placed anew, and those."""
    keys = {visit_key(visit_id) for visit_id in touched}
    problem = posed.problem
    series = []
    for one in problem.series:
        visits = tuple(visit for visit in one.visits if visit not in keys)
        if len(visits) > 1:
            series.append(replace(one, visits=visits))
    asked = [stop for stop in problem.visits if stop.id in keys]
    staying = tuple(stop for stop in problem.visits if stop.id not in keys)
    return replace(problem, visits=staying, series=tuple(series)), asked


def _option(
    found: Repair,
    posed: Posed,
    touched: Collection[int],
    before: dict[int, tuple[Sent, ...]],
    why: dict[int, tuple[Reason, ...]],
) -> Option:
    moves = []
    for move in found.moves:
        visit_id = number(move.visit)
        after = tuple(
            Sent(number(one.worker), posed.problem.horizon.instant(one.starts))
            for one in move.after
        )
        reasons = () if after else why.get(visit_id, ())
        moves.append(Moved(visit_id, before.get(visit_id, ()), after, reasons))
    return Option(
        moves=tuple(moves),
        others=frozenset(map(number, found.others)) - frozenset(touched),
        price_fen=half_up(found.cost, MILLIFEN),
    )
