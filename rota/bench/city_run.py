"""`rota bench city`: the same made-up days for our engine and its peers, judged alike."""

import argparse
import importlib.util
import resource
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import mean

import numpy as np

from rota.bench.city import Mode, Routes, Verdict, judge, make_city
from rota.bench.city_solvers import PRIZE, SOLVERS
from rota.bench.machine import banner
from rota.core import warm

OURS = "rota"
RESAMPLES = 10_000
KIBIBYTES_PER_MEBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """One engine on one day."""

    engine: str
    seed: int
    verdict: Verdict
    wall: float
    processor: float
    mebibytes: int

    @property
    def price(self) -> int:
        """Travel, with every visit left out at its prize: what all engines minimise."""
        return self.verdict.travel + PRIZE * self.verdict.unassigned


def add_to(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the benchmark to the command line."""
    one = kinds.add_parser("city", help="made-up days, side by side with other engines")
    one.add_argument("--workers", type=int, default=25)
    one.add_argument("--visits", type=int, default=150)
    one.add_argument("--mode", choices=("slack", "tight"), default="slack")
    one.add_argument("--seconds", type=float, default=30.0, help="for each engine and day")
    one.add_argument("--seeds", type=int, default=10, help="days 1 to this")
    one.add_argument("--clock", choices=("wall", "processor"), default="wall")
    one.add_argument("--engines", nargs="*", default=[*SOLVERS], choices=[*SOLVERS])
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    engines = [name for name in given.engines if is_there(name)]
    print(banner("numba", *(package for _solve, package in SOLVERS.values() if package)))
    print(
        f"{given.workers} workers, {given.visits} visits, {given.mode}, {given.seconds:g} s of "
        f"{given.clock} time, one core each: {', '.join(engines)}"
    )
    outcomes = []
    for seed in range(1, given.seeds + 1):
        for name in engines:
            size = given.workers, given.visits, given.mode
            outcomes.append(run_alone(name, *size, seed, given.seconds, given.clock))
            print(describe(outcomes[-1]), flush=True)
    return report(outcomes)


def is_there(name: str) -> bool:
    """Test whether an engine is installed, and say so if it is not."""
    module = {"pyvroom": "vroom"}.get(SOLVERS[name][1] or "rota", SOLVERS[name][1] or "rota")
    if importlib.util.find_spec(module):
        return True
    print(f"{name} is not installed and is left out.")
    return False


def run_alone(
    name: str, workers: int, visits: int, mode: Mode, seed: int, seconds: float, clock: str
) -> Outcome:
    """Let an engine plan a day in a process of its own; judge its plan here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        work = pool.submit(_plan, name, workers, visits, mode, seed, seconds, clock)
        routes, wall, processor, mebibytes = work.result()
    verdict = judge(make_city(workers, visits, mode, seed), routes)
    return Outcome(name, seed, verdict, wall, processor, mebibytes)


def _plan(
    name: str, workers: int, visits: int, mode: Mode, seed: int, seconds: float, clock: str
) -> tuple[Routes, float, float, int]:
    if name == OURS:
        warm()
    city = make_city(workers, visits, mode, seed)
    wall, processor = time.perf_counter(), time.process_time()
    routes = SOLVERS[name][0](city, seconds, seed, clock)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_PER_MEBIBYTE
    return routes, wall, processor, most


def describe(outcome: Outcome) -> str:
    """Say on one line how an engine did on a day."""
    verdict = outcome.verdict
    return (
        f"day {outcome.seed:3} {outcome.engine:8} left out {verdict.unassigned:4}, travel "
        f"{verdict.travel:9,} s; processor {outcome.processor:.1f} of {outcome.wall:.1f} s, "
        f"{outcome.mebibytes} MiB"
    )


def report(outcomes: Sequence[Outcome]) -> int:
    """Print means and paired differences; return 1 unless ours is at least the best peer's."""
    by_engine: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_engine.setdefault(outcome.engine, []).append(outcome)
    print()
    for name, group in by_engine.items():
        left_out = sum(one.verdict.unassigned for one in group)
        travel = mean(one.verdict.travel for one in group)
        print(f"{name:8} left out {left_out:5} in all, travel {travel:12,.0f} s on average")
    ours = by_engine.pop(OURS, [])
    if not ours or not by_engine:
        return 0
    return _compare(ours, by_engine)


def _compare(ours: Sequence[Outcome], peers: Mapping[str, Sequence[Outcome]]) -> int:
    for name, group in peers.items():
        pairs = list(zip(ours, group, strict=True))
        travel = [
            100 * (one.verdict.travel / other.verdict.travel - 1)
            for one, other in pairs
            if one.verdict.unassigned == other.verdict.unassigned
        ]
        more = max(one.verdict.unassigned - other.verdict.unassigned for one, other in pairs)
        print(f"against {name}: at worst {more:+} left out on a day", end="")
        if travel:
            low, high = interval(travel)
            print(
                f"; where as many are served ({len(travel)} days), travel {mean(travel):+.2f} % "
                f"(95 % interval {low:+.2f} to {high:+.2f})",
                end="",
            )
        print()
    best = min(mean(one.price for one in group) for group in peers.values())
    return 0 if mean(one.price for one in ours) <= best else 1


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean of paired differences."""
    values = np.array(differences)
    chance = np.random.default_rng(1)
    means = values[chance.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
