"""`rota bench growth`: how the seconds to a good plan grow with the number of visits."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from rota.bench import results
from rota.bench.city import Verdict, judge, make_city
from rota.bench.city_solvers import solve_with_rota
from rota.bench.clocks import READINGS
from rota.bench.machine import banner, most_mebibytes
from rota.core import warm

SIZES = (100, 300, 1_000, 3_000, 10_000)
VISITS_PER_WORKER = 5
NEARLY = 1.03
"""A plan is good when it serves as many as the long run's and travels 3 % more at most."""
FIRST_LIMIT = 0.5
"""Seconds tried first; doubled until the plan is good."""


@dataclass(frozen=True, slots=True)
class Grown:
    """One run: a day of so many visits, searched for so long."""

    visits: int
    seed: int
    clock: str
    limit: float
    left_out: int = 0
    travel: int = 0
    spent: float = 0.0
    mebibytes: int = 0


def is_good(one: Grown, long: Grown) -> bool:
    """Test whether a plan is as good as the long run's, within 3 % of travel."""
    return one.left_out <= long.left_out and one.travel <= NEARLY * long.travel


def add_to(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the benchmark to the command line."""
    one = kinds.add_parser("growth", help="seconds to a good plan, by the number of visits")
    one.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="visits")
    one.add_argument("--long", type=float, default=120.0, help="seconds of the long run")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--clock", choices=("wall", "processor"), default="wall")
    one.add_argument("--results", type=Path, default=Path("growth.csv"), help="resumed if there")
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    warm(print)
    print(banner("numpy", "numba"))
    print(
        f"good: as many served as in {given.long:g} s of {given.clock} time, and at most "
        f"{NEARLY - 1:.0%} more travel; seconds include laying out the tables; one core"
    )
    known = {
        (one.visits, one.seed, one.clock, one.limit): one
        for one in results.read(given.results, Grown)
    }

    def run(visits: int, limit: float) -> Grown:
        key = (visits, given.seed, given.clock, limit)
        if key not in known:
            known[key] = measure(Grown(*key))
            results.append(given.results, known[key])
        return known[key]

    reached = True
    for visits in given.sizes:
        long = run(visits, given.long)
        limit = FIRST_LIMIT
        while limit < given.long and not is_good(run(visits, limit), long):
            limit *= 2
        reached = reached and limit < given.long
        print(line(run(visits, min(limit, given.long)), long), flush=True)
    return 0 if reached else 1


def line(good: Grown, long: Grown) -> str:
    """Say on one line how soon a plan was good."""
    return (
        f"{long.visits:6,} visits: good after {good.limit:g} s ({good.spent:.1f} s spent), "
        f"{good.left_out} left out, {good.travel / long.visits:.0f} s of travel a visit; "
        f"after {long.limit:g} s {long.left_out} and {long.travel / long.visits:.0f}; "
        f"{long.mebibytes} MiB"
    )


def measure(asked: Grown) -> Grown:
    """Search a day in a process of its own, and judge it here."""
    size = asked.visits // VISITS_PER_WORKER, asked.visits
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        verdict, spent, mebibytes = pool.submit(
            _plan, size, asked.seed, asked.limit, asked.clock
        ).result()
    return Grown(
        asked.visits, asked.seed, asked.clock, asked.limit,
        verdict.unassigned, verdict.travel, spent, mebibytes,
    )  # fmt: skip


def _plan(size: tuple[int, int], seed: int, limit: float, clock: str) -> tuple[Verdict, float, int]:
    warm()
    city = make_city(*size, "slack", seed)
    read = READINGS[clock]
    began = read()
    routes = solve_with_rota(city, limit, seed, clock)
    spent = read() - began
    most = most_mebibytes()
    return judge(city, routes), spent, most
