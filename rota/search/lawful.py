"""Finding the cheapest place for a task where rules of hours, breaks and series count."""

import math

from rota.core.assess import assess, hold_back, renew_reach, take_back
from rota.core.chance import share
from rota.core.compiling import compiled_inside
from rota.core.layout import (
    COST,
    FLEX,
    LAG,
    LAST,
    LENGTH,
    MATE,
    MISSED,
    MISSING,
    NEVER,
    NO_LIMIT,
    NOTHING,
    PEAK,
    PLACE,
    READY,
    ROUND,
    START,
    SUCC,
    TASKS,
    TRAIL,
)
from rota.core.plan import allowed, attach, undo
from rota.core.rulebook import (
    ALTERNATING,
    BACK,
    BACK_BY,
    BROKEN,
    EMPTY_FARE,
    FIRST_BREAK,
    FIRST_PAID,
    FIRST_WISH,
    LAST_PAID,
    LEAVES,
    LOGGED,
    MARK,
    MINIMUM,
    OPENS_AT,
    OUT,
    OUT_FROM,
    PERSON,
    RATE,
    ROOM,
    SERIES,
    SHIFT_USED,
    SPLIT,
    THE_SAME,
    TIME_PRICE,
    TOLERANCE,
    USED,
    WHO,
    WHO_PRICE,
    WISHES,
)
from rota.core.sums import day_of, time_of_day, wished
from rota.search.around import ask_series, look_around_lawfully, past_leave, wished_from

MOST_TRIALS = 40
"""How many places of one task are tried exactly, the most promising first."""

HEED = 0.6
"""How often a wish or the time of the rest of a series holds a task back."""


@compiled_inside
def place_lawfully(tables, rules, task, before, price, floor):
    """Put a left-out task behind `before`, to begin at `floor` or later; False as in settle."""
    mark = tables.tally[TRAIL]
    hold_back(tables.rows, rules.log, rules.book, task, floor)
    fine = attach(
        tables.rows, tables.late, tables.travel, tables.fare, tables.calendar, tables.trail,
        tables.tally, tables.queue, task, before, price, NO_LIMIT,
    )  # fmt: skip
    if fine:
        assess(tables, rules, mark)
    return fine


@compiled_inside
def lawful_trial(tables, rules, task, before, price, floor):
    """Find exactly what a place costs by doing and undoing it; NEVER if it breaks a rule."""
    tally = tables.tally
    book = rules.book
    mark = tally[TRAIL]
    cost = tally[COST]
    peak = tally[PEAK]
    missing = tally[MISSING]
    logged = book[LOGGED]
    broken = book[BROKEN]
    extra = NEVER
    base = cost + peak - tables.rows[task, MISSED]
    if place_lawfully(tables, rules, task, before, price, floor) and book[BROKEN] <= broken:
        extra = tally[COST] + tally[PEAK] - base
    undo(tables.rows, tables.late, tables.trail, tally, mark, cost, peak, missing)
    take_back(tables.rows, rules, logged, broken)
    return extra


@compiled_inside
def cheapest_lawful_place(tables, rules, task, ceiling, seeing):
    """
    Find the row behind which `task` costs least without breaking a rule, that price, and before
    when it is not to begin; -1 if nothing is under `ceiling`.

    Places are bounded by their neighbours and by the reach of their worker first, then tried
    exactly in order of their bounds, `MOST_TRIALS` at most.
    """
    rows = tables.rows
    tally = tables.tally
    calendar = tables.calendar
    candidates = tables.candidates
    travel = tables.travel
    fare = tables.fare
    travel_to = tables.travel_to
    fare_to = tables.fare_to
    bounds = tables.bounds
    places = tables.places
    shifts = rules.shifts
    sums = rules.sums
    reach = rules.reach
    about = rules.about
    ties = rules.ties
    wishes = rules.wishes
    floors = rules.floors
    book = rules.book
    priced = tables.price.shape[0] > 0
    tasks = tally[TASKS]
    mate = rows[task, MATE]
    excluded = -1
    pulled = mate_last = -NEVER
    if mate >= 0 and rows[mate, ROUND] >= 0:
        excluded = tables.people[rows[mate, ROUND]]
        pulled = rows[mate, READY] + rows[mate, LAG]
        mate_last = rows[mate, LAST] - rows[task, LAG]
    flex = rows[task, FLEX]
    here = rows[task, PLACE]
    length = rows[task, LENGTH]
    opens = about[task, OPENS_AT]
    last = rows[task, LAST]
    heeds = share(tally) < HEED
    wish_count = about[task, WISHES]
    wish_first = about[task, FIRST_WISH]
    held = wished_from(wishes, wish_first, wish_count) if heeds and wish_count > 0 else -NEVER
    series = about[task, SERIES]
    mark = only = anybody = -1
    person_before = person_after = -1
    who_price = tolerance = time_price = 0
    least_time, most_time = NEVER, -NEVER
    alternates = False
    if series >= 0:
        mark = book[MARK] + 1
        book[MARK] = mark
        low, high, least_time, most_time, person_before, person_after, anybody = ask_series(
            rows, shifts, about, ties, rules.members, rules.midnights, rules.marks, book, task,
            mark,
        )  # fmt: skip
        opens = max(opens, low)
        last = min(last, high)
        tolerance = ties[series, TOLERANCE]
        time_price = ties[series, TIME_PRICE]
        who_price = ties[series, WHO_PRICE]
        alternates = ties[series, WHO] == ALTERNATING
        if ties[series, WHO] == THE_SAME and who_price < 0:
            only = anybody
        elif ties[series, WHO] != THE_SAME:
            anybody = -1
    timed = series >= 0 and tolerance >= 0 and most_time >= 0
    waiting = NOTHING
    unseen = int(math.log(share(tally)) / seeing)
    count = look_around_lawfully(tables, rules, task, excluded, only, mark)
    for candidate in range(count):
        worker = candidates[candidate]
        person = shifts[worker, PERSON]
        if rules.stale[person] != 0:
            renew_reach(
                shifts, rules.people, rules.roster, sums, reach, rules.periods, rules.stale, person
            )
        room = reach[worker, ROOM]
        if room < 0:
            continue
        cost = 0
        if priced:
            cost = tables.price[task, worker]
        if anybody >= 0 and who_price > 0 and rules.marks[3, person] != mark:
            cost += who_price
        if alternates and person in (person_before, person_after):
            if who_price < 0:
                continue
            cost += who_price
        before = tasks + worker
        opens_here = opens
        last_here = last
        day = 0
        if timed:
            day = day_of(rules.midnights, book, max(opens, rows[before, START]))
            midnight = opens - time_of_day(rules.midnights, book, opens, day)
            if time_price < 0:
                opens_here = max(opens_here, midnight + most_time - tolerance)
                last_here = min(last_here, midnight + least_time + tolerance)
            elif heeds:
                wished_at = min(midnight + most_time - tolerance, last_here)
                opens_here = max(opens_here, wished_at)
        if opens_here > last_here:
            continue
        if held > opens_here:
            opens_here = min(held, last_here)
        is_used = sums[worker, USED] != 0
        if not is_used:
            cost += book[SHIFT_USED] + shifts[worker, EMPTY_FARE]
        plain_hours = (
            shifts[worker, FIRST_PAID] != 0 and shifts[worker, LAST_PAID] != 0
            and shifts[worker, SPLIT] == NEVER
        )  # fmt: skip
        free = rows[before, START]
        there = rows[before, PLACE]
        while True:
            if free > last_here:
                break
            after = rows[before, SUCC]
            onward = rows[after, PLACE]
            behind = before
            free_behind = free
            place_behind = there
            before = after
            there = onward
            free = rows[after, START] + rows[after, LENGTH]
            extra = cost + fare_to[here, place_behind] + fare[here, onward]
            extra -= fare[place_behind, onward]
            if extra < ceiling:
                unseen -= 1
                if unseen < 0:
                    unseen = int(math.log(share(tally)) / seeing)
                else:
                    floor = opens_here
                    way = travel_to[here, place_behind]
                    if behind >= tasks:
                        floor = max(floor, reach[worker, OUT_FROM] + way)
                    start = max(free_behind + way, floor, pulled)
                    if shifts[worker, LEAVES] > 0:
                        ready = -NEVER if behind >= tasks else free_behind
                        later = past_leave(
                            rules.breaks, shifts[worker, FIRST_BREAK], shifts[worker, LEAVES],
                            start, length, way, ready,
                        )  # fmt: skip
                        if later > start:
                            start = floor = later
                    if flex >= 0:
                        start = allowed(calendar, flex, start)
                    arrival = start + length + travel[here, onward]
                    possible = start <= last_here and arrival <= rows[after, LAST]
                    if mate_last > -NEVER and start > mate_last:
                        possible = False
                    if possible:
                        more = 0
                        if not is_used:
                            more = arrival - (start - way)
                        elif behind >= tasks:
                            more = sums[worker, OUT] - (start - way)
                        elif before >= tasks:
                            more = arrival - sums[worker, BACK]
                        if before >= tasks and arrival > reach[worker, BACK_BY]:
                            possible = False
                        if plain_hours and more > room:
                            possible = False
                        paid = max(more, 0)
                        if not is_used:
                            paid = max(more, shifts[worker, MINIMUM])
                        extra += paid * shifts[worker, RATE]
                        if wish_count > 0:
                            extra += wished(wishes, wish_first, wish_count, start)
                        if timed and time_price > 0:
                            time = time_of_day(rules.midnights, book, start, day)
                            off = max(most_time - time, time - least_time) - tolerance
                            off -= max(0, most_time - least_time - tolerance)
                            extra += max(0, off) * time_price
                        if possible and extra < ceiling:
                            bounds[waiting] = extra
                            places[waiting] = behind
                            floors[waiting] = floor
                            waiting += 1
            if before >= tasks:
                break
    return try_in_order(tables, rules, task, ceiling, waiting)


@compiled_inside
def try_in_order(tables, rules, task, ceiling, waiting):
    """Try places exactly while their bounds are promising; return the best as above."""
    bounds = tables.bounds
    places = tables.places
    floors = rules.floors
    priced = tables.price.shape[0] > 0
    found = -1
    found_floor = NOTHING
    cost = NOTHING
    for _trial in range(MOST_TRIALS):
        if waiting == 0:
            break
        chosen = 0
        for position in range(1, waiting):
            if bounds[position] < bounds[chosen]:
                chosen = position
        if bounds[chosen] >= ceiling:
            break
        behind = places[chosen]
        floor = floors[chosen]
        waiting -= 1
        bounds[chosen] = bounds[waiting]
        places[chosen] = places[waiting]
        floors[chosen] = floors[waiting]
        if priced:
            cost = tables.price[task, tables.rows[behind, ROUND]]
        extra = lawful_trial(tables, rules, task, behind, cost, floor)
        if extra < ceiling:
            ceiling = extra
            found = behind
            found_floor = floor
    return found, ceiling, found_floor
