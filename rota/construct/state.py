"""A plan under construction: what is placed, what each part of it costs, and how to go back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rota.checks.broken import Broken
from rota.checks.crew import crew_rules, meeting_rules
from rota.checks.hours import hours_rules
from rota.checks.series import series_rules
from rota.checks.tools import tool_rules
from rota.checks.way import way_rules
from rota.constraints import OF_ROUND, OF_SERIES, OF_VISIT, OF_WORKER
from rota.lookup import Lookup
from rota.problem import Assignment, Plan, Role, Shift, Visit, Worker
from rota.rounds import Round, Stop, in_order, make_round
from rota.score import Score
from rota.units import Moment

Crew = tuple[tuple[str, Stop], ...]


class Part(NamedTuple):
    """One role of a placement."""

    role: Role
    worker: str
    shift: Shift
    starts: Moment


@dataclass(frozen=True, slots=True)
class Placement:
    """A way to serve a visit, and what it adds to service lost and cost."""

    parts: tuple[Part, ...]
    service: int
    cost: int

    @property
    def price(self) -> tuple[int, int]:
        return self.service, self.cost


class State:
    """
    Visits placed so far; always legal if only legal placements are put in.

    Every change is logged, so that `back_to(mark())` undoes it.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.crews: dict[str, Crew] = {}
        self.rounds: dict[tuple[str, str], Round] = {}
        self.by_worker: dict[str, tuple[Round, ...]] = dict.fromkeys(lookup.workers, ())
        self.version: dict[str, int] = dict.fromkeys(lookup.workers, 0)
        self._round_cost: dict[tuple[str, str], int] = {}
        self._worker_cost: dict[str, int] = {}
        self._series_cost: dict[str, int] = {}
        self._visit_price: dict[str, tuple[int, int]] = {}
        self._log: list[tuple[dict[Any, Any], Any, Any]] = []
        self._watches: list[set[str]] = []
        weights = lookup.problem.weights
        self._burdens: dict[str, int] = {}
        if weights.unfairness:
            self._burdens = {one.id: one.history.unpopular for one in lookup.problem.workers}
        self._delays: dict[str, int] = {}
        self._sums = [0, 0]
        self._ticket = 0
        for worker in lookup.problem.workers:
            self._price_worker(worker)
        for visit in lookup.problem.visits:
            self._price_visit(visit.id)

    @property
    def score(self) -> Score:
        """What the plan so far costs, visits not placed included."""
        return Score(0, self._sums[0], self._sums[1] + self._overall())

    def plan(self) -> Plan:
        """Return the plan so far."""
        return Plan.of(
            Assignment(visit, stop.role.id, worker, stop.starts)
            for visit, crew in self.crews.items()
            for worker, stop in crew
        )

    def mark(self) -> tuple[int, int, int]:
        """Return where `back_to` can return to."""
        return len(self._log), self._sums[0], self._sums[1]

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Undo everything since `mark`."""
        length, *self._sums = mark
        while len(self._log) > length:
            table, key, old = self._log.pop()
            if table is self.version:
                self._tell(key)
            if old is _ABSENT:
                del table[key]
            else:
                table[key] = old

    def watch(self) -> set[str]:
        """Return a set that from now on takes up every worker whose rounds may have changed."""
        self._watches.append(set())
        return self._watches[-1]

    def _tell(self, worker: str) -> None:
        for watch in self._watches:
            watch.add(worker)

    def forget_log(self) -> None:
        """Make everything so far final."""
        self._log.clear()

    def broken_by(self, visit: Visit, parts: Sequence[Part]) -> Iterator[Broken]:
        """
        Yield what serving `visit` by `parts` would break, of all rules that depend on the rest.

        What depends on the visit and the worker alone (`fit_rules`, `start_rules`) is not here.
        """
        crew = self.crew_of(visit, parts)
        yield from crew_rules(self.lookup, visit, crew)
        for part, (_, stop) in zip(parts, crew, strict=True):
            yield from self.broken_round(part.worker, part.shift, stop)
        yield from self.broken_around(visit, crew)

    def broken_round(self, worker: str, shift: Shift, stop: Stop) -> Iterator[Broken]:
        """Yield what adding `stop` to a shift breaks for the worker."""
        yield from self.broken_in(self.round_with(worker, shift, stop))

    def broken_in(self, round_: Round) -> Iterator[Broken]:
        """Yield what having `round_` in its shift breaks for its worker."""
        yield from way_rules(self.lookup, round_)
        someone = self.lookup.workers[round_.worker.id]
        yield from hours_rules(self.lookup, someone, self._with_round(someone.id, round_))

    def broken_around(self, visit: Visit, crew: Crew) -> Iterator[Broken]:
        """Yield what a crew breaks beyond itself and its workers: series, tools, meetings."""
        series = self.lookup.series_of.get(visit.id)
        if series:
            served = self._served(series.visits)
            served[visit.id] = (crew[0][0], crew[0][1].starts)
            yield from series_rules(self.lookup, series, served)
        if visit.tools:
            yield from tool_rules(self.lookup, {**self.crews, visit.id: crew})
        if any(worker in self.lookup.kept_apart for worker, _ in crew):
            others = (pair for other in self.crews.values() for pair in other)
            near = [pair for pair in others if pair[1].visit.place == visit.place]
            yield from meeting_rules(self.lookup, [*crew, *near])

    def crew_of(self, visit: Visit, parts: Sequence[Part]) -> Crew:
        """Return the crew that `parts` make."""
        return tuple(
            (part.worker, Stop(visit, part.role, part.starts, part.starts + part.role.duration))
            for part in parts
        )

    def round_with(self, worker: str, shift: Shift, stop: Stop) -> Round:
        """Return the round of `shift` with `stop` in it."""
        old = self.rounds.get((worker, shift.id))
        stops = in_order([*old.stops, stop]) if old else (stop,)
        return make_round(self.lookup, self.lookup.workers[worker], shift, stops)

    def round_price(self, round_: Round) -> int:
        """Return what a round costs."""
        return sum(one.price for of in OF_ROUND for one in of(self.lookup, round_))

    def added_cost(self, worker: str, round_: Round) -> int:
        """Return what replacing the worker's round of that shift by `round_` adds."""
        added = self.round_price(round_) - self._round_cost.get((worker, round_.shift.id), 0)
        limits = round_.worker.limits
        if limits.least_day is None and limits.least_week is None and limits.least_month is None:
            return added
        rounds = self._with_round(worker, round_)
        return added + self._hours_price(round_.worker, rounds) - self._worker_cost[worker]

    def visit_price(self, visit: Visit, crew: Crew) -> tuple[int, int]:
        """Return service lost and cost of a visit's own charges with this crew."""
        charges = [one for of in OF_VISIT for one in of(self.lookup, visit, crew)]
        service = sum(one.price for one in charges if one.level == "service")
        return service, sum(one.price for one in charges) - service

    def series_price_with(self, visit: Visit, crew: Crew) -> int:
        """Return what the visit's series costs more with this crew."""
        series = self.lookup.series_of.get(visit.id)
        if series is None or (series.worker_price is None and series.time_price is None):
            return 0
        served = self._served(series.visits)
        served[visit.id] = (crew[0][0], crew[0][1].starts)
        price = sum(one.price for of in OF_SERIES for one in of(self.lookup, series, served))
        return price - self._series_cost.get(series.id, 0)

    def put(self, visit: Visit, parts: Sequence[Part]) -> None:
        """Serve `visit` by `parts`, taken to be legal."""
        crew = self.crew_of(visit, parts)
        self._set(self.crews, visit.id, crew)
        self._share(visit, crew, 1)
        for part, (_, stop) in zip(parts, crew, strict=True):
            self._set_round(part.worker, self.round_with(part.worker, part.shift, stop))
        self._price_visit(visit.id)
        self._price_series(visit.id)

    def take(self, visit: Visit) -> None:
        """Take a placed visit out again."""
        crew = self.crews[visit.id]
        self._drop(self.crews, visit.id)
        self._share(visit, crew, -1)
        for worker, stop in crew:
            shift = self.lookup.shift_at(worker, stop.starts)
            if shift is None:
                raise ValueError(f"{worker} has no shift at {stop.starts}")
            old = self.rounds[worker, shift.id]
            rest = tuple(one for one in old.stops if one.visit.id != visit.id)
            if rest:
                someone = self.lookup.workers[worker]
                self._set_round(worker, make_round(self.lookup, someone, shift, rest))
            else:
                self._drop_round(worker, shift.id)
        self._price_visit(visit.id)
        self._price_series(visit.id)

    def overall_with(self, visit: Visit, crew: Crew) -> int:
        """Return what the charges on the whole plan grow by when `crew` serves `visit`."""
        burdens, delay = dict(self._burdens), self._largest_delay()
        for worker, _ in crew:
            if burdens:
                burdens[worker] += visit.unpopular
        weights = self.lookup.problem.weights
        later = max(delay, _delay(visit, crew)) if weights.largest_delay_tick else 0
        added = self._price_overall(burdens, later)
        return added - self._price_overall(self._burdens, delay)

    def _overall(self) -> int:
        return self._price_overall(self._burdens, self._largest_delay())

    def _largest_delay(self) -> int:
        return max(self._delays.values(), default=0)

    def _price_overall(self, burdens: Mapping[str, int], delay: int) -> int:
        weights = self.lookup.problem.weights
        price = delay * weights.largest_delay_tick
        if burdens:
            excess = sum(burdens.values()) - len(burdens) * min(burdens.values())
            price += excess * weights.unfairness
        return price

    def _share(self, visit: Visit, crew: Crew, sign: int) -> None:
        """Keep up the burdens and delays that charges on the whole plan are made of."""
        if self._burdens and visit.unpopular:
            for worker, _ in crew:
                self._set(self._burdens, worker, self._burdens[worker] + sign * visit.unpopular)
        if self.lookup.problem.weights.largest_delay_tick:
            self._set(self._delays, visit.id, _delay(visit, crew) if sign > 0 else 0)

    def _served(self, visits: Sequence[str]) -> dict[str, tuple[str, Moment]]:
        return {
            visit: (self.crews[visit][0][0], self.crews[visit][0][1].starts)
            for visit in visits
            if visit in self.crews
        }

    def _with_round(self, worker: str, round_: Round) -> tuple[Round, ...]:
        others = [one for one in self.by_worker[worker] if one.shift.id != round_.shift.id]
        return tuple(sorted([*others, round_], key=lambda one: one.shift.opens))

    def _set_round(self, worker: str, round_: Round) -> None:
        key = (worker, round_.shift.id)
        self._set(self.rounds, key, round_)
        self._set(self.by_worker, worker, self._with_round(worker, round_))
        self._charge(self._round_cost, key, self.round_price(round_))
        self._changed(worker)

    def _drop_round(self, worker: str, shift: str) -> None:
        key = (worker, shift)
        self._drop(self.rounds, key)
        rest = tuple(one for one in self.by_worker[worker] if one.shift.id != shift)
        self._set(self.by_worker, worker, rest)
        self._charge(self._round_cost, key, 0)
        self._changed(worker)

    def _changed(self, worker: str) -> None:
        self._ticket += 1
        self._set(self.version, worker, self._ticket)
        self._tell(worker)
        self._price_worker(self.lookup.workers[worker])

    def _price_worker(self, worker: Worker) -> None:
        price = self._hours_price(worker, self.by_worker[worker.id])
        self._charge(self._worker_cost, worker.id, price)

    def _hours_price(self, worker: Worker, rounds: Sequence[Round]) -> int:
        return sum(one.price for of in OF_WORKER for one in of(self.lookup, worker, rounds))

    def _price_visit(self, visit: str) -> None:
        price = self.visit_price(self.lookup.visits[visit], self.crews.get(visit, ()))
        old = self._visit_price.get(visit, (0, 0))
        self._sums[0] += price[0] - old[0]
        self._sums[1] += price[1] - old[1]
        self._set(self._visit_price, visit, price)

    def _price_series(self, visit: str) -> None:
        series = self.lookup.series_of.get(visit)
        if series:
            served = self._served(series.visits)
            price = sum(one.price for of in OF_SERIES for one in of(self.lookup, series, served))
            self._charge(self._series_cost, series.id, price)

    def amend(self, worker: Worker) -> None:
        """Let a worker be as `worker` now says, and see their rounds in that light."""
        self._set(self.lookup.workers, worker.id, worker)
        for round_ in self.by_worker[worker.id]:
            self._set_round(worker.id, make_round(self.lookup, worker, round_.shift, round_.stops))
        self._changed(worker.id)

    def alter(self, visit: Visit) -> None:
        """Let a visit be as `visit` now says; it keeps its crew and its starts."""
        crew = self.crews.get(visit.id, ())
        parts = []
        for worker, stop in crew:
            shift = self.lookup.shift_at(worker, stop.starts)
            role = next((role for role in visit.roles if role.id == stop.role.id), None)
            if shift and role:
                parts.append(Part(role, worker, shift, stop.starts))
        if crew:
            self.take(self.lookup.visits[visit.id])
        self._set(self.lookup.visits, visit.id, visit)
        for role in visit.roles:
            self._set(self.lookup.roles, (visit.id, role.id), role)
        if parts:
            self.put(visit, parts)

    def admit(self, visit: Visit) -> None:
        """Take up a visit that the problem does not have; left out until it is put."""
        self.lookup.admit(visit)
        self._price_visit(visit.id)

    def burden_prices(self, units: int) -> list[int]:
        """Return by worker what fairness charges for so many more units of unpopular work."""
        weight = self.lookup.problem.weights.unfairness
        if not self._burdens or not weight:
            return [0] * len(self.lookup.problem.workers)
        lowest, second, *_ = [*sorted(self._burdens.values())[:2], FAR_ABOVE]
        others = len(self._burdens)
        prices = []
        for burden in self._burdens.values():
            without = second if burden == lowest else lowest
            rise = min(without, burden + units) - lowest
            prices.append((units - others * rise) * weight)
        return prices

    def left_out_price(self, visit: str) -> tuple[int, int]:
        """Return what the visit's own charges are now."""
        return self._visit_price[visit]

    def _charge(self, table: dict[Any, int], key: Any, price: int) -> None:
        self._sums[1] += price - table.get(key, 0)
        self._set(table, key, price)

    def _set(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        self._log.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def _drop(self, table: dict[Any, Any], key: Any) -> None:
        self._log.append((table, key, table.pop(key)))


FAR_ABOVE = 2**60
"""Above any balance of unpopular work."""


def _delay(visit: Visit, crew: Crew) -> int:
    """Return how late the latest of the crew starts after the first late kink."""
    if not visit.preferred or not visit.preferred.late:
        return 0
    due = min(kink.at for kink in visit.preferred.late)
    return max([0, *(stop.starts - due for _, stop in crew)])


_ABSENT: Mapping[str, str] = {}
