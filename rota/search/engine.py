"""The engine behind `rota.solve` that searches on the compiled core."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from rota.construct.engine import ENGINE as PLAIN
from rota.core import layout
from rota.core.compile import Compiled, compile_problem
from rota.core.known import impossible, relaxed
from rota.core.layout import Tables
from rota.engine import Found, Status, Task
from rota.naive import judge
from rota.problem import Plan, Problem
from rota.score import Score
from rota.search.follow import follow
from rota.search.run import GOING_ON, Pace, is_by_district, search
from rota.stops import Clock, Iterations, NoGain, Seconds, Stop

HEAD_START = 0.6
"""Share of the time for the core where it knows only part of the rules."""

CORE_STEPS_PER_PLAIN_ONE = 100
SECONDS_BETWEEN_REPORTS = 0.25
TOO_LARGE = "numbers beyond the core's range"


class CoreEngine:
    """
    Searches on the compiled core, and hands over to the plain engine what the core cannot know.

    Where the core knows every rule and price of the problem, its plan is final. Otherwise its
    plan is where the plain engine starts from, which honours everything.
    """

    name = "core"

    def supports(self, problem: Problem) -> str | None:
        """Return None, or the block that the core cannot even leave out of account."""
        return impossible(problem) or PLAIN.supports(problem)

    def run(self, task: Task) -> Found:
        """Search until the clock is over, from the initial plan if there is one."""
        try:
            starts = [compile_problem(task.problem, task.lookup, task.seed)]
            if not is_by_district(starts[0].tables, starts[0].rules):
                starts += [
                    compile_problem(task.problem, task.lookup, task.seed + 7919 * number)
                    for number in range(1, task.cores)
                ]
        except OverflowError:
            return handed_over(PLAIN.run(task), TOO_LARGE)
        is_exact = relaxed(task.problem) is None
        if task.initial_plan:
            for one in starts:
                follow(one, task.lookup, task.initial_plan)
        paces = _search_all(task, starts, reports=is_exact)
        iterations = max(sum(pace.iterations) for pace in paces)
        plan = min(starts, key=lambda one: _value(one.tables)).best_plan()
        found = Found(plan, iterations, _status(task.clock, starts[0].tables))
        if not is_exact or judge(task.problem, plan, task.lookup).broken:
            found = handed_over(_hand_over(task, plan), relaxed(task.problem) or "a rule")
        if task.initial_plan and _is_better(task, task.initial_plan, found.plan):
            found = replace(found, plan=task.initial_plan)
        return replace(found, paces=tuple(pace.iterations for pace in paces))


ENGINE = CoreEngine()


def handed_over(found: Found, because: str) -> Found:
    """Return what the plain engine has found, saying that it did and for which block."""
    return replace(found, finished_by=PLAIN.name, because=because)


def _limit(clock: Clock, *, is_exact: bool) -> Stop:
    """Return what the core may use: all that is left, or a head start before the plain engine."""
    match clock.stop:
        case Seconds(limit=limit):
            left = max(0.0, limit - clock.seconds())
            return Seconds(left if is_exact else left * HEAD_START)
        case NoGain(seconds=seconds):
            return clock.stop if is_exact else Seconds(seconds)
        case Iterations():
            return clock.stop


def _search_all(task: Task, starts: list[Compiled], *, reports: bool) -> list[Pace]:
    """
    Search from every start at once, a thread each; from one start with all threads.

    :param reports: whether scores are exact
    """
    last = [-SECONDS_BETWEEN_REPORTS]
    stop = _limit(task.clock, is_exact=reports)
    wanted = stop.paces if isinstance(stop, Iterations) else ()

    def report(iterations: int) -> None:
        task.clock.gain()
        if reports and task.clock.seconds() - last[0] >= SECONDS_BETWEEN_REPORTS:
            last[0] = task.clock.seconds()
            task.report(_score(task.problem, starts[0]), iterations)

    def run(number: int) -> Pace:
        clock = Clock(stop, task.clock.cancelled)
        better = report if number == 0 else None
        pace = Pace(wanted[number]) if number < len(wanted) else None
        one = starts[number]
        settings = GOING_ON if task.initial_plan else None
        cores = task.cores if len(starts) == 1 else 1
        return search(one.tables, clock, better, settings, pace, one.rules, cores)

    if len(starts) == 1:
        return [run(0)]
    with ThreadPoolExecutor(len(starts)) as threads:
        return list(threads.map(run, range(len(starts))))


def _hand_over(task: Task, plan: Plan) -> Found:
    """Let the plain engine make a plan legal, and better, in what is left of the time."""
    clock = task.clock
    stop = clock.stop
    if isinstance(stop, Iterations) and not stop.paces:
        budget = -(-stop.limit // CORE_STEPS_PER_PLAIN_ONE)
        clock = Clock(Iterations(budget), clock.cancelled)
    return PLAIN.run(replace(task, clock=clock, initial_plan=plan))


def _is_better(task: Task, one: Plan, other: Plan) -> bool:
    judged = judge(task.problem, one, task.lookup)
    if judged.broken:
        return False
    return judged.score < judge(task.problem, other, task.lookup).score


def _status(clock: Clock, tables: Tables) -> Status:
    if not tables.fit.any():
        return "finished"
    return "cancelled" if clock.cancelled() else "stopped"


def _value(tables: Tables) -> int:
    return int(tables.best_tally[0] + tables.best_tally[1])


def _score(problem: Problem, compiled: Compiled) -> Score:
    """Split the one number that the core minimises into its levels."""
    best = compiled.tables.best
    out = {
        visit.id: visit
        for row, (visit, _role) in enumerate(compiled.roles)
        if best[row, layout.ROUND] < 0
    }
    points = sum(problem.weights.priority_points[visit.priority] for visit in out.values())
    for row, (visit, role) in enumerate(compiled.roles):
        is_out = best[row, layout.ROUND] < 0
        worker = "" if is_out else compiled.shifts[int(best[row, layout.ROUND])][0].id
        for promise in visit.promises:
            if promise.role != role.id:
                continue
            if promise.worker not in (None, worker):
                points += promise.worker_points
            if promise.starts is not None:
                off = abs(int(best[row, layout.START]) - promise.starts)
                points += promise.time_points * (is_out or off > promise.tolerance)
    cost = _value(compiled.tables) - points * compiled.points_price
    return Score(0, points, cost)
