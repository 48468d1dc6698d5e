"""Making room for visits that nobody can serve as things are, by moving others."""

import time
from collections.abc import Collection, Sequence
from random import Random

from rota.construct.state import Crew, State
from rota.desk.desk import Desk
from rota.problem import Visit

MOST_TRIALS = 40
"""How many others are tried as the one that makes room for a visit."""

MOST_AT_ONCE = 4
"""How many others make room together, at most, in the longer search."""

NEAREST_FIRST = 2.0
"""How much likelier the nearest others are to be asked than the furthest."""

Moved = dict[str, Crew]
"""Visits that were moved, with their crews before."""


def make_room(desk: Desk, visit: Visit) -> Moved | None:
    """
    Serve `visit` by moving one other visit elsewhere; return that one, or None if there is none.

    Takes the first exchange that works, trying the others nearest in time and place first.
    """
    for other in near(desk, visit)[:MOST_TRIALS]:
        moved = exchange(desk, visit, [other])
        if moved is not None:
            return moved
    return None


class LongerSearch:
    """Tries several others together, at random, until the time is over or all are served."""

    def __init__(self, desk: Desk, left: Sequence[Visit], free: Collection[str], seed: int) -> None:
        """
        Begin to look for room for `left`, which nobody serves in the state of `desk`.

        :param free: visits that may move without being counted
        """
        self.desk = desk
        self.left = list(left)
        self.free = free
        self.dice = Random(seed)

    def run(self, moved: Moved, most: int, seconds: float) -> None:
        """
        Add to `moved` what is moved, `most` visits in all at most.

        :param seconds: of wall time
        """
        until = time.monotonic() + seconds
        around = {visit.id: near(self.desk, visit) for visit in self.left}
        while self.left and time.monotonic() < until:
            visit = self.dice.choice(self.left)
            others = self._choose(around[visit.id], moved, most)
            if not others:
                continue
            found = exchange(self.desk, visit, others)
            if found is not None:
                for one, crew in found.items():
                    if one not in self.free:
                        moved.setdefault(one, crew)
                self.left.remove(visit)
                around = {one.id: near(self.desk, one) for one in self.left}

    def _choose(self, around: Sequence[Visit], moved: Moved, most: int) -> list[Visit]:
        """Return some others who may yet be moved, the nearest ones likelier."""
        size = self.dice.randint(1, MOST_AT_ONCE)
        chosen: dict[str, Visit] = {}
        new = 0
        for _ in range(size):
            if not around:
                break
            at = int(len(around) * self.dice.random() ** NEAREST_FIRST)
            other = around[at]
            new += not (other.id in moved or other.id in chosen or other.id in self.free)
            if len(moved) + new > most:
                break
            chosen[other.id] = other
        return list(chosen.values())


def exchange(desk: Desk, visit: Visit, others: Sequence[Visit]) -> Moved | None:
    """
    Take `others` out, serve `visit` and then them again; return who moved, with crews before.

    Nothing is done, and None returned, unless all are served and the plan is better.
    """
    state = desk.state
    mark, before = state.mark(), state.score
    moved = {other.id: state.crews[other.id] for other in others if other.id in state.crews}
    for other in others:
        if other.id in moved:
            state.take(other)
    desk.board.catch_up()
    for asked in (visit, *others):
        placements = desk.seeker.best(asked, 1)
        if not placements:
            break
        state.put(asked, placements[0].parts)
        desk.board.catch_up()
    else:
        if state.score < before:
            return {one: crew for one, crew in moved.items() if state.crews[one] != crew}
    state.back_to(mark)
    desk.board.catch_up()
    return None


def near(desk: Desk, visit: Visit) -> list[Visit]:
    """Return visits served by one who could serve `visit`, when it could be, nearest first."""
    state: State = desk.state
    lookup = state.lookup
    mode = lookup.problem.modes[0].name
    ticks = lookup.travel.rows(mode, lookup.travel.number[visit.place])[0]
    fits = set(desk.finder.fit(visit.id, visit.roles[0].id))
    length = visit.roles[0].duration
    found = []
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
        found.append((kept, far, other))
    return [lookup.visits[other] for _, _, other in sorted(found)]
