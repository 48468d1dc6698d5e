"""The plain engine against trying everything, on cases small enough for that."""

from itertools import permutations, product
from random import Random

import pytest

import rota
from tests.rota.street import MINUTE, street, task


def tiny(seed):
    """Return a model and problem of four visits and two workers, priced by travel alone."""
    dice = Random(seed)
    model = street(7)
    for name in ("lin", "mei"):
        model.worker(name, skills=dict.fromkeys(dice.sample("xyz", 2), 1))
        opens = dice.randint(8, 11)
        closes = f"{opens + dice.randint(3, 5)}:00"
        model.shift(name, *model.between(f"{opens:02}:00", closes), start=str(dice.randrange(7)))
    for number in range(4):
        opens = dice.randint(8, 13)
        window = (f"{opens:02}:00", f"{opens + dice.randint(0, 3):02}:00")
        length = dice.choice([20, 50, 80]) * MINUTE
        place = dice.randrange(7)
        skills = {dice.choice("xyz"): 1}
        priority = dice.randint(1, 2)
        task(
            model,
            f"v{number}",
            place,
            opens=window[0],
            closes=window[1],
            length=length,
            skills=skills,
            priority=priority,
        )
    return model.problem()


def best_of_all(problem):
    """Return the best score of any plan in which everybody starts as early as can be."""
    visits = problem.visits
    best = rota.judge(problem, rota.Plan()).score
    for sent in product((None, *problem.workers), repeat=len(visits)):
        groups = [
            [visit for visit, one in zip(visits, sent, strict=True) if one is worker]
            for worker in problem.workers
        ]
        for orders in product(*(permutations(group) for group in groups)):
            plan = earliest(problem, orders)
            if plan is not None:
                judgement = rota.judge(problem, plan)
                if judgement.score.hard == 0:
                    best = min(best, judgement.score)
    return best


def earliest(problem, orders):
    """Return the plan in which each worker makes their visits in order, as early as can be."""
    ticks = problem.modes[0].source.ticks
    made = []
    for worker, order in zip(problem.workers, orders, strict=True):
        shift = worker.shifts[0]
        at, place = shift.opens, int(shift.start)
        for visit in order:
            at = max(at + ticks[place][int(visit.place)], visit.windows[0].opens)
            if at > visit.windows[0].closes:
                return None
            made.append(rota.Assignment(visit.id, "1", worker.id, at))
            at, place = at + visit.roles[0].duration, int(visit.place)
    return rota.Plan.of(made)


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_finds_what_trying_everything_finds(seed):
    problem = tiny(seed)
    result = rota.solve(problem, stop=rota.Iterations(150), seed=1, engine="plain")
    assert result.score == best_of_all(problem)
