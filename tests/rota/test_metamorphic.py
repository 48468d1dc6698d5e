"""Changes to a problem whose effect on the best plan is known beforehand."""

import json
from datetime import datetime, timedelta

import pytest

import rota
from tests.rota.street import random_town
from tests.rota.test_oracle import best_of_all, tiny

SEEDS = range(4)

pytestmark = pytest.mark.slow


def solved(problem):
    return rota.solve(problem, stop=rota.Iterations(120), seed=3, engine="plain")


def renamed(data, names):
    """Return JSON data with every string that is in `names` replaced."""
    if isinstance(data, dict):
        return {key: renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(value, names) for value in data]
    return names.get(data, data) if isinstance(data, str) else data


def shifted(data, by):
    """Return JSON data with every instant moved."""
    if isinstance(data, dict):
        return {key: shifted(value, by) for key, value in data.items()}
    if isinstance(data, list):
        return [shifted(value, by) for value in data]
    try:
        return (datetime.fromisoformat(data) + by).isoformat()
    except (TypeError, ValueError):
        return data


@pytest.mark.parametrize("seed", SEEDS)
def test_other_names_make_the_same_plan(seed):
    problem = random_town(seed)
    data = rota.problem_to_data(problem)
    ids = [one.id for one in (*problem.workers, *problem.visits)]
    names = {name: f"{name}-renamed" for name in ids}
    other = rota.problem_from(renamed(data, names))

    plans = [solved_quickly(one) for one in (problem, other)]

    assert plans[0].score == plans[1].score
    expected = [(names[one.visit], names[one.worker], one.starts) for one in plans[0].plan]
    assert [(one.visit, one.worker, one.starts) for one in plans[1].plan] == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_later_everything_is_the_same(seed):
    problem = random_town(seed)
    later = rota.problem_from(shifted(rota.problem_to_data(problem), timedelta(days=7)))
    plans = [solved_quickly(one) for one in (problem, later)]
    assert plans[0].plan == plans[1].plan


def solved_quickly(problem):
    return rota.solve(problem, stop=rota.Iterations(3), seed=3, engine="plain")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_name_for_a_place_changes_nothing(seed):
    problem = tiny(seed)
    data = rota.problem_to_data(problem)
    data["places"].append({"id": "twin"})
    for name in ("ticks", "metres"):
        table = data["modes"][0]["source"][name]
        for row in table:
            row.append(row[3])
        table.append([*table[3]])
        table[-1][-1] = table[-1][3] = table[3][-1] = 0
    visit = data["visits"][0]
    visit["place"] = "twin" if visit["place"] == "3" else visit["place"]
    assert solved(rota.problem_from(data)).score == solved(problem).score


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dropped_constraint_never_worsens_the_optimum(seed):
    problem = tiny(seed)
    best = best_of_all(problem)
    data = json.loads(json.dumps(rota.problem_to_data(problem)))
    for visit in data["visits"]:
        visit["roles"][0]["skills"] = []
    assert best_of_all(rota.problem_from(data)) <= best


@pytest.mark.parametrize("seed", SEEDS)
def test_an_idle_worker_never_worsens_the_optimum(seed):
    problem = tiny(seed)
    data = rota.problem_to_data(problem)
    data["workers"].append({"id": "idle"})
    assert solved(rota.problem_from(data)).score == solved(problem).score
    data["workers"][-1]["shifts"] = data["workers"][0]["shifts"]
    assert solved(rota.problem_from(data)).score <= solved(problem).score
