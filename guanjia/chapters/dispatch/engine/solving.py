"""Proposing a roster: who goes where when, and why; or why nobody."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from time import monotonic

import rota
from guanjia.chapters.dispatch.engine.answers import Proposed, Roster
from guanjia.chapters.dispatch.engine.obstacles import RELAXATIONS, code_of
from guanjia.chapters.dispatch.engine.posing import pose
from guanjia.chapters.dispatch.engine.problem import (
    Allowed,
    Posed,
    number,
    visit_key,
)
from guanjia.chapters.dispatch.engine.suiting import matches_of, stays_away, willing
from guanjia.chapters.dispatch.engine.travel import seconds_between
from guanjia.chapters.dispatch.queries.cleared import cleared_for
from guanjia.chapters.dispatch.queries.solver_input import Person, Scene, SolverTask, scene
from guanjia.chapters.dispatch.rules.reasons import Reason, because
from guanjia.chapters.dispatch.rules.suiting import SPEAK_FOR
from guanjia.kernel.clock import hours_and_minutes, local_day, minute_of

MOST_EXPLAINED = 40
"""For so many visits that stay open it is worked out why; the rest are asked about one by one."""

MOST_WHY = 3
UNREADABLE = (because("unreadable"),)
ALL = 1000
PATIENCE = 0.3
"""The share of its time after which a search that finds nothing better is ended."""


def propose_roster(
    *,
    branch_id: int,
    first_day: date,
    until_day: date,
    seconds: float,
    at: datetime,
    iterations: int | None = None,
    on_progress: Callable[[int], None] = lambda thousandths: None,
) -> Roster:
    """
    Propose somebody for every open visit of the days, leaving what is staffed as it is.

    Nobody is proposed who is not cleared on that day or is elsewhere at that time. What cannot be
    planned with is left out and named. Twenty-four SQL
    queries, then at most `seconds` of work, then a look at each visit left open.

    :param iterations: how long to work instead of `seconds`; the answer is then the same each time
    :param on_progress: told often how far the work is, in thousandths
    """
    days = scene(branch_id, first_day, until_day, at=at)
    on_progress(0)
    cleared = cleared_for(days.tasks, [person.id for person in days.people])
    allowed = willing(days, days.tasks, cleared)
    on_progress(0)
    posed = pose(days, allowed)
    on_progress(0)
    patience = _Patience(seconds * PATIENCE, on_progress)
    result = rota.solve(
        posed.problem,
        stop=rota.Seconds(seconds) if iterations is None else rota.Iterations(iterations),
        on_progress=patience.hear,
        cancel=patience.is_over if iterations is None else None,
    )
    proposals = []
    for proposed in _proposals(days, allowed, posed, result.plan):
        on_progress(ALL)
        proposals.append(proposed)
    return Roster(tuple(proposals), result.engine, result.because, result.seconds, posed.unreadable)


class _Patience:
    """Ends a search that has found nothing better for a while, once it has found something."""

    def __init__(self, seconds: float, on_progress: Callable[[int], None]) -> None:
        self._seconds, self._on_progress = seconds, on_progress
        self._best: rota.Score | None = None
        self._gained = 0.0

    def hear(self, now: rota.Progress) -> None:
        """Take note of how far the search is."""
        if self._best is None or now.score < self._best:
            self._best, self._gained = now.score, monotonic()
        self._on_progress(int(now.fraction * ALL))

    def is_over(self) -> bool:
        """Test whether it has gone on for long enough without gain."""
        return self._best is not None and monotonic() - self._gained > self._seconds


def _proposals(days: Scene, allowed: Allowed, posed: Posed, plan: rota.Plan) -> Iterable[Proposed]:
    tasks = {task.id: task for task in days.tasks}
    people = {person.id: person for person in days.people}
    before = _stops_before(plan, posed)
    sent: dict[int, list[rota.Assignment]] = {}
    for one in plan:
        sent.setdefault(number(one.visit), []).append(one)
    explained = 0
    for task in days.tasks:
        if task.id in posed.unreadable.visits and task.status == "open":
            yield Proposed(task.id, None, None, UNREADABLE)
        if task.id in posed.late and task.status == "open":
            yield Proposed(task.id, None, None, (because("in_the_past"),))
        if task.id not in posed.free:
            continue
        for one in sent.get(task.id, ()):
            person = people[number(one.worker)]
            earlier = tasks.get(before.get((one.visit, one.worker), 0))
            yield Proposed(
                task.id,
                person.id,
                posed.problem.horizon.instant(one.starts),
                why(days, person, task, earlier, len(allowed.get(task.id, ()))),
            )
        if task.id not in sent:
            explained += 1
            reasons = why_nobody(
                days, allowed, posed, plan, task, full=explained <= MOST_EXPLAINED, searched=True
            )
            yield Proposed(task.id, None, None, reasons)


def _stops_before(plan: rota.Plan, posed: Posed) -> dict[tuple[str, str], int]:
    """Return (visit, worker) -> the visit that the worker makes just before on the same day."""
    horizon = posed.problem.horizon
    found = {}
    last: dict[tuple[str, object], str] = {}
    for one in sorted(plan, key=lambda one: one.starts):
        day = (one.worker, local_day(horizon.instant(one.starts), horizon.zone))
        if day in last:
            found[one.visit, one.worker] = number(last[day])
        last[day] = one.visit
    return found


def why(
    days: Scene, person: Person, task: SolverTask, earlier: SolverTask | None, circle: int
) -> tuple[Reason, ...]:
    """Return why this person is a good choice for the visit, the weightiest reason first."""
    pair = (person.id, task.household_id)
    reasons = []
    if pair in days.asked:
        reasons.append(because("asked_for"))
    suits = matches_of(days, person, task)
    reasons += [one for one in suits if one.code in SPEAK_FOR]
    if times := days.times.get(pair):
        reasons.append(because("regular", times=times, weeks=days.figures.regular_days // 7))
    if earlier:
        way = seconds_between(person.mode, earlier.point, task.point)
        if way is not None:
            reasons.append(because("on_the_way", minutes=_minutes(way)))
    elif person.point is None:
        reasons.append(because("way_unknown"))
    else:
        way = seconds_between(person.mode, person.point, task.point)
        if way is not None:
            reasons.append(because("near_home", minutes=_minutes(way)))
    reasons.append(because("only_one") if circle == 1 else because("one_of", count=circle))
    if not times:
        reasons.append(because("new_here"))
    reasons += [one for one in suits if one.code not in SPEAK_FOR]
    return tuple(reasons)


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)


def why_nobody(
    days: Scene,
    allowed: Allowed,
    posed: Posed,
    plan: rota.Plan,
    task: SolverTask,
    *,
    full: bool = True,
    searched: bool = False,
) -> tuple[Reason, ...]:
    """
    Return why nobody goes, by how many each rule keeps away, and what would have to give.

    :param full: whether to work it out; if not, only what is known at once
    :param searched: whether `plan` is what a search ended with; who could be added to it was only
        not come to
    """
    if not allowed.get(task.id):
        away = Counter(
            reason.code for one in days.people for reason in stays_away(days, one, task)[:1]
        )
        kept = (because("kept_away", count=count, why=code) for code, count in away.items())
        return (because("nobody_cleared"), *kept)
    if not full:
        return ()
    explained = rota.explain(posed.problem, plan, visit_key(task.id))
    counts: Counter[str] = Counter()
    for other in explained.others:
        if other.obstacle and other.role == "1":
            counts[code_of(other.obstacle.rule, dict(other.obstacle.about))] += 1
    could_go = [one for one in explained.others if one.role == "1" and one.obstacle is None]
    if could_go and searched:
        return (because("could_go", count=len(could_go)),)
    reasons = [
        because("kept_away", count=count, why=code) for code, count in counts.most_common(MOST_WHY)
    ]
    helpful = [one for one in explained.relaxations if one.kind in RELAXATIONS]
    for one in helpful[:1]:
        at = posed.problem.horizon.instant(one.starts)
        reasons.append(
            because(
                RELAXATIONS[one.kind],
                worker_id=number(one.worker),
                time=hours_and_minutes(minute_of(at, days.zone)),
                minutes=timedelta(milliseconds=one.ticks * posed.problem.horizon.tick_ms)
                // timedelta(minutes=1),
            )
        )
    return tuple(reasons)
