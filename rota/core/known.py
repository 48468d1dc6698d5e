"""What the compiled core knows of a problem, and what it has to leave to the plain engine."""

from collections.abc import Iterator

from rota.problem import Hold, Pin, Problem, Visit, Worker


def impossible(problem: Problem) -> str | None:
    """Return None if the core can make a plan worth starting from, else the block that bars it."""
    if problem.rush:
        return "rush"
    if len({shift.mode for worker in problem.workers for shift in worker.shifts}) > 1:
        return "several modes of travel"
    if any(len(visit.roles) > 2 for visit in problem.visits):
        return "visits of three or more people"
    return None


def relaxed(problem: Problem) -> str | None:
    """
    Return None if the core's plans of `problem` are legal and priced exactly, else a block that
    it leaves out of account.

    Exactly means: the cost in the tables is the cost the naive scorer finds. Where several breaks
    or leave meet in a shift, the core passes over some plans that would be legal too.
    """
    return next(_blocks(problem), None)


def _blocks(problem: Problem) -> Iterator[str]:
    named = {"together": problem.together, "apart": problem.apart}
    yield from (name for name, block in named.items() if block)
    weights = problem.weights
    priced = {
        "weights.largest_delay_tick": weights.largest_delay_tick,
        "weights.unfairness": weights.unfairness,
        "weights.lateness_risk": weights.lateness_risk,
    }
    yield from (name for name, weight in priced.items() if weight)
    for worker in problem.workers:
        yield from _worker_blocks(worker, waits=weights.waiting_tick > 0)
    for visit in problem.visits:
        yield from _visit_blocks(visit)


def _worker_blocks(worker: Worker, *, waits: bool) -> Iterator[str]:
    for shift in worker.shifts:
        if any(rest.where != "anywhere" for rest in shift.breaks):
            yield "shifts.breaks.where"
        if waits and (len(shift.breaks) > 1 or (shift.breaks and worker.busy)):
            yield "weights.waiting_tick beside several breaks or leave"


def _visit_blocks(visit: Visit) -> Iterator[str]:
    bonds_of_visit: tuple[Pin | Hold, ...] = (*visit.pins, *visit.holds)
    bound = {one.role for one in bonds_of_visit if one.starts is not None}
    if any(role.id in bound and role.after_least != role.after_most for role in visit.roles):
        yield "visits.pins of a second role"
    if any(role.optional for role in visit.roles):
        yield "visits.roles.optional"
    if visit.errand:
        yield "visits.errand"
    if visit.tools:
        yield "visits.tools"
