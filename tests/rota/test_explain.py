"""Why this worker, why not that one, and what would have to give."""

import pytest

import rota
from rota.problem import Limits
from tests.rota.street import MINUTE, plan_of, someone, street, task


def test_the_terms_of_a_choice_are_what_the_visit_adds():
    model = street()
    model.weights(travel_tick=1)
    someone(model)
    task(model, "a", 1)
    task(model, "b", 2, client="wu", preferred=model.prefer(model.between("11:00", "11:00")))
    model.affinity("lin", "wu", -400)
    plan = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "11:10"))

    told = rota.explain(model.problem(), plan, "b")

    assert {(term.constraint, term.price) for term in told.terms} == {
        ("affinity", -400),
        ("left_out", -1_000),
        ("preferred_time", 60_000),
        ("travel", 1_200),
    }
    assert [(one.worker, one.role) for one in told.chosen] == [("lin", "1")]


def test_each_other_worker_has_a_first_obstacle_or_a_price():
    model = street()
    model.weights(travel_tick=1)
    someone(model, skills={"care": 1})
    someone(model, "mei", skills={"care": 1})
    someone(model, "novice")
    model.worker("idle", skills={"care": 1})
    someone(model, "full", skills={"care": 1}, hours=("08:00", "08:30"))
    task(model, "a", 1, skills={"care": 1})
    plan = plan_of(model, ("a", "lin", "09:00"))

    told = rota.explain(model.problem(), plan, "a")

    others = {one.worker: one.obstacle and one.obstacle.rule for one in told.others}
    assert others == {
        "mei": None,
        "novice": "skill_missing",
        "idle": "no_shift_then",
        "full": "no_shift_then",
    }
    assert dict(told.counts) == {"skill_missing": 1, "no_shift_then": 2}
    (mei,) = [one for one in told.others if one.worker == "mei"]
    assert (mei.service, mei.cost) == (0, 0)
    assert told.relaxations == ()


@pytest.mark.parametrize(
    "change, kind, minutes",
    [
        ({"opens": "18:00", "closes": "19:00"}, "shift", 120),
        ({"opens": "07:30", "closes": "07:55"}, "window", 15),
        ({"skills": {"care": 2}}, "skill", 240),
        ({"client": "wu"}, "circle", 480),
    ],
)
def test_the_smallest_change_that_would_help_comes_first(change, kind, minutes):
    model = street()
    someone(model, skills={"care": 1})
    model.forbid("wu", ["lin"])
    task(model, "a", 1, **change)

    told = rota.explain(model.problem(), rota.Plan(), "a")

    least = told.relaxations[0].effort
    assert least == minutes
    assert kind in {one.kind for one in told.relaxations if one.effort == least}
    assert {one.worker for one in told.relaxations} == {"lin"}


def test_a_limit_of_hours_is_named_as_what_would_have_to_give():
    model = street()
    someone(model, limits=Limits(most_day=70 * 60))
    task(model, "a", 1)
    told = rota.explain(model.problem(), rota.Plan(), "a")
    assert [(one.kind, one.ticks) for one in told.relaxations] == [("hours", 15 * 60)]


def test_an_unknown_visit_and_an_impossible_plan_are_refused():
    model = street()
    someone(model)
    task(model, "a", opens="18:30", closes="18:30")
    task(model, "b")
    problem = model.problem()
    with pytest.raises(rota.Refused, match="a visit of the problem"):
        rota.explain(problem, rota.Plan(), "x")
    with pytest.raises(rota.Refused, match="in a shift"):
        rota.explain(problem, plan_of(model, ("a", "lin", "18:30")), "b")


def test_a_two_person_visit_is_explained_by_role():
    model = street()
    for name in ("lin", "mei", "qi"):
        someone(model, name)
    task(model, "a", roles=[model.role("1", 30 * MINUTE), model.role("2", 30 * MINUTE)])
    plan = plan_of(model, ("a", "lin", "09:00"), ("a", "mei", "09:00", 0, "2"))
    told = rota.explain(model.problem(), plan, "a")
    assert {(one.role, one.worker) for one in told.others} == {
        ("1", "mei"),
        ("1", "qi"),
        ("2", "lin"),
        ("2", "qi"),
    }
