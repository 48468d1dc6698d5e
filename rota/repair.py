"""What to do when somebody is sick, runs late, or a visit comes in that cannot wait."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rota.change import Change
from rota.construct.state import Crew, Placement, State
from rota.desk.desk import Desk
from rota.desk.events import Event, Late, Sick, Urgent
from rota.desk.happen import tell
from rota.problem import Assignment, Plan, Problem, Visit
from rota.score import Score

__all__ = ["Late", "Move", "Repair", "Sick", "Urgent", "repair", "repair_at"]

MOST_OTHERS = 5
"""How many visits that no event touches may be moved to make room, for each event."""

MOST_OTHERS_SHARE = 100
"""One visit in so many, however many events there are, though always as many as for one."""

MOST_TRIALS = 40
"""How many others are tried as the one that makes room for a visit."""


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


def repair(problem: Problem, plan: Plan, events: Events, k: int = 3) -> tuple[Repair, ...]:
    """
    Return up to `k` distinct ways to go on after an event, or several at once, the best first.

    The first loses the least service; among equals it moves the fewest others, then costs least.

    :raises Refused: if plan or event name what the problem does not have
    """
    return repair_at(Desk(problem, plan), events, k)


def repair_at(desk: Desk, events: Events, k: int = 3) -> tuple[Repair, ...]:
    """Do what `repair` does for a desk that stands already, and leave the desk as it is."""
    found: dict[tuple[Move, ...], Repair] = {}
    for option in options(desk, events):
        found.setdefault(option.moves, option)
        if len(found) >= max(k, 2):
            break
    return tuple(sorted(found.values(), key=lambda one: one.order)[:k])


def options(desk: Desk, events: Events) -> Iterator[Repair]:
    """
    Yield ways to go on as they are found, each other than the ones before.

    First nobody else is moved; then others make room for what is left; then those go who were not
    sent the first time.
    """
    told = (events,) if isinstance(events, Event) else tuple(events)
    first = _option(desk, told, banned=(), makes_room=False)
    yield first
    if first.left_out:
        yield _option(desk, told, banned=(), makes_room=True)
    banned: set[tuple[str, str]] = set()
    while True:
        last = first
        banned |= {(one.visit, after.worker) for one in last.moves for after in one.after}
        first = _option(desk, told, banned=banned, makes_room=False)
        if first.moves == last.moves or not any(move.after for move in first.moves):
            return
        yield first


def _option(
    desk: Desk, events: Sequence[Event], *, banned: Iterable[tuple[str, str]], makes_room: bool
) -> Repair:
    state, seeker = desk.state, desk.seeker
    with _tried(desk, events) as (lost, score):
        before = {visit: lost[visit] for visit in lost}
        seeker.banned = set(banned)
        touched = dict.fromkeys(lost)
        left = _place(desk, [state.lookup.visits[visit] for visit in touched])
        share = len(state.crews) // MOST_OTHERS_SHARE
        most = max(MOST_OTHERS, min(MOST_OTHERS * len(events), share))
        if makes_room:
            for visit in left:
                if len(before) - len(lost) >= most:
                    break
                moved = _make_room(desk, visit)
                if moved:
                    before.setdefault(moved[0], moved[1])
        return _describe(state, score, lost, before)


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


def _make_room(desk: Desk, visit: Visit) -> tuple[str, Crew] | None:
    """
    Serve `visit` by moving one other visit elsewhere; return that one and its crew before.

    Takes the first exchange that works, trying the others nearest in time and place first.
    """
    state, seeker = desk.state, desk.seeker
    for other in _near(desk, visit)[:MOST_TRIALS]:
        mark, crew = state.mark(), state.crews[other.id]
        before = state.score
        state.take(other)
        desk.board.catch_up()
        for asked in (visit, other):
            placements = seeker.best(asked, 1)
            if not placements:
                break
            state.put(asked, placements[0].parts)
            desk.board.catch_up()
        else:
            if state.score < before:
                return other.id, crew
        state.back_to(mark)
        desk.board.catch_up()
    return None


def _near(desk: Desk, visit: Visit) -> list[Visit]:
    """Return visits served by one who could serve `visit`, when it could be, nearest first."""
    state = desk.state
    lookup = state.lookup
    mode = lookup.problem.modes[0].name
    ticks = lookup.travel.rows(mode, lookup.travel.number[visit.place])[0]
    fits = set(desk.finder.fit(visit.id, visit.roles[0].id))
    length = visit.roles[0].duration
    near = []
    for other, crew in state.crews.items():
        worker, stop = crew[0]
        if len(crew) > 1 or worker not in fits or stop.starts < desk.seeker.now:
            continue
        if not any(
            w.opens < stop.ends + length and stop.starts < w.closes + length for w in visit.windows
        ):
            continue
        far = int(ticks[lookup.travel.number[stop.visit.place]])
        kept = bool(stop.visit.promises or stop.visit.pins or stop.visit.holds)
        near.append((kept, far, other))
    return [lookup.visits[other] for _, _, other in sorted(near)]


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
