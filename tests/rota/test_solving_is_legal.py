"""Whatever is asked, what comes back keeps every hard rule, is stable, and adds up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rota
from rota.construct.replay import state_of
from rota.lookup import Lookup
from tests.rota.street import random_town

QUICK = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.slow
@QUICK
@given(st.integers(0, 10_000))
def test_any_plan_returned_is_legal_and_improves_on_doing_nothing(seed):
    problem = random_town(seed)

    result = rota.solve(problem, stop=rota.Iterations(20), seed=seed, engine="plain")

    assert rota.check(problem, result.plan) == ()
    assert result.score == rota.judge(problem, result.plan).score
    assert result.score <= rota.judge(problem, rota.Plan()).score


@pytest.mark.slow
@QUICK
@given(st.integers(0, 10_000))
def test_the_kept_sums_of_the_state_equal_the_full_score(seed):
    problem = random_town(seed)
    result = rota.solve(problem, stop=rota.Iterations(10), seed=seed, engine="plain")

    state = state_of(Lookup(problem), result.plan)

    assert state.score == result.score
    assert state.plan() == result.plan


@pytest.mark.slow
@QUICK
@given(st.integers(0, 10_000))
def test_taking_visits_out_and_going_back_changes_nothing(seed):
    problem = random_town(seed)
    plan = rota.solve(problem, stop=rota.Iterations(5), seed=seed, engine="plain").plan
    state = state_of(Lookup(problem), plan)
    before, mark = state.score, state.mark()

    for visit in sorted(plan.visits()):
        state.take(state.lookup.visits[visit])
    emptied = state.score
    state.back_to(mark)

    assert emptied == rota.judge(problem, rota.Plan()).score
    assert (state.score, state.plan()) == (before, plan)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_seed_gives_the_same_plan(seed):
    problem = random_town(seed)
    plans = {rota.solve(problem, stop=rota.Iterations(15), seed=seed).plan for _ in range(2)}
    assert len(plans) == 1


def test_a_timed_run_can_be_replayed():
    problem = random_town(5)
    timed = rota.solve(problem, stop=rota.Seconds(0.3), seed=9)

    again = rota.solve(problem, **timed.replay.arguments())

    assert again.plan == timed.plan


@pytest.mark.slow
def test_an_initial_plan_is_kept_or_bettered():
    problem = random_town(8)
    first = rota.solve(problem, stop=rota.Iterations(30), seed=1)

    then = rota.solve(problem, stop=rota.Iterations(0), seed=2, initial_plan=first.plan)

    assert then.score <= first.score


def test_what_is_illegal_in_an_initial_plan_is_dropped():
    problem = random_town(8)
    worker = problem.workers[0].id
    nonsense = rota.Plan.of(rota.Assignment(visit.id, "1", worker, 0) for visit in problem.visits)
    result = rota.solve(problem, stop=rota.Iterations(0), initial_plan=nonsense)
    assert rota.check(problem, result.plan) == ()


@pytest.mark.parametrize("stop", [rota.Seconds(0.2), rota.NoGain(0.1), rota.Iterations(10)])
def test_stop_limits_are_kept(stop):
    result = rota.solve(random_town(4), stop=stop, engine="plain")
    assert result.seconds < 5
    assert result.status in {"stopped", "finished"}


def test_a_cancelled_search_returns_what_it_has():
    problem = random_town(4)
    result = rota.solve(problem, stop=rota.Seconds(60), cancel=lambda: True)
    assert result.status == "cancelled"
    assert result.seconds < 2
    assert rota.check(problem, result.plan) == ()


def test_progress_is_told_and_the_trace_never_gets_worse():
    told = []
    result = rota.solve(random_town(4), stop=rota.Seconds(0.5), on_progress=told.append)
    assert told
    scores = [point.score for point in result.trace]
    assert scores == sorted(scores, reverse=True)


def test_an_engine_that_does_not_exist_is_refused():
    with pytest.raises(rota.Unsupported, match="no engine named quantum"):
        rota.solve(random_town(1), engine="quantum")
