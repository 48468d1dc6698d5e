"""A round: what one worker does in one shift, with every journey, rest and idle stretch."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rota.gaps import Gap, Journey, Rest, journey, latest_journey, settle
from rota.lookup import Lookup
from rota.problem import Assignment, Role, Shift, Visit, Worker
from rota.units import Moment, Ticks


class Stop(NamedTuple):
    """One role of a visit, at its time."""

    visit: Visit
    role: Role
    starts: Moment
    ends: Moment


class Round(NamedTuple):
    """
    The stops of a shift in order of time, and what follows from them.

    `journeys` has one more item than `stops`: there, between, and back. `settled` says that
    journeys, rests and leave all found room; where they did not, journeys leave at once.
    """

    worker: Worker
    shift: Shift
    day: int
    stops: tuple[Stop, ...]
    gaps: tuple[Gap, ...]
    journeys: tuple[Journey, ...]
    rests: tuple[Rest, ...]
    settled: bool
    worked: Ticks
    idle: Ticks

    @property
    def sets_out(self) -> Moment:
        return self.journeys[0].departs

    @property
    def back(self) -> Moment:
        return self.journeys[-1].arrives


def stop_of(lookup: Lookup, assignment: Assignment) -> Stop:
    """Return the stop an assignment makes. :raises KeyError: if visit or role is unknown"""
    role = lookup.roles[assignment.visit, assignment.role]
    starts = assignment.starts
    return Stop(lookup.visits[assignment.visit], role, starts, starts + role.duration)


def in_order(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """Return stops in the order in which they are made."""
    return tuple(sorted(stops, key=lambda stop: (stop.starts, stop.ends, stop.visit.id)))


def make_round(lookup: Lookup, worker: Worker, shift: Shift, stops: Sequence[Stop]) -> Round:
    """
    Return the round of at least one stop, given in order. Legal or not: it says what would be.

    Costs one pass over the stops, and more where breaks are owed (see `rota.gaps.settle`).
    """
    gaps = gaps_of(shift, stops)
    plain = _at_once(lookup, shift, gaps)
    settled = None
    if all(way.ticks >= 0 for way in plain):
        settled = settle(lookup, worker, shift, gaps, plain)
    journeys, rests = settled or (plain, [])
    return Round(
        worker,
        shift,
        lookup.day(shift.opens),
        tuple(stops),
        gaps,
        tuple(journeys),
        tuple(rests),
        settled is not None,
        _worked(worker, stops, gaps, journeys),
        _idle(gaps, journeys, rests),
    )


def gaps_of(shift: Shift, stops: Sequence[Stop]) -> tuple[Gap, ...]:
    """Return the gaps before, between and after `stops`."""
    gaps = []
    opens, origin = shift.opens, shift.start
    for number, stop in enumerate(stops):
        errand = stop.visit.errand
        gaps.append(
            Gap(
                opens,
                stop.starts,
                origin,
                stop.visit.place,
                errand.place if errand else None,
                errand.duration if errand else 0,
                first=number == 0,
            )
        )
        opens, origin = stop.ends, stop.visit.place
    gaps.append(Gap(opens, shift.closes, origin, shift.end, last=True))
    return tuple(gaps)


def _at_once(lookup: Lookup, shift: Shift, gaps: Sequence[Gap]) -> list[Journey]:
    """Set out as late as one can; leave every stop at once."""
    first = latest_journey(lookup, shift, gaps[0])
    return [first, *(journey(lookup, shift, gap, gap.opens) for gap in gaps[1:])]


def _worked(
    worker: Worker, stops: Sequence[Stop], gaps: Sequence[Gap], journeys: Sequence[Journey]
) -> Ticks:
    pay = worker.pay
    begins = journeys[0].departs if pay.first_leg and journeys[0].ticks >= 0 else stops[0].starts
    ends = journeys[-1].arrives if pay.last_leg and journeys[-1].ticks >= 0 else stops[-1].ends
    unpaid = 0
    if pay.split_gap is not None:
        for gap, way in zip(gaps[1:-1], journeys[1:-1], strict=True):
            idle = gap.closes - gap.opens - _under_way(gap, way)
            unpaid += idle if idle >= pay.split_gap else 0
    return ends - begins - unpaid


def _under_way(gap: Gap, way: Journey) -> Ticks:
    return max(way.ticks, 0) + gap.errand_ticks


def _idle(gaps: Sequence[Gap], journeys: Sequence[Journey], rests: Sequence[Rest]) -> Ticks:
    """Return the time between the first and the last stop spent neither moving nor on a break."""
    idle = 0
    for gap, way in zip(gaps[1:-1], journeys[1:-1], strict=True):
        rested = sum(
            rest.ends - rest.starts
            for rest in rests
            if gap.opens <= rest.starts and rest.ends <= gap.closes
        )
        idle += max(0, gap.closes - gap.opens - _under_way(gap, way) - rested)
    return idle
