"""
Plans of the made-up city as promises to clients, and who keeps them on uncertain days.

A peer is given the day with everything taking longer than it is likely to (its buffers); the
starts it then plans are what clients are told. `rota.simulate`, which knows none of the engines,
lives through the same days for all of them.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from rota import Assignment, Model, Plan, Problem, check
from rota.bench.city import City, Routes
from rota.bench.city_solvers import SOLVERS
from rota.bench.clocks import make_clock
from rota.core import warm
from rota.engine import Task
from rota.lookup import Lookup
from rota.search.punctual import ENGINE
from rota.simulate import simulate

OURS = "rota"
FIRST_DAY = "2026-11-23"
ROLE = "1"
MILLIFEN_PER_SECOND = 1_000
"""The price of travel: a late visit that costs 1,000 of these is worth 1,000 s on the way."""


class Setting(NamedTuple):
    """How an engine is asked to be careful: buffers in percent, or seconds a late visit is worth."""

    travel_buffer: int
    work_buffer: int
    late_worth: int

    def __str__(self) -> str:
        if self.late_worth:
            return f"late visit worth {self.late_worth:,} s"
        return f"travel +{self.travel_buffer} %, work +{self.work_buffer} %"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a plan: visits left out, seconds on the way, late visits a day."""

    unassigned: int
    travel: int
    late: float
    lateness: float
    """Mean seconds that a visit begins after its promise."""


def problem_of(city: City, late_worth: int) -> Problem:
    """Return the day as a problem; ids are numbers of workers and visits."""
    model = Model(FIRST_DAY)
    midnight = model.at("00:00")
    for place in range(len(city.travel)):
        model.place(str(place))
    length = [timedelta(seconds=second) for second in range(int(city.travel.max()) + 1)]
    model.travel_table("ebike", [[length[way] for way in row] for row in city.travel.tolist()])
    for number, worker in enumerate(city.workers):
        name = model.worker(str(number), skills={str(skill): 1 for skill in worker.skills})
        opens, closes = (midnight + timedelta(seconds=one) for one in (worker.opens, worker.closes))
        model.shift(name, opens, closes, start=str(worker.home))
    for number, visit in enumerate(city.visits):
        opens, closes = (midnight + timedelta(seconds=one) for one in (visit.opens, visit.closes))
        skills = {} if visit.skill is None else {str(visit.skill): 1}
        stay = timedelta(seconds=visit.length)
        model.visit(str(number), str(visit.place), [(opens, closes)], stay, skills=skills)
    model.weights(travel_tick=MILLIFEN_PER_SECOND, lateness_risk=MILLIFEN_PER_SECOND * late_worth)
    return model.problem()


def with_buffers(city: City, setting: Setting) -> City:
    """Return the day as somebody careful sees it: ways and work take longer."""
    ways = np.ceil(city.travel * (1 + setting.travel_buffer / 100)).astype(np.int64)
    visits = tuple(
        replace(visit, length=math.ceil(visit.length * (1 + setting.work_buffer / 100)))
        for visit in city.visits
    )
    return replace(city, travel=ways, visits=visits)


def earliest(city: City, routes: Routes) -> Plan:
    """Return the plan that drives every round as early as it goes."""
    return Plan.of(_driven(city, routes))


def _driven(city: City, routes: Routes) -> Iterator[Assignment]:
    for number, (worker, route) in enumerate(zip(city.workers, routes, strict=True)):
        place, free = worker.home, worker.opens
        for name in route:
            visit = city.visits[name]
            starts = max(free + int(city.travel[place, visit.place]), visit.opens)
            yield Assignment(str(name), ROLE, str(number), starts)
            place, free = visit.place, starts + visit.length


def plan_with(
    engine: str, city: City, setting: Setting, seconds: float, seed: int, clock: str
) -> tuple[Plan, float, float]:
    """Return an engine's plan, and the wall and processor seconds that finding it took."""
    if engine == OURS:
        warm()
        problem = problem_of(city, setting.late_worth)
        lookup = Lookup(problem)
        began = time.perf_counter(), time.process_time()
        own = make_clock(clock, seconds)
        plan = ENGINE.run(Task(problem, lookup, own, seed, 1, None, lambda *_: None)).plan
    else:
        careful = with_buffers(city, setting)
        began = time.perf_counter(), time.process_time()
        plan = earliest(careful, SOLVERS[engine][0](careful, seconds, seed, clock))
    return plan, time.perf_counter() - began[0], time.process_time() - began[1]


def live_through(city: City, plan: Plan, *, days: int, seed: int) -> Kept:
    """
    Return what becomes of a plan on uncertain days, the same for every plan of one city.

    :raises ValueError: if the plan breaks a rule of the day as it was planned
    """
    problem = problem_of(city, 0)
    broken = check(problem, plan)
    if broken:
        raise ValueError(f"{city.name}: {broken[0].rule}")
    found = simulate(problem, plan, days=days, seed=seed)
    return Kept(
        unassigned=len(city.visits) - len(plan),
        travel=travel_of(city, plan),
        late=sum(stop.late for stop in found.stops),
        lateness=found.mean_lateness,
    )


def travel_of(city: City, plan: Plan) -> int:
    """Return the seconds that all workers are on the way."""
    rounds: dict[str, list[Assignment]] = {}
    for one in sorted(plan, key=lambda one: one.starts):
        rounds.setdefault(one.worker, []).append(one)
    return sum(_way(city, worker, stops) for worker, stops in rounds.items())


def _way(city: City, worker: str, stops: Sequence[Assignment]) -> int:
    home = city.workers[int(worker)].home
    places = [home, *(city.visits[int(one.visit)].place for one in stops), home]
    return sum(int(city.travel[one, other]) for one, other in pairwise(places))
