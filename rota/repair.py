"""What to do when somebody is sick, runs late, or a visit comes in that cannot wait."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rota.change import Change
from rota.construct.state import Crew, Placement, State
from rota.desk.desk import Desk
from rota.desk.events import Event, Late, Sick, Urgent
from rota.desk.happen import tell
from rota.problem import Assignment, Plan, Problem, Visit
from rota.room import LongerSearch, Moved, make_room
from rota.score import Score

__all__ = ["Late", "Move", "Repair", "Sick", "Urgent", "repair", "repair_at"]

MOST_OTHERS = 5
"""How many visits that no event touches may be moved to make room, for each event."""

MOST_OTHERS_SHARE = 100
"""One visit in so many, however many events there are, though always as many as for one."""


@dataclass(frozen=True, slots=True)
class Move:
    """A visit that is served differently than planned; without `after` it is left out."""

    visit: str
    before: tuple[Assignment, ...]
    after: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """
    One way to go on.

    `service` and `cost` are what the plan loses against before the event, an urgent visit counted
    as left out. `others` are visits moved that the event did not touch; `left_out` those that it
    did and that nobody can serve. After `Desk.tell(event)`, `Desk.adopt(repair.change)` does it.
    """

    change: Change
    moves: tuple[Move, ...]
    others: tuple[str, ...]
    left_out: tuple[str, ...]
    workers: tuple[str, ...]
    clients: tuple[str, ...]
    service: int
    cost: int

    @property
    def order(self) -> tuple[int, int, int]:
        """What options are ordered by: service lost, others moved, cost."""
        return self.service, len(self.others), self.cost


Events = Event | Sequence[Event]


def repair(
    problem: Problem, plan: Plan, events: Events, k: int = 3, *, seconds: float = 0.0
) -> tuple[Repair, ...]:
    """
    Return up to `k` distinct ways to go on after an event, or several at once, the best first.

    The first loses the least service; among equals it moves the fewest others, then costs least.

    :param seconds: how long to look for room for visits that would otherwise be left out
    :raises Refused: if plan or event name what the problem does not have
    """
    return repair_at(Desk(problem, plan), events, k, seconds=seconds)


def repair_at(
    desk: Desk, events: Events, k: int = 3, *, seconds: float = 0.0
) -> tuple[Repair, ...]:
    """
    Do what `repair` does for a desk that stands already, and leave the desk as it is.

    :param seconds: how long to look for room for visits that would otherwise be left out
    """
    found: dict[tuple[Move, ...], Repair] = {}
    for option in options(desk, events, seconds=seconds):
        found.setdefault(option.moves, option)
        if len(found) >= max(k, 2):
            break
    return tuple(sorted(found.values(), key=lambda one: one.order)[:k])


def options(desk: Desk, events: Events, *, seconds: float = 0.0) -> Iterator[Repair]:
    """
    Yield ways to go on as they are found, each other than the ones before.

    First others make room for what nobody could serve otherwise; then nobody else is moved; then
    those go who were not sent the first time.

    :param seconds: how long to look for room in the first, if visits are left out all the same
    """
    told = (events,) if isinstance(events, Event) else tuple(events)
    first = _option(desk, told, banned=(), makes_room=True, seconds=seconds)
    yield first
    if first.others:
        first = _option(desk, told, banned=())
        yield first
    banned: set[tuple[str, str]] = set()
    while True:
        last = first
        banned |= {(one.visit, after.worker) for one in last.moves for after in one.after}
        first = _option(desk, told, banned=banned)
        if first.moves == last.moves or not any(move.after for move in first.moves):
            return
        yield first


def _option(
    desk: Desk,
    events: Sequence[Event],
    *,
    banned: Iterable[tuple[str, str]],
    makes_room: bool = False,
    seconds: float = 0.0,
) -> Repair:
    state, seeker = desk.state, desk.seeker
    with _tried(desk, events) as (lost, score):
        seeker.banned = set(banned)
        left = _place(desk, [state.lookup.visits[visit] for visit in lost])
        moved: Moved = {}
        if makes_room and left:
            share = len(state.crews) // MOST_OTHERS_SHARE
            most = max(MOST_OTHERS, min(MOST_OTHERS * len(events), share))
            _make_room(desk, left, lost, moved, most, seconds)
        return _describe(state, score, lost, lost | moved)


def _make_room(
    desk: Desk,
    left: Sequence[Visit],
    lost: Mapping[str, Crew],
    moved: Moved,
    most: int,
    seconds: float,
) -> None:
    """Serve what is `left` by moving up to `most` visits that are not `lost`, added to `moved`."""
    still_left = []
    for visit in left:
        found = make_room(desk, visit) if len(moved) < most else None
        if found is None:
            still_left.append(visit)
            continue
        for one, crew in found.items():
            if one not in lost:
                moved.setdefault(one, crew)
    if seconds and still_left:
        LongerSearch(desk, still_left, lost, seed=0).run(moved, most, seconds)


@contextmanager
def _tried(desk: Desk, events: Sequence[Event]) -> Iterator[tuple[dict[str, Crew], Score]]:
    """Let it happen, give the orphans with their crews and the score before; undo everything."""
    state, seeker = desk.state, desk.seeker
    mark, now = state.mark(), seeker.now
    crews, score = dict(state.crews), state.score
    urgent = [event for event in events if isinstance(event, Urgent)]
    places = [event.place for event in urgent if event.place]
    admitted = []
    try:
        for place in places:
            state.lookup.travel.admit(place, for_good=False)
            admitted.append(place.id)
        lost: dict[str, Crew] = {}
        for event in (*urgent, *(event for event in events if event not in urgent)):
            lost |= {visit: crews.get(visit, ()) for visit in tell(state, event)}
            if isinstance(event, Urgent):
                score = state.score
            elif isinstance(event, Sick):
                seeker.now = max(seeker.now, event.since)
        desk.board.catch_up()
        yield lost, score
    finally:
        state.back_to(mark)
        seeker.now, seeker.banned = now, set()
        for event in urgent:
            if state.lookup.visits.get(event.visit.id) is event.visit:
                desk.finder.forget(event.visit)
                state.lookup.forget(event.visit)
        for admitted_place in reversed(admitted):
            state.lookup.travel.dismiss(admitted_place)
        desk.board.catch_up()


def _place(desk: Desk, visits: Sequence[Visit]) -> list[Visit]:
    """Insert visits, the one with most to lose by waiting first; return those without a place."""
    heap: list[tuple[tuple[int, int], int]] = []
    for number, visit in enumerate(visits):
        heapq.heappush(heap, (_urgency(visit, desk.seeker.best(visit, 2)), number))
    left = []
    while heap:
        key, number = heapq.heappop(heap)
        visit = visits[number]
        placements = desk.seeker.best(visit, 2)
        fresh = _urgency(visit, placements)
        if heap and fresh > heap[0][0] and fresh != key:
            heapq.heappush(heap, (fresh, number))
        elif placements and placements[0].price < (0, 0):
            desk.state.put(visit, placements[0].parts)
            desk.board.catch_up()
        else:
            left.append(visit)
    return left


def _urgency(visit: Visit, placements: Sequence[Placement]) -> tuple[int, int]:
    if len(placements) < 2:
        return -visit.priority, -(2**60)
    return -visit.priority, placements[0].cost - placements[1].cost


def _describe(state: State, score: Score, lost: dict[str, Crew], before: dict[str, Crew]) -> Repair:
    moves = tuple(
        Move(visit, _assigned(visit, crew), _assigned(visit, state.crews.get(visit, ())))
        for visit, crew in sorted(before.items())
        if _assigned(visit, crew) != _assigned(visit, state.crews.get(visit, ())) or not crew
    )
    people = {one.worker for move in moves for one in (*move.before, *move.after)}
    clients = {state.lookup.visits[move.visit].client for move in moves}
    visits = tuple(move.visit for move in moves)
    return Repair(
        change=Change(visits, tuple(one for move in moves for one in move.after)),
        moves=moves,
        others=tuple(visit for visit in visits if visit not in lost),
        left_out=tuple(visit for visit in lost if visit not in state.crews),
        workers=tuple(sorted(people)),
        clients=tuple(sorted(clients - {""})),
        service=state.score.service - score.service,
        cost=state.score.cost - score.cost,
    )


def _assigned(visit: str, crew: Crew) -> tuple[Assignment, ...]:
    return tuple(Assignment(visit, stop.role.id, worker, stop.starts) for worker, stop in crew)
