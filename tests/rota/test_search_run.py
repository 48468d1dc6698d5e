"""A search is repeatable, keeps its limits and finds what can be found by hand."""

import os
import shutil
import subprocess
import sys
import time
from itertools import permutations

import numpy as np
import pytest

from rota.core import layout, warm
from rota.core.assemble import Round, Task, assemble
from rota.core.compiling import cache_key
from rota.search.run import Pace, search
from rota.search.tiny import solve_tiny
from rota.stops import Clock, Iterations, NoGain, Seconds
from tests.databases import CACHE
from tests.rota.days import price_in_full, random_day

CHECKED = CACHE / "checked-engine"


def never():
    return False


def best_value(tables):
    return int(tables.best_tally[0] + tables.best_tally[1])


def test_same_seed_and_iterations_give_the_same_plan():
    found = []
    for _ in range(2):
        tables = random_day(4, tasks=20)
        search(tables, Clock(Iterations(500), never))
        found.append(tables.best.copy())
    assert (found[0] == found[1]).all()


def test_other_seeds_go_other_ways():
    one, other = random_day(4, tasks=20), random_day(4, tasks=20)
    other.tally[layout.RANDOM] += 1
    search(one, Clock(Iterations(3), never))
    search(other, Clock(Iterations(3), never))
    assert (one.tally[layout.RANDOM] != other.tally[layout.RANDOM]).any()


def test_a_timed_run_can_be_repeated_by_its_pace():
    timed, again = random_day(6, tasks=20), random_day(6, tasks=20)
    pace = search(timed, Clock(Seconds(0.3), never))
    assert search(again, Clock(Seconds(0), never), pace=pace) == pace
    assert best_value(again) == best_value(timed)
    assert (again.best == timed.best).all()


def test_iterations_are_counted_exactly():
    assert sum(search(random_day(1), Clock(Iterations(137), never)).iterations) == 137
    assert search(random_day(1), Clock(Iterations(0), never)) == Pace((0,) * 400)


@pytest.mark.parametrize("stop", [Seconds(0.3), NoGain(0.2)])
def test_stop_limits_are_kept(stop):
    warm()
    began = time.process_time()
    search(random_day(2), Clock(stop, never))
    assert time.process_time() - began < 3


def test_cancelling_stops_at_once():
    asked = []

    def cancel():
        asked.append(True)
        return len(asked) > 3

    pace = search(random_day(2, tasks=30), Clock(Seconds(60), cancel))
    assert len(asked) == 4
    assert sum(pace.iterations) > 0


def test_the_best_plan_is_kept_and_told():
    told = []
    tables = random_day(8, tasks=24)
    search(tables, Clock(Iterations(800), never), told.append)
    assert told == sorted(told)
    assert told
    for column in range(5):
        tables.rows[:, column] = tables.best[:, column]
    assert sum(price_in_full(tables)) == best_value(tables)


def test_a_round_of_five_is_driven_the_shortest_way():
    chance = np.random.default_rng(3)
    points = chance.integers(0, 1_000, (6, 2))
    travel = np.abs(points[:, None] - points[None]).sum(axis=2)
    tasks = [
        Task(place=place, opens=0, due=layout.NEVER, length=10, missed=1 << 30, fits=(0,))
        for place in range(1, 6)
    ]
    tables = assemble(tasks, [Round(0, 0)], travel)
    search(tables, Clock(Iterations(300), never))
    shortest = min(
        sum(travel[a, b] for a, b in zip((0, *order), (*order, 0), strict=True))
        for order in permutations(range(1, 6))
    )
    assert best_value(tables) == shortest


def test_two_sequential_pairs_may_cross():
    """One worker does the first of A then the first of B; another the second of B, then of A."""
    travel = np.zeros((2, 2), np.int64)
    hour = 3600

    def half(mate, lag, opens, fits):
        return Task(
            place=1, opens=opens, due=opens, length=600, missed=1 << 40, fits=fits, mate=mate,
            lag=lag,
        )  # fmt: skip

    tasks = [
        half(1, hour, 0, (0,)),
        half(0, -2 * hour, hour, (1,)),
        half(3, 0, 600, (0,)),
        half(2, -hour, 600, (1,)),
    ]
    tables = assemble(tasks, [Round(0, 0), Round(0, 0)], travel)
    search(tables, Clock(Iterations(200), never))
    assert best_value(tables) == 0
    assert tables.best[:4, layout.START].tolist() == [0, hour, 600, 600]


@pytest.mark.slow
def test_no_index_leaves_its_table():
    """
    With every index checked, which plain compiled code does not do: small days and a cut one.

    Compiling that takes as long as half of this stage, so it is kept for the next run. It must lie
    apart: what is kept for a house does not say whether its indexes are checked.
    """
    code = """
from rota.bench.city import make_city
from rota.bench.city_solvers import solve_with_rota
from rota.core import warm
from rota.search.tiny import solve_tiny, solve_tiny_days
warm()
solve_tiny(400)
solve_tiny_days(400)
solve_with_rota(make_city(110, 620, "tight", 1), 2.0, 1, "processor")
print("all checked")
"""
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "ROTA_CACHE_DIR": str(CHECKED)}
    checked = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (checked.stdout, checked.stderr) == ("all checked\n", "")
    for older in CHECKED.iterdir():
        if older.name != cache_key():
            shutil.rmtree(older)


@pytest.mark.slow
def test_a_run_without_the_compiler_finds_the_same():
    code = (
        "from rota.search.tiny import solve_tiny;"
        "tables = solve_tiny(60); print(tables.best.tolist(), tables.best_tally.tolist())"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    plain = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    tables = solve_tiny(60)
    assert plain.stdout.strip() == f"{tables.best.tolist()} {tables.best_tally.tolist()}"


@pytest.mark.slow
def test_bounds_are_kept():
    """With bounds checked, a write beside a table would raise."""
    code = (
        "from tests.rota.days import random_day;"
        "from rota.search.run import search; from rota.stops import Clock, Iterations;"
        "search(random_day(1, hard=True), Clock(Iterations(60), lambda: False))"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert done.returncode == 0
