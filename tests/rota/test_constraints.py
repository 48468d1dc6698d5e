"""Each priced constraint alone, on a case small enough to do the sum by hand."""

import pytest

import rota
from rota.problem import History, Kink, Limits, Pay, Preferred, Series
from tests.rota.street import HOUR, MINUTE, plan_of, someone, street, task

FREE = {"travel_tick": 0}


def charged(model, constraint, *assignments):
    """Return the sum of what `constraint` charges for the plan, by level."""
    judgement = rota.judge(model.problem(), plan_of(model, *assignments))
    some = [charge for charge in judgement.charges if charge.constraint == constraint]
    return sum(charge.price for charge in some)


def total(model, *assignments):
    return rota.judge(model.problem(), plan_of(model, *assignments)).score


def test_travel_is_ticks_and_metres_there_between_and_back():
    model = street()
    model.weights(travel_tick=2, travel_metre=3)
    someone(model)
    task(model, "a", 1)
    task(model, "b", 3)
    price = charged(model, "travel", ("a", "lin", "09:00"), ("b", "lin", "11:00"))
    assert price == 2 * (10 + 20 + 30) * 60 + 3 * 6_000


def test_travel_takes_the_access_time_of_each_place_entered():
    model = street()
    model.weights(travel_tick=1)
    model.place("1", access={"ebike": 5 * MINUTE})
    someone(model)
    task(model, "a", 1)
    assert charged(model, "travel", ("a", "lin", "09:00")) == (15 + 10) * 60


def test_travel_goes_by_way_of_the_errand():
    model = street()
    model.weights(travel_tick=1)
    someone(model)
    task(model, "a", 1, errand=("3", 5 * MINUTE))
    assert charged(model, "travel", ("a", "lin", "09:00")) == (30 + 20 + 10) * 60


def test_a_break_at_home_costs_the_way():
    model = street()
    model.weights(travel_tick=1)
    home = model.rest(*model.between("11:00", "13:00"), 30 * MINUTE, where="home")
    someone(model, breaks=[home])
    task(model, "a", 2, length=2 * HOUR)
    task(model, "b", 2)
    plan = (("a", "lin", "09:30"), ("b", "lin", "12:40"))
    assert charged(model, "travel", *plan) == 4 * 20 * 60


def test_waiting_is_what_is_left_between_two_visits_after_way_and_break():
    model = street()
    model.weights(waiting_tick=1)
    noon = model.rest(*model.between("10:00", "11:00"), 30 * MINUTE)
    someone(model, breaks=[noon])
    task(model, "a", 1)
    task(model, "b", 2)
    assert charged(model, "waiting", ("a", "lin", "09:00"), ("b", "lin", "11:00")) == 20 * 60


def test_each_shift_used_costs_once():
    model = street(days=2)
    model.weights(shift_used=7)
    someone(model, days=(0, 1))
    task(model, "a", 1)
    task(model, "b", 1)
    task(model, "c", 1, day=1)
    plan = (("a", "lin", "09:00"), ("b", "lin", "11:00"), ("c", "lin", "09:00", 1))
    assert charged(model, "shift_used", *plan) == 14


@pytest.mark.parametrize(
    "pay, minutes",
    [
        (Pay(rate=1), 270),
        (Pay(rate=1, first_leg=False), 260),
        (Pay(rate=1, last_leg=False), 250),
        (Pay(rate=1, split_gap=110 * 60), 160),
        (Pay(rate=1, split_gap=111 * 60), 270),
        (Pay(rate=1, minimum=300 * 60), 300),
    ],
)
def test_pay_rules(pay, minutes):
    model = street()
    someone(model, pay=pay)
    task(model, "a", 1)
    task(model, "b", 2)
    plan = (("a", "lin", "09:00"), ("b", "lin", "12:00"))
    assert charged(model, "pay", *plan) == minutes * 60


def test_a_shift_without_work_is_not_paid():
    model = street()
    someone(model, pay=Pay(rate=1, minimum=3600))
    assert charged(model, "pay") == 0


def test_a_preferred_time_is_convex_and_counts_each_role():
    model = street()
    someone(model)
    someone(model, "mei")
    noon, later = (model.moment(model.at(clock)) for clock in ("12:00", "13:00"))
    wish = Preferred(early=(Kink(noon, 1),), late=(Kink(noon, 2), Kink(later, 10)))
    roles = [model.role("1", HOUR), model.role("2", HOUR)]
    task(model, "a", 1, preferred=wish, roles=roles)
    for clock, price in (("11:59", 60), ("12:00", 0), ("12:01", 120), ("13:01", 7_320 + 600)):
        both = (("a", "lin", clock), ("a", "mei", clock, 0, "2"))
        assert charged(model, "preferred_time", *both) == 2 * price


def test_affinity_may_be_a_gain():
    model = street()
    someone(model)
    task(model, "a", client="wu")
    model.affinity("lin", "wu", -500)
    assert charged(model, "affinity", ("a", "lin", "09:00")) == -500


def test_missing_hours_by_day_week_and_month():
    model = street(days=8)
    model.weights(missing_hours_tick=1)
    limits = Limits(least_day=2 * 3600, least_week=3 * 3600, least_month=10 * 3600)
    someone(model, days=(0,), limits=limits, history=History(week_worked=1800, month_worked=3600))
    task(model, "a", 3)
    worked = 2 * 3600
    missing = 0 + (3 * 3600 - 1800 - worked) + 3 * 3600
    months = 10 * 3600 - 3600 - worked
    assert charged(model, "missing_hours", ("a", "lin", "09:00")) == missing + months


def test_visits_left_out_cost_points_by_priority_and_their_price():
    model = street()
    task(model, "a", priority=2, price_left_out=70)
    task(model, "b", priority=0, price_left_out=5)
    score = total(model)
    assert (score.hard, score.service, score.cost) == (0, 3_000, 75)


def test_an_optional_role_left_empty_costs_only_if_the_visit_takes_place():
    model = street()
    someone(model)
    second = model.role("2", HOUR, optional=True, price_without=9)
    task(model, "a", roles=[model.role("1", HOUR), second])
    assert charged(model, "optional_role", ("a", "lin", "09:00")) == 9
    assert charged(model, "optional_role") == 0


def test_a_broken_promise_costs_service_for_worker_and_time_apart():
    model = street()
    someone(model)
    someone(model, "mei")
    promise = model.promise(
        worker="lin",
        starts=model.at("09:00"),
        tolerance=10 * MINUTE,
        worker_points=3,
        time_points=50,
    )
    task(model, "a", promises=[promise])
    assert charged(model, "broken_promise", ("a", "lin", "09:10")) == 0
    assert charged(model, "broken_promise", ("a", "lin", "09:11")) == 50
    assert charged(model, "broken_promise", ("a", "mei", "09:00")) == 3
    assert charged(model, "broken_promise") == 53


def test_the_largest_delay_is_charged_once():
    model = street()
    model.weights(largest_delay_tick=2)
    someone(model)
    someone(model, "mei")
    wish = model.prefer(model.between("09:00", "10:00"), late_rate=0)
    task(model, "a", preferred=wish)
    task(model, "b", preferred=wish)
    plan = (("a", "lin", "10:30"), ("b", "mei", "11:00"))
    assert charged(model, "largest_delay", *plan) == 2 * 3600


def test_unfairness_is_the_excess_over_the_least_burdened():
    model = street()
    model.weights(unfairness=10)
    someone(model, history=History(unpopular=2))
    someone(model, "mei", history=History(unpopular=1))
    someone(model, "qi", history=History(unpopular=4))
    task(model, "a", unpopular=3)
    assert charged(model, "fairness", ("a", "mei", "09:00")) == 10 * (0 + 2 + 2)


def in_series(**about):
    model = street(days=3)
    for name in ("lin", "mei"):
        someone(model, name, days=range(3))
    for number, name in enumerate("abc"):
        task(model, name, day=number)
    model.series(Series(id="s", visits=("a", "b", "c"), **about))
    return model


def test_each_worker_beyond_the_first_of_a_series():
    model = in_series(worker_rule="same", worker_price=5)
    plan = [("a", "lin", "09:00", 0), ("b", "mei", "09:00", 1), ("c", "lin", "09:00", 2)]
    assert charged(model, "series_worker", *plan) == 5


def test_each_pair_of_neighbours_that_should_alternate():
    model = in_series(worker_rule="alternate", worker_price=5)
    plan = [("a", "lin", "09:00", 0), ("b", "lin", "09:00", 1), ("c", "lin", "09:00", 2)]
    assert charged(model, "series_worker", *plan) == 10


def test_times_of_a_series_beyond_the_tolerance():
    model = in_series(time_tolerance=600, time_price=2)
    plan = [("a", "lin", "09:00", 0), ("b", "lin", "09:25", 1), ("c", "lin", "09:15", 2)]
    assert charged(model, "series_time", *plan) == 2 * (25 - 10) * 60


def test_levels_are_compared_one_after_the_other():
    assert rota.Score(0, 5, 10**9) < rota.Score(0, 6, 0) < rota.Score(1, 0, 0)
    assert rota.Score(0, 0, 1_499).fen == 1
    assert rota.Score(0, 0, 1_500).fen == 2
