"""Best-first search for insertions: cheap bounds for all gaps, exact prices for the few best."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from rota.constraints.preferred_time import price_of_start
from rota.construct.board import Board, Numbers
from rota.construct.crews import Slot
from rota.construct.fits import Fits
from rota.construct.slots import Finder, Guess, empty_gap
from rota.construct.state import Placement, State
from rota.problem import Role, Visit
from rota.units import Moment

FIRST_PAIRS = 96
"""How many of the cheapest gaps of each role are paired at first; doubled until it is enough."""

FIRST_GAPS = 64
"""How many of the cheapest gaps are sorted at first."""

Price = tuple[int, int]

Candidate = tuple[Price, str, Callable[[], Placement | None]]
"""A bound on a price, the worker in the first role, and what finds the placement itself."""


class Seeker:
    """Finds the cheapest legal insertions in a state; nobody else's stops are moved."""

    def __init__(self, state: State, finder: Finder, board: Board, fits: Fits) -> None:
        self.state, self.finder, self.board, self.fits = state, finder, board, fits
        self.now: Moment = state.lookup.problem.now
        """Nobody sets out before this."""
        self.banned: set[tuple[str, str]] = set()
        """Visits and workers not to be brought together."""

    def best(self, visit: Visit, k: int) -> list[Placement]:
        """
        Return the `k` cheapest legal placements by different workers in the first role.

        The first is as cheap as any there is, except for visits with optional roles, more than two
        roles, or travel by the hour, for which a selection of starts is tried.
        """
        is_plain = len(visit.roles) <= 2 and not any(role.optional for role in visit.roles)
        if not is_plain or self.state.lookup.travel.depends_on_departure:
            return first_of_each(self.finder.placements(visit))[:k]
        candidates = self._single(visit) if len(visit.roles) == 1 else self._pairs(visit)
        best: dict[str, Placement] = {}
        enough: Price | None = None
        for bound, worker, find in candidates:
            if enough is not None and bound >= enough:
                break
            if worker in best and bound >= best[worker].price:
                continue
            placement = find()
            if placement and (worker not in best or placement.price < best[worker].price):
                best[worker] = placement
                if len(best) >= k:
                    enough = sorted(one.price for one in best.values())[k - 1]
        return sorted(best.values(), key=_price_first)[:k]

    def _single(self, visit: Visit) -> Iterator[Candidate]:
        """Yield gaps in order of a bound on their price."""
        role = visit.roles[0]
        found = self._scan(visit, role)
        service = self._service(visit)
        seen: set[tuple[int, int]] = set()
        for row, gap, price in _in_order(found):
            if (row, gap) in seen:
                continue
            seen.add((row, gap))
            worker = self.board.shifts[row][0].id
            yield (service, price), worker, partial(self._in_gap, visit, role, row, gap)

    def _scan(self, visit: Visit, role: Role) -> Numbers:
        liking = self.fits.liking(visit)
        mask = self.fits.mask(visit, role)
        for banned, worker in self.banned:
            if banned == visit.id:
                mask[self.fits.number[worker]] = 0
        found = self.board.scan(visit, role, mask, liking, self.now)
        found[:, 0] -= self.state.left_out_price(visit.id)[1]
        return found

    def _service(self, visit: Visit) -> int:
        """Return a bound on the service gained: nothing left out, every promise kept."""
        return -self.state.left_out_price(visit.id)[0]

    def _in_gap(self, visit: Visit, role: Role, row: int, number: int) -> Placement | None:
        worker, shift = self.board.shifts[row]
        round_ = self.state.rounds.get((worker.id, shift.id))
        gap = round_.gaps[number] if round_ else empty_gap(shift)
        gap = gap._replace(opens=max(gap.opens, self.now))
        best: Placement | None = None
        index = self.board.order_of[row]
        pairs = self.finder.starts_in(visit, role, worker, shift, gap)
        wishes = sorted({(self._wish(visit, starts), starts) for starts, _ in pairs})
        for _, starts in wishes:
            slot = self.finder.slot(visit, role, Guess(0, starts, worker.id, index))
            placement = self.finder.legal(visit, (slot,)) if slot else None
            if placement and (best is None or placement.price < best.price):
                best = placement
                if not (self.finder.starts_matter or visit.promises or self._in_series(visit)):
                    break
        return best

    def _wish(self, visit: Visit, starts: Moment) -> int:
        return price_of_start(visit.preferred, starts) if visit.preferred else 0

    def _in_series(self, visit: Visit) -> bool:
        return visit.id in self.state.lookup.series_of

    def _pairs(self, visit: Visit) -> Iterator[Candidate]:
        """Yield pairs of gaps in order of a bound on their price."""
        one, other = visit.roles
        firsts = _sorted(self._scan(visit, one))
        seconds = _sorted(self._scan(visit, other))
        if not len(firsts) or not len(seconds):
            return
        seconds[:, 0] += self.state.left_out_price(visit.id)[1]
        service = self._service(visit)
        done, size = -(2**62), FIRST_PAIRS
        while True:
            some, more = firsts[:size], seconds[:size]
            is_all = size >= max(len(firsts), len(seconds))
            certain = 2**62
            if size < len(firsts):
                certain = min(certain, int(firsts[size, 0] + seconds[0, 0]))
            if size < len(seconds):
                certain = min(certain, int(seconds[size, 0] + firsts[0, 0]))
            for price, a, b in _meeting(some, more, other, done, certain):
                worker = self.board.shifts[int(some[a, 1])][0].id
                yield (service, price), worker, partial(self._crew, visit, some[a], more[b])
            if is_all:
                return
            done, size = certain, 4 * size

    def _crew(self, visit: Visit, first: Numbers, second: Numbers) -> Placement | None:
        one, other = visit.roles
        low = max(int(first[3]), int(second[3]) - other.after_most)
        high = min(int(first[4]), int(second[4]) - other.after_least)
        best: Placement | None = None
        for starts in dict.fromkeys(self.finder.on_grid(visit, low, high)):
            then = max(starts + other.after_least, int(second[3]))
            slots = self._slots(visit, ((one, first, starts), (other, second, then)))
            placement = self.finder.legal(visit, slots) if slots else None
            if placement and (best is None or placement.price < best.price):
                best = placement
                if not (self.finder.starts_matter or visit.promises or visit.preferred):
                    break
        return best

    def _slots(
        self, visit: Visit, parts: Sequence[tuple[Role, Numbers, Moment]]
    ) -> list[Slot] | None:
        slots = []
        for role, found, starts in parts:
            row = int(found[1])
            worker = self.board.shifts[row][0].id
            guess = Guess(0, starts, worker, self.board.order_of[row])
            slot = self.finder.slot(visit, role, guess)
            if slot is None:
                return None
            slots.append(slot)
        return slots


def _in_order(found: Numbers) -> Iterator[tuple[int, int, int]]:
    """Yield row, gap and price, cheapest first; sorts the few best before the rest."""
    prices = found[:, 0].copy()
    parts = [np.arange(len(prices))]
    if len(prices) > 2 * FIRST_GAPS:
        near = np.argpartition(prices, FIRST_GAPS)
        parts = [near[:FIRST_GAPS], near[FIRST_GAPS:]]
    for part in parts:
        for at in part[np.argsort(prices[part], kind="stable")]:
            yield int(found[at, 1]), int(found[at, 2]), int(found[at, 0])


def _sorted(found: Numbers) -> Numbers:
    return found[np.argsort(found[:, 0], kind="stable")].copy()


def _meeting(
    firsts: Numbers, seconds: Numbers, other: Role, done: int, certain: int
) -> Iterator[tuple[int, int, int]]:
    """Yield price and numbers of two gaps with a common time, dearer than `done`, in order."""
    low = np.maximum(firsts[:, 3, None], seconds[None, :, 3] - other.after_most)
    high = np.minimum(firsts[:, 4, None], seconds[None, :, 4] - other.after_least)
    price = firsts[:, 0, None] + seconds[None, :, 0]
    is_new = (price >= done) & (price < certain)
    chosen = np.argwhere((low <= high) & is_new)
    prices = price[chosen[:, 0], chosen[:, 1]]
    heap = [(int(p), int(a), int(b)) for p, (a, b) in zip(prices, chosen, strict=True)]
    heapq.heapify(heap)
    while heap:
        yield heapq.heappop(heap)


def _price_first(placement: Placement) -> tuple[int, int, Moment, str]:
    first = placement.parts[0]
    return placement.service, placement.cost, first.starts, first.worker


def first_of_each(placements: Sequence[Placement]) -> list[Placement]:
    """Return the first of the placements for each worker in the first role."""
    found: dict[str, Placement] = {}
    for placement in placements:
        found.setdefault(placement.parts[0].worker, placement)
    return list(found.values())
