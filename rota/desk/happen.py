"""What an event does to a plan: who is gone, what takes longer, which visits are orphaned."""

from collections.abc import Iterable
from dataclasses import replace

from rota.checks.way import way_rules
from rota.construct.state import State
from rota.desk.events import Event, Late, Sick, Urgent
from rota.problem import Busy
from rota.refused import Flaw, Refused
from rota.rounds import Round


def tell(state: State, event: Event) -> tuple[str, ...]:
    """
    Change `state` as `event` says, and take out the visits that cannot be served as planned.

    :raises Refused: if the event is about what the problem does not have
    """
    match event:
        case Sick():
            return _sick(state, event)
        case Late():
            return _late(state, event)
        case Urgent(visit=visit):
            if visit.id in state.lookup.visits:
                raise Refused([Flaw("event.visit", "a visit that is new", repr(visit.id))])
            if visit.place not in state.lookup.travel.number:
                raise Refused([Flaw("event.visit.place", "a known place, or one with it")])
            state.admit(visit)
            return (visit.id,)


def _sick(state: State, event: Sick) -> tuple[str, ...]:
    worker = state.lookup.workers.get(event.worker)
    if worker is None:
        raise Refused([Flaw("event.worker", "a worker of the problem", repr(event.worker))])
    ends = [shift.closes for shift in worker.shifts]
    until = max([event.since, *ends]) if event.until is None else event.until
    lost = [
        stop.visit.id
        for round_ in state.by_worker[worker.id]
        for stop in round_.stops
        if stop.starts < until and event.since < stop.ends
    ]
    _take(state, lost)
    away = Busy(starts=event.since, ends=until, reason="sick")
    state.amend(replace(worker, busy=(*worker.busy, away)))
    return tuple(lost)


def _late(state: State, event: Late) -> tuple[str, ...]:
    crew = dict(state.crews.get(event.visit, ()))
    if event.worker not in crew:
        raise Refused([Flaw("event.visit", "a visit that the worker serves", repr(event.visit))])
    stop = crew[event.worker]
    roles = tuple(
        replace(role, duration=max(0, event.until - stop.starts))
        if role.id == stop.role.id
        else role
        for role in stop.visit.roles
    )
    state.alter(replace(stop.visit, roles=roles))
    lost: list[str] = []
    while True:
        round_ = _round_of(state, event)
        if round_ is None or not next(way_rules(state.lookup, round_), None):
            return tuple(lost)
        later = [one.visit.id for one in round_.stops if one.starts > stop.starts]
        if not later:
            return tuple(lost)
        lost.append(later[0])
        _take(state, later[:1])


def _round_of(state: State, event: Late) -> Round | None:
    for round_ in state.by_worker[event.worker]:
        if any(stop.visit.id == event.visit for stop in round_.stops):
            return round_
    return None


def _take(state: State, visits: Iterable[str]) -> None:
    for visit in dict.fromkeys(visits):
        state.take(state.lookup.visits[visit])
