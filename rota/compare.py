"""Two plans of one problem, told apart as changes that can each be adopted alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from rota.change import Change
from rota.checks import Broken, broken_rules
from rota.lookup import Lookup
from rota.naive import all_charges
from rota.problem import Assignment, Plan, Problem
from rota.schedule import lay_out
from rota.score import Level, Term


@dataclass(frozen=True, slots=True)
class Difference:
    """
    Some visits that are served differently in the new plan, and what that alone does to the old.

    `change` makes of the old plan one that differs from it in these visits only. It can be adopted
    alone; where `broken` is not empty, the old plan broke those rules already, or the new one does.
    Prices are what the old plan loses by it; negative is a gain.
    """

    change: Change
    before: tuple[Assignment, ...]
    workers: tuple[str, ...]
    broken: tuple[Broken, ...]
    service: int
    cost: int
    terms: tuple[Term, ...]


def compare(problem: Problem, old: Plan, new: Plan) -> tuple[Difference, ...]:
    """
    Return the differences between two plans as groups as small as can be adopted alone.

    Visits served differently belong together if a worker is in both on one day, or if they are in
    one series or use one tool; groups that would break a rule alone are merged until none does
    that both plans keep. Differences come in order of gain, the greatest first.
    """
    lookup = Lookup(problem)
    changed = _changed(old, new)
    groups = _Groups(changed)
    for together in _together(lookup, old, new, changed):
        groups.join(together)
    before = _Judged(lookup, old)
    found = [_difference(lookup, before, old, new, group) for group in groups.all()]
    if any(one.broken for one in found):
        found = _merged(lookup, before, old, new, found)
    return tuple(sorted(found, key=lambda one: (one.service, one.cost, one.change.visits)))


class _Judged:
    """A plan's broken rules and sums of charges."""

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        schedule = lay_out(lookup, plan)
        self.broken = tuple(broken_rules(lookup, schedule))
        self.sums: dict[tuple[str, Level], int] = {}
        for charge in all_charges(lookup, schedule):
            key = (charge.constraint, charge.level)
            self.sums[key] = self.sums.get(key, 0) + charge.price


class _Groups:
    """Sets that grow together: each member knows one that stands for its group."""

    def __init__(self, members: Iterable[str]) -> None:
        self.above = {member: member for member in sorted(members)}

    def find(self, member: str) -> str:
        while self.above[member] != member:
            member = self.above[member]
        return member

    def join(self, members: Iterable[str]) -> None:
        first, *others = sorted({self.find(member) for member in members}) or [""]
        for other in others:
            self.above[other] = first

    def all(self) -> list[list[str]]:
        groups: dict[str, list[str]] = {}
        for member in self.above:
            groups.setdefault(self.find(member), []).append(member)
        return list(groups.values())


def _changed(old: Plan, new: Plan) -> set[str]:
    """Return the visits that the two plans serve differently."""
    return {one.visit for one in set(old) ^ set(new)}


def _together(lookup: Lookup, old: Plan, new: Plan, changed: set[str]) -> Iterable[set[str]]:
    """Yield sets of changed visits that cannot be told apart."""
    by_day: dict[tuple[str, int], set[str]] = {}
    for plan in (old, new):
        for one in plan:
            if one.visit in changed:
                key = (one.worker, lookup.day(one.starts))
                by_day.setdefault(key, set()).add(one.visit)
    yield from by_day.values()
    for series in lookup.problem.series:
        yield set(series.visits) & changed
    for tool in lookup.problem.tools:
        using = {
            visit
            for visit in changed
            if visit in lookup.visits
            and any(need.tool == tool.id for need in lookup.visits[visit].tools)
        }
        yield using


def _difference(
    lookup: Lookup, before: _Judged, old: Plan, new: Plan, group: Iterable[str]
) -> Difference:
    visits = tuple(sorted(group))
    chosen = set(visits)
    come = tuple(one for one in new if one.visit in chosen)
    gone = tuple(one for one in old if one.visit in chosen)
    after = _Judged(lookup, Plan.of([*(one for one in old if one.visit not in chosen), *come]))
    terms = tuple(
        Term(*key, price)
        for key in sorted(after.sums.keys() | before.sums.keys())
        if (price := after.sums.get(key, 0) - before.sums.get(key, 0))
    )
    return Difference(
        change=Change(visits, come),
        before=gone,
        workers=tuple(sorted({one.worker for one in (*come, *gone)})),
        broken=tuple(one for one in after.broken if one not in before.broken),
        service=sum(term.price for term in terms if term.level == "service"),
        cost=sum(term.price for term in terms if term.level == "cost"),
        terms=terms,
    )


def _merged(
    lookup: Lookup, before: _Judged, old: Plan, new: Plan, found: list[Difference]
) -> list[Difference]:
    """Join what breaks rules alone with what shares a worker with it; at last, with all of it."""
    groups = _Groups(visit for one in found for visit in one.change.visits)
    for one in found:
        groups.join(one.change.visits)
    for one in found:
        if one.broken:
            for other in found:
                if set(one.workers) & set(other.workers):
                    groups.join([*one.change.visits, *other.change.visits])
    again = [_difference(lookup, before, old, new, group) for group in groups.all()]
    bad = [one for one in again if one.broken]
    if len(bad) > 1:
        groups.join(visit for one in bad for visit in one.change.visits)
        again = [_difference(lookup, before, old, new, group) for group in groups.all()]
    return again
