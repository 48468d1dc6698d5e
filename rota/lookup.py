"""What one keeps asking of a problem, answered from dictionaries."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rota.problem import Problem, Role, Series, Shift, Visit, Worker
from rota.travel import Leg, Travel
from rota.units import Millifen, Moment, Ticks

if TYPE_CHECKING:
    from rota.gaps import Journey


class Lookup:
    """
    The answers to the questions that checks, prices and explanations ask of one problem.

    Costs one pass over the problem to make.
    """

    def __init__(self, problem: Problem, travel: Travel | None = None) -> None:
        self.problem = problem
        self.travel = travel or Travel(problem)
        self.workers: dict[str, Worker] = {worker.id: worker for worker in problem.workers}
        self.visits: dict[str, Visit] = {visit.id: visit for visit in problem.visits}
        self.roles: dict[tuple[str, str], Role] = {
            (visit.id, role.id): role for visit in problem.visits for role in visit.roles
        }
        self.series_of: dict[str, Series] = {
            visit: series for series in problem.series for visit in series.visits
        }
        self.affinity: dict[tuple[str, str], Millifen] = {
            (one.worker, one.client): one.price for one in problem.affinity
        }
        self.allowed = {one.client: frozenset(one.workers) for one in problem.allowed}
        self.forbidden = {one.client: frozenset(one.workers) for one in problem.forbidden}
        self.mentors: dict[str, frozenset[str]] = {}
        for pair in problem.together:
            earlier = self.mentors.get(pair.trainee, frozenset())
            self.mentors[pair.trainee] = earlier | {pair.mentor}
        self.apart = {frozenset((two.one, two.other)) for two in problem.apart}
        self.kept_apart = frozenset(one for two in self.apart for one in two)
        self.skills = {
            worker.id: {skill.name: skill.level for skill in worker.skills}
            for worker in problem.workers
        }
        self.shifts = {
            worker.id: tuple(sorted(worker.shifts, key=lambda shift: shift.opens))
            for worker in problem.workers
        }
        self.ways: dict[tuple[str | int | None, ...], Journey] = {}
        self._weeks: dict[int, tuple[int, int]] = {}
        self.dates = problem.horizon.dates()
        self.midnights = problem.horizon.midnights()
        self.day_length: Ticks = 24 * problem.horizon.ticks_per_hour
        self.number_of_visit = {visit.id: number for number, visit in enumerate(problem.visits)}

    def admit(self, visit: Visit) -> None:
        """Take up a visit that the problem does not have."""
        self.visits[visit.id] = visit
        self.roles.update({(visit.id, role.id): role for role in visit.roles})

    def forget(self, visit: Visit) -> None:
        """Forget a visit that was admitted."""
        del self.visits[visit.id]
        for role in visit.roles:
            del self.roles[visit.id, role.id]

    def leg(self, shift: Shift, origin: str, destination: str, departs: Moment) -> Leg | None:
        """Return the journey as travelled in `shift`; None if there is no way."""
        if self.travel.depends_on_departure:
            return self.travel.leg_at(shift.mode, origin, destination, departs)
        return self.travel.leg(shift.mode, origin, destination)

    def shift_at(self, worker: str, moment: Moment) -> Shift | None:
        """Return the worker's shift that `moment` falls in; the later one where two touch."""
        found = None
        for shift in self.shifts[worker]:
            if shift.opens > moment:
                break
            if moment <= shift.closes:
                found = shift
        return found

    def day(self, moment: Moment) -> int:
        """Return the number of the local day: 0 for the first, -1 before it, and so on."""
        day = bisect_right(self.midnights, moment) - 1
        last = len(self.midnights) - 1
        if day == last:
            return last + (moment - self.midnights[last]) // self.day_length
        return day if day >= 0 else (moment - self.midnights[0]) // self.day_length

    def time_of_day(self, moment: Moment) -> Ticks:
        """Return the ticks since the local midnight before `moment`."""
        day = self.day(moment)
        known = min(max(day, 0), len(self.midnights) - 1)
        return moment - self.midnights[known] - (day - known) * self.day_length

    def date(self, day: int) -> date:
        """Return the local date of day number `day`."""
        return self.dates[0] + timedelta(days=day)

    def week(self, day: int) -> tuple[int, int]:
        """Return the calendar week of a day: ISO year and week."""
        known = self._weeks.get(day)
        if known is None:
            year, week, _ = self.date(day).isocalendar()
            known = self._weeks[day] = (year, week)
        return known

    def month(self, day: int) -> tuple[int, int]:
        """Return the calendar month of a day: year and month."""
        on = self.date(day)
        return on.year, on.month
