"""Product problems on the compiled core: priced as the naive scorer prices them, and legal."""

from dataclasses import replace
from random import Random

import pytest

import rota
from rota.core.compile import compile_problem
from rota.core.known import impossible, relaxed
from rota.lookup import Lookup
from rota.problem import Break, Rush, Weights
from rota.search.engine import _score
from rota.search.run import search
from rota.stops import Clock
from tests.rota.street import HOUR, MINUTE, plan_of, random_town, someone, street, task


def never():
    return False


def busy_day(seed: int, *, visits: int = 12, workers: int = 3) -> rota.Problem:
    """Return a day of all the core knows: skills, windows, grids, pairs, promises, affinity."""
    dice = Random(seed)
    model = street(7)
    names = [
        someone(model, f"w{number}", hours=("08:00", "17:00"), skills={"cook": dice.randint(1, 3)})
        for number in range(workers)
    ]
    for number in range(visits):
        opens = 8 + dice.randrange(7)
        windows = [model.between(f"{opens:02}:05", f"{opens + 1:02}:20")]
        if dice.random() < 0.3:
            windows.append(model.between(f"{opens + 2:02}:10", f"{opens + 2:02}:40"))
        length = dice.choice((0, 30, 45, 60)) * MINUTE
        roles = [model.role("1", length, skills={"cook": dice.randint(1, 2)})]
        if dice.random() < 0.3:
            after = dice.choice(((0 * MINUTE, 0 * MINUTE), (10 * MINUTE, 50 * MINUTE)))
            roles.append(model.role("2", length, after=after))
        model.visit(
            f"v{number}",
            str(dice.randrange(1, 7)),
            windows,
            roles=roles,
            client=f"c{number % 4}",
            grid=dice.choice((None, 15 * MINUTE)),
            priority=dice.randrange(4),
            price_left_out=dice.choice((0, 700_000)),
            promises=[model.promise(worker=dice.choice(names))] if dice.random() < 0.3 else [],
            pins=[model.pin(worker=dice.choice(names))] if dice.random() < 0.1 else [],
        )
    for client in range(4):
        model.affinity(dice.choice(names), f"c{client}", -dice.randrange(1, 900_000))
    return model.problem()


@pytest.mark.parametrize("seed", range(20))
def test_the_core_prices_a_day_as_the_naive_scorer_does(seed):
    problem = busy_day(seed)
    assert relaxed(problem) is None
    compiled = compile_problem(problem, Lookup(problem), seed)
    search(compiled.tables, Clock(rota.Iterations(150), never))
    judged = rota.judge(problem, compiled.best_plan())
    assert judged.broken == ()
    assert judged.score == _score(problem, compiled)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_core_is_never_worse_than_the_plain_engine(seed):
    problem = busy_day(seed, visits=8, workers=2)
    core = rota.solve(problem, stop=rota.Iterations(2_000), seed=seed, engine="core")
    plain = rota.solve(problem, stop=rota.Iterations(60), seed=seed, engine="plain")
    assert core.score <= plain.score


@pytest.mark.parametrize("seed", range(12))
def test_plans_are_legal_where_the_core_knows_only_part_of_the_rules(seed):
    problem = random_town(seed)
    if impossible(problem):
        return
    result = rota.solve(problem, stop=rota.Iterations(100), seed=seed, engine="core")
    assert rota.check(problem, result.plan) == ()


def test_a_block_that_the_core_lacks_is_named():
    model = street()
    rest = model.rest(*model.between("11:00", "14:00"), 30 * MINUTE, where="home")
    someone(model, breaks=[rest])
    assert isinstance(rest, Break)
    assert relaxed(model.problem()) == "shifts.breaks.where"
    model.rush(Rush(mode="ebike", origin="", destination="", percent=(120,) * 24))
    assert impossible(model.problem()) == "rush"


def test_rush_hours_are_left_to_the_plain_engine():
    model = street()
    someone(model)
    task(model, "a")
    model.rush(Rush(mode="ebike", origin="", destination="", percent=(120,) * 24))
    result = rota.solve(model.problem(), stop=rota.Iterations(5))
    assert result.replay.engine == "plain"
    with pytest.raises(rota.Unsupported, match="rush"):
        rota.solve(model.problem(), stop=rota.Iterations(5), engine="core")


def test_several_threads_find_a_plan_that_is_at_least_as_good():
    problem = busy_day(7, visits=16)
    alone = rota.solve(problem, stop=rota.Iterations(300), seed=1, cores=1, engine="core")
    both = rota.solve(problem, stop=rota.Iterations(300), seed=1, cores=2, engine="core")
    assert both.score <= alone.score


@pytest.mark.slow
@pytest.mark.parametrize("knows_all", [True, False])
def test_a_timed_run_is_found_again_by_its_replay(knows_all):
    problem = busy_day(3)
    if not knows_all:
        problem = replace(problem, weights=Weights(unfairness=100_000))
    assert (relaxed(problem) is None) == knows_all
    timed = rota.solve(problem, stop=rota.Seconds(0.5), seed=2, engine="core")
    again = rota.solve(problem, **timed.replay.arguments())
    assert again.plan == timed.plan
    assert again.replay == timed.replay


def test_a_better_initial_plan_is_kept():
    model = street()
    someone(model)
    task(model, "a", 3, opens="09:00", closes="09:00", length=HOUR)
    initial = plan_of(model, ("a", "lin", "09:00"))
    found = rota.solve(model.problem(), stop=rota.Iterations(0), initial_plan=initial)
    assert found.plan == initial


def test_a_window_that_a_pin_closes_leaves_the_visit_out():
    model = street()
    someone(model)
    outside = model.at("15:00")
    task(model, "a", opens="09:00", closes="10:00", pins=[model.pin(starts=outside)])
    result = rota.solve(model.problem(), stop=rota.Iterations(20))
    assert result.left_out == ("a",)
    assert rota.check(model.problem(), result.plan) == ()
