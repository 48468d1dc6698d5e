"""Do the people of one visit make a crew: complete, in step, and fit for one another?"""

from collections.abc import Iterator, Sequence

from rota.checks.broken import Broken, Value, broken
from rota.lookup import Lookup
from rota.problem import Visit
from rota.rounds import Stop

Crew = Sequence[tuple[str, Stop]]


def crew_rules(lookup: Lookup, visit: Visit, crew: Crew) -> Iterator[Broken]:
    """Yield what is wrong with the people sent to `visit`: (worker, stop) per role filled."""
    filled: dict[str, str] = {}
    for worker, stop in crew:
        about: dict[str, Value] = {"visit": visit.id, "role": stop.role.id, "worker": worker}
        if stop.role.id in filled:
            yield broken("role_filled_twice", **about, other=filled[stop.role.id])
        elif worker in filled.values():
            yield broken("one_worker_two_roles", **about)
        filled[stop.role.id] = worker
    for role in visit.roles:
        if not role.optional and role.id not in filled:
            yield broken("role_unfilled", visit=visit.id, role=role.id)
    yield from _steps(visit, crew)
    here = {worker for worker, _ in crew}
    for worker in sorted(here):
        for mentor in sorted(lookup.mentors.get(worker, ())):
            if mentor not in here:
                yield broken("without_mentor", visit=visit.id, worker=worker, mentor=mentor)
    for one, other in _pairs(lookup, here):
        yield broken("kept_apart", visit=visit.id, worker=one, other=other)


def _steps(visit: Visit, crew: Crew) -> Iterator[Broken]:
    starts = {stop.role.id: stop.starts for _, stop in crew}
    first = starts.get(visit.roles[0].id)
    if first is None:
        return
    for _, stop in crew:
        after = stop.starts - first
        if not stop.role.after_least <= after <= stop.role.after_most:
            yield broken(
                "out_of_step",
                visit=visit.id,
                role=stop.role.id,
                after=after,
                least=stop.role.after_least,
                most=stop.role.after_most,
            )


def _pairs(lookup: Lookup, here: set[str]) -> Iterator[tuple[str, str]]:
    concerned = sorted(here & lookup.kept_apart)
    for at, one in enumerate(concerned):
        for other in concerned[at + 1 :]:
            if frozenset((one, other)) in lookup.apart:
                yield one, other


def meeting_rules(lookup: Lookup, stops: Sequence[tuple[str, Stop]]) -> Iterator[Broken]:
    """Yield people kept apart who are at one place, on different visits, at overlapping times."""
    concerned = [(worker, stop) for worker, stop in stops if worker in lookup.kept_apart]
    for at, (one, here) in enumerate(concerned):
        for other, there in concerned[at + 1 :]:
            same = here.visit.place == there.visit.place and here.visit.id != there.visit.id
            if same and frozenset((one, other)) in lookup.apart and overlap(here, there):
                visit = here.visit.id
                yield broken("kept_apart", visit=visit, worker=one, other=other)


def overlap(one: Stop, other: Stop) -> bool:
    """Test whether two stops share any time."""
    return one.starts < other.ends and other.starts < one.ends
