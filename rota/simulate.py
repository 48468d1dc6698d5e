"""Thousands of uncertain days: who would come late, how often, and where it begins."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rota.gaps import Gap, Journey
from rota.lookup import Lookup
from rota.problem import Plan, Problem
from rota.rounds import Round, Stop
from rota.schedule import lay_out
from rota.units import Moment, Ticks

Times = NDArray[np.float64]
MINUTE_MS = 60_000
MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """
    How far real days stray from the plan: lognormal factors of mean one.

    Coefficients of variation, and the share of the variance that a whole day has in common (rain,
    a holiday's traffic).
    """

    travel: float = 0.25
    duration: float = 0.2
    common: float = 0.3


@dataclass(frozen=True, slots=True)
class StopRisk:
    """One role of a visit over all simulated days. Lateness is against the promise, in ticks."""

    visit: str
    role: str
    worker: str
    starts: Moment
    late: float
    """Share of days on which it starts later than the tolerance allows."""

    begins_here: float
    """Share of days on which it is late though the worker was on time before: a weak link."""

    mean_lateness: float
    worst_in_twenty: float
    """The 95th percentile of its lateness."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would become of a plan. `stops` come in order of `begins_here`, the weakest first."""

    days: int
    on_time: float
    mean_lateness: float
    overtime: float
    """Mean ticks per round and day by which workers come back after their shift has closed."""

    stops: tuple[StopRisk, ...]


def simulate(
    problem: Problem,
    plan: Plan,
    *,
    days: int = 2_000,
    seed: int = 0,
    uncertainty: Uncertainty = Uncertainty(),
    tolerance_ms: int = 10 * MINUTE_MS,
) -> Simulation:
    """
    Live through the plan's horizon `days` times.

    Nobody sets out or starts earlier than planned; a delay is handed on to the next stop, and to
    colleagues who have to start together. The chance factors hang on the visit, so that two plans
    of one problem meet the same luck. Costs about a tenth of a microsecond per stop and day.

    :param tolerance_ms: a start at most this late counts as on time
    :raises ValueError: if `days` is not from 1 to 100,000
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"days: from 1 to {MOST_DAYS}")
    lookup = Lookup(problem)
    schedule = lay_out(lookup, plan)
    rounds = [round_ for some in schedule.rounds.values() for round_ in some]
    luck = _Luck(seed, days, uncertainty)
    tolerance = tolerance_ms // problem.horizon.tick_ms
    actual = _live(rounds, luck)
    risks = []
    overtime = 0.0
    for round_ in rounds:
        before = np.zeros(days, bool)
        for stop in round_.stops:
            lateness = actual[stop.visit.id, stop.role.id] - _promised(stop)
            is_late = lateness > tolerance
            risks.append(_risk(round_, stop, lateness, is_late, is_late & ~before))
            before = is_late
        last = round_.stops[-1]
        ends = actual[last.visit.id, last.role.id] + luck.duration(last)
        back = ends + luck.travel(
            f"{round_.worker.id}/{round_.shift.id}", round_.journeys[-1].ticks
        )
        overtime += float(np.maximum(0, back - round_.shift.closes).mean())
    count = max(1, len(risks))
    return Simulation(
        days,
        1 - sum(risk.late for risk in risks) / count,
        sum(risk.mean_lateness for risk in risks) / count,
        overtime / max(1, len(rounds)),
        tuple(sorted(risks, key=lambda one: (-one.begins_here, -one.late, one.visit, one.role))),
    )


class _Luck:
    """Chance factors, each drawn from a seed of its own name."""

    def __init__(self, seed: int, days: int, uncertainty: Uncertainty) -> None:
        self.seed, self.days, self.uncertainty = seed, days, uncertainty
        self.common_travel = self._normal("travel of the day")
        self.common_duration = self._normal("duration of the day")

    def travel(self, name: str, ticks: Ticks) -> Times:
        return ticks * self._factor(f"t/{name}", self.uncertainty.travel, self.common_travel)

    def duration(self, stop: Stop) -> Times:
        name = f"d/{stop.visit.id}/{stop.role.id}"
        factor = self._factor(name, self.uncertainty.duration, self.common_duration)
        return stop.role.duration * factor

    def _factor(self, name: str, variation: float, common: Times) -> Times:
        spread = np.sqrt(np.log(1 + variation**2))
        share = self.uncertainty.common
        normal = np.sqrt(share) * common + np.sqrt(1 - share) * self._normal(name)
        return np.exp(spread * normal - spread**2 / 2)

    def _normal(self, name: str) -> Times:
        seeds = np.random.SeedSequence([self.seed, zlib.crc32(name.encode())])
        return np.random.Generator(np.random.PCG64(seeds)).standard_normal(self.days)


def _live(rounds: Sequence[Round], luck: _Luck) -> dict[tuple[str, str], Times]:
    """Return the actual start of every stop on every day."""
    free: dict[int, Times] = {}
    actual: dict[tuple[str, str], Times] = {}
    stops = [
        (stop.starts, stop.visit.roles.index(stop.role), number, at)
        for number, round_ in enumerate(rounds)
        for at, stop in enumerate(round_.stops)
    ]
    crews: dict[str, list[tuple[int, int]]] = {}
    for _, _, number, at in sorted(stops):
        stop = rounds[number].stops[at]
        arrives = _arrival(rounds[number], at, free.get(number), luck)
        starts = np.maximum(arrives, stop.starts)
        first = actual.get((stop.visit.id, stop.visit.roles[0].id))
        if first is not None:
            starts = np.maximum(starts, first + stop.role.after_least)
        actual[stop.visit.id, stop.role.id] = starts
        free[number] = starts + luck.duration(stop)
        crew = crews.setdefault(stop.visit.id, [])
        crew.append((number, at))
        if first is not None and stop.role.after_most == 0:
            _wait_for(rounds, crew, starts, actual, free, luck)
    return actual


def _wait_for(
    rounds: Sequence[Round],
    crew: Sequence[tuple[int, int]],
    starts: Times,
    actual: dict[tuple[str, str], Times],
    free: dict[int, Times],
    luck: _Luck,
) -> None:
    """Let those who start together with a latecomer start when the latecomer does."""
    for number, at in crew:
        stop = rounds[number].stops[at]
        if stop.role.after_most == 0:
            key = (stop.visit.id, stop.role.id)
            actual[key] = np.maximum(actual[key], starts)
            free[number] = actual[key] + luck.duration(stop)


def _arrival(round_: Round, at: int, free: Times | None, luck: _Luck) -> Times:
    """Return when the worker is at the door: after way, errand and any break in between."""
    gap, way, stop = round_.gaps[at], round_.journeys[at], round_.stops[at]
    leaves = np.full(luck.days, float(way.departs)) if free is None else free
    rested = _rested(round_, gap, way)
    on_the_way = luck.travel(f"{stop.visit.id}/{stop.role.id}", max(0, way.ticks))
    return leaves + on_the_way + gap.errand_ticks + rested


def _rested(round_: Round, gap: Gap, way: Journey) -> Ticks:
    """Return how long the worker rests between the stop before and this one."""
    begins = way.departs if gap.first else gap.opens
    return sum(
        rest.ends - rest.starts
        for rest in round_.rests
        if begins <= rest.starts and rest.ends <= gap.closes
    )


def _promised(stop: Stop) -> Moment:
    for promise in stop.visit.promises:
        if promise.role == stop.role.id and promise.starts is not None:
            return max(promise.starts, stop.starts)
    return stop.starts


def _risk(
    round_: Round,
    stop: Stop,
    lateness: Times,
    is_late: NDArray[np.bool_],
    begins: NDArray[np.bool_],
) -> StopRisk:
    return StopRisk(
        stop.visit.id,
        stop.role.id,
        round_.worker.id,
        stop.starts,
        float(is_late.mean()),
        float(begins.mean()),
        float(np.maximum(0, lateness).mean()),
        float(np.percentile(np.maximum(0, lateness), 95)),
    )
