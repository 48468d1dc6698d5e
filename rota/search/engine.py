"""The engine behind `rota.solve` that searches on the compiled core."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from rota.construct.engine import ENGINE as PLAIN
from rota.core.compile import Compiled, compile_problem, impossible, relaxed
from rota.core.layout import Tables
from rota.engine import Found, Status, Task
from rota.naive import judge
from rota.problem import Plan, Problem
from rota.score import Score
from rota.search.run import search
from rota.stops import Clock, Iterations, NoGain, Seconds, Stop

HEAD_START = 0.6
"""Share of the time for the core where it knows only part of the rules."""

CORE_STEPS_PER_PLAIN_ONE = 100
SECONDS_BETWEEN_REPORTS = 0.25


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
        """Search until the clock is over; the initial plan is only left for a better one."""
        try:
            starts = [
                compile_problem(task.problem, task.lookup, task.seed + 7919 * number)
                for number in range(task.cores)
            ]
        except OverflowError:
            return PLAIN.run(task)
        is_exact = relaxed(task.problem) is None
        stop = task.clock.stop if is_exact else _head_start(task.clock)
        iterations = _search_all(task, starts, stop, reports=is_exact)
        plan = min(starts, key=lambda one: _value(one.tables)).best_plan()
        judged = judge(task.problem, plan, task.lookup)
        if judged.broken or not is_exact:
            return _hand_over(task, plan, iterations)
        if task.initial_plan:
            standing = judge(task.problem, task.initial_plan, task.lookup)
            if not standing.broken and standing.score < judged.score:
                plan = task.initial_plan
        return Found(plan, iterations, _status(task.clock, starts[0].tables))


ENGINE = CoreEngine()


def _head_start(clock: Clock) -> Stop:
    match clock.stop:
        case Seconds(limit=limit):
            return Seconds(max(0.0, (limit - clock.seconds()) * HEAD_START))
        case NoGain(seconds=seconds):
            return Seconds(seconds)
        case Iterations():
            return clock.stop


def _search_all(task: Task, starts: list[Compiled], stop: Stop, *, reports: bool) -> int:
    """Search from every start at once, a thread each; return the iterations of one."""
    last = [-SECONDS_BETWEEN_REPORTS]

    def report(iterations: int) -> None:
        task.clock.gain()
        if reports and task.clock.seconds() - last[0] >= SECONDS_BETWEEN_REPORTS:
            last[0] = task.clock.seconds()
            task.report(_score(task.problem, starts[0]), iterations)

    def run(number: int) -> int:
        clock = Clock(stop, task.clock.cancelled)
        pace = search(starts[number].tables, clock, report if number == 0 else None)
        return sum(pace.iterations)

    if len(starts) == 1:
        return run(0)
    with ThreadPoolExecutor(len(starts)) as threads:
        return max(threads.map(run, range(len(starts))))


def _hand_over(task: Task, plan: Plan, iterations: int) -> Found:
    """Let the plain engine make a plan legal, and better, in what is left of the time."""
    clock = task.clock
    if isinstance(clock.stop, Iterations):
        budget = -(-clock.stop.limit // CORE_STEPS_PER_PLAIN_ONE)
        clock = Clock(Iterations(budget), clock.cancelled)
    found = PLAIN.run(replace(task, clock=clock, initial_plan=plan))
    return replace(found, iterations=max(iterations, found.iterations))


def _status(clock: Clock, tables: Tables) -> Status:
    if not tables.fit.any():
        return "finished"
    return "cancelled" if clock.cancelled() else "stopped"


def _value(tables: Tables) -> int:
    return int(tables.best_tally[0] + tables.best_tally[1])


def _score(problem: Problem, compiled: Compiled) -> Score:
    """Split the one number that the core minimises into its levels."""
    best = compiled.tables.best
    out = {visit.id: visit for row, (visit, _role) in enumerate(compiled.roles) if best[row, 2] < 0}
    points = sum(problem.weights.priority_points[visit.priority] for visit in out.values())
    for row, (visit, role) in enumerate(compiled.roles):
        worker = compiled.shifts[int(best[row, 2])][0].id if best[row, 2] >= 0 else ""
        for promise in visit.promises:
            if promise.role == role.id and promise.worker not in (None, worker):
                points += promise.worker_points
    cost = _value(compiled.tables) - points * compiled.points_price
    return Score(0, points, cost)
