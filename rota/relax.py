"""What single thing would have to give, so that a visit left out can be served."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from rota.construct.slots import Finder
from rota.construct.state import Placement, State
from rota.lookup import Lookup
from rota.problem import Visit, Window, Worker
from rota.units import Moment, Ticks

STEPS_MINUTES = (15, 30, 60, 120, 240, 480)
"""How far windows, shifts and limits are stretched, one after the other, until it helps."""

EFFORT_MINUTES = {"skill": 240, "tags": 240, "circle": 480, "bond": 120}
"""What asking for a change that has no length is taken to be worth, to rank it."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """
    One change that would let the visit be served.

    `kind` is window (start earlier or later than it may), shift (stay longer, start sooner), hours
    (work longer), skill (one level lower), tags (ignore them), circle (ignore allowed and
    forbidden), or bond (ignore pin and hold). `ticks` is its size, 0 where it has none. `effort`
    ranks relaxations: minutes, or what the kind is taken to be worth in minutes.
    """

    kind: str
    ticks: Ticks
    effort: int
    worker: str
    starts: Moment
    service: int
    cost: int


def relaxations(state: State, visit: Visit) -> tuple[Relaxation, ...]:
    """
    Return, for each kind of relaxation that helps, the smallest step that does; least effort first.

    Tries at most 22 relaxed problems; each costs one look at every worker.
    """
    found = list(_found(state, visit))
    return tuple(sorted(found, key=lambda one: (one.effort, one.service, one.cost, one.kind)))


def _found(state: State, visit: Visit) -> Iterator[Relaxation]:
    hour = state.lookup.problem.horizon.ticks_per_hour
    stretched: dict[str, Callable[..., None]] = {
        "window": partial(_widen, visit=visit),
        "shift": _lengthen,
        "hours": _allow_more,
    }
    for kind, stretch in stretched.items():
        for minutes in STEPS_MINUTES:
            ticks = minutes * hour // 60
            placement = _try(state, visit, partial(stretch, ticks=ticks))
            if placement:
                yield _relaxation(kind, ticks, minutes, placement)
                break
    whole: dict[str, Callable[[Lookup], None]] = {
        "skill": lambda lookup: _lower_skills(lookup, visit),
        "tags": lambda lookup: _drop_tags(lookup, visit),
        "circle": lambda lookup: _open_circle(lookup, visit),
        "bond": lambda lookup: _change(lookup, replace(visit, pins=(), holds=())),
    }
    for kind, relax in whole.items():
        placement = _try(state, visit, relax)
        if placement:
            yield _relaxation(kind, 0, EFFORT_MINUTES[kind], placement)


def _relaxation(kind: str, ticks: Ticks, effort: int, placement: Placement) -> Relaxation:
    first = placement.parts[0]
    return Relaxation(
        kind, ticks, effort, first.worker, first.starts, placement.service, placement.cost
    )


def _try(state: State, visit: Visit, relax: Callable[[Lookup], None]) -> Placement | None:
    relaxed = copy.copy(state)
    relaxed.lookup = copy.copy(state.lookup)
    relax(relaxed.lookup)
    placements = Finder(relaxed).placements(relaxed.lookup.visits[visit.id])
    return placements[0] if placements else None


def _change(lookup: Lookup, visit: Visit) -> None:
    lookup.visits = {**lookup.visits, visit.id: visit}
    lookup.roles = {**lookup.roles, **{(visit.id, role.id): role for role in visit.roles}}


def _drop_tags(lookup: Lookup, visit: Visit) -> None:
    roles = tuple(replace(role, needs=(), refuses=()) for role in visit.roles)
    _change(lookup, replace(visit, roles=roles))


def _widen(lookup: Lookup, *, visit: Visit, ticks: Ticks) -> None:
    wider = (Window(one.opens - ticks, one.closes + ticks) for one in visit.windows)
    _change(lookup, replace(visit, windows=tuple(wider)))


def _lower_skills(lookup: Lookup, visit: Visit) -> None:
    roles = []
    for role in visit.roles:
        lower = (replace(need, level=need.level - 1) for need in role.skills if need.level > 1)
        roles.append(replace(role, skills=tuple(lower)))
    _change(lookup, replace(visit, roles=tuple(roles)))


def _open_circle(lookup: Lookup, visit: Visit) -> None:
    lookup.allowed = {k: v for k, v in lookup.allowed.items() if k != visit.client}
    lookup.forbidden = {k: v for k, v in lookup.forbidden.items() if k != visit.client}


def _lengthen(lookup: Lookup, ticks: Ticks) -> None:
    lookup.shifts = {
        worker: tuple(
            replace(
                shift,
                opens=max([shift.opens - ticks, *(one.closes for one in shifts[:at])]),
                closes=min([shift.closes + ticks, *(one.opens for one in shifts[at + 1 :])]),
            )
            for at, shift in enumerate(shifts)
        )
        for worker, shifts in lookup.shifts.items()
    }


def _allow_more(lookup: Lookup, ticks: Ticks) -> None:
    def longer(most: Ticks | None) -> Ticks | None:
        return None if most is None else most + ticks

    def relaxed(worker: Worker) -> Worker:
        limits = worker.limits
        return replace(
            worker,
            limits=replace(
                limits,
                most_day=longer(limits.most_day),
                most_week=longer(limits.most_week),
                most_month=longer(limits.most_month),
            ),
        )

    lookup.workers = {name: relaxed(worker) for name, worker in lookup.workers.items()}
