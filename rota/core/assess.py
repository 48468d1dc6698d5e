"""Keeping the sums of rounds, workers and series in step with a plan, and taking them back."""

from rota.core.compiling import compiled, compiled_inside
from rota.core.layout import COST, NEVER, OPEN, ROUND, ROUNDS, TASKS, TRAIL
from rota.core.rulebook import (
    BACK,
    BACK_BY,
    BROKEN,
    DAY,
    DAYS_A_WEEK,
    FINE,
    FIRST_ROUND,
    IN_A_ROW,
    KEPT,
    LOGGED,
    MARK,
    MONTH,
    MOST_DAY,
    MOST_MONTH,
    MOST_WEEK,
    OF_PERSON,
    OF_ROUND,
    OF_SERIES,
    OF_TASK,
    OUT,
    OUT_FROM,
    OWED,
    PAST_DAYS,
    PAST_END,
    PAST_MONTH,
    PAST_RUN,
    PAST_WEEK,
    PERSON,
    PRICE,
    REST,
    ROOM,
    ROUND_COUNT,
    SERIES,
    USED,
    WEEK,
    WORKED,
)
from rota.core.sums import sum_person, sum_round, sum_series


@compiled_inside
def list_changed(rows, trail, shifts, about, marks, lists, book, start, stop, tasks, rounds):
    """List rounds, workers and series that rows of the trail belong to; return how many each."""
    mark = book[MARK] + 1
    book[MARK] = mark
    some_rounds = some_people = some_series = 0
    for used in range(start, stop):
        row = trail[used, 0]
        for which in range(2):
            number = rows[row, ROUND] if which == 0 else trail[used, 3]
            if number < 0 or marks[0, number] == mark:
                continue
            marks[0, number] = mark
            lists[0, some_rounds] = number
            some_rounds += 1
            person = shifts[number, PERSON]
            if marks[1, person] != mark:
                marks[1, person] = mark
                lists[1, some_people] = person
                some_people += 1
        if row < tasks:
            series = about[row, SERIES]
            if series >= 0 and marks[2, series] != mark:
                marks[2, series] = mark
                lists[2, some_series] = series
                some_series += 1
    return some_rounds, some_people, some_series


@compiled_inside
def note(log, book, kind, which, table):
    """Log a line of a table before it changes."""
    used = book[LOGGED]
    log[used, 0] = kind
    log[used, 1] = which
    for column in range(table.shape[1]):
        log[used, 2 + column] = table[which, column]
    book[LOGGED] = used + 1


@compiled_inside
def update_round(
    rows, travel, shifts, breaks, about, wishes, sums, log, book, taken, tasks, rounds, number
):
    """Make the sums of a round exact; return by how much its price changed."""
    used, out, back, worked, price, fine = sum_round(
        rows, travel, shifts, breaks, about, wishes, book, taken, tasks, rounds, number
    )
    if (
        sums[number, USED] == used and sums[number, OUT] == out and sums[number, BACK] == back
        and sums[number, WORKED] == worked and sums[number, PRICE] == price
        and sums[number, FINE] == fine
    ):  # fmt: skip
        return 0
    note(log, book, OF_ROUND, number, sums)
    change = price - sums[number, PRICE]
    book[BROKEN] += sums[number, FINE] - fine
    sums[number, USED] = used
    sums[number, OUT] = out
    sums[number, BACK] = back
    sums[number, WORKED] = worked
    sums[number, PRICE] = price
    sums[number, FINE] = fine
    return change


@compiled_inside
def update_line(table, log, book, kind, which, price, fine):
    """Write price and legality of a worker or series; return by how much the price changed."""
    change = price - table[which, OWED]
    if change == 0 and table[which, KEPT] == fine:
        return 0
    note(log, book, kind, which, table)
    book[BROKEN] += table[which, KEPT] - fine
    table[which, OWED] = price
    table[which, KEPT] = fine
    return change


@compiled_inside
def assess(tables, rules, start):
    """
    Bring all sums up to date with what the trail holds from `start` on, and the cost with them.

    Whether every rule is kept is then in the book: nothing is BROKEN. Linear in the rounds
    touched, the rounds of their workers and the visits of their series.
    """
    rows = tables.rows
    tally = tables.tally
    shifts = rules.shifts
    sums = rules.sums
    marks = rules.marks
    lists = rules.sorted_out
    book = rules.book
    log = rules.log
    tasks = tally[TASKS]
    rounds = tally[ROUNDS]
    some_rounds, some_people, some_series = list_changed(
        rows, tables.trail, shifts, rules.about, marks, lists, book, start, tally[TRAIL], tasks,
        rounds,
    )  # fmt: skip
    change = 0
    if book[LOGGED] + some_rounds + some_people + some_series + 8 > log.shape[0]:
        book[BROKEN] += 1  # a step too long to be taken back is refused
        return
    for position in range(some_rounds):
        change += update_round(
            rows, tables.travel, shifts, rules.breaks, rules.about, rules.wishes, sums, log, book,
            lists[3], tasks, rounds, lists[0, position],
        )  # fmt: skip
    for position in range(some_people):
        person = lists[1, position]
        rules.stale[person] = 1
        price, fine = sum_person(
            shifts, rules.people, rules.roster, sums, rules.periods, book, person
        )
        change += update_line(rules.dues, log, book, OF_PERSON, person, price, fine)
    for position in range(some_series):
        series = lists[2, position]
        mark = book[MARK] + 1
        book[MARK] = mark
        price, fine = sum_series(
            rows, shifts, rules.ties, rules.members, rules.midnights, rules.weeks, rules.periods,
            marks, book, series, mark,
        )  # fmt: skip
        change += update_line(rules.bonds, log, book, OF_SERIES, series, price, fine)
    tally[COST] += change


@compiled_inside
def hold_back(rows, log, book, task, moment):
    """Let a task begin no earlier than `moment`."""
    used = book[LOGGED]
    log[used, 0] = OF_TASK
    log[used, 1] = task
    log[used, 2] = rows[task, OPEN]
    book[LOGGED] = used + 1
    rows[task, OPEN] = moment


@compiled
def take_back(rows, rules, logged, broken):
    """Undo everything since the log was `logged` long and so much was `broken`."""
    log = rules.log
    book = rules.book
    sums = rules.sums
    stale = rules.stale
    for used in range(book[LOGGED] - 1, logged - 1, -1):
        kind = log[used, 0]
        which = log[used, 1]
        if kind == OF_ROUND:
            for column in range(sums.shape[1]):
                sums[which, column] = log[used, 2 + column]
            stale[rules.shifts[which, PERSON]] = 1
        elif kind == OF_TASK:
            rows[which, OPEN] = log[used, 2]
        else:
            table = rules.dues if kind == OF_PERSON else rules.bonds
            table[which, OWED] = log[used, 2]
            table[which, KEPT] = log[used, 3]
    book[LOGGED] = logged
    book[BROKEN] = broken


@compiled
def assess_all(tables, rules):
    """Work out all sums of the present plan from nothing; return what they cost in all."""
    rows = tables.rows
    book = rules.book
    tasks = tables.tally[TASKS]
    rounds = tables.tally[ROUNDS]
    cost = 0
    book[LOGGED] = 0
    for number in range(rounds):
        update_round(
            rows, tables.travel, rules.shifts, rules.breaks, rules.about, rules.wishes, rules.sums,
            rules.log, book, rules.sorted_out[3], tasks, rounds, number,
        )  # fmt: skip
        book[LOGGED] = 0
        cost += rules.sums[number, PRICE]
    for person in range(rules.people.shape[0]):
        price, fine = sum_person(
            rules.shifts, rules.people, rules.roster, rules.sums, rules.periods, book, person
        )
        update_line(rules.dues, rules.log, book, OF_PERSON, person, price, fine)
        book[LOGGED] = 0
        rules.stale[person] = 1
        cost += price
    for series in range(rules.ties.shape[0]):
        book[MARK] += 1
        price, fine = sum_series(
            rows, rules.shifts, rules.ties, rules.members, rules.midnights, rules.weeks,
            rules.periods, rules.marks, book, series, book[MARK],
        )  # fmt: skip
        update_line(rules.bonds, rules.log, book, OF_SERIES, series, price, fine)
        book[LOGGED] = 0
        cost += price
    return cost


@compiled_inside
def renew_reach(shifts, people, roster, sums, reach, periods, stale, person):
    """
    Work out for every round of a worker how much longer they may work in it, and between when
    rest lets them set out and be back. Bounds for the search; the sums decide.
    """
    stale[person] = 0
    for period in range(periods.shape[1]):
        periods[0, period] = periods[1, period] = periods[2, period] = 0
    periods[0, 0] = people[person, PAST_WEEK]
    periods[1, 0] = people[person, PAST_MONTH]
    periods[2, 0] = people[person, PAST_DAYS]
    first = people[person, FIRST_ROUND]
    count = people[person, ROUND_COUNT]
    before = -NEVER
    for position in range(first, first + count):
        number = roster[position]
        if sums[number, USED] == 0:
            continue
        periods[0, shifts[number, WEEK]] += sums[number, WORKED]
        periods[1, shifts[number, MONTH]] += sums[number, WORKED]
        if shifts[number, DAY] != before:
            before = shifts[number, DAY]
            periods[2, shifts[number, WEEK]] += 1
    ended = people[person, PAST_END]
    today = -NEVER
    rested_from = people[person, PAST_END]
    run = people[person, PAST_RUN]
    last_day = -1
    for position in range(first, first + count):
        number = roster[position]
        day = shifts[number, DAY]
        if day != today:
            today = day
            rested_from = ended
            worked_today = 0
            is_used = False
            for other in range(position, first + count):
                if shifts[roster[other], DAY] != day:
                    break
                worked_today += sums[roster[other], WORKED]
                is_used = is_used or sums[roster[other], USED] != 0
            room_today = people[person, MOST_DAY] - worked_today
            if not is_used:
                so_far = run if day == last_day + 1 else 0
                after = days_in_a_row(shifts, roster, sums, position, first + count, day)
                if so_far + 1 + after > people[person, IN_A_ROW]:
                    room_today = -1
                if periods[2, shifts[number, WEEK]] >= people[person, DAYS_A_WEEK]:
                    room_today = -1
            else:
                run = run + 1 if day == last_day + 1 else 1
                last_day = day
        room = min(room_today, people[person, MOST_WEEK] - periods[0, shifts[number, WEEK]])
        reach[number, ROOM] = min(
            room, people[person, MOST_MONTH] - periods[1, shifts[number, MONTH]]
        )
        reach[number, OUT_FROM] = rested_from + people[person, REST]
        if sums[number, USED] != 0:
            ended = sums[number, BACK]
    starts = NEVER
    today = NEVER
    next_out = NEVER
    for position in range(first + count - 1, first - 1, -1):
        number = roster[position]
        if shifts[number, DAY] != today:
            today = shifts[number, DAY]
            next_out = starts
        reach[number, BACK_BY] = next_out - people[person, REST]
        if sums[number, USED] != 0:
            starts = sums[number, OUT]


@compiled_inside
def days_in_a_row(shifts, roster, sums, start, stop, day):
    """Count the days of work that directly follow `day`."""
    last = day
    for position in range(start, stop):
        number = roster[position]
        if sums[number, USED] == 0:
            continue
        if shifts[number, DAY] == last + 1:
            last = shifts[number, DAY]
        elif shifts[number, DAY] > last + 1:
            break
    return last - day
