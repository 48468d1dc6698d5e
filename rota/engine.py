"""
What a search engine has to be, for `rota.solve` to use it.

An engine is an object with a `name`, the method `supports` and the method `run`. The modules in
`rota.solve.ENGINES` each hold one as `ENGINE`; the first that supports a problem solves it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from rota.lookup import Lookup
from rota.problem import Plan, Problem
from rota.score import Score
from rota.stops import Clock

Status = Literal["finished", "stopped", "cancelled"]
"""finished: nothing was left to try; stopped: the limit was reached; cancelled: by the caller."""

UNPRICED = "plans without a price of lateness"
"""Why the engine for such a price stands back where there is none: nothing is lost by it."""


@dataclass(frozen=True, slots=True)
class TracePoint:
    """The best score known at some point of a search."""

    seconds: float
    iterations: int
    score: Score


@dataclass(frozen=True, slots=True)
class Task:
    """
    What an engine is asked to do.

    It asks `clock.is_over(iterations)` often enough to keep limits to a tenth of a second, and
    calls `report(best_score, iterations)` as often as it likes (it is cheap and throttled). With a budget of iterations its plan depends on `seed` and `cores` only.
    """

    problem: Problem
    lookup: Lookup
    clock: Clock
    seed: int
    cores: int
    initial_plan: Plan | None
    report: Callable[[Score, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine has found: a legal plan."""

    plan: Plan
    iterations: int
    status: Status
    first_steps: int | None = None
    """Steps of the construction made, if time was up before the first plan stood."""
    paces: tuple[tuple[int, ...], ...] = ()
    """Iterations made at each temperature, by thread, where an engine cools by time."""
    finished_by: str = ""
    """The engine that finished the work, if it was handed over; empty if it was not."""
    because: str = ""
    """The block for which it was handed over."""


class Engine(Protocol):
    """Finds plans."""

    name: str

    def supports(self, problem: Problem) -> str | None:
        """Return None if every block that `problem` uses is honoured, else which one is not."""

    def run(self, task: Task) -> Found:
        """Search until the clock is over. The plan keeps every hard rule."""
