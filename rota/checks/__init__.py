"""
Every rule that a plan must keep, and which of them a plan breaks.

Each file holds the rules of one question: fit (who), start (when), crew (with whom), way (getting
there), hours (working time), series, tools. They are plain functions over laid-out plans, shared
by `check`, the constructive engine and `explain`, and by no compiled code.
"""

from collections.abc import Iterator

from rota.checks.broken import Broken, Value, broken
from rota.checks.crew import crew_rules, meeting_rules
from rota.checks.fit import fit_rules
from rota.checks.hours import hours_rules
from rota.checks.series import Served, series_rules
from rota.checks.start import bound_start, start_rules
from rota.checks.tools import tool_rules
from rota.checks.way import way_rules
from rota.lookup import Lookup
from rota.problem import Plan, Problem
from rota.schedule import Schedule, lay_out

__all__ = ["Broken", "broken_rules", "check", "served"]


def check(problem: Problem, plan: Plan) -> tuple[Broken, ...]:
    """
    Return every rule that `plan` breaks; none, if it is legal.

    A plan is judged whole, so one mistake can break several rules. Linear in the plan, apart from
    rounds that owe breaks.
    """
    lookup = Lookup(problem)
    return tuple(broken_rules(lookup, lay_out(lookup, plan)))


def broken_rules(lookup: Lookup, schedule: Schedule) -> Iterator[Broken]:
    """Yield every rule that a laid-out plan breaks, visits first, then rounds, then the whole."""
    for stranger in schedule.strangers:
        about: dict[str, Value] = {
            "visit": stranger.visit,
            "role": stranger.role,
            "worker": stranger.worker,
        }
        yield broken("unknown", **about)
    for visit, crew in schedule.crews.items():
        for worker, stop in crew:
            yield from fit_rules(lookup, lookup.workers[worker], stop.visit, stop.role)
            yield from bound_start(lookup, stop.visit, stop.role, stop.starts)
        first = crew[0][1]
        if first.role is first.visit.roles[0]:
            yield from start_rules(lookup, first.visit, first.starts)
        yield from crew_rules(lookup, lookup.visits[visit], crew)
    for one in schedule.outside:
        yield broken("no_shift", worker=one.worker, visit=one.visit, starts=one.starts)
    for worker, rounds in schedule.rounds.items():
        for round_ in rounds:
            yield from way_rules(lookup, round_)
        yield from hours_rules(lookup, lookup.workers[worker], rounds)
    first_roles = served(schedule)
    for series in lookup.problem.series:
        yield from series_rules(lookup, series, first_roles)
    yield from tool_rules(lookup, schedule.crews)
    if lookup.apart:
        everyone = [pair for crew in schedule.crews.values() for pair in crew]
        yield from meeting_rules(lookup, everyone)


def served(schedule: Schedule) -> Served:
    """Return who fills the first role of each visit served, and when."""
    return {
        visit: (crew[0][0], crew[0][1].starts)
        for visit, crew in schedule.crews.items()
        if crew[0][1].role is crew[0][1].visit.roles[0]
    }
