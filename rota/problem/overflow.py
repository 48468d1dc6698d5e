"""How large can a plan's price become? Rough, and never too small."""

from typing import TYPE_CHECKING

from rota.problem.travel import Matrix

if TYPE_CHECKING:
    from rota.problem.problem import Problem

LONGEST_WAY_METRES = 60_000_000
DAY_MS = 86_400_000


def largest_service(problem: "Problem") -> int:
    """Return a bound on the service points that any plan can lose."""
    promises = sum(
        promise.worker_points + promise.time_points
        for visit in problem.visits
        for promise in visit.promises
    )
    return promises + len(problem.visits) * max(problem.weights.priority_points)


def largest_cost(problem: "Problem") -> int:
    """Return a bound on the size of the cost of any plan, in 1/1000 fen."""
    weights, visits, workers = problem.weights, problem.visits, problem.workers
    ticks = _furthest_moment(problem)
    tasks = sum(len(visit.roles) for visit in visits)
    shifts = sum(len(worker.shifts) for worker in workers)
    breaks = sum(len(shift.breaks) for worker in workers for shift in worker.shifts)
    legs = 2 * tasks + 2 * shifts + 2 * breaks
    minima = sum(
        (worker.limits.least_day or 0) * len(worker.shifts)
        + 5 * (worker.limits.least_week or 0)
        + 2 * (worker.limits.least_month or 0)
        for worker in workers
    )
    pay = sum(
        worker.pay.rate * (ticks + worker.pay.minimum) * max(1, len(worker.shifts))
        for worker in workers
    )
    kinks = sum(
        kink.rate * len(visit.roles)
        for visit in visits
        if visit.preferred
        for kink in (*visit.preferred.early, *visit.preferred.late)
    )
    day = DAY_MS // problem.horizon.tick_ms + 1
    burden = sum(visit.unpopular * len(visit.roles) for visit in visits)
    burden += sum(abs(worker.history.unpopular) for worker in workers)
    return (
        legs * _longest_leg(problem) * weights.travel_tick
        + legs * _longest_metres(problem) * weights.travel_metre
        + max(1, len(workers)) * ticks * weights.waiting_tick
        + shifts * weights.shift_used
        + ticks * weights.largest_delay_tick
        + minima * weights.missing_hours_tick
        + pay
        + kinks * ticks
        + 2 * len(workers) * burden * weights.unfairness
        + tasks * weights.lateness_risk
        + tasks * max((abs(one.price) for one in problem.affinity), default=0)
        + sum(visit.price_left_out for visit in visits)
        + sum(role.price_without for visit in visits for role in visit.roles)
        + sum((one.worker_price or 0) * len(one.visits) for one in problem.series)
        + sum((one.time_price or 0) * day for one in problem.series)
    )


def _furthest_moment(problem: "Problem") -> int:
    ends = [abs(window.closes) for visit in problem.visits for window in visit.windows]
    opens = [abs(window.opens) for visit in problem.visits for window in visit.windows]
    shifts = [abs(shift.closes) for worker in problem.workers for shift in worker.shifts]
    kinks = [
        abs(kink.at)
        for visit in problem.visits
        if visit.preferred
        for kink in (*visit.preferred.early, *visit.preferred.late)
    ]
    after = [abs(role.after_most) for visit in problem.visits for role in visit.roles]
    return 2 * max(ends + opens + shifts + kinks, default=0) + max(after, default=0) + 1


def _longest_leg(problem: "Problem") -> int:
    tables = [mode.source for mode in problem.modes if isinstance(mode.source, Matrix)]
    longest = max((max(row, default=0) for one in tables for row in one.ticks), default=0)
    if len(tables) < len(problem.modes):
        longest = max(longest, 400 * DAY_MS // problem.horizon.tick_ms)
    access = [one.ticks for place in problem.places for one in place.access]
    return (longest + max(access, default=0)) * (10 if problem.rush else 1)


def _longest_metres(problem: "Problem") -> int:
    tables = [mode.source for mode in problem.modes if isinstance(mode.source, Matrix)]
    longest = max((max(row, default=0) for one in tables for row in one.metres), default=0)
    if len(tables) < len(problem.modes):
        longest = max(longest, LONGEST_WAY_METRES)
    return longest
