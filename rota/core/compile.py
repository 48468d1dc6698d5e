"""From a problem in words to the tables of the compiled core, and back to a plan."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from rota.checks.fit import bonds, fit_rules
from rota.core import layout
from rota.core.assemble import Round, Task, assemble
from rota.core.assess import assess_all
from rota.core.compile_rules import needs_rules, rules_of
from rota.core.layout import NEVER, Tables, Whole
from rota.core.rulebook import EMPTY_FARE, Rules
from rota.lookup import Lookup
from rota.problem import Assignment, Plan, Problem, Role, Shift, Visit, Worker
from rota.units import Moment, Ticks

NO_WAY = 1 << 30
"""Ticks of a journey that cannot be made: nobody arrives within any horizon."""

LARGEST_FARE = 1 << 30
MOST_HEADROOM = 1 << 58


@dataclass(frozen=True, slots=True)
class Compiled:
    """A problem as tables, and what their rows and rounds stand for."""

    tables: Tables
    roles: tuple[tuple[Visit, Role], ...]
    shifts: tuple[tuple[Worker, Shift], ...]
    points_price: int
    """What a point of service weighs in the tables' cost: more than any cost could outweigh."""
    rules: Rules | None = None
    """What plans have to keep besides; None if there is nothing."""

    def best_plan(self) -> Plan:
        """Return the best plan found; a visit of which a role is left out is not in it."""
        best = self.tables.best
        left_out = {
            visit.id for row, (visit, _role) in enumerate(self.roles) if best[row, layout.ROUND] < 0
        }
        return Plan.of(
            Assignment(
                visit.id,
                role.id,
                self.shifts[int(best[row, layout.ROUND])][0].id,
                int(best[row, layout.START]),
            )
            for row, (visit, role) in enumerate(self.roles)
            if visit.id not in left_out
        )


def compile_problem(problem: Problem, lookup: Lookup, seed: int) -> Compiled:
    """
    Build tables in which every role is left out.

    :raises OverflowError: if prices are so large that sums of them might not fit
    """
    shifts = tuple(
        sorted(
            ((worker, shift) for worker in problem.workers for shift in lookup.shifts[worker.id]),
            key=lambda pair: pair[1].opens,
        )
    )
    travel, fare = _ways(problem, lookup, shifts)
    points_price = _points_price(problem, fare)
    roles: list[tuple[Visit, Role]] = []
    tasks: list[Task] = []
    fitting = _Fitting(lookup, shifts)
    for visit in problem.visits:
        windows = tuple(_starts(lookup, visit))
        points = problem.weights.priority_points[visit.priority]
        missed = points * points_price + visit.price_left_out
        for number, role in enumerate(visit.roles):
            roles.append((visit, role))
            tasks.append(
                _task(lookup, visit, number, windows, missed, points_price, fitting, len(tasks))
            )
    somewhere = len(problem.places)
    number_of = lookup.travel.number
    people = {worker.id: number for number, worker in enumerate(problem.workers)}
    rounds = []
    for worker, shift in shifts:
        opens, closes = _free_stretch(worker, shift)
        rounds.append(
            Round(
                start_place=somewhere if shift.start is None else number_of[shift.start],
                end_place=somewhere if shift.end is None else number_of[shift.end],
                opens=opens,
                closes=closes,
                person=people[worker.id],
            )
        )
    price = _prices(problem, lookup, roles, shifts, points_price)
    tables = assemble(tasks, rounds, travel, fare=fare, price=price, seed=seed)
    rules = None
    if needs_rules(problem):
        rules = rules_of(problem, lookup, roles, shifts, tables, points_price)
        tables.tally[layout.COST] += rules.shifts[:, EMPTY_FARE].sum() + assess_all(tables, rules)
        tables.best_tally[0] = tables.tally[layout.COST]
    return Compiled(tables, tuple(roles), shifts, points_price, rules)


def _free_stretch(worker: Worker, shift: Shift) -> tuple[Moment, Moment]:
    """Return a shift without the leave at its edges; all of it if it is nothing but leave."""
    opens, closes = shift.opens, shift.closes
    for busy in sorted(worker.busy, key=lambda busy: busy.starts):
        if busy.starts <= opens < busy.ends:
            opens = busy.ends
    for busy in sorted(worker.busy, key=lambda busy: busy.ends, reverse=True):
        if busy.starts < closes <= busy.ends:
            closes = busy.starts
    return (opens, closes) if opens <= closes else (shift.closes, shift.closes)


def _ways(
    problem: Problem, lookup: Lookup, shifts: tuple[tuple[Worker, Shift], ...]
) -> tuple[Whole, Whole]:
    """Return ticks and prices from place to place; the place after the last is beside them all."""
    count = len(problem.places)
    ticks = np.zeros((count + 1, count + 1), np.int64)
    metres = np.zeros((count + 1, count + 1), np.int64)
    if shifts:
        for origin in range(count):
            row = lookup.travel.rows(shifts[0][1].mode, origin)
            ticks[origin, :count], metres[origin, :count] = row
    weights = problem.weights
    fare = np.maximum(ticks, 0) * weights.travel_tick + metres * weights.travel_metre
    ticks[ticks < 0] = NO_WAY
    if fare.max(initial=0) > LARGEST_FARE or ticks.max(initial=0) > NO_WAY:
        raise OverflowError("a journey is too long or too dear")
    return ticks, fare


def _points_price(problem: Problem, fare: Whole) -> int:
    """
    Return a price of a point that outweighs whatever one visit can add to the cost.

    :raises OverflowError: if the sum of everything would then not fit
    """
    dearest = max((abs(one.price) for one in problem.affinity), default=0)
    left_out = max((visit.price_left_out for visit in problem.visits), default=0)
    one_visit = 8 * int(fare.max(initial=0)) + 4 * dearest + left_out + 1
    lost = [*problem.weights.priority_points]
    for visit in problem.visits:
        lost += [promise.worker_points + promise.time_points for promise in visit.promises]
    least = min((points for points in lost if points), default=1)
    price = -(-one_visit // least)
    if price * max(lost, default=1) * (2 * len(problem.visits) + 1) > MOST_HEADROOM:
        raise OverflowError("points of service are too far apart")
    return price


def _starts(lookup: Lookup, visit: Visit) -> Iterator[tuple[Moment, Moment]]:
    """Yield when the first role may start: windows, cut to what pins and holds leave."""
    fixed = [
        bond.starts - (0 if number == 0 else role.after_least)
        for number, role in enumerate(visit.roles)
        for bond in bonds(lookup, visit, role)
        if bond.starts is not None
    ]
    for window in sorted(visit.windows, key=lambda window: window.opens):
        opens = max([window.opens, *fixed])
        closes = min([window.closes, *fixed])
        if opens <= closes:
            yield from _on_weekdays(lookup, visit, opens, closes)


def _on_weekdays(
    lookup: Lookup, visit: Visit, opens: Moment, closes: Moment
) -> Iterator[tuple[Moment, Moment]]:
    """Yield the parts of a window that lie on the weekdays of the visit's series."""
    series = lookup.series_of.get(visit.id)
    if series is None or not series.weekdays:
        yield opens, closes
        return
    while opens <= closes:
        day = lookup.day(opens)
        time = lookup.time_of_day(opens)
        length = lookup.day_length
        if 0 <= day < len(lookup.midnights) - 1:
            length = lookup.midnights[day + 1] - lookup.midnights[day]
        ends = opens - time + length - 1
        if lookup.date(day).isoweekday() in series.weekdays:
            yield opens, min(closes, ends)
        opens = ends + 1


class _Fitting:
    """Which rounds fit a role, asked once for all roles that are alike."""

    def __init__(self, lookup: Lookup, shifts: tuple[tuple[Worker, Shift], ...]) -> None:
        self.lookup = lookup
        self.shifts = shifts
        self.particular = lookup.allowed.keys() | lookup.forbidden.keys()
        self.known: dict[tuple[Hashable, ...], Whole] = {}
        self.opens = np.array([shift.opens for _worker, shift in shifts], np.int64)
        self.closes = np.array([shift.closes for _worker, shift in shifts], np.int64)

    def __call__(self, visit: Visit, role: Role, opens: Moment, last: Moment) -> tuple[int, ...]:
        """Return the rounds, by number, whose worker may fill the role from `opens` to `last`."""
        bound = (visit.id, role.id) if bonds(self.lookup, visit, role) else None
        client = visit.client if visit.client in self.particular else ""
        key = (bound, client, role.skills, role.needs, role.refuses)
        if key not in self.known:
            able = {
                worker.id
                for worker in self.lookup.workers.values()
                if not next(fit_rules(self.lookup, worker, visit, role), None)
            }
            some = [at for at, (worker, _shift) in enumerate(self.shifts) if worker.id in able]
            self.known[key] = np.array(some, np.int64)
        able_rounds = self.known[key]
        in_time = (self.opens[able_rounds] <= last) & (self.closes[able_rounds] >= opens)
        return tuple(able_rounds[in_time].tolist())


def _task(
    lookup: Lookup,
    visit: Visit,
    number: int,
    windows: tuple[tuple[Moment, Moment], ...],
    missed: int,
    points_price: int,
    fitting: "_Fitting",
    row: int,
) -> Task:
    role = visit.roles[number]
    opens = windows[0][0] if windows else NEVER // 2
    last = windows[-1][1] if windows else -1
    mate, lag = -1, 0
    if len(visit.roles) == 2:
        missed = (missed + 1 - number) // 2
        mate = row + (-1 if number else 1)
        second = visit.roles[1]
        lag = -second.after_most if number else second.after_least
    broken = sum(
        promise.worker_points
        for promise in visit.promises
        if promise.role == role.id and promise.worker is not None
    )
    broken += sum(
        promise.time_points
        for promise in visit.promises
        if promise.role == role.id and promise.starts is not None
    )
    if number:
        opens, last = opens + role.after_least, last + role.after_most
    fits = fitting(visit, role, opens, last) if windows else ()
    if number:
        windows = ()
    is_flexible = number == 0 and (len(windows) > 1 or visit.grid > 1)
    return Task(
        place=lookup.travel.number[visit.place],
        opens=opens,
        due=NEVER,
        last=last,
        length=role.duration,
        missed=missed + broken * points_price,
        fits=fits,
        mate=mate,
        lag=lag,
        windows=windows if is_flexible else (),
        grid=visit.grid if is_flexible else 1,
        on_grid=_on_grid(lookup) if is_flexible else 0,
    )


def _on_grid(lookup: Lookup) -> Ticks:
    """Return the midnight that grids are counted from."""
    return lookup.midnights[0]


def _prices(
    problem: Problem,
    lookup: Lookup,
    roles: list[tuple[Visit, Role]],
    shifts: tuple[tuple[Worker, Shift], ...],
    points_price: int,
) -> Whole | None:
    """Return what it costs that a role goes to a shift's worker: affinity and broken promises."""
    if not problem.affinity and not any(visit.promises for visit in problem.visits):
        return None
    price = np.zeros((len(roles), len(shifts)), np.int64)
    rounds_of: dict[str, list[int]] = {}
    for at, (worker, _shift) in enumerate(shifts):
        rounds_of.setdefault(worker.id, []).append(at)
    liked: dict[str, list[tuple[str, int]]] = {}
    for (name, client), liking in lookup.affinity.items():
        liked.setdefault(client, []).append((name, liking))
    for row, (visit, role) in enumerate(roles):
        for name, liking in liked.get(visit.client, ()):
            price[row, rounds_of.get(name, [])] += liking
        for promise in visit.promises:
            if promise.role == role.id and promise.worker is not None:
                broken = promise.worker_points * points_price
                price[row] += broken
                price[row, rounds_of.get(promise.worker, [])] -= broken
    return price if price.any() else None
