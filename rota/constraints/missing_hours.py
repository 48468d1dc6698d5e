"""Worked time below what a worker was promised for a day, a week or a month."""

from collections.abc import Iterator, Sequence

from rota.checks.hours import worked_by_day, worked_by_month, worked_by_week
from rota.lookup import Lookup
from rota.problem import Worker
from rota.rounds import Round
from rota.score import Charge, charge
from rota.units import Ticks

NAME = "missing_hours"


def of_worker(lookup: Lookup, worker: Worker, rounds: Sequence[Round]) -> Iterator[Charge]:
    """
    Charge the ticks missing: on days with work, in every week and month of the horizon.

    Weeks and months are charged whole, however little of them the horizon covers; say less in
    `Limits` where that is not meant.
    """
    limits = worker.limits
    if limits.least_day is not None:
        for worked in worked_by_day(rounds).values():
            yield from _missing(lookup, worker, "day", limits.least_day, worked)
    days = range(len(lookup.dates))
    if limits.least_week is not None:
        weeks = {
            week: worked for (week, _), worked in worked_by_week(lookup, worker, rounds).items()
        }
        for week in sorted({lookup.week(day) for day in days}):
            yield from _missing(lookup, worker, "week", limits.least_week, weeks.get(week, 0))
    if limits.least_month is not None:
        months = {
            month: worked for (month, _), worked in worked_by_month(lookup, worker, rounds).items()
        }
        for month in sorted({lookup.month(day) for day in days}):
            yield from _missing(lookup, worker, "month", limits.least_month, months.get(month, 0))


def _missing(
    lookup: Lookup, worker: Worker, period: str, least: Ticks, worked: Ticks
) -> Iterator[Charge]:
    missing = max(0, least - worked)
    price = missing * lookup.problem.weights.missing_hours_tick
    if price:
        yield charge(NAME, price, worker=worker.id, period=period, ticks=missing)
