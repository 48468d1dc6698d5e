"""Each rule that the core keeps, alone: with it one of two visits is left out, without it none."""

import pytest

import rota
from rota.core.known import relaxed
from rota.problem import History, Limits, Series
from tests.rota.street import HOUR, MINUTE, someone, street, task

HOUR_TICKS = 3600


def two_days(
    *, limits=None, history=None, busy=(), series=None, breaks=None, second_day=1, **shift
):
    """Return a problem: lin, and a visit at ten on two days, at places ten minutes from home."""
    model = street(days=3)
    about = {"limits": limits or Limits(), "history": history or History()}
    model.worker("lin", busy=[(model.at(*a), model.at(*b), "leave") for a, b in busy], **about)
    for day in range(3):
        owed = (breaks or ()) if day == 1 else ()
        rests = [model.rest(model.at(a, 1), model.at(b, 1), length) for a, b, length in owed]
        model.shift("lin", *model.between("08:00", "18:00", day), start="0", breaks=rests, **shift)
    task(model, "a", 1, opens="10:00", closes="10:00", day=0)
    task(model, "b", 3, opens="10:00", closes="11:00", day=second_day)
    if series:
        model.series(Series(id="s", visits=("a", "b"), **series))
    return model.problem()


WORK_OF_A = HOUR_TICKS + 20 * 60
RULES = {
    "most_day": {"limits": Limits(most_day=WORK_OF_A)},
    "most_week": {"limits": Limits(most_week=WORK_OF_A + HOUR_TICKS)},
    "most_week with history": {
        "limits": Limits(most_week=4 * HOUR_TICKS),
        "history": History(week_worked=2 * HOUR_TICKS),
    },
    "most_month": {"limits": Limits(most_month=WORK_OF_A + HOUR_TICKS)},
    "rest": {"limits": Limits(rest=24 * HOUR_TICKS)},
    "consecutive_days": {"limits": Limits(consecutive_days=1)},
    "days_per_week": {"limits": Limits(days_per_week=1)},
    "longest_leg": {"longest_leg": 20 * MINUTE},
    "leave": {"busy": [(("09:00", 1), ("12:00", 1))]},
    "break on the second day": {"breaks": [("10:00", "11:30", 65 * MINUTE)]},
    "gap_least": {"series": {"gap_least": 26 * HOUR_TICKS}},
    "gap_most": {"series": {"gap_most": 23 * HOUR_TICKS}},
    "no_consecutive_days": {"series": {"no_consecutive_days": True}},
    "most_per_week": {"series": {"most_per_week": 1}},
    "weekdays": {"series": {"weekdays": (1,)}},
    "alternate": {"series": {"worker_rule": "alternate"}},
}


def test_without_any_rule_both_are_served():
    found = rota.solve(two_days(), stop=rota.Iterations(40), engine="core")
    assert found.left_out == ()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_alone_leaves_one_visit_out(rule):
    problem = two_days(**RULES[rule])
    assert relaxed(problem) is None
    found = rota.solve(problem, stop=rota.Iterations(40), engine="core")
    assert len(found.left_out) == 1
    assert rota.check(problem, found.plan) == ()


def test_a_series_that_must_have_one_worker_goes_to_who_can_come_on_both_days():
    model = street(days=2)
    someone(model, "near", days=(0,))
    someone(model, "both", days=(0, 1))
    for day in range(2):
        task(model, f"v{day}", 2, opens="10:00", closes="11:00", day=day)
    model.series(Series(id="s", visits=("v0", "v1"), worker_rule="same"))
    found = rota.solve(model.problem(), stop=rota.Iterations(100), engine="core")
    assert {one.worker for one in found.plan} == {"both"}
    assert found.left_out == ()


def test_the_times_of_a_series_are_drawn_together():
    model = street(days=2)
    someone(model, days=(0, 1))
    task(model, "a", 2, opens="12:00", closes="12:00", day=0)
    task(model, "b", 2, opens="09:00", closes="16:00", day=1)
    tolerance = int(HOUR.total_seconds())
    model.series(Series(id="s", visits=("a", "b"), time_tolerance=tolerance))
    found = rota.solve(model.problem(), stop=rota.Iterations(40), engine="core")
    clocks = [one.starts % 86_400 for one in found.plan]
    assert len(clocks) == 2
    assert max(clocks) - min(clocks) <= tolerance


def test_somebody_works_before_and_after_leave_in_the_middle_of_a_shift():
    model = street()
    someone(model, busy=[(model.at("11:00"), model.at("14:00"), "leave")])
    task(model, "a", 1, opens="09:00", closes="09:30")
    task(model, "b", 2, opens="13:00", closes="16:00")
    found = rota.solve(model.problem(), stop=rota.Iterations(40), engine="core")
    assert found.left_out == ()
    assert rota.check(model.problem(), found.plan) == ()
