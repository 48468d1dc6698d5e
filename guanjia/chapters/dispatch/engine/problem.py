"""From a branch's days to a problem that rota understands, one attempt at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import rota
from guanjia.chapters.dispatch.engine.answers import Unreadable
from guanjia.chapters.dispatch.engine.suiting import matches_of
from guanjia.chapters.dispatch.engine.travel import SPEEDS, Ways
from guanjia.chapters.dispatch.queries.solver_input import Booking, Person, Scene, SolverTask
from guanjia.chapters.dispatch.rules.suiting import worth_fen
from guanjia.kernel.clock import days_between, local_day, moment
from guanjia.kernel.periods import Period
from rota.problem import History, Limits, Pay, Pin, Series

MINUTE = timedelta(minutes=1)
SHOP = "shop"
FARTHEST_NORTH = 85
MILLIFEN = 1_000
FIXED_PRIORITY = 9
MOST_TIMES = 4
"""After so many visits a worker is as regular as one can be."""

Allowed = Mapping[int, frozenset[int]]
"""Visit -> the workers who may be sent to it."""


@dataclass(frozen=True, slots=True)
class Posed:
    """
    A problem, and the plan that stands already.

    `free` are the visits to be placed; `late` those whose time has passed. `unreadable` visits and
    workers are left out: their rows hold what nobody can plan with.
    """

    problem: rota.Problem
    standing: rota.Plan
    free: frozenset[int]
    late: frozenset[int]
    unreadable: Unreadable


def visit_key(visit_id: int) -> str:
    """Return the engine's id of a visit."""
    return f"v{visit_id}"


def worker_key(worker_id: int) -> str:
    """Return the engine's id of a worker."""
    return f"w{worker_id}"


def number(key: str) -> int:
    """Return our id from the engine's."""
    return int(key[1:])


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + MINUTE


def _whole_minutes(period: Period) -> tuple[datetime, datetime]:
    """Return the least stretch of whole minutes that holds the period; the engine counts seconds."""
    start, end = (edge.replace(second=0, microsecond=0) for edge in (period.start, period.end))
    return start, end if end == period.end else end + MINUTE


class Posing:
    """One attempt; `loose` are visits that stand outside the rules."""

    def __init__(
        self,
        scene: Scene,
        allowed: Allowed,
        free: frozenset[int],
        movable: frozenset[int],
        loose: frozenset[int],
        extra: tuple[SolverTask, ...],
        on_grid: bool,
        from_now: bool,
    ) -> None:
        self.scene, self.allowed, self.free, self.loose = scene, allowed, free, loose
        self.on_grid = on_grid
        self.starts_from = _next_minute(scene.at) if from_now else scene.period.start
        self.tasks = {task.id: task for task in (*scene.tasks, *extra)}
        self.movable = movable
        self.new = free | {task.id for task in extra}
        self.days = (scene.until - scene.first).days
        self.model = rota.Model(scene.first, days=self.days, zone=scene.zone, now=None)
        self.ways = Ways(scene.figures.travel_fen_per_hour)
        self.late: set[int] = set()
        self.clients: dict[tuple[int, int, frozenset[int]], str] = {}
        self.bookings: dict[int, list[Booking]] = {}
        for booking in scene.bookings:
            if booking.visit_id not in free or self._stays(booking):
                self.bookings.setdefault(booking.worker_id, []).append(booking)

    def _stays(self, booking: Booking) -> bool:
        """Test whether a booking of a visit to be placed stays: somebody of several is set."""
        task = self.tasks[booking.visit_id]
        return task.status == "open" and booking.status == "assigned"

    def posed(self) -> Posed:
        self.model.place(SHOP, self.scene.point.latitude, self.scene.point.longitude)
        for mode, speed in SPEEDS.items():
            self.model.travel_by(mode, speed)
        for person in self.scene.people:
            self._add_person(person)
        standing = [one for task in self.tasks.values() for one in self._add_task(task)]
        self._add_series()
        figures = self.scene.figures
        self.model.weights(
            travel_tick=figures.travel_fen_per_hour * MILLIFEN // 3600,
            travel_metre=figures.travel_fen_per_km,
        )
        placed = {number(key) for key in self._placed}
        return Posed(
            problem=self.model.problem(),
            standing=rota.Plan.of(standing),
            free=frozenset(self.new & placed),
            late=frozenset(self.late),
            unreadable=Unreadable(),
        )

    # --- people

    def _add_person(self, person: Person) -> None:
        if person.point is not None and abs(person.point.latitude) > FARTHEST_NORTH:
            raise ValueError(f"worker {person.id} does not live on the map")
        key = worker_key(person.id)
        busy = [(*_whole_minutes(period), "leave") for period in person.leaves]
        busy += [
            (*_whole_minutes(one.period), "visit")
            for one in self.bookings.get(person.id, ())
            if not self._is_stop(one) and one.period.end > self.scene.period.start
        ]
        figures = self.scene.figures
        self.model.worker(
            key,
            busy=busy,
            pay=Pay(split_gap=self._ticks(figures.unpaid_gap_minutes)),
            limits=self._limits(person),
            history=self._history(person),
        )
        for day in days_between(self.scene.first, self.scene.until):
            for weekday, starts_minute, ends_minute in person.shifts:
                if weekday == day.weekday():
                    self._add_shift(
                        key,
                        person,
                        Period(
                            moment(day, starts_minute, self.scene.zone),
                            moment(day, ends_minute, self.scene.zone),
                        ),
                    )

    def _add_shift(self, key: str, person: Person, hours: Period) -> None:
        if hours.end > self.starts_from:
            opens = max(hours.start, self.starts_from)
            self.model.shift(key, opens, hours.end, mode=person.mode)

    def _limits(self, person: Person) -> Limits:
        """Hours of the day and week bind employees; the right to rest is everybody's."""
        figures = self.scene.figures
        most_day = self._ticks(figures.most_day_minutes) if person.is_employee else None
        most_week = self._ticks(figures.most_week_minutes) if person.is_employee else None
        return Limits(
            most_day=most_day,
            most_week=most_week,
            rest=self._ticks(figures.rest_minutes),
            days_per_week=figures.days_per_week,
        )

    def _history(self, person: Person) -> History:
        start = self.scene.period.start
        before = [one.period for one in self.bookings.get(person.id, ()) if one.period.end <= start]
        if not before:
            return History()
        minutes = sum(period.minutes for period in before)
        return History(
            week_worked=self._ticks(minutes),
            week_days=len({local_day(period.start, self.scene.zone) for period in before}),
            last_end=self.model.moment(max(_whole_minutes(period)[1] for period in before)),
        )

    def _ticks(self, minutes: int) -> int:
        return self.model.ticks(minutes * MINUTE)

    # --- visits

    @property
    def _placed(self) -> Collection[str]:
        return [visit_key(task_id) for task_id in self.tasks if task_id not in self.late]

    def _is_stop(self, booking: Booking) -> bool:
        """Test whether a booking is a visit that the problem contains, with this worker set."""
        return (
            booking.visit_id in self.tasks
            and booking.visit_id not in self.loose
            and booking.status == "assigned"
            and booking.period.start >= self.scene.period.start
        )

    def _add_task(self, task: SolverTask) -> list[rota.Assignment]:
        if task.minutes < 1:
            raise ValueError(f"visit {task.id} takes {task.minutes} minutes")
        set_people = [
            one
            for bookings in self.bookings.values()
            for one in bookings
            if one.visit_id == task.id and self._is_stop(one)
        ]
        if task.id not in self.new and not set_people:
            self.late.add(task.id)
            return []
        staying = [] if task.id in self.movable else set_people
        window = self._window(task, staying)
        if window is None:
            self.late.add(task.id)
            return []
        roles = [
            self.model.role(str(place), task.minutes * MINUTE)
            for place in range(1, task.people + 1)
        ]
        pins = [
            self.model.pin(str(place), worker=worker_key(one.worker_id), starts=one.period.start)
            for place, one in enumerate(staying[: task.people], start=1)
        ]
        self.model.visit(
            visit_key(task.id),
            self._place(task),
            [window],
            client=self._client(task),
            roles=roles,
            pins=pins,
            grid=self._grid(window, pins),
            priority=FIXED_PRIORITY if set_people else min(task.priority, FIXED_PRIORITY - 1),
        )
        if len(set_people) < task.people:
            return []
        return [
            rota.Assignment(
                visit_key(task.id),
                str(place),
                worker_key(one.worker_id),
                self.model.moment(one.period.start),
            )
            for place, one in enumerate(set_people[: task.people], start=1)
        ]

    def _window(
        self, task: SolverTask, set_people: list[Booking]
    ) -> tuple[datetime, datetime] | None:
        if set_people:
            starts = set_people[0].period.start
            return starts, starts
        opens = max(task.window.start, self.starts_from)
        closes = task.window.end - task.minutes * MINUTE
        return (opens, closes) if opens <= closes else None

    def _grid(self, window: tuple[datetime, datetime], pins: list[Pin]) -> timedelta | None:
        grid = self.scene.figures.start_grid_minutes * MINUTE
        return grid if self.on_grid and not pins and window[1] - window[0] >= grid else None

    def _place(self, task: SolverTask) -> str:
        if task.point is None:
            return SHOP
        return self.model.place(f"h{task.home_id}", task.point.latitude, task.point.longitude)

    def _client(self, task: SolverTask) -> str:
        """Return the key of a home, a service and a circle of people; prices hang on it."""
        people = {person.id for person in self.scene.people}
        circle = frozenset(self.allowed.get(task.id, people) & people)
        known = (task.household_id, task.service_id, circle)
        if known not in self.clients:
            key = f"c{len(self.clients)}"
            self.clients[known] = key
            self.model.allow_only(key, [worker_key(worker) for worker in sorted(circle)])
            for person in self.scene.people:
                if person.id in circle and (price := self._price(person, task)):
                    self.model.affinity(worker_key(person.id), key, price)
        return self.clients[known]

    def _price(self, person: Person, task: SolverTask) -> int:
        """Return what sending the person costs beyond the way between homes, in 1/1000 fen."""
        figures = self.scene.figures
        pair = (person.id, task.household_id)
        times = min(self.scene.times.get(pair, 0), MOST_TIMES)
        gain = figures.regular_gain_fen * times // MOST_TIMES
        gain += figures.asked_gain_fen if pair in self.scene.asked else 0
        gain += worth_fen(matches_of(self.scene, person, task), figures)
        if person.point is None:
            return (figures.unknown_way_fen - gain) * MILLIFEN
        way = self.ways.fen(person.mode, person.point, task.point or self.scene.point)
        return (way * figures.home_way_percent // 100 - gain) * MILLIFEN

    def _add_series(self) -> None:
        """Visits of one line go to one person where that is worth it."""
        lines: dict[int, list[SolverTask]] = {}
        for task in self.tasks.values():
            if task.line_id is not None and task.id not in self.late:
                lines.setdefault(task.line_id, []).append(task)
        price = self.scene.figures.regular_gain_fen * MILLIFEN
        for line_id, tasks in lines.items():
            if len(tasks) > 1:
                in_order = sorted(tasks, key=lambda task: task.window.start)
                self.model.series(
                    Series(
                        id=f"l{line_id}",
                        visits=tuple(visit_key(task.id) for task in in_order),
                        worker_rule="same",
                        worker_price=price,
                    )
                )
