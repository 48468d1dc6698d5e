"""The core's incremental times and prices equal those worked out from nothing."""

import math

import pytest

from rota.core import layout
from rota.core.chance import below
from rota.core.plan import undo
from rota.search.anneal import anneal
from rota.search.plans import place_missing
from rota.search.recreate import recreate
from tests.rota.days import MISSED, earliest, price_in_full, random_day, ruin_once

SEEING = math.log(0.97)


def agree(tables):
    """Assert that what the core believes is what the plan comes to."""
    tally, rows = tables.tally, tables.rows
    cost, peak = price_in_full(tables)
    assert (int(tally[layout.COST]), int(tally[layout.PEAK])) == (cost, peak)
    starts = earliest(tables)
    assert starts == {row: int(rows[row, layout.START]) for row in starts}
    assert all(start <= rows[row, layout.LAST] for row, start in starts.items())
    assert int(tally[layout.MISSING]) == int(tally[layout.TASKS]) - len(starts)
    assert not rows[:, layout.QUEUED].any()


@pytest.mark.parametrize("hard", [False, True], ids=["late", "hard"])
@pytest.mark.parametrize("seed", range(12))
def test_incremental_equals_full_after_random_steps(seed, hard):
    tables = random_day(seed, hard=hard)
    place_missing(tables, SEEING)
    agree(tables)
    for _step in range(60):
        anneal(tables, None, 3, 2_000.0, 6.0, 4, 0.3, SEEING)
        agree(tables)


@pytest.mark.parametrize("seed", range(6))
def test_a_refused_step_taken_back_leaves_no_trace(seed):
    tables = random_day(seed)
    place_missing(tables, SEEING)
    tally = tables.tally
    before = tables.rows.copy(), tables.late.copy()
    cost, peak, missing = (int(tally[cell]) for cell in (layout.COST, layout.PEAK, layout.MISSING))
    for _step in range(20):
        taken = ruin_once(tables, None)
        assert taken > 0
        assert not recreate(tables, None, taken, 0, SEEING)
        undo(tables.rows, tables.late, tables.trail, tally, 0, cost, peak, missing)
        assert (tables.rows == before[0]).all()
        assert (tables.late == before[1]).all()
    agree(tables)


@pytest.mark.parametrize("seed", range(8))
def test_half_a_visit_is_never_kept(seed):
    tables = random_day(seed, tasks=20, workers=2, hard=True)
    place_missing(tables, SEEING)
    for _step in range(20):
        anneal(tables, None, 5, 500.0, 6.0, 4, 0.0, SEEING)
        for row in range(int(tables.tally[layout.TASKS])):
            mate = tables.rows[row, layout.MATE]
            if mate >= 0:
                placed = tables.rows[[row, mate], layout.ROUND] >= 0
                assert placed[0] == placed[1]


def test_nobody_does_both_parts_of_a_visit():
    tables = random_day(3, tasks=16, workers=4)
    place_missing(tables, SEEING)
    anneal(tables, None, 200, 3_000.0, 8.0, 5, 0.5, SEEING)
    rows, people = tables.rows, tables.people
    pairs = [
        (people[rows[row, layout.ROUND]], people[rows[rows[row, layout.MATE], layout.ROUND]])
        for row in range(16)
        if rows[row, layout.MATE] >= 0 and rows[row, layout.ROUND] >= 0
    ]
    assert pairs
    assert all(one != other for one, other in pairs)


def test_random_numbers_stay_below_their_bound():
    tables = random_day(1)
    drawn = {int(below(tables.tally, 5)) for _ in range(200)}
    assert drawn == {0, 1, 2, 3, 4}


def test_all_tasks_left_out_cost_what_missing_them_costs():
    tables = random_day(5, tasks=9)
    assert int(tables.tally[layout.COST]) == 9 * MISSED
    assert price_in_full(tables) == (9 * MISSED, 0)
