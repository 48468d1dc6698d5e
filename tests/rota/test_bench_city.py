"""The made-up city is the same for everybody, and its judge lets nothing pass."""

from dataclasses import replace

import pytest

from rota.bench.city import Verdict, judge, make_city
from rota.bench.city_run import Outcome, interval, report
from rota.bench.city_solvers import solve_with_rota


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


def outcome(engine, seed, left_out, travel):
    return Outcome(engine, seed, Verdict(left_out, travel), 1.0, 1.0, 100)


def test_the_report_says_who_is_better(capsys):
    ours = [outcome("rota", 1, 0, 90), outcome("rota", 2, 1, 95)]
    peer = [outcome("pyvrp", 1, 0, 100), outcome("pyvrp", 2, 1, 100)]
    assert report([*ours, *peer]) == 0
    assert "travel -7.50 %" in capsys.readouterr().out
    assert report([*peer, *ours, outcome("vroom", 1, 0, 1), outcome("vroom", 2, 0, 1)]) == 1
