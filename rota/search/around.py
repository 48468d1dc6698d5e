"""What a task is up against: the rest of its series, the rounds near it, wishes and leave."""

from rota.core.compiling import compiled_inside
from rota.core.layout import NEVER, NOTHING, ROUND, STAMP, START
from rota.core.rulebook import (
    AT,
    DURATION,
    EARLIEST,
    FIRST_FIT,
    FIRST_MEMBER,
    FIRST_ROUND,
    GAP_LEAST,
    GAP_MOST,
    KIND,
    LAST_FIT,
    MEMBERS,
    PERSON,
    POSITION,
    ROUND_COUNT,
    SERIES,
    SLACK,
    TOLD,
    TOO_EARLY,
    USED,
)
from rota.core.sums import day_of, time_of_day


@compiled_inside
def ask_series(rows, shifts, about, ties, members, midnights, marks, book, task, mark):
    """
    Say what the rest of a task's series asks of it, and mark the workers of the rest.

    :returns: earliest and latest start by the gaps, earliest and latest time of day of the rest,
        the workers directly before and after it and of any other, -1 for nobody
    """
    series = about[task, SERIES]
    position = about[task, POSITION]
    low, high = -NEVER, NEVER
    least, most = NEVER, -NEVER
    before = after = anybody = -1
    for other in range(ties[series, MEMBERS]):
        row = members[ties[series, FIRST_MEMBER] + other]
        number = rows[row, ROUND]
        if number < 0 or other == position:
            continue
        start = rows[row, START]
        anybody = shifts[number, PERSON]
        marks[3, anybody] = mark
        time = time_of_day(midnights, book, start, day_of(midnights, book, start))
        least = min(least, time)
        most = max(most, time)
        if other == position - 1:
            before = anybody
            low = max(low, start + ties[series, GAP_LEAST])
            high = min(high, start + ties[series, GAP_MOST])
        elif other == position + 1:
            after = anybody
            low = max(low, start - ties[series, GAP_MOST])
            high = min(high, start - ties[series, GAP_LEAST])
    return low, high, least, most, before, after, anybody


@compiled_inside
def add_candidate(tables, number, task, excluded, stamp, count):
    """List a round once, if it may take the task; return how many are listed."""
    if tables.seen[number] == stamp:
        return count
    tables.seen[number] = stamp
    if tables.fit[task, number] != 0 and tables.people[number] != excluded:
        tables.candidates[count] = number
        count += 1
    return count


@compiled_inside
def look_around_lawfully(tables, rules, task, excluded, only, mark):
    """
    List the rounds that may take `task`: of near tasks, empty ones, and of its series' workers.

    :param only: the one worker who may have it, or -1
    :param mark: marks the workers of the rest of the series; -1 if there is no rest
    """
    rows = tables.rows
    tally = tables.tally
    near = tables.near
    roster = rules.roster
    people = rules.people
    sums = rules.sums
    stamp = tally[STAMP] + 1
    tally[STAMP] = stamp
    count = NOTHING
    if only >= 0:
        first = people[only, FIRST_ROUND]
        for position in range(first, first + people[only, ROUND_COUNT]):
            count = add_candidate(tables, roster[position], task, excluded, stamp, count)
        return count
    for position in range(near.shape[1]):
        chosen = rows[near[task, position], ROUND]
        if chosen >= 0:
            count = add_candidate(tables, chosen, task, excluded, stamp, count)
    for chosen in range(rules.about[task, FIRST_FIT], rules.about[task, LAST_FIT]):
        is_known = mark >= 0 and rules.marks[3, rules.shifts[chosen, PERSON]] == mark
        if sums[chosen, USED] == 0 or is_known:
            count = add_candidate(tables, chosen, task, excluded, stamp, count)
    return count


@compiled_inside
def wished_from(wishes, first, count):
    """Return from when on a start is not too early for anybody's wish."""
    moment = -NEVER
    for wish in range(first, first + count):
        if wishes[wish, KIND] == TOO_EARLY:
            moment = max(moment, wishes[wish, AT])
        elif wishes[wish, KIND] == TOLD:
            moment = max(moment, wishes[wish, AT] - wishes[wish, SLACK])
    return moment


@compiled_inside
def past_leave(breaks, first, count, start, length, way, ready):
    """
    Return when a task can begin that would begin at `start` if there were no leave.

    :param ready: when the worker leaves the place before; -NEVER if they set out for this task
    """
    for leave in range(first, first + count):
        begins = breaks[leave, EARLIEST]
        ends = begins + breaks[leave, DURATION]
        if ready < ends and start - way < ends and start + length > begins:
            is_there = ready > -NEVER and ready + way <= begins
            start = max(start, ends if is_there else ends + way)
    return start
