"""Problems with nothing in them, or nothing that works, are solved all the same."""

import pytest

import rota
from rota.problem import History, Limits, Series
from tests.rota.street import HOUR, MINUTE, plan_of, someone, street, task

HOUR_TICKS = 3600


def left_out(model):
    result = rota.solve(model.problem(), stop=rota.Iterations(20))
    assert rota.check(model.problem(), result.plan) == ()
    return list(result.left_out)


def test_nothing_at_all():
    result = rota.solve(street(0).problem(), stop=rota.Iterations(5))
    assert (result.plan, result.score, result.status) == (rota.Plan(), (0, 0, 0), "finished")


def test_visits_without_workers():
    model = street()
    task(model, "a")
    assert left_out(model) == ["a"]


def test_workers_without_visits_or_shifts():
    model = street()
    model.worker("lin")
    assert left_out(model) == []
    task(model, "a")
    assert left_out(model) == ["a"]


@pytest.mark.parametrize(
    ("limits", "history"),
    [
        (Limits(most_week=10 * HOUR_TICKS), History(week_worked=12 * HOUR_TICKS)),
        (Limits(most_month=100 * HOUR_TICKS), History(month_worked=200 * HOUR_TICKS)),
        (Limits(days_per_week=6), History(week_days=7)),
        (Limits(consecutive_days=6), History(consecutive_days=9)),
    ],
)
def test_a_worker_who_has_worked_too_much_already(limits, history):
    model = street()
    someone(model, limits=limits, history=history)
    task(model, "a")
    assert left_out(model) == ["a"]


def test_visits_of_no_length_at_one_moment():
    model = street()
    someone(model)
    for name in "abc":
        task(model, name, 0, opens="09:00", closes="09:00", length=0 * HOUR)
    assert left_out(model) == []


def test_a_place_that_nobody_can_reach():
    model = street(2)
    model.travel_table("ebike", [[0 * HOUR, None], [None, 0 * HOUR]])
    someone(model)
    task(model, "a", 1)
    task(model, "b", 0)
    assert left_out(model) == ["a"]


def test_a_window_outside_every_shift():
    model = street()
    someone(model)
    task(model, "a", opens="20:00", closes="21:00")
    assert left_out(model) == ["a"]


def test_a_window_with_no_moment_on_the_grid():
    model = street()
    someone(model)
    windows = [(model.at("09:01"), model.at("09:14"))]
    task(model, "a", windows=windows, grid=HOUR / 4)
    assert left_out(model) == ["a"]


def test_a_shift_of_no_length():
    model = street()
    someone(model, hours=("09:00", "09:00"))
    task(model, "a", 0, length=0 * HOUR)
    task(model, "b", 1)
    assert left_out(model) == ["b"]


def test_pins_that_cannot_be_kept_leave_the_visit_out():
    model = street()
    someone(model)
    task(model, "a", 1, pins=[model.pin(worker="lin", starts=model.at("09:00"))])
    task(model, "b", 1, pins=[model.pin(worker="lin", starts=model.at("09:30"))])
    assert len(left_out(model)) == 1


def test_a_priority_of_zero_is_served_only_if_it_pays():
    model = street()
    model.weights(travel_tick=1)
    someone(model)
    task(model, "worth", 1, priority=0, price_left_out=1_201)
    assert left_out(model) == []
    task(model, "worth", 1, priority=0, price_left_out=1_199)
    assert left_out(model) == ["worth"]


def test_two_sequential_pairs_that_cross():
    model = street()
    later = (HOUR, HOUR)
    for name in ("lin", "mei"):
        someone(model, name, skills={name: 1})
    for name, one, other in (("a", "lin", "mei"), ("b", "mei", "lin")):
        roles = [
            model.role("1", HOUR / 2, skills={one: 1}),
            model.role("2", HOUR / 2, skills={other: 1}, after=later),
        ]
        task(model, name, 1, opens="09:00", closes="09:00", roles=roles)
    assert left_out(model) == []


def test_a_series_whose_days_do_not_exist():
    model = street(days=2)
    someone(model, days=(0, 1))
    windows = [model.between("09:00", "10:00", day) for day in (0, 1)]
    task(model, "a", windows=windows)
    model.series(Series(id="s", visits=("a",), weekdays=(7,)))
    assert left_out(model) == ["a"]


def test_a_plan_for_another_problem_is_judged_and_not_crashed_on():
    model = street()
    plan = plan_of(model, ("ghost", "nobody", "09:00"))
    judgement = rota.judge(model.problem(), plan)
    assert judgement.score.hard == 1


@pytest.mark.slow
def test_many_breaks_and_many_roles_take_no_time():
    model = street()
    breaks = [model.rest(*model.between("08:30", "17:30"), MINUTE) for _ in range(4)]
    for name in "abcdefghij":
        someone(model, name, breaks=breaks)
    for number in range(12):
        task(model, f"v{number}", 1, length=30 * MINUTE)
    roles = [model.role(str(number), HOUR) for number in range(8)]
    task(model, "crowd", 2, roles=roles)

    result = rota.solve(model.problem(), stop=rota.Iterations(1), engine="plain")

    assert rota.check(model.problem(), result.plan) == ()
    assert "crowd" in result.plan.visits()
