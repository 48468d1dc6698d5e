"""Find a plan for a problem: the front door of the engines."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rota.engine import UNPRICED, Engine, Status, Task, TracePoint
from rota.lookup import Lookup
from rota.naive import judge
from rota.problem import Plan, Problem
from rota.refused import Unsupported
from rota.score import Score
from rota.stops import Clock, Iterations, Seconds, Stop

ENGINES = ("rota.search.punctual", "rota.search.engine", "rota.construct.engine")
"""Modules that hold an engine as `ENGINE`, the preferred one first (see `rota.engine`)."""

SECONDS_BETWEEN_REPORTS = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is."""

    seconds: float
    iterations: int
    fraction: float
    score: Score


@dataclass(frozen=True, slots=True)
class Replay:
    """What finds the same plan again: `solve(problem, **replay.arguments())`."""

    engine: str
    seed: int
    cores: int
    iterations: int
    first_steps: int | None = None
    paces: tuple[tuple[int, ...], ...] = ()

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments of `solve` that repeat the run; add its initial plan."""
        stop = Iterations(self.iterations, self.first_steps, self.paces)
        return {"stop": stop, "seed": self.seed, "cores": self.cores, "engine": self.engine}


@dataclass(frozen=True, slots=True)
class Result:
    """
    A legal plan, what it is worth, how the search went, and how to repeat it.

    `engine` is which engine finished it, and `because` the block for which none preferred to it
    did; empty where the preferred one did.
    """

    plan: Plan
    score: Score
    status: Status
    left_out: tuple[str, ...]
    seconds: float
    trace: tuple[TracePoint, ...]
    replay: Replay
    engine: str
    because: str


def solve(
    problem: Problem,
    *,
    stop: Stop = Seconds(10),
    seed: int = 0,
    cores: int = 1,
    initial_plan: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    engine: str | None = None,
) -> Result:
    """
    Return the best plan found within `stop`; it keeps every hard rule.

    With `Iterations` the plan depends on `problem`, `seed`, `cores` and `initial_plan` alone.
    Visits that cannot be served legally are left out (`Result.left_out`). If the engine has to be
    compiled first, the log says so, and `stop` counts from when that is done.

    :param cores: threads to use; an engine may use fewer
    :param initial_plan: where to start from; what is illegal in it is dropped
    :param on_progress: called at most ten times a second, in the calling thread or another
    :param cancel: asked often; once it says True, the best plan so far is returned
    :param engine: the name of an engine, to insist on it
    :raises Unsupported: if no engine honours every block of the problem, naming the block
    :raises ValueError: if `cores` is below 1
    """
    if cores < 1:
        raise ValueError("cores: at least 1")
    # Loads the compiler, which takes a second; whoever asks about plans only does without it.
    from rota.core.warming import make_ready

    chosen, because = _engine_for(problem, engine)
    make_ready()
    lookup = Lookup(problem)
    clock = Clock(stop, cancel or _never)
    trace: list[TracePoint] = []
    report = _reporter(clock, trace, on_progress)
    task = Task(problem, lookup, clock, seed, cores, initial_plan, report)
    found = chosen.run(task)
    judged = judge(problem, found.plan, lookup)
    if judged.broken:
        rules = ", ".join(sorted({one.rule for one in judged.broken}))
        raise AssertionError(f"engine {chosen.name} returned an illegal plan: {rules}")
    trace.append(TracePoint(clock.seconds(), found.iterations, judged.score))
    served = found.plan.visits()
    return Result(
        plan=found.plan,
        score=judged.score,
        status=found.status,
        left_out=tuple(visit.id for visit in problem.visits if visit.id not in served),
        seconds=clock.seconds(),
        trace=tuple(trace),
        replay=Replay(chosen.name, seed, cores, found.iterations, found.first_steps, found.paces),
        engine=found.finished_by or chosen.name,
        because=found.because or because,
    )


def _engine_for(problem: Problem, name: str | None) -> tuple[Engine, str]:
    """Return the engine to use, and the block for which no other was taken that is made for it."""
    refusals = []
    because = ""
    for module in ENGINES:
        engine: Engine = importlib.import_module(module).ENGINE
        if name is not None and engine.name != name:
            continue
        block = engine.supports(problem)
        if block is None:
            return engine, because
        if block != UNPRICED:
            because = block
        refusals.append(f"{engine.name} does not support {block}")
    raise Unsupported("; ".join(refusals) or f"there is no engine named {name}")


def _reporter(
    clock: Clock, trace: list[TracePoint], on_progress: Callable[[Progress], None] | None
) -> Callable[[Score, int], None]:
    last = [-SECONDS_BETWEEN_REPORTS]

    def report(score: Score, iterations: int) -> None:
        seconds = clock.seconds()
        if seconds - last[0] < SECONDS_BETWEEN_REPORTS:
            return
        last[0] = seconds
        if not trace or score < trace[-1].score:
            trace.append(TracePoint(seconds, iterations, score))
        if on_progress:
            on_progress(Progress(seconds, iterations, clock.fraction(iterations), score))

    return report


def _never() -> bool:
    return False
