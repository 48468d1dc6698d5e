"""Rules over days: limits of time, rest, days in a row, and series of visits."""

import pytest

from rota.problem import History, Limits, Series
from tests.rota.street import plan_of, rules, someone, street, task


def judged(model, *assignments):
    return rules(model.problem(), plan_of(model, *assignments))


@pytest.mark.parametrize(
    "limits, rule",
    [
        (Limits(most_day=2 * 3600), "day_too_long"),
        (Limits(most_week=2 * 3600), "week_too_long"),
        (Limits(most_month=2 * 3600), "month_too_long"),
    ],
)
def test_limits_of_worked_time_count_the_way(limits, rule):
    model = street()
    someone(model, limits=limits)
    task(model, "a", 1)
    task(model, "b", 1)
    assert judged(model, ("a", "lin", "09:00")) == []
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:00")) == [rule]


def test_history_counts_towards_week_and_month():
    model = street()
    before = History(week_worked=39 * 3600, month_worked=150 * 3600)
    limits = Limits(most_week=40 * 3600, most_month=151 * 3600)
    someone(model, limits=limits, history=before)
    task(model, "a", 1)
    assert judged(model, ("a", "lin", "09:00")) == ["week_too_long", "month_too_long"]


def test_rest_between_days_starts_when_the_worker_is_back():
    model = street(days=2)
    someone(model, days=(0, 1), limits=Limits(rest=16 * 3600))
    task(model, "a", 1, opens="16:00", closes="18:00")
    task(model, "b", 1, day=1)
    late = ("a", "lin", "16:30")
    assert judged(model, late, ("b", "lin", "09:40", 1)) == ["rest_too_short"]
    assert judged(model, late, ("b", "lin", "09:50", 1)) == []


def test_rest_counts_the_last_end_before_the_horizon():
    model = street()
    history = History(last_end=model.moment(model.at("22:00", -1)))
    someone(model, limits=Limits(rest=11 * 3600), history=history)
    task(model, "a", 1)
    assert judged(model, ("a", "lin", "09:05")) == ["rest_too_short"]
    assert judged(model, ("a", "lin", "09:10")) == []


def test_days_in_a_row_and_days_in_a_week():
    model = street(days=3)
    limits = Limits(consecutive_days=3, days_per_week=2)
    someone(model, days=(0, 1, 2), limits=limits, history=History(consecutive_days=2))
    for day in range(3):
        task(model, f"v{day}", 1, day=day)
    plan = [(f"v{day}", "lin", "09:00", day) for day in range(3)]
    assert judged(model, *plan[:1]) == []
    assert judged(model, plan[0], plan[2]) == []
    assert judged(model, *plan) == [
        "too_many_days_in_a_row",
        "too_many_days_in_a_row",
        "too_many_days_in_week",
    ]


def in_series(**about):
    model = street(days=8)
    someone(model, days=range(8))
    someone(model, "mei", days=range(8))
    for name in "abc":
        windows = [model.between("08:00", "17:00", day) for day in range(8)]
        task(model, name, windows=windows)
    model.series(Series(id="s", visits=("a", "b", "c"), **about))
    return model


DAY = 86_400


@pytest.mark.parametrize(
    "about, good, bad, rule",
    [
        ({"gap_least": 2 * DAY}, (0, 2, 4), (0, 1, 4), "gap_too_short"),
        ({"gap_most": 2 * DAY}, (0, 2, 4), (0, 2, 5), "gap_too_long"),
        ({"no_consecutive_days": True}, (0, 2, 4), (0, 2, 3), "consecutive_days"),
        ({"no_consecutive_days": True}, (4, 2, 0), (0, 2, 2), "consecutive_days"),
        ({"weekdays": (1, 3, 5)}, (0, 2, 4), (0, 2, 3), "wrong_weekday"),
        ({"most_per_week": 2}, (0, 2, 7), (0, 2, 4), "too_many_in_week"),
    ],
)
def test_days_of_a_series(about, good, bad, rule):
    model = in_series(**about)
    clocks = ("09:00", "11:00", "13:00")
    for days, found in ((good, []), (bad, [rule])):
        plan = [
            (*one, day)
            for one, day in zip(
                [(name, "lin", clock) for name, clock in zip("abc", clocks, strict=True)],
                days,
                strict=True,
            )
        ]
        if rule in {"gap_too_long", "gap_too_short"}:
            plan = [(name, worker, "09:00", day) for name, worker, _, day in plan]
        assert judged(model, *plan) == found


def test_one_worker_for_a_whole_series():
    model = in_series(worker_rule="same")
    one, other = ("a", "lin", "09:00", 0), ("b", "mei", "09:00", 1)
    assert judged(model, one, other) == ["workers_not_same"]
    assert judged(model, one, ("b", "lin", "09:00", 1)) == []


def test_two_workers_in_turn():
    model = in_series(worker_rule="alternate")
    one, other = ("a", "lin", "09:00", 0), ("b", "mei", "09:00", 1)
    assert judged(model, one, other, ("c", "lin", "09:00", 2)) == []
    assert judged(model, one, other, ("c", "mei", "09:00", 2)) == ["workers_not_alternate"]


def test_one_time_of_day_for_a_whole_series():
    model = in_series(time_tolerance=1800)
    assert judged(model, ("a", "lin", "09:00", 0), ("b", "lin", "09:31", 1)) == ["times_differ"]
    assert judged(model, ("a", "lin", "09:00", 0), ("b", "lin", "09:30", 1)) == []
