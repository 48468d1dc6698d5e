"""From a problem in words to the rules of hours, breaks, series and rounds of the compiled core."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from rota.core import layout, rulebook
from rota.core.assemble import smallest
from rota.core.layout import NEVER, Small, Tables, Whole
from rota.core.rulebook import Rules
from rota.lookup import Lookup
from rota.problem import Break, Limits, Problem, Role, Series, Shift, Visit, Worker

NEAREST_SERIES = 12
LOG_ROWS_BY_ROW = 8
LEAST_LOG_ROWS = 16_384

Roles = Sequence[tuple[Visit, Role]]
Shifts = Sequence[tuple[Worker, Shift]]

WHO = {
    "any": rulebook.ANYBODY,
    "same": rulebook.THE_SAME,
    "alternate": rulebook.ALTERNATING,
}


def needs_rules(problem: Problem) -> bool:
    """Test whether the core needs more than tables for `problem`."""
    weights = problem.weights
    if problem.series or weights.waiting_tick or weights.shift_used:
        return True
    for worker in problem.workers:
        if worker.limits != Limits() or worker.pay.rate or worker.busy:
            return True
        if any(_is_ruled(shift) for shift in worker.shifts):
            return True
    return any(visit.preferred or _told(visit) for visit in problem.visits)


def _is_ruled(shift: Shift) -> bool:
    return bool(shift.breaks) or shift.longest_leg is not None or shift.start != shift.end


def _told(visit: Visit) -> bool:
    return any(promise.starts is not None and promise.time_points for promise in visit.promises)


def rules_of(
    problem: Problem,
    lookup: Lookup,
    roles: Roles,
    shifts: Shifts,
    tables: Tables,
    points_price: int,
) -> Rules:
    """Build the rules of an empty plan, and add what it costs under them to the tables' cost."""
    rounds, people = len(shifts), len(problem.workers)
    weeks, months = _Numbers(), _Numbers()
    for day in range(len(lookup.dates)):
        weeks(lookup.week(day))
        months(lookup.month(day))
    in_horizon = len(weeks.known), len(months.known)
    breaks: list[tuple[int, ...]] = []
    about_shifts = np.zeros((max(rounds, 1), rulebook.SHIFT_COLUMNS), np.int64)
    person_of = {worker.id: number for number, worker in enumerate(problem.workers)}
    for number, (worker, shift) in enumerate(shifts):
        day = lookup.day(shift.opens)
        leave = list(_leave_within(tables, number, worker))
        some = [_break(rest) for rest in sorted(shift.breaks, key=lambda rest: rest.latest)]
        about_shifts[number] = (
            person_of[worker.id],
            day,
            weeks(lookup.week(day)),
            months(lookup.month(day)),
            _empty_fare(tables, number),
            NEVER if shift.longest_leg is None else shift.longest_leg,
            NEVER if worker.pay.split_gap is None else worker.pay.split_gap,
            worker.pay.first_leg,
            worker.pay.last_leg,
            worker.pay.rate,
            worker.pay.minimum,
            len(breaks),
            len(leave) + len(some),
            len(leave),
            any(busy.starts < shift.closes and shift.opens < busy.ends for busy in worker.busy),
        )
        breaks += leave + some
    roster, spans = _roster(shifts, about_shifts, people)
    days = len(lookup.dates) + 2 * rulebook.DAYS_BEFORE
    week_of_day = [weeks(lookup.week(day - rulebook.DAYS_BEFORE)) for day in range(days)]
    ties, members = _ties(problem, roles)
    wishes, about = _about(roles, points_price, tables)
    for series, row in enumerate(ties):
        first = row[rulebook.FIRST_MEMBER]
        for position, task in enumerate(members[first : first + row[rulebook.MEMBERS]]):
            about[task, rulebook.SERIES] = series
            about[task, rulebook.POSITION] = position
    total = tables.rows.shape[0]
    widest = max(rounds, people, len(ties), len(breaks))
    book = np.zeros(rulebook.BOOK_CELLS, np.int64)
    book[rulebook.WAITING] = problem.weights.waiting_tick
    book[rulebook.SHIFT_USED] = problem.weights.shift_used
    book[rulebook.MISSING_TICK] = problem.weights.missing_hours_tick
    book[rulebook.HORIZON_WEEKS], book[rulebook.HORIZON_MONTHS] = in_horizon
    book[rulebook.FIRST_MIDNIGHT] = lookup.midnights[0]
    book[rulebook.DAY_LENGTH] = lookup.day_length
    return Rules(
        shifts=about_shifts,
        sums=np.array([(0, 0, 0, 0, 0, 1)] * max(rounds, 1), np.int64),
        reach=np.zeros((max(rounds, 1), 3), np.int64),
        stale=np.ones(max(people, 1), np.int64),
        breaks=np.array(breaks, np.int64).reshape(-1, 4),
        people=_people(problem, spans),
        dues=np.array([(0, 1)] * people, np.int64).reshape(-1, 2),
        roster=roster,
        ties=ties,
        bonds=np.array([(0, 1)] * len(ties), np.int64).reshape(-1, 2),
        members=members,
        about=about,
        wishes=wishes,
        midnights=np.array(lookup.midnights, np.int64),
        weeks=np.array(week_of_day, np.int64),
        marks=np.zeros((4, widest), np.int64),
        sorted_out=np.zeros((4, widest), np.int64),
        periods=np.zeros((3, max(len(weeks.known), len(months.known))), np.int64),
        floors=np.zeros(total, np.int64),
        log=np.zeros((LOG_ROWS_BY_ROW * total + LEAST_LOG_ROWS, rulebook.LOG_COLUMNS), np.int64),
        book=book,
        best_open=tables.rows[:, layout.OPEN].copy(),
        near_series=_near_series(ties, members, tables),
    )


def _empty_fare(tables: Tables, number: int) -> int:
    tasks, rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    start = tables.rows[tasks + number, layout.PLACE]
    end = tables.rows[tasks + rounds + number, layout.PLACE]
    return int(tables.fare[start, end])


class _Numbers:
    """Numbers things in the order in which they are first met."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], int] = {}

    def __call__(self, thing: tuple[int, int]) -> int:
        return self.known.setdefault(thing, len(self.known))


def _leave_within(tables: Tables, number: int, worker: Worker) -> Iterator[tuple[int, ...]]:
    """Yield the stretches of leave that begin and end within a round, as breaks at a fixed time."""
    tasks, rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    opens = int(tables.rows[tasks + number, layout.OPEN])
    closes = int(tables.rows[tasks + rounds + number, layout.LAST])
    for busy in sorted(worker.busy, key=lambda busy: busy.starts):
        starts, ends = max(busy.starts, opens), min(busy.ends, closes)
        if starts < ends:
            yield ends - starts, starts, ends, rulebook.LEAVE


def _break(rest: Break) -> tuple[int, ...]:
    longest = NEVER if rest.longest_work is None else rest.longest_work
    return rest.duration, rest.earliest, rest.latest, longest


def _roster(shifts: Shifts, about: Whole, people: int) -> tuple[Whole, list[tuple[int, int]]]:
    """Return the rounds of each worker in order of time, and where each worker's lie."""
    by_person: list[list[int]] = [[] for _ in range(people)]
    for number in sorted(range(len(shifts)), key=lambda number: shifts[number][1].opens):
        by_person[int(about[number, rulebook.PERSON])].append(number)
    spans, first = [], 0
    for some in by_person:
        spans.append((first, len(some)))
        first += len(some)
    return np.array(list(chain.from_iterable(by_person)), np.int64), spans


def _people(problem: Problem, spans: Sequence[tuple[int, int]]) -> Whole:
    def most(bound: int | None) -> int:
        return NEVER if bound is None else bound

    rows = []
    for worker, (first, count) in zip(problem.workers, spans, strict=True):
        limits, past = worker.limits, worker.history
        rows.append(
            (
                most(limits.most_day),
                most(limits.most_week),
                most(limits.most_month),
                limits.rest or -NEVER,
                most(limits.consecutive_days),
                most(limits.days_per_week),
                limits.least_day or 0,
                limits.least_week or 0,
                limits.least_month or 0,
                past.week_worked,
                past.month_worked,
                past.week_days,
                past.consecutive_days,
                -NEVER if past.last_end is None else past.last_end,
                first,
                count,
            )
        )
    return np.array(rows, np.int64).reshape(-1, rulebook.PEOPLE_COLUMNS)


def _ties(problem: Problem, roles: Roles) -> tuple[Whole, Whole]:
    """Return the series that bind anything, and the rows of their visits' first roles."""
    row_of = {visit.id: row for row, (visit, role) in enumerate(roles) if role is visit.roles[0]}
    ties: list[tuple[int, ...]] = []
    members: list[int] = []
    for series in problem.series:
        rows = [row_of[visit] for visit in series.visits]
        ties.append((*_tie(series), len(members), len(rows)))
        members += rows
    return (
        np.array(ties, np.int64).reshape(-1, rulebook.TIE_COLUMNS),
        np.array(members, np.int64),
    )


def _tie(series: Series) -> Iterator[int]:
    yield -NEVER if series.gap_least is None else series.gap_least
    yield NEVER if series.gap_most is None else series.gap_most
    yield int(series.no_consecutive_days)
    yield NEVER if series.most_per_week is None else series.most_per_week
    yield WHO[series.worker_rule]
    yield -1 if series.worker_price is None else series.worker_price
    yield -1 if series.time_tolerance is None else series.time_tolerance
    yield -1 if series.time_price is None else series.time_price


def _about(roles: Roles, points_price: int, tables: Tables) -> tuple[Whole, Whole]:
    """Return all wishes, and what is to be known of every row."""
    about = np.zeros((tables.rows.shape[0], rulebook.ABOUT_COLUMNS), np.int64)
    about[:, rulebook.SERIES] = -1
    about[:, rulebook.OPENS_AT] = tables.rows[:, layout.OPEN]
    wishes: list[tuple[int, int, int, int]] = []
    for row, (visit, role) in enumerate(roles):
        first = len(wishes)
        if visit.preferred:
            wishes += [(rulebook.TOO_EARLY, one.at, one.rate, 0) for one in visit.preferred.early]
            wishes += [(rulebook.TOO_LATE, one.at, one.rate, 0) for one in visit.preferred.late]
        for one in visit.promises:
            if one.role == role.id and one.starts is not None and one.time_points:
                broken = one.time_points * points_price
                wishes.append((rulebook.TOLD, one.starts, broken, one.tolerance))
        about[row, rulebook.FIRST_WISH] = first
        about[row, rulebook.WISHES] = len(wishes) - first
        fitting = np.flatnonzero(tables.fit[row])
        if len(fitting):
            about[row, rulebook.FIRST_FIT] = fitting[0]
            about[row, rulebook.LAST_FIT] = fitting[-1] + 1
    return np.array(wishes, np.int64).reshape(-1, 4), about


def _near_series(ties: Whole, members: Whole, tables: Tables) -> Small:
    """List for each series the others whose clients live nearest."""
    count = len(ties)
    width = min(max(count - 1, 0), NEAREST_SERIES)
    near = np.zeros((count, width), np.int32)
    if not width:
        return near
    places = tables.rows[members[ties[:, rulebook.FIRST_MEMBER]], layout.PLACE]
    for series in range(count):
        away = tables.travel[places[series], places].astype(np.int64)
        away[series] = NEVER
        near[series] = smallest(away, width)
    return near
