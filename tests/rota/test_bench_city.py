"""The made-up city is the same for everybody, and its judge lets nothing pass."""

import argparse
from dataclasses import replace

import pytest

from rota.bench import city_run
from rota.bench.city import Verdict, judge, make_city
from rota.bench.city_run import Outcome, interval, report
from rota.bench.city_solvers import solve_with_rota
from rota.bench.districts import district, solve_by_district, split
from rota.bench.results import read


@pytest.fixture(scope="module")
def city():
    return make_city(5, 15, "slack", 1)


def test_the_same_seed_makes_the_same_city(city):
    again = make_city(5, 15, "slack", 1)
    assert again.visits == city.visits
    assert again.workers == city.workers
    assert (again.travel == city.travel).all()
    assert make_city(5, 15, "slack", 2).visits != city.visits


def test_a_tight_city_has_more_work_in_narrower_windows(city):
    tight = make_city(5, 15, "tight", 1)
    assert sum(visit.length for visit in tight.visits) > sum(visit.length for visit in city.visits)
    assert tight.visits[0].closes - tight.visits[0].opens < 3 * 3600


def test_no_way_is_shorter_by_way_of_another_place(city):
    travel = city.travel
    for over in range(len(travel)):
        assert (travel <= travel[:, [over]] + travel[[over], :]).all()


def test_our_plan_serves_a_slack_city(city):
    routes = solve_with_rota(city, 0.3, 1, "processor")
    verdict = judge(city, routes)
    assert verdict.unassigned == 0
    assert 0 < verdict.travel < 15 * 3600


def test_nothing_done_is_everything_left_out(city):
    assert judge(city, [[]] * 5) == Verdict(15, 0)


def test_the_judge_refuses_what_is_not_legal(city):
    able = next(
        (number, at)
        for number, visit in enumerate(city.visits)
        for at, worker in enumerate(city.workers)
        if city.may(worker, visit)
    )
    number, at = able

    def routes(*stops):
        return [list(stops) if worker == at else [] for worker in range(5)]

    with pytest.raises(ValueError, match="done twice"):
        judge(city, routes(number, number))
    with pytest.raises(ValueError, match="not one round"):
        judge(city, [[number]])
    unskilled = tuple(replace(worker, skills=frozenset()) for worker in city.workers)
    skilled = replace(city.visits[number], skill=2)
    visits = tuple(skilled if one is city.visits[number] else one for one in city.visits)
    with pytest.raises(ValueError, match="another skill"):
        judge(replace(city, workers=unskilled, visits=visits), routes(number))
    gone = tuple(replace(worker, opens=20 * 3600, closes=22 * 3600) for worker in city.workers)
    with pytest.raises(ValueError, match="too late"):
        judge(replace(city, workers=gone), routes(number))


def test_the_interval_of_equal_differences_is_a_point():
    assert interval([-2.0] * 8) == (-2.0, -2.0)
    low, high = interval([-3.0, -1.0, -2.0, 1.0])
    assert low < -1.25 < high


def outcome(engine, seed, left_out, travel, *, seconds=1.0, districts=1):
    size = {
        "version": "1",
        "workers": 5,
        "visits": 15,
        "mode": "slack",
        "clock": "wall",
        "cores": 1,
    }
    return Outcome(
        engine=engine,
        seed=seed,
        districts=districts,
        seconds=seconds,
        unassigned=left_out,
        travel=travel,
        wall=1.0,
        processor=1.0,
        mebibytes=100,
        **size,
    )


def test_the_report_says_who_is_better(capsys):
    ours = [outcome("rota", 1, 0, 90), outcome("rota", 2, 1, 95)]
    peer = [outcome("pyvrp", 1, 0, 100), outcome("pyvrp", 2, 1, 100)]
    assert report([*ours, *peer]) == 0
    assert "travel -7.50 %" in capsys.readouterr().out
    assert report([*peer, *ours, outcome("vroom", 1, 0, 1), outcome("vroom", 2, 0, 1)]) == 1


@pytest.mark.parametrize("districts", [1, 2, 3, 7])
def test_districts_share_out_everybody_evenly(districts):
    city = make_city(21, 70, "slack", 2)
    parts = split(city, districts)
    assert len(parts) == districts
    for at, numbers in enumerate((city.workers, city.visits)):
        shared = sorted(int(number) for part in parts for number in part[at])
        assert shared == list(range(len(numbers)))
    assert {len(visits) for _, visits in parts} <= {70 // districts, 70 // districts + 1}


@pytest.mark.slow
def test_a_plan_by_districts_is_a_plan_of_the_city():
    city = make_city(12, 30, "slack", 3)
    asked = []

    def solve(part, seconds):
        asked.append((len(part.visits), seconds))
        return solve_with_rota(part, seconds, 1, "processor")

    routes = solve_by_district(solve, city, 0.9, 3)

    assert asked == [(10, pytest.approx(0.3))] * 3
    assert judge(city, routes).unassigned < 30


def test_a_district_keeps_the_ways_between_its_places():
    city = make_city(8, 20, "slack", 4)
    workers, visits = split(city, 2)[1]
    part = district(city, workers, visits)
    here, there = part.visits[0].place, part.workers[0].home
    old = city.visits[visits[0]].place, city.workers[workers[0]].home
    assert part.travel[here, there] == city.travel[old]


def asked_for(results, **more):
    parser = argparse.ArgumentParser()
    city_run.add_to(parser.add_subparsers())
    options = {"workers": 4, "visits": 8, "seconds": 0.2, "seeds": 1, "clock": "processor"} | more
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    return parser.parse_args(["city", *flags, "--engines", "rota", "--results", str(results)])


def test_the_engines_are_asked_for_each_day_whole_and_by_district(tmp_path):
    given = asked_for(tmp_path / "city.csv", districts=3, longer=5)
    asked = [(one.name, one.seconds) for one in city_run.wanted(["rota", "pyvrp"], given)]
    assert asked == [("rota", 0.2), ("rota", 5.0), ("pyvrp", 0.2), ("pyvrp/3", 0.2)]
    given.no_whole = True
    asked = [one.name for one in city_run.wanted(["rota", "pyvrp"], given)]
    assert asked == ["rota", "rota", "pyvrp/3"]


@pytest.mark.slow
def test_what_was_measured_is_not_measured_again(tmp_path, capsys):
    given = asked_for(tmp_path / "city.csv")
    for _ in range(2):
        given.run(given)
    assert capsys.readouterr().out.count("day   1 rota") == 1
    (line,) = read(tmp_path / "city.csv", Outcome)
    assert (line.engine, line.unassigned, line.visits) == ("rota", 0, 8)


def test_a_longer_run_of_ours_is_compared_by_itself(capsys):
    runs = [outcome("rota", 1, 0, 102), outcome("rota", 1, 0, 100, seconds=600.0)]
    city_run.compare_longer(runs, runs[1:])
    assert "+2.00 % travel against our own 600 s" in capsys.readouterr().out


def test_a_crowded_run_by_the_wall_is_told_from_one_by_the_processor():
    crowded = replace(outcome("rota", 1, 0, 1), wall=2.0)
    assert crowded.is_crowded
    assert not replace(crowded, clock="processor").is_crowded
