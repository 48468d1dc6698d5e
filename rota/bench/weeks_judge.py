"""
A judge of plans over weeks that shares no code with the engine or with its checks.

It reads the problem's data and walks every worker's days with plain arithmetic. It knows the
blocks that `rota.bench.weeks` uses, for workers whose every leg is paid, and refuses any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from rota.problem import Break, Plan, Problem, Series, Shift, Visit, Worker
from rota.travel import Travel

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Stay:
    """A worker's time at one client's."""

    visit: str
    place: str
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class DayOfWork:
    """A worker's day: its number, when they set out, are back, and how long they work."""

    day: int
    sets_out: int
    back: int


Days = dict[str, list[DayOfWork]]


def days_of_work(problem: Problem, plan: Plan) -> Days:
    """
    Drive every round of a plan and return each worker's days.

    :raises ValueError: if somebody is sent outside their shift, is late, or gets no break
    """
    travel = Travel(problem)
    visits = {visit.id: visit for visit in problem.visits}
    stays: dict[str, list[Stay]] = defaultdict(list)
    for one in plan:
        visit = visits[one.visit]
        role = next(role for role in visit.roles if role.id == one.role)
        stay = Stay(visit.id, visit.place, one.starts, one.starts + role.duration)
        stays[one.worker].append(stay)
    days: Days = {}
    for worker in problem.workers:
        if worker.busy or worker.pay.rate or not (worker.pay.first_leg and worker.pay.last_leg):
            raise ValueError("the judge does not know leave and unpaid legs")
        mine = sorted(stays[worker.id], key=lambda stay: (stay.starts, stay.ends))
        days[worker.id] = []
        for shift in sorted(worker.shifts, key=lambda shift: shift.opens):
            some = [stay for stay in mine if shift.opens <= stay.starts < shift.closes]
            mine = mine[len(some) :]
            if some:
                days[worker.id].append(_drive(travel, shift, some))
        if mine:
            raise ValueError(f"{worker.id} is sent out without a shift")
    return days


def _drive(travel: Travel, shift: Shift, stays: Sequence[Stay]) -> DayOfWork:
    place, free = shift.start, shift.opens
    sets_out = shift.opens
    gaps: list[tuple[int, int, int]] = []
    for stay in stays:
        way = _way(travel, shift, place, stay.place)
        if free + way > stay.starts:
            raise ValueError(f"{stay.visit} cannot be reached in time")
        if not gaps:
            sets_out = stay.starts - way
        gaps.append((free, stay.starts, way))
        place, free = stay.place, stay.ends
    way = _way(travel, shift, place, shift.end)
    if free + way > shift.closes:
        raise ValueError("a worker is back too late")
    gaps.append((free, shift.closes, way))
    back = free + way
    for rest in shift.breaks:
        sets_out, back = _rest(rest, gaps, sets_out, back)
    return DayOfWork(shift.opens // DAY, sets_out, back)


def _way(travel: Travel, shift: Shift, origin: str | None, destination: str | None) -> int:
    if origin is None or destination is None:
        return 0
    leg = travel.leg(shift.mode, origin, destination)
    if leg is None:
        raise ValueError(f"there is no way from {origin} to {destination}")
    return leg.ticks


def _rest(
    rest: Break, gaps: Sequence[tuple[int, int, int]], sets_out: int, back: int
) -> tuple[int, int]:
    """Find the break room where it lengthens nothing, else at the cheaper end of the day."""
    for number, (free, until, way) in enumerate(gaps):
        is_first, is_last = number == 0, number == len(gaps) - 1
        stretches = [(free, until - way)]
        if is_last:
            stretches = [(free + way, until)]
        elif not is_first:
            stretches.append((free + way, until))
        for opens, closes in stretches:
            if max(opens, rest.earliest) + rest.duration <= min(closes, rest.latest):
                return sets_out, back
    ways = []
    free, until, way = gaps[0]
    begins = min(rest.latest, until) - rest.duration
    if begins >= rest.earliest and begins - way >= free:
        ways.append((sets_out - (begins - way), begins - way, back))
    free, until, way = gaps[-1]
    ends = max(rest.earliest, free) + rest.duration
    if ends <= rest.latest and ends + way <= until:
        ways.append((ends + way - back, sets_out, ends + way))
    if not ways:
        raise ValueError("a break finds no room")
    _longer, sets_out, back = min(ways)
    return sets_out, back


def flaws(problem: Problem, plan: Plan) -> list[str]:
    """Return what is wrong with a plan over weeks; empty if every hard rule is kept."""
    try:
        days = days_of_work(problem, plan)
    except ValueError as error:
        return [str(error)]
    found = list(_of_visits(problem, plan))
    for worker in problem.workers:
        found += _of_worker(problem, worker, days[worker.id])
    first: dict[str, tuple[str, int]] = {}
    anchors = {visit.id: visit.roles[0].id for visit in problem.visits}
    for one in plan:
        if one.role == anchors[one.visit]:
            first[one.visit] = (one.worker, one.starts)
    for series in problem.series:
        found += _of_series(problem, series, first)
    return found


def _of_visits(problem: Problem, plan: Plan) -> Iterator[str]:
    crews: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for one in plan:
        crews[one.visit].append((one.role, one.worker, one.starts))
    skills = {
        worker.id: {skill.name: skill.level for skill in worker.skills}
        for worker in problem.workers
    }
    for visit in problem.visits:
        crew = crews.get(visit.id, [])
        if crew and not _is_complete(visit, crew, skills):
            yield f"{visit.id}: the wrong people, or out of step"
        if crew and not any(
            window.opens <= starts <= window.closes
            for window in visit.windows
            for _role, _worker, starts in crew[:1]
        ):
            yield f"{visit.id}: outside its windows"


def _is_complete(
    visit: Visit, crew: Sequence[tuple[str, str, int]], skills: dict[str, dict[str, int]]
) -> bool:
    if sorted(role for role, _, _ in crew) != sorted(role.id for role in visit.roles):
        return False
    if len({worker for _, worker, _ in crew}) < len(crew):
        return False
    if len({starts for _, _, starts in crew}) > 1:
        return False
    needs = {role.id: role.skills for role in visit.roles}
    return all(
        skills[worker].get(need.name, 0) >= need.level
        for role, worker, _ in crew
        for need in needs[role]
    )


def _of_worker(problem: Problem, worker: Worker, days: Sequence[DayOfWork]) -> Iterator[str]:
    limits, past = worker.limits, worker.history
    first = problem.horizon.dates()[0]
    weeks = {first.isocalendar()[:2]: past.week_worked}
    months = {(first.year, first.month): past.month_worked}
    in_week = {first.isocalendar()[:2]: past.week_days}
    ended, before, run = past.last_end, -1, past.consecutive_days
    for day in days:
        on = first + timedelta(days=day.day)
        week, month = on.isocalendar()[:2], (on.year, on.month)
        worked = day.back - day.sets_out
        weeks[week] = weeks.get(week, 0) + worked
        months[month] = months.get(month, 0) + worked
        in_week[week] = in_week.get(week, 0) + 1
        if limits.most_day is not None and worked > limits.most_day:
            yield f"{worker.id}: {worked} s on {on}"
        if ended is not None and day.sets_out - ended < limits.rest:
            yield f"{worker.id}: too little rest before {on}"
        run = run + 1 if day.day == before + 1 else 1
        if limits.consecutive_days is not None and run > limits.consecutive_days:
            yield f"{worker.id}: {run} days in a row on {on}"
        ended, before = day.back, day.day
    for most, sums in ((limits.most_week, weeks), (limits.most_month, months)):
        for period, worked in sums.items():
            if most is not None and worked > most:
                yield f"{worker.id}: {worked} s in {period}"
    for week, count in in_week.items():
        if limits.days_per_week is not None and count > limits.days_per_week:
            yield f"{worker.id}: {count} days in week {week}"


def _of_series(
    problem: Problem, series: Series, first: dict[str, tuple[str, int]]
) -> Iterator[str]:
    served = [first.get(visit) for visit in series.visits]
    for one, other in pairwise(served):
        if one and other:
            gap = other[1] - one[1]
            if not (series.gap_least or 0) <= gap <= (series.gap_most or 1 << 60):
                yield f"{series.id}: {gap} s between two visits"
    kept = [one for one in served if one]
    days = sorted(starts // DAY for _, starts in kept)
    if series.no_consecutive_days and _closest(days) <= 1:
        yield f"{series.id}: on consecutive days"
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    for day in days:
        weeks[(problem.horizon.dates()[0] + timedelta(days=day)).isocalendar()[:2]] += 1
    if series.most_per_week is not None and max(weeks.values(), default=0) > series.most_per_week:
        yield f"{series.id}: too many in a week"
    is_bound = series.worker_rule == "same" and series.worker_price is None
    if is_bound and len({worker for worker, _ in kept}) > 1:
        yield f"{series.id}: more than one worker"
    times = [starts % DAY for _, starts in kept] or [0]
    is_timed = series.time_tolerance is not None and series.time_price is None
    if is_timed and max(times) - min(times) > (series.time_tolerance or 0):
        yield f"{series.id}: at different times"


def _closest(days: Iterable[int]) -> int:
    return min((other - one for one, other in pairwise(days)), default=9)
