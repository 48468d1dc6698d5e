"""What being late is likely to cost: by hand, against simulated days, and in every search."""

from math import log
from statistics import NormalDist

import pytest

import rota
from rota.constraints import lateness_risk
from rota.simulate import simulate
from tests.rota.street import MINUTE, plan_of, someone, street, task

WEIGHT = 1_000_000


def day(weight=WEIGHT, **about):
    """Return two visits of an hour, ten minutes apart, for one worker."""
    model = street()
    model.weights(lateness_risk=weight, travel_tick=0)
    someone(model)
    task(model, "a", 1)
    task(model, "b", 2, **about)
    return model


def risk(model, *assignments):
    """Return what lateness is charged for a plan, by visit."""
    judgement = rota.judge(model.problem(), plan_of(model, *assignments))
    return {
        one["visit"]: one.price for one in judgement.charges if one.constraint == "lateness_risk"
    }


def test_a_way_of_ten_minutes_takes_twice_as_long_once_in_a_thousand_days():
    """Ten minutes are four deviations of 150 s: lognormal 1.8, deviation 0.198, 3.07 beyond."""
    assert risk(day(), ("a", "lin", "09:00")) == {"a": 1_081}
    assert NormalDist().cdf(-(log(1.8) / 0.19804 + 0.09902)) == pytest.approx(0.001081, abs=1e-5)


def test_after_an_hour_of_work_one_visit_in_five_is_late():
    chance, mean, variance = lateness_risk.hand_on(0, 0, 3600, 600, 0, 0)
    deviation = (12**2 + 2.5**2) ** 0.5 * 60
    above = 1 - NormalDist().cdf(log(1 + 0.2 * 600 / deviation) / 0.19804 + 0.09902)
    assert chance / lateness_risk.UNIT == pytest.approx(above, abs=0.002)
    assert mean == pytest.approx(0.394 * deviation, rel=0.01)
    assert 0 < variance < deviation**2


def test_half_an_hour_of_slack_makes_lateness_rare():
    tight = risk(day(), ("a", "lin", "09:00"), ("b", "lin", "10:10"))["b"]
    loose = risk(day(), ("a", "lin", "09:00"), ("b", "lin", "10:40")).get("b", 0)
    assert loose < tight / 20


def test_without_a_weight_nothing_is_charged():
    assert risk(day(weight=0), ("a", "lin", "09:00"), ("b", "lin", "10:10")) == {}


def test_the_price_is_proportional_to_the_weight():
    plan = (("a", "lin", "09:00"), ("b", "lin", "10:10"))
    once, thrice = risk(day(), *plan)["b"], risk(day(weight=3 * WEIGHT), *plan)["b"]
    assert abs(thrice - 3 * once) <= 3


def test_a_client_told_to_expect_a_later_start_is_not_kept_waiting():
    model = day()
    later = model.promise(starts=model.at("10:40"), tolerance=30 * MINUTE)
    task(model, "b", 2, promises=[later])
    expected = risk(model, ("a", "lin", "09:00"), ("b", "lin", "10:10")).get("b", 0)
    assert expected < risk(day(), ("a", "lin", "09:00"), ("b", "lin", "10:10"))["b"] / 20


def test_a_delay_is_handed_on():
    model = day()
    task(model, "c", 3)
    charged = risk(model, ("a", "lin", "09:00"), ("b", "lin", "10:10"), ("c", "lin", "11:20"))
    assert charged["c"] > charged["b"] > 0


def test_the_time_of_a_break_is_no_slack():
    model = street()
    model.weights(lateness_risk=WEIGHT)
    noon = model.rest(*model.between("10:00", "11:00"), 30 * MINUTE)
    someone(model, breaks=[noon])
    task(model, "a", 1)
    task(model, "b", 2)
    rested = risk(model, ("a", "lin", "09:00"), ("b", "lin", "10:40"))["b"]
    assert rested == risk(day(), ("a", "lin", "09:00"), ("b", "lin", "10:10"))["b"]


@pytest.mark.parametrize("minutes", [70, 75, 80, 90])
def test_the_risk_is_what_thousands_of_days_show(minutes):
    """Within a fifth of the share of late starts, over a round of six visits."""
    model = street()
    model.weights(lateness_risk=WEIGHT)
    someone(model, hours=("06:00", "20:00"))
    stops = []
    for number in range(6):
        task(model, str(number), 1 + number % 2, opens="06:00", closes="20:00")
        hour, minute = divmod(7 * 60 + number * minutes, 60)
        stops.append((str(number), "lin", f"{hour:02}:{minute:02}"))
    expected = sum(risk(model, *stops).values()) / WEIGHT / 6
    found = simulate(model.problem(), plan_of(model, *stops), days=20_000)
    assert expected == pytest.approx(1 - found.on_time, rel=0.2, abs=0.002)


def test_more_slack_is_never_a_greater_risk():
    last = 2**62
    for slack in range(-1200, 7200, 60):
        chance, mean, variance = lateness_risk.hand_on(100, 40_000, 3600, 600, slack, 0)
        assert chance <= last
        assert 0 <= chance <= lateness_risk.UNIT
        assert variance >= 0
        last = chance
        assert mean >= 0


def test_it_says_in_words_what_it_is():
    model = day()
    problem = model.problem()
    plan = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    said = [rota.sentence(one, problem.horizon) for one in rota.judge(problem, plan).charges]
    assert any("b likely to begin ten minutes late or more on 22 % of days" in one for one in said)


def test_explaining_names_the_risk_that_a_choice_adds():
    model = day()
    plan = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    terms = {term.constraint: term.price for term in rota.explain(model.problem(), plan, "b").terms}
    assert terms["lateness_risk"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_plain_engine_leaves_time_between_visits_when_lateness_has_a_price(seed):
    careless = rota.solve(day(weight=0).problem(), stop=rota.Iterations(30), seed=seed)
    careful = rota.solve(day().problem(), stop=rota.Iterations(30), seed=seed)
    careless_days, careful_days = (
        simulate(day().problem(), one.plan, days=500) for one in (careless, careful)
    )
    assert careful_days.on_time > 0.97
    assert careful_days.on_time >= careless_days.on_time
    assert careful.left_out == careless.left_out == ()
