"""The engines against a mixed-integer programme, up to a dozen visits."""

from itertools import permutations
from random import Random

import highspy
import pytest

import rota
from tests.rota.street import MINUTE, street, task

POINTS = 10**6
"""What a point of service weighs in the programme: more than all travel."""

pytestmark = pytest.mark.slow


def town(seed, visits):
    """Return a day of three workers and `visits` visits, priced by travel and points alone."""
    dice = Random(seed)
    places = visits + 3
    model = street(places)
    table = [[dice.randint(5, 40) * MINUTE for _ in range(places)] for _ in range(places)]
    model.travel_table("ebike", table)
    model.weights(travel_tick=1)
    for number in range(3):
        name = model.worker(f"w{number}", skills=dict.fromkeys(dice.sample("xyz", 2), 1))
        opens = dice.randint(8, 10)
        hours = (f"{opens:02}:00", f"{opens + 5}:00")
        model.shift(name, *model.between(*hours), start=str(visits + number))
    for number in range(visits):
        opens = dice.randint(8, 12)
        task(
            model,
            f"v{number}",
            number,
            opens=f"{opens:02}:00",
            closes=f"{opens + dice.randint(1, 3):02}:30",
            length=dice.choice([20, 40, 60]) * MINUTE,
            skills={dice.choice("xyz"): 1},
            priority=dice.randint(1, 2),
        )
    return model.problem()


def optimum(problem):
    """Return the least points and travel, by a flow of each worker through the visits."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    ticks = problem.modes[0].source.ticks
    points = problem.weights.priority_points
    visits = problem.visits
    everybody = range(len(visits))
    starts = [
        solver.addVariable(visit.windows[0].opens, visit.windows[0].closes) for visit in visits
    ]
    served = [[] for _ in visits]
    price = []
    for worker in problem.workers:
        shift = worker.shifts[0]
        skills = {skill.name for skill in worker.skills}
        home = int(shift.start)
        able = [n for n in everybody if visits[n].roles[0].skills[0].name in skills]
        arcs = {arc: solver.addBinary() for arc in permutations([*able, "home"], 2)}
        for (origin, destination), used in arcs.items():
            ends = [
                home if end == "home" else int(visits[end].place) for end in (origin, destination)
            ]
            leg = ticks[ends[0]][ends[1]]
            price.append(leg * used)
            if destination == "home":
                length = visits[origin].roles[0].duration
                room = 10**6
                solver.addConstr(starts[origin] + length + leg <= shift.closes + room * (1 - used))
            elif origin == "home":
                solver.addConstr(starts[destination] >= shift.opens + leg - 10**6 * (1 - used))
            else:
                length = visits[origin].roles[0].duration
                gap = starts[destination] - starts[origin]
                solver.addConstr(gap >= length + leg - 10**6 * (1 - used))
        for number in (*able, "home"):
            out = sum(arcs[arc] for arc in arcs if arc[0] == number)
            into = sum(arcs[arc] for arc in arcs if arc[1] == number)
            solver.addConstr(out - into == 0)
            if number == "home":
                solver.addConstr(out <= 1)
            else:
                served[number].append(into)
    for number, ways in enumerate(served):
        left = solver.addBinary()
        solver.addConstr(sum(ways) + left == 1)
        price.append(POINTS * points[visits[number].priority] // 1_000 * left)
    solver.minimize(sum(price))
    return round(solver.getObjectiveValue())


@pytest.mark.parametrize("seed, visits", [(1, 6), (2, 7), (3, 8), (4, 9)])
def test_the_plain_engine_reaches_the_proven_optimum(seed, visits):
    problem = town(seed, visits)
    result = rota.solve(problem, stop=rota.Iterations(300), seed=1, engine="plain")
    assert value(result.score) == optimum(problem)


@pytest.mark.parametrize("seed, visits", [(3, 8), (4, 9), (5, 12)])
def test_the_compiled_engine_reaches_the_proven_optimum(seed, visits):
    problem = town(seed, visits)
    result = rota.solve(problem, stop=rota.Iterations(20_000), seed=1, engine="core")
    assert value(result.score) == optimum(problem)


def value(score):
    return POINTS * score.service // 1_000 + score.cost
