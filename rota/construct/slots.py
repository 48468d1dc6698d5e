"""Where a visit could go: for each role and worker the starts worth trying, cheapest first."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rota.checks.broken import Broken
from rota.checks.crew import crew_rules
from rota.checks.fit import bonds, fit_rules
from rota.checks.start import bound_start, start_rules
from rota.constraints.preferred_time import price_of_start
from rota.construct.crews import MOST_CREWS, Slot, cost_of_crew, distinct
from rota.construct.state import Part, Placement, State
from rota.gaps import Gap, journey
from rota.problem import Role, Shift, Visit, Worker
from rota.rounds import Stop
from rota.units import Moment, Ticks

MOST_SHARED_STARTS = 48
"""How many starts are tried for a visit with several roles."""

SPREAD = 8
"""Where being late has a price, starts are tried so far apart: a part of what the gap allows."""

MOST_PER_ROLE = 6
"""How many workers are tried for each role at one start, besides one for each role."""


class Guess(NamedTuple):
    """A start worth trying, and roughly what it adds to cost. Ordered by that."""

    price: int
    starts: Moment
    worker: str
    shift: int
    """Number of the shift among the worker's, in order of time."""


class Finder:
    """
    Finds placements in a state.

    A worker's other stops keep their times. All starts that can be best when prices are convex
    are tried: the earliest and latest in each gap, next to breaks and leave, and the preferred.
    The risk of coming late is not convex: for it starts are spread over the gap.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.lookup = state.lookup
        weights = self.lookup.problem.weights
        self.starts_matter = bool(
            weights.waiting_tick
            or weights.largest_delay_tick
            or weights.missing_hours_tick
            or weights.lateness_risk
            or any(worker.pay.rate for worker in self.lookup.problem.workers)
        )
        """Whether the start within a gap changes more of the price than the wish for a time."""
        self._fitting: dict[tuple[str, str], tuple[str, ...]] = {}
        self._guesses: dict[str, dict[tuple[str, str], tuple[int, list[Guess]]]] = {}

    def placements(self, visit: Visit) -> list[Placement]:
        """Return legal placements, the cheapest first, at most one per worker and role."""
        if len(visit.roles) > 1:
            return self._crews(visit)
        role = visit.roles[0]
        rough = sorted(
            guess
            for worker in self.fit(visit.id, role.id)
            for guess in self._rough(visit, role, worker)
        )
        found: dict[str, Placement] = {}
        for guess in rough:
            known = found.get(guess.worker)
            if known and not self.starts_matter:
                continue
            slot = self.slot(visit, role, guess)
            placement = self.legal(visit, (slot,)) if slot else None
            if placement and (known is None or placement.price < known.price):
                found[guess.worker] = placement
        return sorted(found.values(), key=_by_price)

    def _rough(self, visit: Visit, role: Role, worker: str) -> Sequence[Guess]:
        """Return the worker's starts worth trying; kept until the worker's rounds change."""
        version = self.state.version[worker]
        guessed = self._guesses.setdefault(visit.id, {})
        kept = guessed.get((role.id, worker))
        if kept and kept[0] == version:
            return kept[1]
        someone = self.lookup.workers[worker]
        liking = self.lookup.affinity.get((worker, visit.client), 0)
        guesses = []
        for number, shift in enumerate(self.lookup.shifts[worker]):
            for starts, detour in self.starts(visit, role, someone, shift):
                price = detour * self.lookup.problem.weights.travel_tick + liking
                if visit.preferred:
                    price += price_of_start(visit.preferred, starts)
                guesses.append(Guess(price, starts, worker, number))
        guessed[role.id, worker] = (version, guesses)
        return guesses

    def fit(self, visit_id: str, role_id: str) -> tuple[str, ...]:
        """Return the workers whom nothing keeps from the role, whenever it is."""
        key = (visit_id, role_id)
        if key not in self._fitting:
            visit, role = self.lookup.visits[visit_id], self.lookup.roles[key]
            self._fitting[key] = tuple(
                worker.id
                for worker in self.lookup.problem.workers
                if not next(fit_rules(self.lookup, worker, visit, role), None)
            )
        return self._fitting[key]

    def forget(self, visit: Visit) -> None:
        """Forget what was found out about a visit, before another takes its id."""
        self._guesses.pop(visit.id, None)
        for role in visit.roles:
            self._fitting.pop((visit.id, role.id), None)

    def legal(self, visit: Visit, slots: Sequence[Slot]) -> Placement | None:
        """Return the placement made of up-to-date `slots`, priced; None if it breaks a rule."""
        parts = tuple(slot.part for slot in slots)
        crew = self.state.crew_of(visit, parts)
        if next(crew_rules(self.lookup, visit, crew), None):
            return None
        if next(self.state.broken_around(visit, crew), None):
            return None
        service, own = self.state.visit_price(visit, crew)
        before = self.state.left_out_price(visit.id)
        cost = sum(slot.cost for slot in slots) + self.state.series_price_with(visit, crew)
        cost += self.state.overall_with(visit, crew)
        return Placement(parts, service - before[0], cost + own - before[1])

    def obstacle(self, visit: Visit, role: Role, worker: str) -> Broken | None:
        """
        Return the first rule that keeps `worker` from `role`; None if there is a legal slot.

        Where every start is barred, the rule that bars the last one tried.
        """
        someone = self.lookup.workers[worker]
        for one in fit_rules(self.lookup, someone, visit, role):
            return one
        last = None
        for shift in self.lookup.shifts[worker]:
            for starts, _ in self.starts(visit, role, someone, shift, loosely=True):
                last = self._first_broken(visit, role, worker, shift, starts)
                if last is None:
                    return None
        return last or Broken("no_shift_then", (("worker", worker), ("visit", visit.id)))

    def barred(self, visit: Visit, parts: Sequence[Part]) -> Iterator[Broken]:
        """Yield every rule that serving `visit` by `parts` breaks."""
        for part in parts:
            someone = self.lookup.workers[part.worker]
            yield from fit_rules(self.lookup, someone, visit, part.role)
            yield from bound_start(self.lookup, visit, part.role, part.starts)
        if parts[0].role is visit.roles[0]:
            yield from start_rules(self.lookup, visit, parts[0].starts)
        yield from self.state.broken_by(visit, parts)

    def _first_broken(
        self, visit: Visit, role: Role, worker: str, shift: Shift, starts: Moment
    ) -> Broken | None:
        part = Part(role, worker, shift, starts)
        stop = Stop(visit, role, starts, starts + role.duration)
        for one in bound_start(self.lookup, visit, role, starts):
            return one
        if role is visit.roles[0]:
            for one in start_rules(self.lookup, visit, starts):
                return one
        if len(visit.roles) == 1:
            return next(self.state.broken_by(visit, (part,)), None)
        return next(self.state.broken_round(worker, shift, stop), None)

    def slot(self, visit: Visit, role: Role, guess: Guess) -> Slot | None:
        """Return the slot, if it is legal for the worker alone and the start is allowed."""
        worker, starts = guess.worker, guess.starts
        if next(bound_start(self.lookup, visit, role, starts), None):
            return None
        if role is visit.roles[0] and next(start_rules(self.lookup, visit, starts), None):
            return None
        shift = self.lookup.shifts[worker][guess.shift]
        stop = Stop(visit, role, starts, starts + role.duration)
        round_ = self.state.round_with(worker, shift, stop)
        if next(self.state.broken_in(round_), None):
            return None
        return Slot(Part(role, worker, shift, starts), self.state.added_cost(worker, round_))

    def starts(
        self, visit: Visit, role: Role, worker: Worker, shift: Shift, *, loosely: bool = False
    ) -> Iterator[tuple[Moment, Ticks]]:
        """
        Yield the starts of `role` in `shift` worth trying, without repeating any, with the detour.

        :param loosely: also those that the way there forbids, for saying why not
        """
        round_ = self.state.rounds.get((worker.id, shift.id))
        seen: set[Moment] = set()
        for gap in round_.gaps if round_ else (empty_gap(shift),):
            for starts, detour in self.starts_in(visit, role, worker, shift, gap, loosely=loosely):
                if starts not in seen:
                    seen.add(starts)
                    yield starts, detour

    def starts_in(
        self,
        visit: Visit,
        role: Role,
        worker: Worker,
        shift: Shift,
        gap: Gap,
        *,
        loosely: bool = False,
    ) -> Iterator[tuple[Moment, Ticks]]:
        """Yield the starts of `role` in one gap of `shift` worth trying, with the detour."""
        if not loosely and gap.closes - gap.opens < role.duration:
            return
        reach = self._reach(visit, role, shift, gap)
        if loosely and (reach is None or reach[0] > reach[1]):
            reach = (gap.opens, gap.closes, 0)
        if reach is None:
            return
        earliest, latest, detour = reach
        for window in visit.windows:
            low = max(window.opens + role.after_least, shift.opens, earliest)
            high = min(window.closes + role.after_most, shift.closes - role.duration, latest)
            for starts in self._within(visit, role, worker, shift, low, high):
                yield starts, detour

    def _reach(
        self, visit: Visit, role: Role, shift: Shift, gap: Gap
    ) -> tuple[Moment, Moment, Ticks] | None:
        """Return the earliest and latest start that the way there and on allows, and the detour."""
        errand = visit.errand
        there = gap._replace(
            destination=visit.place,
            errand=errand.place if errand else None,
            errand_ticks=errand.duration if errand else 0,
        )
        on = gap._replace(origin=visit.place)
        way, back = (journey(self.lookup, shift, one, gap.opens) for one in (there, on))
        if way.ticks < 0 or back.ticks < 0:
            return None
        latest = gap.closes - (back.arrives - back.departs) - role.duration
        is_empty = gap.first and gap.last
        old = 0 if is_empty else journey(self.lookup, shift, gap, gap.opens).ticks
        return way.arrives, latest, way.ticks + back.ticks - old

    def _within(
        self, visit: Visit, role: Role, worker: Worker, shift: Shift, low: Moment, high: Moment
    ) -> Iterator[Moment]:
        """Yield the starts worth trying from `low` to `high`."""
        if low > high:
            return
        wished = [low, high]
        if visit.preferred:
            kinks = (*visit.preferred.early, *visit.preferred.late)
            wished += [min(max(kink.at, low), high) for kink in kinks]
        wished += [
            bond.starts for bond in bonds(self.lookup, visit, role) if bond.starts is not None
        ]
        wished += [
            promise.starts
            for promise in visit.promises
            if promise.role == role.id and promise.starts is not None
        ]
        wished += self._spread(low, high)
        for rest in shift.breaks:
            wished += [
                rest.earliest + rest.duration,
                rest.latest,
                low + rest.duration,
                rest.earliest - role.duration,
                rest.latest - rest.duration - role.duration,
            ]
        for busy in worker.busy:
            wished += [busy.ends + low - shift.opens, busy.ends, busy.starts - role.duration]
        for starts in wished:
            for on_grid in (self._ceil(visit, starts), self._floor(visit, starts)):
                if low <= on_grid <= high:
                    yield on_grid

    def _spread(self, low: Moment, high: Moment) -> list[Moment]:
        """Return starts all over from `low` to `high`, if the time left before each has a price."""
        if not self.lookup.problem.weights.lateness_risk:
            return []
        return [low + (high - low) * part // SPREAD for part in range(1, SPREAD)]

    def on_grid(self, visit: Visit, low: Moment, high: Moment) -> Iterator[Moment]:
        """Yield the starts of a crew worth trying from `low` to `high`."""
        wished = [low, high]
        if visit.preferred:
            kinks = (*visit.preferred.early, *visit.preferred.late)
            wished += [min(max(kink.at, low), high) for kink in kinks]
        wished += self._spread(low, high)
        for starts in wished:
            for snapped in (self._ceil(visit, starts), self._floor(visit, starts)):
                if low <= snapped <= high:
                    yield snapped

    def _floor(self, visit: Visit, starts: Moment) -> Moment:
        if visit.grid == 1:
            return starts
        return starts - self.lookup.time_of_day(starts) % visit.grid

    def _ceil(self, visit: Visit, starts: Moment) -> Moment:
        if visit.grid == 1:
            return starts
        return starts + -self.lookup.time_of_day(starts) % visit.grid

    def _crews(self, visit: Visit) -> list[Placement]:
        """Return placements of a visit with several roles: per start, the cheapest legal crew."""
        first = visit.roles[0]
        found = []
        for starts in self._shared_starts(visit):
            if next(start_rules(self.lookup, visit, starts), None):
                continue
            choices: list[Sequence[Slot | None]] = []
            for role in visit.roles:
                after = (0, 0) if role is first else (role.after_least, role.after_most)
                some = self._at(visit, role, starts + after[0], starts + after[1])
                choices.append([*some, None] if role.optional else some)
            placement = self._best_crew(visit, choices)
            if placement:
                found.append(placement)
        return sorted(found, key=_by_price)

    def _best_crew(
        self, visit: Visit, choices: Sequence[Sequence[Slot | None]]
    ) -> Placement | None:
        crews = distinct(choices, frozenset())
        if math.prod(len(some) for some in choices) <= MOST_CREWS:
            crews = iter(sorted(crews, key=cost_of_crew))
        for crew in islice(crews, MOST_CREWS):
            slots = [slot for slot in crew if slot is not None]
            placement = self.legal(visit, slots)
            if placement:
                return placement
        return None

    def _shared_starts(self, visit: Visit) -> list[Moment]:
        """Return starts of the visit at which some role has a slot, spread over the day."""
        starts: set[Moment] = set()
        for role in visit.roles:
            for worker in self.fit(visit.id, role.id):
                someone = self.lookup.workers[worker]
                for shift in self.lookup.shifts[worker]:
                    for moment, _ in self.starts(visit, role, someone, shift):
                        starts.add(self._floor(visit, moment - role.after_least))
        in_order = sorted(starts)
        step = -(-len(in_order) // MOST_SHARED_STARTS) or 1
        return in_order[::step]

    def _at(self, visit: Visit, role: Role, low: Moment, high: Moment) -> list[Slot]:
        """Return the cheapest slots for `role` with a start from `low` to `high`."""
        found = []
        for worker in self.fit(visit.id, role.id):
            slot = self._worker_at(visit, role, worker, low, high)
            if slot:
                found.append(slot)
        found.sort(key=lambda slot: (slot.cost, slot.part.starts))
        most = MOST_PER_ROLE + len(visit.roles)
        wanted = found[:most]
        bound = [slot for slot in found[most:] if self._in_pair(slot.part.worker)]
        return wanted + bound

    def _in_pair(self, worker: str) -> bool:
        return any(worker in (pair.trainee, pair.mentor) for pair in self.lookup.problem.together)

    def _worker_at(
        self, visit: Visit, role: Role, worker: str, low: Moment, high: Moment
    ) -> Slot | None:
        for starts in dict.fromkeys((low, high)) if low < high else (low,):
            shift = self.lookup.shift_at(worker, starts)
            if shift:
                number = self.lookup.shifts[worker].index(shift)
                slot = self.slot(visit, role, Guess(0, starts, worker, number))
                if slot:
                    return slot
        return None


def _by_price(placement: Placement) -> tuple[int, int, Moment, str]:
    first = placement.parts[0]
    return placement.service, placement.cost, first.starts, first.worker


def empty_gap(shift: Shift) -> Gap:
    """Return the one gap of a shift without stops."""
    return Gap(shift.opens, shift.closes, shift.start, shift.end, first=True, last=True)
