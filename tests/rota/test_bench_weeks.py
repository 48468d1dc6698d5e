"""The made-up fortnight is the same for everybody, and its judge agrees with the checks."""

from dataclasses import replace

import pytest

import rota
from rota.bench.weeks import make_weeks
from rota.bench.weeks_judge import days_of_work, flaws
from rota.bench.weeks_run import continuity, hours_by_week, report
from rota.lookup import Lookup
from rota.schedule import lay_out

HOUR = 3600


@pytest.fixture(scope="module")
def problem():
    return make_weeks(4, 6, 14, 1)


@pytest.fixture(scope="module")
def result(problem):
    return rota.solve(problem, stop=rota.Iterations(5), engine="plain")


def test_the_same_seed_makes_the_same_weeks(problem):
    assert make_weeks(4, 6, 14, 1) == problem
    assert make_weeks(4, 6, 14, 2) != problem
    assert len(problem.visits) == 6 * 14


@pytest.mark.slow
def test_a_legal_plan_is_legal_for_both_judges(problem, result):
    assert len(result.plan) > 40
    assert rota.check(problem, result.plan) == ()
    assert flaws(problem, result.plan) == []


def test_both_judges_see_the_same_working_time(problem, result):
    schedule = lay_out(Lookup(problem), result.plan)
    days = days_of_work(problem, result.plan)
    for worker, rounds in schedule.rounds.items():
        walked = [(one.day, one.sets_out, one.back) for one in days[worker]]
        assert walked == [(one.day, one.sets_out, one.back) for one in rounds]


@pytest.mark.parametrize("seed", range(40))
def test_what_one_judge_refuses_so_does_the_other(problem, result, seed):
    """Move one assignment to another worker or time; both see the plan as legal, or neither."""
    number = seed * 7 % len(result.plan)
    one = result.plan.assignments[number]
    worker = problem.workers[seed % len(problem.workers)].id
    other = replace(one, worker=worker, starts=one.starts + (seed % 5 - 2) * 1_700)
    moved = rota.Plan.of(other if at == number else each for at, each in enumerate(result.plan))
    assert (rota.check(problem, moved) == ()) == (flaws(problem, moved) == [])


def test_a_limit_made_narrower_is_seen_by_both(problem, result):
    for name, least in (("most_day", HOUR), ("most_week", HOUR), ("rest", 20 * HOUR)):
        workers = tuple(
            replace(worker, limits=replace(worker.limits, **{name: least}))
            for worker in problem.workers
        )
        narrower = replace(problem, workers=workers)
        assert rota.check(narrower, result.plan) != ()
        assert flaws(narrower, result.plan) != []


def test_the_report_adds_up(problem, result):
    people = continuity(problem, result.plan)
    assert all(0 < share <= 1 for share in people.main_share)
    assert len(people.workers) == people.clients
    assert [len(worked) for worked in hours_by_week(problem, result.plan).values()] == [4, 4, 4]
    assert report(problem, result)[0].startswith(f"left out {len(result.left_out)} of 84")
