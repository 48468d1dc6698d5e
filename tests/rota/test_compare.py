"""Differences between plans add up, and each can be adopted alone."""

import pytest

import rota
from rota.compare import compare
from rota.problem import Limits
from tests.rota.street import HOUR, plan_of, random_town, someone, street, task


def test_equal_plans_do_not_differ():
    model = street()
    someone(model)
    task(model, "a")
    plan = plan_of(model, ("a", "lin", "09:00"))
    assert compare(model.problem(), plan, plan) == ()


def test_changes_of_different_people_are_told_apart_and_the_greatest_gain_comes_first():
    model = street(days=2)
    model.weights(travel_tick=1)
    for name in ("lin", "mei"):
        someone(model, name, days=(0, 1))
    task(model, "a", 1)
    task(model, "b", 2)
    task(model, "c", 2, day=1)
    old = plan_of(model, ("a", "lin", "09:00"), ("b", "mei", "09:00"))
    new = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "11:00"), ("c", "mei", "09:00", 1))

    served, moved = compare(model.problem(), old, new)

    assert served.change.visits == ("c",)
    assert (served.service, served.cost, served.workers) == (-1_000, 2_400, ("mei",))
    assert [(term.constraint, term.price) for term in served.terms] == [
        ("left_out", -1_000),
        ("travel", 2_400),
    ]
    assert moved.change.visits == ("b",)
    assert (moved.service, moved.cost, moved.workers) == (0, -1_200, ("lin", "mei"))


def test_what_would_break_a_rule_alone_is_kept_together():
    model = street(days=2)
    someone(model, "lin", days=(0, 1), limits=Limits(most_week=2 * 3600))
    task(model, "a", 1, length=HOUR)
    task(model, "b", 1, length=HOUR, day=1)
    old = plan_of(model, ("a", "lin", "09:00"))
    new = plan_of(model, ("b", "lin", "09:00", 1))
    (only,) = compare(model.problem(), old, new)
    assert only.change.visits == ("a", "b")
    assert only.broken == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_every_difference_is_legal_alone_and_all_of_them_make_the_new_plan(seed):
    problem = random_town(seed)
    old = rota.solve(problem, stop=rota.Iterations(0), seed=1, engine="plain").plan
    new = rota.solve(problem, stop=rota.Iterations(12), seed=2, engine="plain").plan
    before = rota.judge(problem, old).score

    differences = compare(problem, old, new)

    made = old
    for one in differences:
        assert one.broken == ()
        alone = adopted(old, one)
        score = rota.judge(problem, alone).score
        assert score == (0, before.service + one.service, before.cost + one.cost)
        made = adopted(made, one)
    assert made == new


def adopted(plan, difference):
    kept = [one for one in plan if one.visit not in difference.change.visits]
    return rota.Plan.of([*kept, *difference.change.assignments])
