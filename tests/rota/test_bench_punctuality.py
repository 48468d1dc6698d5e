"""The benchmark of punctuality: promises, buffers, and a comparison that favours nobody."""

import argparse
from dataclasses import replace

import pytest

from rota import Plan, check
from rota.bench import punctuality_run
from rota.bench.city import make_city
from rota.bench.punctuality import (
    OURS,
    Setting,
    earliest,
    live_through,
    plan_with,
    problem_of,
    travel_of,
    with_buffers,
)
from rota.bench.punctuality_run import Line, Summary, best_within, report, settings
from rota.bench.results import read

CAREFUL = Setting(30, 20, 0)


@pytest.fixture(scope="module")
def city():
    return make_city(5, 15, "slack", 1)


@pytest.fixture(scope="module")
def routes(city):
    """Rounds for whoever is able, as full as they get."""
    found = [[] for _ in city.workers]
    for number in sorted(range(15), key=lambda one: city.visits[one].opens):
        for worker, route in enumerate(found):
            trial = [*route, number]
            plan = earliest(city, [trial if at == worker else [] for at in range(5)])
            if not check(problem_of(city, 0), plan):
                route.append(number)
                break
    return found


def test_the_day_as_a_problem_is_the_day_of_the_city(city, routes):
    plan = earliest(city, routes)
    problem = problem_of(city, 0)
    assert len(plan) > 10
    assert check(problem, plan) == ()
    assert problem_of(city, 300).weights.lateness_risk == 300_000


def test_the_careful_see_longer_ways_and_work(city):
    careful = with_buffers(city, CAREFUL)
    assert (careful.travel >= 1.3 * city.travel).all()
    assert (careful.travel <= 1.3 * city.travel + 1).all()
    assert careful.visits[0].length == pytest.approx(1.2 * city.visits[0].length, abs=1)


def test_a_careful_plan_keeps_more_promises_on_the_same_days(city, routes):
    short = [route[:3] for route in routes]
    plans = [earliest(one, short) for one in (city, with_buffers(city, CAREFUL))]
    hasty, careful = (live_through(city, plan, days=500, seed=3) for plan in plans)
    assert careful.late < hasty.late
    assert careful.travel == hasty.travel == travel_of(city, plans[0])
    assert live_through(city, plans[0], days=500, seed=3) == hasty


def test_a_plan_that_breaks_a_rule_is_not_judged(city, routes):
    early = Plan.of(replace(one, starts=0) for one in earliest(city, routes))
    with pytest.raises(ValueError, match="slack-5x15-1"):
        live_through(city, early, days=10, seed=1)


@pytest.mark.slow
def test_ours_serves_everybody(city):
    plan, wall, processor = plan_with(OURS, city, Setting(0, 0, 3_000), 1.0, 1, "processor")
    assert live_through(city, plan, days=200, seed=1).unassigned == 0
    assert 0 < processor < 5
    assert wall > 0


def given(results, **more):
    parser = argparse.ArgumentParser()
    punctuality_run.add_to(parser.add_subparsers())
    options = {"workers": 4, "visits": 8, "seconds": 0.3, "seeds": 1, "days": 50} | more
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    one = ["--engines", "rota", "--late-worths", "1000", "--clock", "processor"]
    return parser.parse_args(["punctuality", *flags, *one, "--results", str(results)])


def test_peers_are_asked_with_every_pair_of_buffers_and_ours_with_every_worth(tmp_path):
    asked = given(tmp_path / "x.csv")
    assert len([*settings("pyvrp", asked)]) == 16
    assert [*settings(OURS, asked)] == [Setting(0, 0, 1_000)]


@pytest.mark.slow
def test_what_was_measured_is_not_measured_again(tmp_path, capsys):
    asked = given(tmp_path / "punctuality.csv")
    for _ in range(2):
        asked.run(asked)
    assert capsys.readouterr().out.count("city  1 rota") == 1
    assert len(read(tmp_path / "punctuality.csv", Line)) == 1


def line(engine, late, travel, *, left_out=0, work=0, worth=0, day=1):
    return Line(
        engine=engine,
        version="1",
        workers=5,
        visits=15,
        mode="slack",
        day=day,
        travel_buffer=0,
        work_buffer=work,
        late_worth=worth,
        seconds=1.0,
        clock="wall",
        days=100,
        unassigned=left_out,
        travel=travel,
        late=late,
    )


def summary(engine, late, travel, **about):
    one = line(engine, late, travel, **about)
    return Summary(engine, one.setting, (one,))


def test_ours_may_travel_three_percent_further_and_no_more():
    ours = [summary(OURS, 1.0, 1_030), summary(OURS, 0.5, 1_031), summary(OURS, 2.0, 900)]
    assert best_within(summary("pyvrp", 4.0, 1_000), ours) is ours[0]
    assert best_within(summary("pyvrp", 4.0, 800), ours) is None


def test_the_peer_that_is_least_late_and_serves_all_is_the_measure(capsys):
    peers = [
        line("pyvrp", 4.0, 1_000),
        line("pyvrp", 2.0, 1_100, work=10),
        line("pyvrp", 0.1, 1_200, work=20, left_out=1),
    ]
    assert report([line(OURS, 1.0, 1_100, worth=1_000), *peers]) == 0
    assert "2.000 late, 1,100 s; ours" in capsys.readouterr().out
    assert report([line(OURS, 1.1, 1_100, worth=1_000), *peers]) == 1
    assert report([line(OURS, 0.5, 1_140, worth=1_000), *peers]) == 1


def test_nothing_is_claimed_if_nobody_serves_everybody():
    assert report([line(OURS, 1.0, 1_000, worth=1), line("pyvrp", 1.0, 1_000, left_out=1)]) == 1
