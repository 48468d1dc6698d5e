"""A made-up city for a day: workers with homes and skills, visits with windows; and its judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["slack", "tight"]

HOUR = 3600
METRES_PER_HOUR = 15_000
DETOUR_PERCENT = 130
CENTRES = 6
METRES_PER_SIDE_OF_100_VISITS = 9_000
LARGEST_SIDE = 30_000
SKILL_OF_VISIT = (0.55, 0.25, 0.15, 0.05)
"""Shares of visits that need no skill, or the first, second or third."""
SKILL_OF_WORKER = (0.7, 0.5, 0.3)
"""Shares of workers who have the first, second and third skill."""


@dataclass(frozen=True, slots=True)
class CityWorker:
    """Someone who sets out from home and is back by the end of the shift."""

    home: int
    opens: int
    closes: int
    skills: frozenset[int]


@dataclass(frozen=True, slots=True)
class CityVisit:
    """Work at a place, to begin inside a window."""

    place: int
    opens: int
    closes: int
    length: int
    skill: int | None


@dataclass(frozen=True, slots=True)
class City:
    """One day. Times are seconds, travel is by place, points are metres east and north."""

    name: str
    workers: tuple[CityWorker, ...]
    visits: tuple[CityVisit, ...]
    travel: NDArray[np.int64]
    points: NDArray[np.int64]

    def may(self, worker: CityWorker, visit: CityVisit) -> bool:
        """Test whether the worker has the skill the visit needs."""
        return visit.skill is None or visit.skill in worker.skills


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan comes to."""

    unassigned: int
    travel: int


Routes = Sequence[Sequence[int]]
"""For each worker the numbers of the visits, in order."""


def make_city(workers: int, visits: int, mode: Mode, seed: int) -> City:
    """
    Make a city. Slack: everything can be served; tight: work for a little more than everybody.

    Its area grows with the visits up to a big town's; a third of the places lie anywhere, the
    rest around a few centres.
    """
    chance = np.random.default_rng([seed, workers, visits])
    side = min(LARGEST_SIDE, METRES_PER_SIDE_OF_100_VISITS * (visits / 100) ** 0.5)
    count = workers + visits
    centres = chance.uniform(0.15, 0.85, (CENTRES, 2)) * side
    near = centres[chance.integers(CENTRES, size=count)] + chance.normal(0, 0.08, (count, 2)) * side
    anywhere = chance.uniform(0, side, (count, 2))
    points = np.clip(np.where(chance.random((count, 1)) < 1 / 3, anywhere, near), 0, side)
    points = points.astype(np.int64)
    lengths = (0.5, 0.75, 1.0) if mode == "slack" else (0.75, 1.25, 1.75)
    width = 3 * HOUR if mode == "slack" else 2 * HOUR
    people = tuple(
        CityWorker(
            home=number,
            opens=8 * HOUR,
            closes=17 * HOUR + HOUR // 2,
            skills=frozenset(
                skill for skill, share in enumerate(SKILL_OF_WORKER) if chance.random() < share
            ),
        )
        for number in range(workers)
    )
    work = []
    for number in range(visits):
        opens = 8 * HOUR + 900 * int(chance.integers(0, 4 * 7))
        need = int(chance.choice(len(SKILL_OF_VISIT), p=SKILL_OF_VISIT))
        work.append(
            CityVisit(
                place=workers + number,
                opens=opens,
                closes=opens + width,
                length=int(HOUR * chance.choice(lengths)),
                skill=need - 1 if need else None,
            )
        )
    name = f"{mode}-{workers}x{visits}-{seed}"
    return City(name, people, tuple(work), travel_between(points), points)


def travel_between(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return seconds between all points, rounded up."""
    x, y = points[:, 0].astype(float), points[:, 1].astype(float)
    metres = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    ticks = np.ceil(metres * DETOUR_PERCENT / 100 * HOUR / METRES_PER_HOUR)
    seconds: NDArray[np.int64] = ticks.astype(np.int64)
    return seconds


def judge(city: City, routes: Routes) -> Verdict:
    """
    Price a plan by driving every round at the earliest.

    :raises ValueError: if a rule is broken
    """
    if len(routes) != len(city.workers):
        raise ValueError("there is not one round for each worker")
    done: set[int] = set()
    travelled = 0
    for worker, route in zip(city.workers, routes, strict=True):
        place, free = worker.home, worker.opens
        for number in route:
            visit = city.visits[number]
            if number in done:
                raise ValueError(f"visit {number} is done twice")
            done.add(number)
            if not city.may(worker, visit):
                raise ValueError(f"visit {number} needs another skill")
            way = int(city.travel[place, visit.place])
            start = max(free + way, visit.opens)
            if start > visit.closes:
                raise ValueError(f"visit {number} begins too late")
            travelled += way
            place, free = visit.place, start + visit.length
        way = int(city.travel[place, worker.home])
        travelled += way
        if free + way > worker.closes:
            raise ValueError("a worker is back too late")
    return Verdict(len(city.visits) - len(done), travelled)
