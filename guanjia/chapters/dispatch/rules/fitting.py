"""Which of many placements can all be had at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from guanjia.chapters.dispatch.rules.reasons import Reason, because
from guanjia.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Place:
    """One worker at one visit for a time."""

    visit_id: int
    worker_id: int
    period: Period


def fitting(
    wanted: Sequence[Place],
    *,
    standing: Iterable[Place],
    away: Mapping[int, Sequence[Period]],
    barred: Mapping[Place, Sequence[Reason]],
    people: Mapping[int, int],
) -> dict[int, tuple[Reason, ...]]:
    """
    Return the visits of `wanted` that cannot be had, with why; all the others can, together.

    A visit is had with everybody that it needs or not at all. Where two clash, the later in
    `wanted` gives way. A visit that is dropped keeps who stands there already, which may in turn
    keep somebody from another visit; so it is looked at until nothing more has to go.

    :param standing: what takes up people's time already; that of a visit had anew is given up
    :param away: worker -> leave
    :param barred: what cannot be for other reasons
    :param people: visit -> how many it needs
    """
    dropped: dict[int, tuple[Reason, ...]] = {}
    crews: dict[int, set[int]] = {}
    for place in wanted:
        crews.setdefault(place.visit_id, set()).add(place.worker_id)
        reasons = [*barred.get(place, ())]
        if any(leave.overlaps(place.period) for leave in away.get(place.worker_id, ())):
            reasons.append(because("on_leave"))
        if reasons:
            dropped[place.visit_id] = (*dropped.get(place.visit_id, ()), *reasons)
    for visit_id, crew in crews.items():
        if len(crew) < people.get(visit_id, 1) and visit_id not in dropped:
            dropped[visit_id] = (because("crew_incomplete"),)
    kept = [*standing]
    while clash := _clashing(wanted, kept, dropped.keys()):
        for visit_id in clash:
            dropped[visit_id] = (because("busy_elsewhere"),)
    return dropped


def _clashing(
    wanted: Sequence[Place], standing: Sequence[Place], dropped: Collection[int]
) -> set[int]:
    had = {place.visit_id for place in wanted} - set(dropped)
    taken: dict[int, list[Place]] = {}
    for place in standing:
        if place.visit_id not in had:
            taken.setdefault(place.worker_id, []).append(place)
    clash = set()
    for place in wanted:
        if place.visit_id not in had or place.visit_id in clash:
            continue
        others = taken.setdefault(place.worker_id, [])
        if any(other.period.overlaps(place.period) for other in others):
            clash.add(place.visit_id)
        else:
            others.append(place)
    return clash
