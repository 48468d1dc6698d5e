"""Simulated days obey the plan, hand on delays, and meet the same luck twice."""

import pytest

from rota.simulate import Uncertainty, simulate
from tests.rota.street import HOUR, MINUTE, plan_of, someone, street, task

CERTAIN = Uncertainty(travel=0, duration=0)


def by_visit(found):
    return {(stop.visit, stop.role): stop for stop in found.stops}


@pytest.fixture
def day():
    model = street()
    someone(model)
    task(model, "a", 1)
    task(model, "b", 2)
    return model


def test_without_uncertainty_everybody_is_on_time(day):
    plan = plan_of(day, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    found = simulate(day.problem(), plan, days=10, uncertainty=CERTAIN)
    assert (found.on_time, found.mean_lateness, found.overtime) == (1, 0, 0)


def test_a_tight_plan_is_late_more_often_than_a_loose_one(day):
    tight = plan_of(day, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    loose = plan_of(day, ("a", "lin", "09:00"), ("b", "lin", "11:00"))
    late = [simulate(day.problem(), plan, seed=3).on_time for plan in (tight, loose)]
    assert late[0] < 0.9 < late[1]


def test_the_mean_length_of_a_visit_is_what_the_plan_says(day):
    plan = plan_of(day, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    certain_way = Uncertainty(travel=0, duration=0.2, common=0)
    found = by_visit(simulate(day.problem(), plan, days=50_000, uncertainty=certain_way))
    half_normal = 0.2 * 3600 * 0.3989
    assert found["b", "1"].mean_lateness == pytest.approx(half_normal, rel=0.05)


def test_a_delay_is_handed_on_and_the_weak_link_is_where_it_begins(day):
    task(day, "c", 3)
    plan = plan_of(day, ("a", "lin", "09:00"), ("b", "lin", "10:10"), ("c", "lin", "11:20"))
    found = simulate(day.problem(), plan, uncertainty=Uncertainty(duration=0.4, travel=0))
    risks = by_visit(found)
    assert risks["c", "1"].late > risks["b", "1"].late > 0
    assert risks["c", "1"].begins_here < risks["c", "1"].late
    assert risks["b", "1"].begins_here == risks["b", "1"].late
    assert found.stops[-1].visit == "a"


def test_people_who_start_together_wait_for_each_other():
    model = street()
    someone(model, "lin")
    someone(model, "mei")
    task(model, "a", 1)
    task(model, "b", 1, roles=[model.role("1", HOUR), model.role("2", HOUR)])
    plan = plan_of(
        model, ("a", "mei", "09:00"), ("b", "lin", "10:00"), ("b", "mei", "10:00", 0, "2")
    )
    risks = by_visit(simulate(model.problem(), plan))
    assert risks["b", "1"].late == risks["b", "2"].late > 0


def test_a_break_between_two_visits_delays_nobody_who_has_time_for_it():
    model = street()
    noon = model.rest(*model.between("10:00", "11:00"), 30 * MINUTE)
    someone(model, breaks=[noon])
    task(model, "a", 1)
    task(model, "b", 2)
    plan = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:40"))
    found = simulate(model.problem(), plan, days=10, uncertainty=CERTAIN)
    assert found.on_time == 1


def test_the_same_seed_is_the_same_luck_whoever_goes(day):
    someone(day, "mei")
    plans = [plan_of(day, ("a", one, "09:00"), ("b", one, "10:10")) for one in ("lin", "mei")]
    first, second = (simulate(day.problem(), plan, seed=4) for plan in plans)
    assert first.on_time == second.on_time
    assert simulate(day.problem(), plans[0], seed=5).on_time != first.on_time


@pytest.mark.parametrize("days", [0, 100_001])
def test_a_number_of_days_out_of_bounds_is_refused(day, days):
    with pytest.raises(ValueError, match="from 1 to 100000"):
        simulate(day.problem(), plan_of(day), days=days)
