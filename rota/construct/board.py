"""The gaps of every shift as arrays, kept in step with a state."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rota.checks.hours import worked_by_day, worked_by_month, worked_by_week
from rota.constraints import lateness_risk
from rota.construct.slots import empty_gap
from rota.construct.state import State
from rota.core.scan import FAR, scan
from rota.gaps import Gap, Journey
from rota.lookup import Lookup
from rota.problem import Break, Kink, Role, Shift, Visit, Worker
from rota.rounds import Round
from rota.units import Moment, Ticks

Numbers = NDArray[np.int64]
FIRST_ROOM = 12
"""Gaps per shift that there is room for at first."""

ROW_COLUMNS = 11
GAP_COLUMNS = 8
"""Columns of the tables that `rota.core.scan.scan` describes."""

ROOM = 5
"""The column of how much longer a worker may work, the only one that other shifts change."""


class Board:
    """
    Every shift of a state, in order of opening, with its gaps.

    `refresh` brings the shifts of one worker up to date. A scan prices all gaps for a role.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        lookup = state.lookup
        self.shifts: list[tuple[Worker, Shift]] = sorted(
            (
                (worker, shift)
                for worker in lookup.problem.workers
                for shift in lookup.shifts[worker.id]
            ),
            key=lambda pair: pair[1].opens,
        )
        self.opens = [shift.opens for _, shift in self.shifts]
        self.longest = max((shift.closes - shift.opens for _, shift in self.shifts), default=0)
        self.row_of = {
            (worker.id, shift.id): row for row, (worker, shift) in enumerate(self.shifts)
        }
        self.order_of = [lookup.shifts[worker.id].index(shift) for worker, shift in self.shifts]
        self.modes = {mode.name: number for number, mode in enumerate(lookup.problem.modes)}
        self.people = {worker.id: at for at, worker in enumerate(lookup.problem.workers)}
        self.rows = np.zeros((len(self.shifts), ROW_COLUMNS), np.int64)
        self.gaps = np.zeros((len(self.shifts), FIRST_ROOM, GAP_COLUMNS), np.int64)
        self.found = np.zeros((4 * len(self.shifts) + 64, 5), np.int64)
        self.pay = _pay(lookup)
        self.shown: dict[int, Round | None] = {}
        """The round of each shift that is on the board."""
        self.version_of: dict[str, int] = {}
        """The version of each worker's rounds, as the state counts them, that is on the board."""
        weights = lookup.problem.weights
        self.weights = (
            weights.travel_tick,
            weights.travel_metre,
            weights.waiting_tick,
            weights.shift_used,
        )
        self.changed = state.watch()
        """Workers whose shifts may have changed since they were last brought up to date."""
        for worker in lookup.problem.workers:
            self.refresh(worker)

    def catch_up(self) -> None:
        """Bring the board up to date with whatever was done to the state."""
        for worker in self.changed:
            if self.version_of[worker] != self.state.version[worker]:
                self.refresh(self.state.lookup.workers[worker])
        self.changed.clear()

    def refresh(self, worker: Worker) -> None:
        """Bring the shifts of `worker` up to date with the state. Linear in their stops."""
        state, lookup = self.state, self.state.lookup
        self.version_of[worker.id] = state.version[worker.id]
        rounds = state.by_worker[worker.id]
        for shift in lookup.shifts[worker.id]:
            row = self.row_of[worker.id, shift.id]
            round_ = state.rounds.get((worker.id, shift.id))
            if self.shown.get(row, self) is not round_:
                self._write(row, worker, round_, shift)
                self.shown[row] = round_
            self.rows[row, ROOM] = _room(lookup, worker, rounds, shift)

    def _write(self, row: int, worker: Worker, round_: Round | None, shift: Shift) -> None:
        plain = _plain_break(shift)
        self.rows[row] = (
            self.people[worker.id],
            self.modes[shift.mode],
            FAR if shift.longest_leg is None else shift.longest_leg,
            len(round_.gaps) if round_ else 1,
            round_.worked if round_ else 0,
            0,
            _saving(round_, shift, self.weights) + _risk(self.state.lookup, round_),
            sum(one.duration for one in shift.breaks),
            *((plain.earliest, plain.latest, plain.duration) if plain else (0, 0, 0)),
        )
        gaps = round_.gaps if round_ else (empty_gap(shift),)
        if len(gaps) > self.gaps.shape[1]:
            wider = np.zeros((len(self.gaps), 2 * len(gaps), GAP_COLUMNS), np.int64)
            wider[:, : self.gaps.shape[1]] = self.gaps
            self.gaps = wider
        lookup = self.state.lookup
        number = lookup.travel.number
        elsewhere = _room_elsewhere(round_, shift)
        for at, gap in enumerate(gaps):
            entry = gap.errand or gap.destination
            tail = gap.errand_ticks
            if gap.errand and gap.destination:
                inner = lookup.travel.leg(shift.mode, gap.errand, gap.destination)
                tail += inner.ticks if inner else FAR
            leg = None
            if gap.origin and entry and not (gap.first and gap.last):
                leg = lookup.travel.leg(shift.mode, gap.origin, entry)
            self.gaps[row, at] = (
                gap.opens,
                gap.closes,
                number[gap.origin] if gap.origin else -1,
                number[entry] if entry else -1,
                tail,
                leg.ticks if leg else 0,
                leg.metres if leg else 0,
                elsewhere[at],
            )

    def scan(
        self, visit: Visit, role: Role, fits: Numbers, liking: Numbers, now: Moment
    ) -> Numbers:
        """
        Return every gap that could take `role`: price, row, gap, earliest and latest start.

        :param fits: per worker, whether they may fill the role at all
        :param liking: per worker, what is added to the price wherever they go
        :param now: nobody sets out before this
        """
        lookup = self.state.lookup
        opens = min(window.opens for window in visit.windows) + role.after_least
        closes = max(window.closes for window in visit.windows) + role.after_most
        first = bisect_left(self.opens, opens - self.longest)
        last = bisect_left(self.opens, closes + 1)
        about = [first, last, role.duration, now, visit.errand.duration if visit.errand else 0]
        ways = []
        for mode in self.modes:
            way, inner = self._ways(lookup, mode, visit)
            ways.append(way)
            about += inner
        about += self._grid(visit, role)
        windows = [
            (one.opens + role.after_least, one.closes + role.after_most) for one in visit.windows
        ]
        wish = visit.preferred
        people = np.column_stack([fits, liking, self.pay])
        arguments = (
            people,
            np.array(ways, np.int64),
            np.array(about, np.int64),
            np.array(windows, np.int64),
            _kinks(wish.early if wish else ()),
            _kinks(wish.late if wish else ()),
        )
        while True:
            count = scan(self.rows, self.weights, self.gaps, *arguments, self.found)
            if count < len(self.found):
                return self.found[:count]
            self.found = np.zeros((2 * len(self.found), 5), np.int64)

    def _grid(self, visit: Visit, role: Role) -> list[int]:
        """Return the grid that `role` starts on; none where it is not the same every day."""
        midnights = self.state.lookup.midnights
        day = self.state.lookup.day_length
        is_regular = midnights[-1] - midnights[0] == (len(midnights) - 1) * day
        is_bound = role is visit.roles[0] and is_regular and day % visit.grid == 0
        return [visit.grid if is_bound else 1, midnights[0]]

    def _ways(self, lookup: Lookup, mode: str, visit: Visit) -> tuple[list[Numbers], list[int]]:
        """Return ticks and metres to and from the visit, and within its errand."""
        travel = lookup.travel
        at = travel.number[visit.place]
        inner = [0, 0]
        entry = at
        if visit.errand:
            entry = travel.number[visit.errand.place]
            leg = travel.leg(mode, visit.errand.place, visit.place)
            inner = [leg.ticks, leg.metres] if leg else [FAR, 0]
        if entry == at:
            return [*travel.star(mode, at)], inner
        return [*travel.columns(mode, entry), *travel.rows(mode, at)], inner


def _kinks(kinks: tuple[Kink, ...]) -> Numbers:
    return np.array([(kink.at, kink.rate) for kink in kinks], np.int64).reshape(-1, 2)


def _pay(lookup: Lookup) -> Numbers:
    """Return per worker: rate, minimum paid, credit of a tick, and whether all legs are paid."""
    columns = [
        (
            worker.pay.rate,
            worker.pay.minimum,
            _credit(lookup, worker),
            worker.pay.first_leg and worker.pay.last_leg and worker.pay.split_gap is None,
        )
        for worker in lookup.problem.workers
    ]
    return np.array(columns, np.int64).reshape(-1, 4)


def _credit(lookup: Lookup, worker: Worker) -> int:
    """Return the most that a tick of work can take off the price of missing hours."""
    limits = worker.limits
    bounds = (limits.least_day, limits.least_week, limits.least_month)
    periods = sum(bound is not None for bound in bounds)
    return periods * lookup.problem.weights.missing_hours_tick


def _room(lookup: Lookup, worker: Worker, rounds: Sequence[Round], shift: Shift) -> Ticks:
    """Return how much longer the worker may work in a shift, by day, week and month."""
    limits = worker.limits
    if limits.most_day is limits.most_week is limits.most_month is None:
        return FAR
    day = lookup.day(shift.opens)
    rooms = [FAR]
    if limits.most_day is not None:
        rooms.append(limits.most_day - worked_by_day(rounds).get(day, 0))
    if limits.most_week is not None:
        weeks = {
            week: worked for (week, _), worked in worked_by_week(lookup, worker, rounds).items()
        }
        rooms.append(limits.most_week - weeks.get(lookup.week(day), 0))
    if limits.most_month is not None:
        months = {
            month: worked for (month, _), worked in worked_by_month(lookup, worker, rounds).items()
        }
        rooms.append(limits.most_month - months.get(lookup.month(day), 0))
    return min(rooms)


def _saving(round_: Round | None, shift: Shift, weights: tuple[int, int, int, int]) -> int:
    """Return the most that moving a break at home or at base could save on the way."""
    if round_ is None or all(rest.where == "anywhere" for rest in shift.breaks):
        return 0
    ticks = sum(max(way.ticks, 0) for way in round_.journeys)
    return ticks * weights[0] + sum(way.metres for way in round_.journeys) * weights[1]


def _risk(lookup: Lookup, round_: Round | None) -> int:
    """Return what coming late is likely to cost in a round: the most that a change could save."""
    return sum(one.price for one in lateness_risk.of_round(lookup, round_)) if round_ else 0


def _plain_break(shift: Shift) -> Break | None:
    """Return the longest break of a shift, if all are always owed and can be had anywhere."""
    if any(one.where != "anywhere" or one.longest_work is not None for one in shift.breaks):
        return None
    return max(shift.breaks, key=lambda one: one.duration, default=None)


def _room_elsewhere(round_: Round | None, shift: Shift) -> list[bool]:
    """Return for each gap of a shift whether another one has room for its plain break."""
    rest = _plain_break(shift)
    if round_ is None or rest is None:
        return [rest is None] * (len(round_.gaps) if round_ else 1)
    fits = [
        _has_room(gap, way, rest) for gap, way in zip(round_.gaps, round_.journeys, strict=True)
    ]
    return [sum(fits) > here for here in fits]


def _has_room(gap: Gap, way: Journey, rest: Break) -> bool:
    """Test whether a break fits before or after the journey through a gap."""
    taken = way.arrives - way.departs
    earlier = max(rest.earliest, gap.opens) + rest.duration
    later = max(rest.earliest, gap.opens + taken) + rest.duration
    return earlier <= min(rest.latest, gap.closes - taken) or later <= min(rest.latest, gap.closes)
