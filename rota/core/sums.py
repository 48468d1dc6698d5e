"""What one round, one worker and one series come to: times, working time, prices, legality."""

from rota.core.compiling import compiled_inside
from rota.core.layout import LENGTH, NEVER, PLACE, ROUND, START, SUCC
from rota.core.rests import rest_in_round
from rota.core.rulebook import (
    A_WEEK,
    ALTERNATING,
    ANYBODY,
    APART,
    AT,
    BACK,
    BREAKS,
    DAY,
    DAY_LENGTH,
    DAYS_A_WEEK,
    DAYS_BEFORE,
    EMPTY_FARE,
    FIRST_BREAK,
    FIRST_MEMBER,
    FIRST_MIDNIGHT,
    FIRST_PAID,
    FIRST_ROUND,
    FIRST_WISH,
    GAP_LEAST,
    GAP_MOST,
    HORIZON_MONTHS,
    HORIZON_WEEKS,
    IN_A_ROW,
    KIND,
    LAST_PAID,
    LEAST_DAY,
    LEAST_MONTH,
    LEAST_WEEK,
    LONGEST_LEG,
    MEMBERS,
    MINIMUM,
    MISSING_TICK,
    MONTH,
    MOST_DAY,
    MOST_MONTH,
    MOST_WEEK,
    ON_LEAVE,
    OUT,
    PAST_DAYS,
    PAST_END,
    PAST_MONTH,
    PAST_RUN,
    PAST_WEEK,
    PER_TICK,
    PERSON,
    RATE,
    REST,
    ROUND_COUNT,
    SHIFT_USED,
    SLACK,
    SPLIT,
    THE_SAME,
    TIME_PRICE,
    TOLD,
    TOLERANCE,
    TOO_EARLY,
    USED,
    WAITING,
    WEEK,
    WHO,
    WHO_PRICE,
    WISHES,
    WORKED,
)


@compiled_inside
def wished(wishes, first, count, start):
    """Return what a start costs against the client's wishes and what they were told."""
    price = 0
    for wish in range(first, first + count):
        late = start - wishes[wish, AT]
        if wishes[wish, KIND] == TOLD:
            if abs(late) > wishes[wish, SLACK]:
                price += wishes[wish, PER_TICK]
        elif wishes[wish, KIND] == TOO_EARLY:
            if late < 0:
                price -= late * wishes[wish, PER_TICK]
        elif late > 0:
            price += late * wishes[wish, PER_TICK]
    return price


@compiled_inside
def sum_round(rows, travel, shifts, breaks, about, wishes, book, taken, tasks, rounds, number):
    """Return what a round comes to: used, out, back, worked, price, fine. Linear in its stops."""
    first = tasks + number
    last = first + rounds
    row = rows[first, SUCC]
    if row >= tasks:
        return 0, 0, 0, 0, -shifts[number, EMPTY_FARE], 1
    longest = shifts[number, LONGEST_LEG]
    split = shifts[number, SPLIT]
    fine = 1
    price = book[SHIFT_USED]
    idle = 0
    unpaid = 0
    begins = rows[row, START]
    way = travel[rows[first, PLACE], rows[row, PLACE]]
    out = begins - way
    if way > longest:
        fine = 0
    while True:
        if about[row, WISHES] > 0:
            price += wished(wishes, about[row, FIRST_WISH], about[row, WISHES], rows[row, START])
        ends = rows[row, START] + rows[row, LENGTH]
        after = rows[row, SUCC]
        way = travel[rows[row, PLACE], rows[after, PLACE]]
        if way > longest:
            fine = 0
        if after >= tasks:
            break
        spare = rows[after, START] - ends - way
        idle += spare
        if spare >= split:
            unpaid += spare
        row = after
    back = ends + way
    if shifts[number, BREAKS] > 0:
        found, out, back, rested = rest_in_round(
            rows, travel, breaks, shifts[number, FIRST_BREAK], shifts[number, BREAKS], first, last,
            out, back, shifts[number, ON_LEAVE], taken,
        )  # fmt: skip
        idle -= rested
        if not found:
            fine = 0
    worked = ends - begins - unpaid
    if shifts[number, FIRST_PAID] != 0:
        worked += begins - out
    if shifts[number, LAST_PAID] != 0:
        worked += back - ends
    price += idle * book[WAITING] + max(worked, shifts[number, MINIMUM]) * shifts[number, RATE]
    return 1, out, back, worked, price, fine


@compiled_inside
def sum_person(shifts, people, roster, sums, periods, book, person):
    """Return what a worker's missing hours cost and whether their limits are kept."""
    fine = 1
    missing = 0
    weeks = periods.shape[1]
    for period in range(weeks):
        periods[0, period] = periods[1, period] = periods[2, period] = 0
    week_past = people[person, PAST_WEEK]
    month_past = people[person, PAST_MONTH]
    ended = people[person, PAST_END]
    run = people[person, PAST_RUN]
    before = -1
    today = -NEVER
    worked_today = 0
    for position in range(people[person, ROUND_COUNT]):
        number = roster[people[person, FIRST_ROUND] + position]
        if sums[number, USED] == 0:
            continue
        day = shifts[number, DAY]
        week = shifts[number, WEEK]
        month = shifts[number, MONTH]
        worked = sums[number, WORKED]
        if day != today:
            if today > -NEVER and worked_today < people[person, LEAST_DAY]:
                missing += people[person, LEAST_DAY] - worked_today
            if sums[number, OUT] - ended < people[person, REST]:
                fine = 0
            run = run + 1 if day == before + 1 else 1
            if run > people[person, IN_A_ROW]:
                fine = 0
            periods[2, week] += 1
            days = periods[2, week] + (people[person, PAST_DAYS] if week == 0 else 0)
            if days > people[person, DAYS_A_WEEK]:
                fine = 0
            before = today = day
            worked_today = 0
        worked_today += worked
        ended = sums[number, BACK]
        if worked_today > people[person, MOST_DAY]:
            fine = 0
        periods[0, week] += worked
        if periods[0, week] + (week_past if week == 0 else 0) > people[person, MOST_WEEK]:
            fine = 0
        periods[1, month] += worked
        if periods[1, month] + (month_past if month == 0 else 0) > people[person, MOST_MONTH]:
            fine = 0
    if book[MISSING_TICK] == 0:
        return 0, fine
    if today > -NEVER and worked_today < people[person, LEAST_DAY]:
        missing += people[person, LEAST_DAY] - worked_today
    for week in range(book[HORIZON_WEEKS]):
        worked = periods[0, week] + (week_past if week == 0 else 0)
        missing += max(0, people[person, LEAST_WEEK] - worked)
    for month in range(book[HORIZON_MONTHS]):
        worked = periods[1, month] + (month_past if month == 0 else 0)
        missing += max(0, people[person, LEAST_MONTH] - worked)
    return missing * book[MISSING_TICK], fine


@compiled_inside
def day_of(midnights, book, moment):
    """Return the number of the local day, as `rota.lookup` counts."""
    last = midnights.shape[0] - 1
    day = (moment - book[FIRST_MIDNIGHT]) // book[DAY_LENGTH]
    if day < 0:
        return day
    day = min(day, last)
    while day > 0 and midnights[day] > moment:
        day -= 1
    while day < last and midnights[day + 1] <= moment:
        day += 1
    if day == last:
        return last + (moment - midnights[last]) // book[DAY_LENGTH]
    return day


@compiled_inside
def time_of_day(midnights, book, moment, day):
    """Return the ticks since the local midnight of `day`."""
    known = min(max(day, 0), midnights.shape[0] - 1)
    return moment - midnights[known] - (day - known) * book[DAY_LENGTH]


@compiled_inside
def sum_series(
    rows, shifts, ties, members, midnights, weeks, periods, marks, book, series, mark
):  # fmt: skip
    """
    Return what a series costs and whether its rules are kept. Linear in its visits.

    :param mark: a number that the last row of `marks` does not hold yet
    """
    fine = 1
    price = 0
    for period in range(periods.shape[1]):
        periods[2, period] = 0
    before = -1
    before_start = 0
    seen_days = 0
    different = 0
    breaches = 0
    least = NEVER
    most = -NEVER
    apart = ties[series, APART]
    who = ties[series, WHO]
    for position in range(ties[series, MEMBERS]):
        task = members[ties[series, FIRST_MEMBER] + position]
        number = rows[task, ROUND]
        if number < 0:
            before = -1
            continue
        start = rows[task, START]
        person = shifts[number, PERSON]
        if before >= 0:
            gap = start - before_start
            if gap < ties[series, GAP_LEAST] or gap > ties[series, GAP_MOST]:
                fine = 0
            if who == ALTERNATING and person == before:
                breaches += 1
        before = person
        before_start = start
        if who == THE_SAME and marks[3, person] != mark:
            marks[3, person] = mark
            different += 1
        day = day_of(midnights, book, start)
        if apart != 0:
            bit = min(max(day + DAYS_BEFORE, 1), 61)
            if seen_days & (7 << (bit - 1)):
                fine = 0
            seen_days |= 1 << bit
        week = weeks[min(max(day + DAYS_BEFORE, 0), weeks.shape[0] - 1)]
        periods[2, week] += 1
        if periods[2, week] > ties[series, A_WEEK]:
            fine = 0
        time = time_of_day(midnights, book, start, day)
        least = min(least, time)
        most = max(most, time)
    if who == THE_SAME and different > 1:
        breaches = different - 1
    if who != ANYBODY and breaches > 0:
        if ties[series, WHO_PRICE] < 0:
            fine = 0
        else:
            price += breaches * ties[series, WHO_PRICE]
    excess = most - least - ties[series, TOLERANCE]
    if ties[series, TOLERANCE] >= 0 and excess > 0:
        if ties[series, TIME_PRICE] < 0:
            fine = 0
        else:
            price += excess * ties[series, TIME_PRICE]
    return price, fine
