"""From a problem in words to the tables of the compiled core, and back to a plan."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from rota.checks.fit import bonds, fit_rules
from rota.core import layout
from rota.core.assemble import Round, Task, assemble
from rota.core.layout import NEVER, Tables, Whole
from rota.lookup import Lookup
from rota.problem import Assignment, Hold, Pin, Plan, Problem, Role, Shift, Visit, Worker
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


def impossible(problem: Problem) -> str | None:
    """Return None if the core can make a plan worth starting from, else the block that bars it."""
    if problem.rush:
        return "rush"
    if len({shift.mode for worker in problem.workers for shift in worker.shifts}) > 1:
        return "several modes of travel"
    if any(len(visit.roles) > 2 for visit in problem.visits):
        return "visits of three or more people"
    return None


def relaxed(problem: Problem) -> str | None:
    """
    Return None if the core prices and constrains `problem` exactly, else a block it leaves out.

    Exactly means: the cost in the tables is the cost the naive scorer finds.
    """
    return next(_blocks(problem), None)


def _blocks(problem: Problem) -> Iterator[str]:
    named = {
        "series": problem.series,
        "together": problem.together,
        "apart": problem.apart,
    }
    yield from (name for name, block in named.items() if block)
    weights = problem.weights
    priced = {
        "weights.waiting_tick": weights.waiting_tick,
        "weights.shift_used": weights.shift_used,
        "weights.largest_delay_tick": weights.largest_delay_tick,
        "weights.unfairness": weights.unfairness,
        "weights.lateness_risk": weights.lateness_risk,
    }
    yield from (name for name, weight in priced.items() if weight)
    for worker in problem.workers:
        yield from _worker_blocks(worker)
    for visit in problem.visits:
        yield from _visit_blocks(visit)


def _worker_blocks(worker: Worker) -> Iterator[str]:
    limits = worker.limits
    bounds = (limits.most_day, limits.most_week, limits.most_month)
    if any(bound is not None for bound in (*bounds, limits.consecutive_days)):
        yield "workers.limits"
    if limits.rest or limits.days_per_week is not None:
        yield "workers.limits"
    if any(least for least in (limits.least_day, limits.least_week, limits.least_month)):
        yield "workers.limits"
    if worker.busy:
        yield "workers.busy"
    if worker.pay.rate:
        yield "workers.pay"
    for shift in worker.shifts:
        if shift.breaks:
            yield "shifts.breaks"
        if shift.longest_leg is not None:
            yield "shifts.longest_leg"


def _visit_blocks(visit: Visit) -> Iterator[str]:
    bonds_of_visit: tuple[Pin | Hold, ...] = (*visit.pins, *visit.holds)
    bound = {one.role for one in bonds_of_visit if one.starts is not None}
    if any(role.id in bound and role.after_least != role.after_most for role in visit.roles):
        yield "visits.pins of a second role"
    if any(role.optional for role in visit.roles):
        yield "visits.roles.optional"
    if visit.preferred:
        yield "visits.preferred"
    if visit.errand:
        yield "visits.errand"
    if visit.tools:
        yield "visits.tools"
    if any(promise.starts is not None and promise.time_points for promise in visit.promises):
        yield "visits.promises.starts"


def compile_problem(problem: Problem, lookup: Lookup, seed: int) -> Compiled:
    """
    Build tables in which every role is left out.

    :raises OverflowError: if prices are so large that sums of them might not fit
    """
    shifts = tuple(
        (worker, shift) for worker in problem.workers for shift in lookup.shifts[worker.id]
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
    rounds = [
        Round(
            start_place=somewhere if shift.start is None else number_of[shift.start],
            end_place=somewhere if shift.end is None else number_of[shift.end],
            opens=shift.opens,
            closes=shift.closes,
            person=people[worker.id],
        )
        for worker, shift in shifts
    ]
    price = _prices(problem, lookup, roles, shifts, points_price)
    tables = assemble(tasks, rounds, travel, fare=fare, price=price, seed=seed)
    return Compiled(tables, tuple(roles), shifts, points_price)


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
    lost += [promise.worker_points for visit in problem.visits for promise in visit.promises]
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
            yield opens, closes


class _Fitting:
    """Which rounds fit a role, asked once for all roles that are alike."""

    def __init__(self, lookup: Lookup, shifts: tuple[tuple[Worker, Shift], ...]) -> None:
        self.lookup = lookup
        self.shifts = shifts
        self.particular = lookup.allowed.keys() | lookup.forbidden.keys()
        self.known: dict[tuple[Hashable, ...], tuple[int, ...]] = {}

    def __call__(self, visit: Visit, role: Role) -> tuple[int, ...]:
        """Return the numbers of the rounds whose worker may fill the role."""
        bound = (visit.id, role.id) if bonds(self.lookup, visit, role) else None
        client = visit.client if visit.client in self.particular else ""
        key = (bound, client, role.skills, role.needs, role.refuses)
        if key not in self.known:
            able = {
                worker.id
                for worker in self.lookup.workers.values()
                if not next(fit_rules(self.lookup, worker, visit, role), None)
            }
            self.known[key] = tuple(
                at for at, (worker, _shift) in enumerate(self.shifts) if worker.id in able
            )
        return self.known[key]


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
    fits = fitting(visit, role) if windows else ()
    if number:
        opens, last = opens + role.after_least, last + role.after_most
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
