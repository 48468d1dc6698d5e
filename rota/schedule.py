"""A plan laid out: rounds by worker, stops by visit, and what could not be placed at all."""

from dataclasses import dataclass

from rota.lookup import Lookup
from rota.problem import Assignment, Plan, Shift
from rota.rounds import Round, Stop, in_order, make_round, stop_of


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    What a plan comes to.

    `crews` has, per visit, who fills which role: (worker, stop) in the visit's order of roles.
    `strangers` name a visit, role or worker that the problem does not have. `outside` start when
    their worker has no shift. Both are left out of the rounds; strangers of the crews too.
    """

    plan: Plan
    rounds: dict[str, tuple[Round, ...]]
    crews: dict[str, tuple[tuple[str, Stop], ...]]
    strangers: tuple[Assignment, ...]
    outside: tuple[Assignment, ...]


def lay_out(lookup: Lookup, plan: Plan) -> Schedule:
    """Return the schedule of `plan`, in one pass over it."""
    strangers, outside = [], []
    crews: dict[str, list[tuple[str, Stop]]] = {}
    by_shift: dict[tuple[str, str], tuple[Shift, list[Stop]]] = {}
    for assignment in plan:
        known = (assignment.visit, assignment.role) in lookup.roles
        if not known or assignment.worker not in lookup.workers:
            strangers.append(assignment)
            continue
        stop = stop_of(lookup, assignment)
        crews.setdefault(assignment.visit, []).append((assignment.worker, stop))
        shift = lookup.shift_at(assignment.worker, assignment.starts)
        if shift is None:
            outside.append(assignment)
        else:
            by_shift.setdefault((assignment.worker, shift.id), (shift, []))[1].append(stop)
    rounds: dict[str, list[Round]] = {worker: [] for worker in lookup.workers}
    for (worker, _), (shift, stops) in by_shift.items():
        made = make_round(lookup, lookup.workers[worker], shift, in_order(stops))
        rounds[worker].append(made)
    return Schedule(
        plan,
        {
            worker: tuple(sorted(some, key=lambda one: one.shift.opens))
            for worker, some in rounds.items()
        },
        {visit: _by_role(crew) for visit, crew in crews.items()},
        tuple(strangers),
        tuple(outside),
    )


def _by_role(crew: list[tuple[str, Stop]]) -> tuple[tuple[str, Stop], ...]:
    return tuple(sorted(crew, key=lambda one: one[1].visit.roles.index(one[1].role)))
