"""What being late is likely to cost: by hand, against simulated days, and in every search."""

from dataclasses import replace
from datetime import timedelta
from math import log
from random import Random
from statistics import NormalDist

import numpy as np
import pytest

import rota
from rota.constraints import lateness_risk
from rota.constraints.lateness_risk import UNIT
from rota.core.compiling import compiled
from rota.core.lateness import risk_of
from rota.desk import Change, Desk
from rota.lookup import Lookup
from rota.problem import Weights
from rota.schedule import lay_out
from rota.search.starts import CURVES, model_of, stops_of, with_time_to_spare
from rota.simulate import simulate
from tests.rota.street import DAY, MINUTE, plan_of, random_town, someone, street, task

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


def rounds_of(problem, plan):
    lookup = Lookup(problem)
    laid_out = lay_out(lookup, plan)
    return lookup, [round_ for some in laid_out.rounds.values() for round_ in some]


@compiled
def compiled_risk(model, curves, stops, starts):
    """Call what only compiled code can call."""
    return risk_of(model, curves, stops, starts, 1 << 60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_compiled_risk_is_that_of_the_constraint(seed):
    problem = replace(random_town(seed, visits=10), weights=Weights(lateness_risk=UNIT))
    plan = rota.solve(problem, stop=rota.Iterations(3), engine="plain").plan
    lookup, rounds = rounds_of(problem, plan)
    for round_ in rounds:
        stops = stops_of(lookup, round_)
        starts = np.array([stop.starts for stop in round_.stops], np.int64)
        found = compiled_risk(model_of(problem.horizon.tick_ms), CURVES, stops, starts)
        assert found == sum(one.price for one in lateness_risk.of_round(lookup, round_))


@pytest.mark.parametrize("tick", [timedelta(milliseconds=60), timedelta(minutes=1)])
def test_the_length_of_a_tick_does_not_change_the_risk(tick):
    priced = []
    for one in (timedelta(seconds=1), tick):
        model = rota.Model(DAY, tick=one)
        for place in "012":
            model.place(place)
        model.travel_table(
            "ebike", [[10 * MINUTE * abs(a - b) for b in range(3)] for a in range(3)]
        )
        model.weights(lateness_risk=WEIGHT, travel_tick=0)
        someone(model)
        task(model, "a", 1)
        task(model, "b", 2)
        priced.append(risk(model, ("a", "lin", "09:00"), ("b", "lin", "10:15")))
    assert priced[0] == priced[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_moving_starts_keeps_a_plan_legal_and_never_makes_it_dearer(seed):
    problem = random_town(seed, visits=10)
    problem = replace(problem, weights=replace(problem.weights, lateness_risk=900_000))
    plan = rota.solve(problem, stop=rota.Iterations(3), engine="plain").plan
    before = rota.judge(problem, plan)
    moved = with_time_to_spare(Lookup(problem), plan)
    after = rota.judge(problem, moved)
    assert after.score <= before.score
    assert after.broken == ()
    assert [one.worker for one in moved] == [one.worker for one in plan]


def test_time_to_spare_is_spread_over_a_round():
    model = day()
    task(model, "c", 3)
    problem = model.problem()
    tight = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:10"), ("c", "lin", "11:20"))
    moved = with_time_to_spare(Lookup(problem), tight)
    assert rota.judge(problem, moved).score.cost < WEIGHT // 200
    assert rota.judge(problem, tight).score.cost > WEIGHT // 5


def test_promised_times_stay():
    model = day()
    task(model, "b", 2, promises=[model.promise(starts=model.at("10:10"))])
    tight = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    moved = with_time_to_spare(Lookup(model.problem()), tight)
    assert {one.visit: one.starts for one in moved}["b"] == model.moment(model.at("10:10"))


def town(seed, weight=3_000_000):
    """Return a day of two workers that the compiled core knows every block of, but for lateness."""
    dice = Random(seed)
    model = street(8)
    for name in ("lin", "mei"):
        someone(model, name)
    for number in range(8):
        hour = dice.randint(8, 14)
        task(
            model,
            f"v{number}",
            dice.randrange(8),
            opens=f"{hour:02}:00",
            closes=f"{hour + 3:02}:00",
        )
    model.weights(lateness_risk=weight)
    return model.problem()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_price_of_lateness_halves_it_and_leaves_nobody_out(seed):
    careless = rota.solve(town(seed, 0), stop=rota.Iterations(2_000), seed=seed)
    careful = rota.solve(town(seed), stop=rota.Iterations(2_000), seed=seed)
    late = [1 - simulate(town(seed), one.plan, days=500).on_time for one in (careless, careful)]
    assert careful.replay.engine == "punctual"
    assert careful.left_out == careless.left_out
    assert late[1] < late[0] / 2
    assert rota.check(town(seed), careful.plan) == ()


@pytest.mark.slow
def test_the_same_seed_makes_the_same_plan_and_a_timed_run_is_repeated():
    problem = town(5)
    first, second = (rota.solve(problem, stop=rota.Iterations(800), seed=4) for _ in range(2))
    assert first.plan == second.plan
    timed = rota.solve(problem, stop=rota.Seconds(0.8), seed=4)
    assert rota.solve(problem, **timed.replay.arguments()).plan == timed.plan


def test_an_initial_plan_is_only_left_for_a_better_one():
    problem = town(6)
    good = rota.solve(problem, stop=rota.Iterations(2_000), seed=4)
    again = rota.solve(problem, stop=rota.Iterations(0), seed=4, initial_plan=good.plan)
    assert again.score <= good.score


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_desk_finds_the_cheapest_place_where_lateness_has_a_price(seed):
    problem = random_town(seed, visits=10)
    problem = replace(problem, weights=replace(problem.weights, lateness_risk=2_000_000))
    plan = rota.solve(problem, stop=rota.Iterations(2), engine="plain").plan
    desk = Desk(problem, plan)
    for visit in [one for one in problem.visits if len(one.roles) == 1][:4]:
        if visit.id in desk.state.crews:
            desk.adopt(Change((visit.id,)))
        found, every = desk.recommend(visit.id, 1), desk.recommend_slowly(visit.id, 1)
        prices = [[(one.service, one.cost) for one in some] for some in (found, every)]
        assert prices[0] == prices[1]


def test_breaks_and_prices_of_rounds_are_kept_where_lateness_has_a_price():
    dice = Random(3)
    model = street(8)
    for name in ("lin", "mei"):
        noon = model.rest(*model.between("11:00", "14:00"), 30 * MINUTE)
        someone(model, name, breaks=[noon])
    for number in range(8):
        opens = dice.randint(8, 13)
        spans = [model.between(f"{opens:02}:00", f"{opens + 3:02}:00")]
        task(model, f"v{number}", dice.randrange(8), windows=spans)
    model.weights(lateness_risk=3_000_000, shift_used=100_000)
    problem = model.problem()
    found = rota.solve(problem, stop=rota.Iterations(2_000), seed=1)
    assert found.left_out == ()
    assert rota.check(problem, found.plan) == ()
    assert simulate(problem, found.plan, days=500).on_time > 0.9
