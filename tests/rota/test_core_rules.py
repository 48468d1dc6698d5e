"""Under rules of hours, breaks and series the core's plans are legal, and priced exactly."""

import math

import pytest

import rota
from rota.core import layout, rulebook
from rota.core.assess import assess_all, take_back
from rota.core.compile import compile_problem
from rota.core.known import impossible, relaxed
from rota.core.plan import undo
from rota.lookup import Lookup
from rota.search.anneal import anneal
from rota.search.engine import _score
from rota.search.follow import follow
from rota.search.plans import place_missing
from rota.search.recreate import recreate
from rota.search.run import search
from rota.stops import Clock
from tests.rota.days import ruin_once
from tests.rota.ruled import ruled_days

SEEING = math.log(0.97)
CHANGING = ("sums", "dues", "bonds")


def never():
    return False


def compiled(seed):
    problem = ruled_days(seed)
    assert relaxed(problem) is None
    assert impossible(problem) is None
    return problem, compile_problem(problem, Lookup(problem), seed)


def agree(one):
    """Assert that the sums kept up step by step are those worked out from nothing."""
    tables, rules = one.tables, one.rules
    kept = [getattr(rules, name).copy() for name in CHANGING]
    broken = int(rules.book[rulebook.BROKEN])
    assess_all(tables, rules)
    for name, table in zip(CHANGING, kept, strict=True):
        assert (getattr(rules, name) == table).all(), name
    assert int(rules.book[rulebook.BROKEN]) == broken == 0


@pytest.mark.parametrize("seed", range(60))
def test_any_plan_is_legal_and_priced_as_the_naive_scorer_prices_it(seed):
    problem, one = compiled(seed)
    search(one.tables, Clock(rota.Iterations(150), never), rules=one.rules)
    judged = rota.judge(problem, one.best_plan())
    assert judged.broken == ()
    assert judged.score == _score(problem, one)


@pytest.mark.parametrize("seed", range(10))
def test_incremental_sums_equal_full_ones_after_random_steps(seed):
    _problem, one = compiled(seed)
    place_missing(one.tables, SEEING, one.rules)
    agree(one)
    for _step in range(30):
        anneal(one.tables, one.rules, 3, 900_000.0, 6.0, 4, 0.3, SEEING)
        agree(one)


@pytest.mark.parametrize("seed", range(6))
def test_a_refused_step_taken_back_leaves_no_trace(seed):
    _problem, one = compiled(seed)
    tables, rules = one.tables, one.rules
    place_missing(tables, SEEING, rules)
    tally = tables.tally
    before = [tables.rows.copy(), *(getattr(rules, name).copy() for name in CHANGING)]
    cells = (layout.COST, layout.PEAK, layout.MISSING)
    cost, peak, missing = (int(tally[cell]) for cell in cells)
    for _step in range(20):
        rules.book[rulebook.LOGGED] = 0
        taken = ruin_once(tables, rules)
        recreate(tables, rules, taken, -layout.NEVER, SEEING)
        undo(tables.rows, tables.late, tables.trail, tally, 0, cost, peak, missing)
        take_back(tables.rows, rules, 0, 0)
        after = [tables.rows, *(getattr(rules, name) for name in CHANGING)]
        assert all((one == other).all() for one, other in zip(before, after, strict=True))
    agree(one)


def test_same_seed_and_iterations_give_the_same_plan():
    plans = set()
    for _ in range(2):
        problem, _one = compiled(3)
        plans.add(rota.solve(problem, stop=rota.Iterations(300), seed=4, engine="core").plan)
    assert len(plans) == 1


@pytest.mark.slow
def test_a_timed_run_under_rules_is_found_again_by_its_replay():
    problem = ruled_days(5)
    timed = rota.solve(problem, stop=rota.Seconds(0.5), seed=2, engine="core")
    again = rota.solve(problem, **timed.replay.arguments())
    assert again.plan == timed.plan
    assert again.replay == timed.replay


@pytest.mark.slow
def test_the_core_serves_no_less_than_the_plain_engine_on_the_whole():
    lost = {"core": 0, "plain": 0}
    for seed in range(4):
        problem = ruled_days(seed, visits=36, workers=5)
        for engine, steps in (("core", 3_000), ("plain", 40)):
            stop = rota.Iterations(steps)
            lost[engine] += rota.solve(problem, stop=stop, seed=1, engine=engine).score.service
    assert lost["core"] <= lost["plain"]


@pytest.mark.parametrize("seed", range(8))
def test_a_search_goes_on_from_an_initial_plan_and_never_falls_behind_it(seed):
    problem = ruled_days(seed)
    first = rota.solve(problem, stop=rota.Iterations(200), seed=1, engine="core")
    one = compile_problem(problem, Lookup(problem), 1)
    follow(one, Lookup(problem), first.plan)
    place_missing(one.tables, SEEING, one.rules)
    agree(one)
    assert first.plan.visits() <= one.best_plan().visits()
    then = rota.solve(
        problem, stop=rota.Iterations(5), seed=2, engine="core", initial_plan=first.plan
    )
    assert then.score <= first.score
