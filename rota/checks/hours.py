"""Does one worker's whole roster keep the limits of working time and rest?"""

from collections import Counter
from collections.abc import Iterator, Sequence

from rota.checks.broken import Broken, Value, broken
from rota.lookup import Lookup
from rota.problem import Worker
from rota.rounds import Round
from rota.units import Ticks


def hours_rules(lookup: Lookup, worker: Worker, rounds: Sequence[Round]) -> Iterator[Broken]:
    """
    Yield the limits that the rounds of `worker`, in order of time, break.

    Too many hours that lie before the horizon break nothing by themselves: no plan could mend them.
    """
    limits = worker.limits
    weeks = {lookup.week(round_.day) for round_ in rounds}
    months = {lookup.month(round_.day) for round_ in rounds}
    if limits.most_day is not None:
        for day, worked in worked_by_day(rounds).items():
            if worked > limits.most_day:
                yield _too_long("day_too_long", lookup, worker, day, worked, limits.most_day)
    if limits.most_week is not None:
        for (week, day), worked in worked_by_week(lookup, worker, rounds).items():
            if worked > limits.most_week and week in weeks:
                yield _too_long("week_too_long", lookup, worker, day, worked, limits.most_week)
    if limits.most_month is not None:
        for (month, day), worked in worked_by_month(lookup, worker, rounds).items():
            if worked > limits.most_month and month in months:
                yield _too_long("month_too_long", lookup, worker, day, worked, limits.most_month)
    if limits.rest:
        yield from _rests(worker, rounds)
    yield from _days(lookup, worker, sorted({round_.day for round_ in rounds}))


def worked_by_day(rounds: Sequence[Round]) -> dict[int, Ticks]:
    """Return worked time by number of the day, for days with any round."""
    worked: Counter[int] = Counter()
    for round_ in rounds:
        worked[round_.day] += round_.worked
    return dict(worked)


Period = tuple[tuple[int, int], int]
"""A calendar week or month, and the first day of the horizon with work in it (or its first)."""


def worked_by_week(lookup: Lookup, worker: Worker, rounds: Sequence[Round]) -> dict[Period, Ticks]:
    """Return worked time by calendar week, the first with its history."""
    weeks = {lookup.week(0): worker.history.week_worked}
    first_day = {lookup.week(0): 0}
    for day, worked in worked_by_day(rounds).items():
        week = lookup.week(day)
        weeks[week] = weeks.get(week, 0) + worked
        first_day.setdefault(week, day)
    return {(week, first_day[week]): worked for week, worked in weeks.items()}


def worked_by_month(lookup: Lookup, worker: Worker, rounds: Sequence[Round]) -> dict[Period, Ticks]:
    """Return worked time by calendar month, the first with its history."""
    months = {lookup.month(0): worker.history.month_worked}
    first_day = {lookup.month(0): 0}
    for day, worked in worked_by_day(rounds).items():
        month = lookup.month(day)
        months[month] = months.get(month, 0) + worked
        first_day.setdefault(month, day)
    return {(month, first_day[month]): worked for month, worked in months.items()}


def _too_long(
    rule: str, lookup: Lookup, worker: Worker, day: int, worked: Ticks, most: Ticks
) -> Broken:
    on = lookup.date(day).isoformat()
    return broken(rule, worker=worker.id, date=on, worked=worked, most=most)


def _rests(worker: Worker, rounds: Sequence[Round]) -> Iterator[Broken]:
    """Yield rests too short between days; shifts of one day do not count as resting."""
    ended, day = worker.history.last_end, -1
    for round_ in rounds:
        if ended is not None and round_.day != day:
            rested = round_.sets_out - ended
            if rested < worker.limits.rest:
                about: dict[str, Value] = {
                    "worker": worker.id,
                    "starts": round_.sets_out,
                    "rested": rested,
                }
                yield broken("rest_too_short", **about, least=worker.limits.rest)
        ended, day = round_.back, round_.day


def _days(lookup: Lookup, worker: Worker, days: Sequence[int]) -> Iterator[Broken]:
    limits, history = worker.limits, worker.history
    if limits.consecutive_days is not None:
        run, before = history.consecutive_days, -1
        for day in days:
            run = run + 1 if day == before + 1 else 1
            before = day
            if run > limits.consecutive_days:
                about: dict[str, Value] = {
                    "worker": worker.id,
                    "date": lookup.date(day).isoformat(),
                    "days": run,
                }
                yield broken("too_many_days_in_a_row", **about, most=limits.consecutive_days)
    if limits.days_per_week is not None:
        weeks = Counter({lookup.week(0): history.week_days})
        for day in days:
            week = lookup.week(day)
            weeks[week] += 1
            if weeks[week] > limits.days_per_week:
                about = {
                    "worker": worker.id,
                    "date": lookup.date(day).isoformat(),
                }
                most = limits.days_per_week
                yield broken("too_many_days_in_week", **about, days=weeks[week], most=most)
