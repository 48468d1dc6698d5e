"""Why this worker, why not that one, and what would have to give for a visit left out."""

from collections import Counter
from dataclasses import dataclass

from rota.checks import Broken
from rota.checks.broken import broken
from rota.construct.replay import state_of
from rota.construct.slots import Finder
from rota.construct.state import Placement, State
from rota.lookup import Lookup
from rota.naive import all_charges
from rota.problem import Plan, Problem, Visit
from rota.refused import Flaw, Refused
from rota.relax import Relaxation, relaxations
from rota.schedule import lay_out
from rota.score import Level, Term
from rota.units import Moment


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who fills a role, and when."""

    role: str
    worker: str
    starts: Moment


@dataclass(frozen=True, slots=True)
class Other:
    """
    Somebody else for a role, all else as planned.

    Either `obstacle` is the first rule in the way, or the worker could go at `starts`, and the
    plan would lose `service` and `cost` more (negative: less) than as it is.
    """

    role: str
    worker: str
    obstacle: Broken | None
    starts: Moment | None
    service: int
    cost: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    Why a visit is served as it is, or is not.

    `terms` is what serving it as planned adds, by constraint, against leaving it out. `counts`
    says how many workers each rule keeps away, most first. `relaxations` are single changes that
    would let a visit be served that nobody can serve, the smallest first.
    """

    visit: str
    chosen: tuple[Chosen, ...]
    terms: tuple[Term, ...]
    others: tuple[Other, ...]
    counts: tuple[tuple[str, int], ...]
    relaxations: tuple[Relaxation, ...]


def explain(problem: Problem, plan: Plan, visit: str) -> Explanation:
    """
    Explain what `plan` does with the visit of that id.

    Costs about as much as placing the plan and then trying every worker.

    :raises Refused: if there is no such visit, or the plan breaks a rule
    """
    lookup = Lookup(problem)
    if visit not in lookup.visits:
        raise Refused([Flaw("visit", "a visit of the problem", repr(visit))])
    asked = lookup.visits[visit]
    without = Plan.of(one for one in plan if one.visit != visit)
    state = state_of(lookup, without)
    finder = Finder(state)
    chosen = tuple(Chosen(one.role, one.worker, one.starts) for one in plan if one.visit == visit)
    terms = _terms(lookup, plan, without)
    others = tuple(_others(state, finder, asked, chosen, terms))
    counts = Counter(other.obstacle.rule for other in others if other.obstacle)
    return Explanation(
        visit,
        chosen,
        terms,
        others,
        tuple(counts.most_common()),
        () if chosen or any(not one.obstacle for one in others) else relaxations(state, asked),
    )


def _terms(lookup: Lookup, plan: Plan, without: Plan) -> tuple[Term, ...]:
    sums: Counter[tuple[str, Level]] = Counter()
    for sign, one_plan in ((1, plan), (-1, without)):
        for charge in all_charges(lookup, lay_out(lookup, one_plan)):
            sums[charge.constraint, charge.level] += sign * charge.price
    return tuple(
        Term(constraint, level, price)
        for (constraint, level), price in sorted(sums.items())
        if price
    )


def _others(
    state: State,
    finder: Finder,
    visit: Visit,
    chosen: tuple[Chosen, ...],
    terms: tuple[Term, ...],
) -> list[Other]:
    service = sum(term.price for term in terms if term.level == "service")
    cost = sum(term.price for term in terms if term.level == "cost")
    best: dict[tuple[str, str], tuple[Moment, Placement]] = {}
    for placement in finder.placements(visit):
        for part in placement.parts:
            best.setdefault((part.role.id, part.worker), (part.starts, placement))
    sent = {(one.role, one.worker) for one in chosen}
    others = []
    for role in visit.roles:
        for worker in state.lookup.workers:
            if (role.id, worker) in sent:
                continue
            if (role.id, worker) in best:
                starts, placement = best[role.id, worker]
                more = (placement.service - service, placement.cost - cost)
                others.append(Other(role.id, worker, None, starts, *more))
            else:
                obstacle = finder.obstacle(visit, role, worker)
                if obstacle is None:
                    about = {"worker": worker, "visit": visit.id, "role": role.id}
                    obstacle = broken("no_crew", **about)
                others.append(Other(role.id, worker, obstacle, None, 0, 0))
    return others
