"""`rota bench city`: the same made-up days for our engine and its peers, judged alike."""

import argparse
import importlib.util
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import mean

import numpy as np

from rota.bench.city import City, Mode, Routes, judge, make_city
from rota.bench.city_solvers import PATIENCE, PRIZE, SOLVERS, solve_with_rota
from rota.bench.districts import solve_by_district
from rota.bench.machine import banner, most_mebibytes, version_of
from rota.bench.results import append, read
from rota.core import warm

OURS = "rota"
LEAST_SHARE = 0.95
"""Share of wall time that has to be processor time for a run by the wall's clock to count."""
MOST_ATTEMPTS = 3
RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One engine on one day: a line of the CSV."""

    engine: str
    version: str
    workers: int
    visits: int
    mode: str
    seed: int
    districts: int
    """How many the city was cut into for the engine; 1: it was given it whole."""
    seconds: float
    clock: str
    cores: int
    """Threads of our own engine; the others search on one, with as many seconds."""
    unassigned: int = 0
    travel: int = 0
    wall: float = 0.0
    processor: float = 0.0
    mebibytes: int = 0

    @property
    def name(self) -> str:
        """The engine, with the number of districts if there are several."""
        return f"{self.engine}/{self.districts}" if self.districts > 1 else self.engine

    @property
    def price(self) -> int:
        """Travel, with every visit left out at its prize: what all engines minimise."""
        return self.travel + PRIZE * self.unassigned

    @property
    def is_crowded(self) -> bool:
        """Whether others had so much of the processor that wall time says little."""
        return self.clock == "wall" and self.processor < LEAST_SHARE * self.wall


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
    one.add_argument("--districts", type=int, default=1, help="peers also on so many, same time")
    one.add_argument("--no-whole", action="store_true", help="peers only on districts")
    one.add_argument("--cores", type=int, default=1, help="threads of ours; peers search on one")
    one.add_argument("--longer", type=float, default=0.0, help="seconds of a longer run of ours")
    one.add_argument("--results", type=Path, default=Path("city.csv"), help="resumed if there")
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    engines = [name for name in given.engines if is_there(name)]
    print(banner("numba", *(package for _solve, package in SOLVERS.values() if package)))
    print(
        f"{given.workers} workers, {given.visits} visits, {given.mode}, {given.seconds:g} s of "
        f"{given.clock} time, one core each (ours: {given.cores}): {', '.join(engines)}"
    )
    if "vroom" in engines and given.clock == "processor":
        print(f"vroom can be stopped by wall time only: it is left up to {PATIENCE} times as much")
    known = {_asked(line): line for line in read(given.results, Outcome)}
    outcomes = []
    for asked in wanted(engines, given):
        outcome = known.get(asked)
        if outcome is None:
            outcome = measure(asked)
            append(given.results, outcome)
            print(describe(outcome), flush=True)
        outcomes.append(outcome)
    longer = [one for one in outcomes if one.seconds != given.seconds]
    code = report([one for one in outcomes if one.seconds == given.seconds])
    if longer:
        compare_longer(outcomes, longer)
    return code


def wanted(engines: Sequence[str], given: argparse.Namespace) -> Iterator[Outcome]:
    """Yield what has to be measured, without results."""
    for seed in range(1, given.seeds + 1):
        for name in engines:
            runs = []
            if name == OURS or not given.no_whole:
                runs.append((1, given.seconds))
            if name != OURS and given.districts > 1:
                runs.append((given.districts, given.seconds))
            if name == OURS and given.longer:
                runs.append((1, given.longer))
            for districts, seconds in runs:
                yield Outcome(
                    engine=name,
                    version=version_of(SOLVERS[name][1]),
                    workers=given.workers,
                    visits=given.visits,
                    mode=given.mode,
                    seed=seed,
                    districts=districts,
                    seconds=seconds,
                    clock=given.clock,
                    cores=given.cores if name == OURS else 1,
                )


def _asked(line: Outcome) -> Outcome:
    """Return what was asked for when `line` was measured."""
    return replace(line, unassigned=0, travel=0, wall=0.0, processor=0.0, mebibytes=0)


def is_there(name: str) -> bool:
    """Test whether an engine is installed, and say so if it is not."""
    module = {"pyvroom": "vroom"}.get(SOLVERS[name][1] or "rota", SOLVERS[name][1] or "rota")
    if importlib.util.find_spec(module):
        return True
    print(f"{name} is not installed and is left out.")
    return False


def measure(asked: Outcome) -> Outcome:
    """Let an engine plan the day, again if others took the processor away meanwhile."""
    for _attempt in range(MOST_ATTEMPTS):
        outcome = run_alone(asked)
        if not outcome.is_crowded:
            break
    return outcome


def run_alone(asked: Outcome) -> Outcome:
    """Let an engine plan a day in a process of its own; judge its plan here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        routes, wall, processor, mebibytes = pool.submit(_plan, asked).result()
    verdict = judge(_city(asked), routes)
    return replace(
        asked,
        unassigned=verdict.unassigned,
        travel=verdict.travel,
        wall=round(wall, 2),
        processor=round(processor, 2),
        mebibytes=mebibytes,
    )


def _city(asked: Outcome) -> City:
    mode: Mode = "tight" if asked.mode == "tight" else "slack"
    return make_city(asked.workers, asked.visits, mode, asked.seed)


def _plan(asked: Outcome) -> tuple[Routes, float, float, int]:
    if asked.engine == OURS:
        warm()
    city = _city(asked)
    solver = SOLVERS[asked.engine][0]
    if asked.engine == OURS:
        solver = partial(solve_with_rota, cores=asked.cores)

    def solve(part: City, seconds: float) -> Routes:
        return solver(part, seconds, asked.seed, asked.clock)

    wall, processor = time.perf_counter(), time.process_time()
    routes = solve_by_district(solve, city, asked.seconds, asked.districts)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    most = most_mebibytes()
    return routes, wall, processor, most


def describe(outcome: Outcome) -> str:
    """Say on one line how an engine did on a day."""
    return (
        f"day {outcome.seed:3} {outcome.name:10} {outcome.seconds:4g} s: left out "
        f"{outcome.unassigned:4}, travel {outcome.travel:9,} s; processor "
        f"{outcome.processor:.1f} of {outcome.wall:.1f} s, {outcome.mebibytes} MiB"
    )


def report(outcomes: Sequence[Outcome]) -> int:
    """Print means and paired differences; return 1 unless ours is at least the best peer's."""
    by_engine: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_engine.setdefault(outcome.name, []).append(outcome)
    print(f"\n{'':10}{'left out':>9}{'travel, s':>13}{'processor, s':>14}{'most MiB':>10}")
    for name, group in by_engine.items():
        left_out = sum(one.unassigned for one in group)
        travel, processor = mean(one.travel for one in group), mean(one.processor for one in group)
        most = max(one.mebibytes for one in group)
        by_wall = " by wall time" if name.startswith("vroom") else ""
        print(f"{name:10}{left_out:9}{travel:13,.0f}{processor:14.1f}{most:10}{by_wall}")
    ours = by_engine.pop(OURS, [])
    if not ours or not by_engine:
        return 0
    return _compare(ours, by_engine)


def compare_longer(outcomes: Sequence[Outcome], longer: Sequence[Outcome]) -> None:
    """Print for each day what our longer run gained."""
    by_day = {one.seed: one for one in outcomes if one.engine == OURS and one not in longer}
    for one in longer:
        mine = by_day[one.seed]
        more = 100 * (mine.travel / one.travel - 1) if one.travel else 0.0
        print(
            f"day {one.seed}: in {mine.seconds:g} s {mine.unassigned - one.unassigned:+} left out "
            f"and {more:+.2f} % travel against our own {one.seconds:g} s"
        )


def _compare(ours: Sequence[Outcome], peers: Mapping[str, Sequence[Outcome]]) -> int:
    for name, group in peers.items():
        pairs = list(zip(ours, group, strict=True))
        travel = [
            100 * (one.travel / other.travel - 1)
            for one, other in pairs
            if one.unassigned == other.unassigned
        ]
        more = max(one.unassigned - other.unassigned for one, other in pairs)
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
