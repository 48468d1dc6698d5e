"""The engine behind `rota.solve` where coming late has a price."""

from copy import deepcopy
from dataclasses import dataclass, replace

from rota.construct.engine import ENGINE as PLAIN
from rota.core.compile import Compiled, compile_problem
from rota.core.lateness import buffered
from rota.engine import UNPRICED, Found, Task
from rota.naive import judge
from rota.problem import Plan, Problem
from rota.score import Score
from rota.search.engine import CORE_STEPS_PER_PLAIN_ONE, TOO_LARGE, handed_over
from rota.search.engine import ENGINE as CORE
from rota.search.run import Pace, search
from rota.search.starts import with_time_to_spare
from rota.stops import Clock, Iterations, NoGain, Seconds, Stop

BUFFERS = (0, 10, 20, 30, 40, 50, 60, 70, 80)
"""How much longer everything is taken to last, in percent: each is tried for a while."""

SHARE_OF_TRIAL = 0.04
LONGER_TRIALS = 3
SHARE_OF_PLAIN = 0.1
"""Of the time: the plain engine's share, which prices lateness at every place."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """One run of the core, with so much time to spare everywhere."""

    percent: int
    plan: Plan
    score: Score
    pace: Pace


class PunctualEngine:
    """
    Searches days with time to spare, spreads that time over the rounds, and takes the best.

    Which buffer pays is found by trying: the same search with several, priced truly.
    """

    name = "punctual"

    def supports(self, problem: Problem) -> str | None:
        """Return None if lateness has a price, and the core can make a plan to start from."""
        if not problem.weights.lateness_risk:
            return UNPRICED
        return CORE.supports(problem)

    def run(self, task: Task) -> Found:
        """Search until the clock is over; the initial plan is only left for a better one."""
        try:
            start = compile_problem(task.problem, task.lookup, task.seed)
        except OverflowError:
            return handed_over(PLAIN.run(task), TOO_LARGE)
        return _Search(task, start).run()


ENGINE = PunctualEngine()


class _Search:
    def __init__(self, task: Task, start: Compiled) -> None:
        self.task = task
        self.start = start
        self.stages: list[_Stage] = []
        self.began = task.clock.seconds()

    def run(self) -> Found:
        for percent in BUFFERS:
            self._try(percent, self._part(SHARE_OF_TRIAL))
            leaves_more_out = self.stages[-1].score[:2] > self.stages[0].score[:2]
            if leaves_more_out or self.task.clock.cancelled():
                break
        longer: set[int] = set()
        for number in range(LONGER_TRIALS):
            if self.task.clock.cancelled():
                break
            percent = self._next(longer)
            longer.add(percent)
            self._try(percent, self._rest(LONGER_TRIALS - number))
        best = self._best()
        plan = best.plan
        if self.task.initial_plan and self._score(self.task.initial_plan) < best.score:
            plan = self.task.initial_plan
        found = PLAIN.run(replace(self.task, clock=self._last_clock(), initial_plan=plan))
        if best.score <= self._score(found.plan):
            found = replace(found, plan=best.plan)
        return replace(found, paces=tuple(stage.pace.iterations for stage in self.stages))

    def _best(self) -> _Stage:
        return min(self.stages, key=lambda stage: stage.score)

    def _next(self, longer: set[int]) -> int:
        """Return which buffer to try longer: one more than the best, which may have lacked time."""
        best = self._best().percent
        more = BUFFERS[min(BUFFERS.index(best) + 1, len(BUFFERS) - 1)]
        return best if more in longer else more

    def _try(self, percent: int, stop: Stop) -> None:
        number = len(self.stages)
        tables = buffered(self.start.tables, percent, self.task.seed + 7919 * number)
        rules = deepcopy(self.start.rules)
        wanted = self._paces()
        pace = search(
            tables,
            self.task.clock.another(stop),
            pace=Pace(wanted[number]) if number < len(wanted) else None,
            rules=rules,
        )
        plan = replace(self.start, tables=tables, rules=rules).best_plan()
        plan = with_time_to_spare(self.task.lookup, plan)
        score = self._score(plan)
        self.stages.append(_Stage(percent, plan, score, pace))
        if score.hard == 0:
            self.task.report(score, sum(sum(stage.pace.iterations) for stage in self.stages))

    def _score(self, plan: Plan) -> Score:
        return judge(self.task.problem, plan, self.task.lookup).score

    def _paces(self) -> tuple[tuple[int, ...], ...]:
        stop = self.task.clock.stop
        return stop.paces if isinstance(stop, Iterations) else ()

    def _part(self, share: float) -> Stop:
        match self.task.clock.stop:
            case Seconds(limit=limit):
                return Seconds(share * max(0.0, limit - self.began))
            case NoGain(seconds=seconds):
                return Seconds(share * seconds)
            case Iterations(limit=limit):
                return Iterations(int(share * limit))

    def _rest(self, parts: int) -> Stop:
        """Return one of so many parts of what is left to the core."""
        match self.task.clock.stop:
            case Seconds(limit=limit):
                kept = SHARE_OF_PLAIN * (limit - self.began)
                left = limit - kept - self.task.clock.seconds()
                return Seconds(max(0.0, left / parts))
            case NoGain() as stop:
                return stop
            case Iterations(limit=limit):
                used = len(BUFFERS) * SHARE_OF_TRIAL + SHARE_OF_PLAIN
                return Iterations(int((1 - used) * limit / LONGER_TRIALS))

    def _last_clock(self) -> Clock:
        stop = self.task.clock.stop
        if isinstance(stop, Iterations) and not stop.paces:
            budget = -(-stop.limit // CORE_STEPS_PER_PLAIN_ONE)
            return self.task.clock.another(Iterations(budget))
        return self.task.clock
