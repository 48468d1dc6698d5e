"""A large day is cut into districts: nothing is lost on the way, and a run can be repeated."""

from datetime import timedelta

import numpy as np
import pytest

import rota
from rota.core import layout
from rota.core.assemble import Round, Task, assemble
from rota.search import districts
from rota.search.districts import can_be_cut, cut, gather
from rota.search.run import search
from rota.stops import Clock, Iterations, NoGain, Seconds
from tests.rota.days import earliest, price_in_full, random_day


@pytest.fixture(autouse=True)
def _small_districts(monkeypatch):
    monkeypatch.setattr(districts, "TASKS_OF_A_DISTRICT", 8)


def large_day(seed=1):
    return random_day(seed, tasks=60, workers=20, hard=True, pairs=0.0)


def never():
    return False


def take_best(tables):
    tables.rows[:, layout.PLAN] = tables.best


def assert_is_a_plan(tables):
    """Every task stands in one round or in none, at its earliest, and the price is the true one."""
    take_best(tables)
    rows = tables.rows
    tasks, rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    met = []
    for number in range(rounds):
        row = tasks + number
        while (after := int(rows[row, layout.SUCC])) >= 0:
            assert rows[after, layout.PRED] == row
            assert rows[after, layout.ROUND] == number
            assert rows[after, layout.START] <= rows[after, layout.LAST]
            met.append(after)
            row = after
        assert row == tasks + rounds + number
    placed = np.flatnonzero(rows[:tasks, layout.ROUND] >= 0).tolist()
    assert sorted(row for row in met if row < tasks) == placed
    assert {row: int(rows[row, layout.START]) for row in placed} == earliest(tables)
    assert price_in_full(tables) == (int(tables.best_tally[0]), 0)
    assert tables.best_tally[2] == tasks - len(placed)


def test_cutting_and_gathering_change_nothing():
    tables = large_day()
    search(tables, Clock(Iterations(50), never))
    before, tally = tables.rows.copy(), tables.tally.copy()
    chance = np.random.default_rng(1)
    for _ in range(5):
        parts = cut(tables, chance)
        assert len(parts) == 60 // districts.TASKS_OF_A_DISTRICT
        assert sorted(row for one in parts for row in one.rows) == list(range(len(tables.rows)))
        gather(tables, parts)
        assert (tables.rows == before).all()
        assert (tables.tally == tally).all()


@pytest.mark.parametrize("seed", range(4))
def test_what_comes_out_is_a_plan_at_its_true_price(seed):
    tables = large_day(seed)
    first = int(tables.best_tally[0])
    pace = search(tables, Clock(Iterations(3_000), never))
    assert sum(pace.iterations) == 3_000
    assert_is_a_plan(tables)
    assert tables.best_tally[0] < first


def test_neither_the_cores_nor_the_day_of_the_run_change_the_plan():
    found = []
    for cores in (1, 2):
        tables = large_day()
        search(tables, Clock(Iterations(2_000), never), cores=cores)
        found.append(tables.best)
    assert (found[0] == found[1]).all()


@pytest.mark.parametrize("stop", [Seconds(0.5), NoGain(0.3)])
def test_a_limit_of_time_is_kept(stop):
    tables = large_day()
    clock = Clock(stop, never)
    search(tables, clock)
    assert clock.seconds() < 3
    assert_is_a_plan(tables)


def test_a_timed_run_can_be_repeated_by_its_pace():
    timed, again = large_day(), large_day()
    pace = search(timed, Clock(Seconds(0.5), never))
    assert search(again, Clock(Seconds(0), never), pace=pace) == pace
    assert (again.best == timed.best).all()


def test_what_is_cancelled_within_an_epoch_does_not_count():
    tables = large_day()
    asked = []

    def cancel():
        asked.append(True)
        return len(asked) > 2

    pace = search(tables, Clock(Iterations(1_000_000), cancel))
    assert sum(pace.iterations) == 0
    assert_is_a_plan(tables)


def test_days_whose_rounds_hang_together_stay_whole():
    assert can_be_cut(large_day())
    assert not can_be_cut(random_day(1, tasks=10, hard=True, pairs=0.0))
    assert not can_be_cut(random_day(1, tasks=60, hard=True))
    assert not can_be_cut(random_day(1, tasks=60, pairs=0.0))


def test_fewer_rounds_than_districts_would_need():
    travel = np.zeros((1, 1), np.int64)
    tasks = [
        Task(place=0, opens=0, due=layout.NEVER, length=1, missed=9, fits=(0, 1, 2))
        for _ in range(60)
    ]
    tables = assemble(tasks, [Round(0, 0) for _ in range(3)], travel)
    search(tables, Clock(Iterations(100), never))
    assert_is_a_plan(tables)
    assert tables.best_tally[0] == 0


def test_solve_uses_all_cores_on_one_large_day():
    model = rota.Model("2026-11-23", zone="Asia/Shanghai")
    shop = model.place("shop", 31.23, 121.47)
    for number in range(6):
        worker = model.worker(f"worker-{number}")
        model.shift(worker, model.at("08:00"), model.at("18:00"), start=shop)
    for number in range(24):
        place = model.place(f"home-{number}", 31.2 + number % 5 / 50, 121.4 + number / 200)
        model.visit(
            f"visit-{number}", place, [model.between("08:00", "16:00")], timedelta(minutes=30)
        )
    problem = model.problem()
    alone = rota.solve(problem, stop=rota.Iterations(400), seed=1)
    both = rota.solve(problem, stop=rota.Iterations(400), seed=1, cores=2)
    assert both.plan == alone.plan
    assert both.replay.engine == "core"
    assert not alone.left_out
    again = rota.solve(problem, **both.replay.arguments())
    assert again.plan == both.plan
