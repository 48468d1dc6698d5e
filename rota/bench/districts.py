"""A city cut into districts, each planned by itself: how peers are given days too big for them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rota.bench.city import City, Routes

Numbers = NDArray[np.int64]
Part = tuple[Numbers, Numbers]
"""Numbers of workers and of visits."""


def solve_by_district(
    solve: Callable[[City, float], Routes], city: City, seconds: float, districts: int
) -> Routes:
    """Return the plan of the whole city from plans of its districts, in equal parts of the time."""
    routes: list[list[int]] = [[] for _worker in city.workers]
    for workers, visits in split(city, districts):
        found = solve(district(city, workers, visits), seconds / districts)
        for worker, route in zip(workers, found, strict=True):
            routes[int(worker)] = [int(visits[number]) for number in route]
    return routes


def split(city: City, districts: int) -> list[Part]:
    """
    Cut a city into districts of as many visits each, and as many workers, give or take one.

    The longer side is halved again and again, workers by where they live.
    """
    whole = (np.arange(len(city.workers)), np.arange(len(city.visits)))
    return _halve(city, whole, districts)


def _halve(city: City, part: Part, districts: int) -> list[Part]:
    if districts == 1:
        return [part]
    workers, visits = part
    homes = city.points[[city.workers[number].home for number in workers]]
    places = city.points[[city.visits[number].place for number in visits]]
    axis = int(np.ptp(places[:, 1]) > np.ptp(places[:, 0])) if len(places) else 0
    first = districts // 2
    halves = []
    for numbers, points in ((workers, homes), (visits, places)):
        order = numbers[np.argsort(points[:, axis], kind="stable")]
        at = len(order) * first // districts
        halves.append((order[:at], order[at:]))
    (some, others), (here, there) = halves
    return [
        *_halve(city, (some, here), first),
        *_halve(city, (others, there), districts - first),
    ]


def district(city: City, workers: Sequence[int] | Numbers, visits: Sequence[int] | Numbers) -> City:
    """Return the part of a city with these workers and visits, its places numbered anew."""
    people = [city.workers[number] for number in workers]
    work = [city.visits[number] for number in visits]
    places = [*(one.home for one in people), *(one.place for one in work)]
    return City(
        city.name,
        tuple(replace(one, home=number) for number, one in enumerate(people)),
        tuple(replace(one, place=len(people) + number) for number, one in enumerate(work)),
        city.travel[np.ix_(places, places)],
        city.points[places],
    )
