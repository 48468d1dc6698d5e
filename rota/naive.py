"""
The scorer to trust: lays a plan out and adds up every charge, one by one.

Plain Python, no state, no shortcut, no code shared with the compiled core, which is tested
against it. Linear in the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rota.checks import Broken, broken_rules, served
from rota.constraints import OF_ALL, OF_ROUND, OF_SERIES, OF_VISIT, OF_WORKER
from rota.lookup import Lookup
from rota.problem import Plan, Problem
from rota.schedule import Schedule, lay_out
from rota.score import Charge, Score


@dataclass(frozen=True, slots=True)
class Judgement:
    """A plan's score and what it is made of."""

    score: Score
    broken: tuple[Broken, ...]
    charges: tuple[Charge, ...]


def score(problem: Problem, plan: Plan) -> Score:
    """Return the score of `plan`."""
    return judge(problem, plan).score


def judge(problem: Problem, plan: Plan, lookup: Lookup | None = None) -> Judgement:
    """Return the score of `plan` with every broken rule and every charge."""
    lookup = lookup or Lookup(problem)
    schedule = lay_out(lookup, plan)
    broken = tuple(broken_rules(lookup, schedule))
    charges = tuple(all_charges(lookup, schedule))
    return Judgement(
        Score(len(broken), total(charges, "service"), total(charges, "cost")), broken, charges
    )


def total(charges: tuple[Charge, ...], level: str) -> int:
    """Return the sum of the charges of one level."""
    return sum(charge.price for charge in charges if charge.level == level)


def all_charges(lookup: Lookup, schedule: Schedule) -> Iterator[Charge]:
    """Yield every charge of a laid-out plan."""
    problem = lookup.problem
    for visit in problem.visits:
        crew = schedule.crews.get(visit.id, ())
        for of_visit in OF_VISIT:
            yield from of_visit(lookup, visit, crew)
    for worker, rounds in schedule.rounds.items():
        for round_ in rounds:
            for of_round in OF_ROUND:
                yield from of_round(lookup, round_)
        for of_worker in OF_WORKER:
            yield from of_worker(lookup, lookup.workers[worker], rounds)
    first_roles = served(schedule)
    for series in problem.series:
        for of_series in OF_SERIES:
            yield from of_series(lookup, series, first_roles)
    stops = [pair for crew in schedule.crews.values() for pair in crew]
    for of_all in OF_ALL:
        yield from of_all(lookup, stops)
