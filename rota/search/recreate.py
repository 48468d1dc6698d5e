"""Putting tasks back where they cost least, with a little blindness so that plans vary."""

import math

from rota.core.assess import assess
from rota.core.chance import below, share
from rota.core.compiling import compiled, compiled_inside
from rota.core.layout import (
    COST,
    DUE,
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
    OPEN,
    PEAK,
    PLACE,
    READY,
    ROUND,
    ROUNDS,
    SCARCITY,
    STAMP,
    START,
    SUCC,
    TASKS,
    TRAIL,
)
from rota.core.plan import allowed, attach, detach, refresh_peak, settle, undo
from rota.core.rulebook import BROKEN
from rota.search.lawful import cheapest_lawful_place, place_lawfully


@compiled_inside
def trial(
    rows, late, travel, fare, calendar, trail, tally, queue, task, before, price, ceiling
):  # fmt: skip
    """Find exactly what `task` behind `before` costs by doing and undoing it; NEVER if too much."""
    mark = tally[TRAIL]
    cost = tally[COST]
    peak = tally[PEAK]
    missing = tally[MISSING]
    base = cost + peak - rows[task, MISSED]
    fine = attach(
        rows, late, travel, fare, calendar, trail, tally, queue,
        task, before, price, base + ceiling,
    )  # fmt: skip
    extra = tally[COST] + tally[PEAK] - base if fine else NEVER
    undo(rows, late, trail, tally, mark, cost, peak, missing)
    return extra


@compiled_inside
def look_around(tables, task, excluded):
    """
    List the rounds that may take `task`: those that visit a near task, and the empty ones.

    :param excluded: the worker who already does the other half of the visit, or -1
    """
    rows = tables.rows
    tally = tables.tally
    seen = tables.seen
    fit = tables.fit
    people = tables.people
    near = tables.near
    candidates = tables.candidates
    tasks = tally[TASKS]
    stamp = tally[STAMP] + 1
    tally[STAMP] = stamp
    count = 0
    for position in range(near.shape[1]):
        chosen = rows[near[task, position], ROUND]
        if chosen >= 0 and seen[chosen] != stamp:
            seen[chosen] = stamp
            if fit[task, chosen] != 0 and people[chosen] != excluded:
                candidates[count] = chosen
                count += 1
    for chosen in range(tally[ROUNDS]):
        is_empty = rows[tasks + chosen, SUCC] >= tasks
        if is_empty and fit[task, chosen] != 0 and people[chosen] != excluded:
            candidates[count] = chosen
            count += 1
    return count


@compiled_inside
def cheapest_place(tables, task, ceiling, seeing):
    """
    Find the row behind which `task` costs least, and that price; -1 if nothing is under `ceiling`.

    What a place costs is first bounded from below by its neighbours alone. That bound is exact
    when nobody is pushed; the others are tried in order of their bounds while those are promising.

    :param seeing: logarithm of the chance that a place is seen, below zero
    """
    rows = tables.rows
    late = tables.late
    tally = tables.tally
    calendar = tables.calendar
    candidates = tables.candidates
    travel = tables.travel
    fare = tables.fare
    travel_to = tables.travel_to
    fare_to = tables.fare_to
    priced = tables.price.shape[0] > 0
    tasks = tally[TASKS]
    mate = rows[task, MATE]
    excluded = -1
    pulled = -NEVER
    mate_moves_at = NEVER
    mate_tardy_at = NEVER
    mate_last = NEVER
    mate_late = 0
    if mate >= 0 and rows[mate, ROUND] >= 0:
        excluded = tables.people[rows[mate, ROUND]]
        pulled = rows[mate, READY] + rows[mate, LAG]
        mate_moves_at = rows[mate, START] - rows[task, LAG]
        mate_tardy_at = rows[mate, DUE] - rows[task, LAG]
        mate_last = rows[mate, LAST] - rows[task, LAG]
        mate_late = late[mate]
    flex = rows[task, FLEX]
    entangled = mate >= 0 and rows[mate, ROUND] >= 0 and rows[mate, FLEX] >= 0
    here = rows[task, PLACE]
    opens = rows[task, OPEN]
    due = rows[task, DUE]
    last = rows[task, LAST]
    length = rows[task, LENGTH]
    peak = tally[PEAK]
    bounds = tables.bounds
    places = tables.places
    waiting = 0
    found = -1
    cost = 0
    unseen = int(math.log(share(tally)) / seeing)
    for candidate in range(look_around(tables, task, excluded)):
        worker = candidates[candidate]
        if priced:
            cost = tables.price[task, worker]
        before = tasks + worker
        free = rows[before, START]
        there = rows[before, PLACE]
        while True:
            if free - due >= ceiling or free > last:
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
                    ready = free_behind + travel_to[here, place_behind]
                    if ready < opens:
                        ready = opens
                    start = ready
                    if pulled > start:
                        start = pulled
                    if flex >= 0:
                        start = allowed(calendar, flex, start)
                    pushed = entangled or start > mate_moves_at
                    if start > mate_moves_at:
                        if start > mate_tardy_at:
                            extra += start - mate_tardy_at - mate_late
                        if start > mate_last:
                            extra = NEVER
                    most = peak
                    if start > due:
                        extra += start - due
                        if start - due > most:
                            extra += start - due - most
                            most = start - due
                    if start > last:
                        extra = NEVER
                    arrival = start + length + travel[here, onward]
                    if arrival > rows[after, START]:
                        pushed = True
                        tardy = arrival - rows[after, DUE]
                        if tardy > 0:
                            extra += tardy - late[after]
                            if tardy > most:
                                extra += tardy - most
                        if arrival > rows[after, LAST]:
                            extra = NEVER
                    if extra < ceiling:
                        if pushed:
                            bounds[waiting] = extra
                            places[waiting] = behind
                            waiting += 1
                        else:
                            ceiling = extra
                            found = behind
            if before >= tasks:
                break
    while waiting > 0:
        chosen = 0
        for position in range(1, waiting):
            if bounds[position] < bounds[chosen]:
                chosen = position
        if bounds[chosen] >= ceiling:
            break
        behind = places[chosen]
        waiting -= 1
        bounds[chosen] = bounds[waiting]
        places[chosen] = places[waiting]
        if priced:
            cost = tables.price[task, rows[behind, ROUND]]
        extra = trial(
            rows, late, travel, fare, calendar, tables.trail, tally, tables.queue,
            task, behind, cost, ceiling,
        )  # fmt: skip
        if extra < ceiling:
            ceiling = extra
            found = behind
    return found, ceiling


@compiled_inside
def order(tables, taken):
    """Sort the removed tasks by one of several rules, chosen at random."""
    rows = tables.rows
    tally = tables.tally
    keys = tables.keys
    removed = tables.removed
    rule = below(tally, 10)
    for position in range(taken):
        task = removed[position]
        if rule < 4:
            key = below(tally, 1 << 20)
        elif rule < 6:
            key = rows[task, SCARCITY]
        elif rule < 7:
            key = rows[task, DUE]
        elif rule < 8:
            key = -rows[task, DUE]
        elif rule < 9:
            key = -tables.fare[rows[tally[TASKS], PLACE], rows[task, PLACE]]
        else:
            key = tables.fare[rows[tally[TASKS], PLACE], rows[task, PLACE]]
        slot = position
        while slot > 0 and keys[slot - 1] > key:
            keys[slot] = keys[slot - 1]
            removed[slot] = removed[slot - 1]
            slot -= 1
        keys[slot] = key
        removed[slot] = task


@compiled_inside
def part_from_missing(tables, rules, taken):
    """Take out tasks whose mate stayed out: half a visit is worth nothing. False as in settle."""
    rows = tables.rows
    mark = tables.tally[TRAIL]
    count = NOTHING
    for position in range(taken):
        task = tables.removed[position]
        mate = rows[task, MATE]
        if mate < 0:
            continue
        alone = -1
        if rows[task, ROUND] >= 0 and rows[mate, ROUND] < 0:
            alone = task
        elif rows[task, ROUND] < 0 and rows[mate, ROUND] >= 0:
            alone = mate
        if alone >= 0:
            cost = NOTHING
            if tables.price.shape[0] > 0:
                cost = tables.price[alone, rows[alone, ROUND]]
            count = detach(
                rows, tables.late, tables.fare, tables.trail, tables.tally, tables.queue,
                count, alone, cost,
            )  # fmt: skip
    fine = settle(
        rows, tables.late, tables.travel, tables.calendar, tables.trail, tables.tally,
        tables.queue, count, NO_LIMIT,
    )  # fmt: skip
    refresh_peak(tables.late, tables.tally)
    if rules is not None:
        assess(tables, rules, mark)
    return fine


@compiled
def recreate(tables, rules, taken, limit, seeing):
    """
    Put the removed tasks back one by one; False as soon as the plan would cost more than `limit`.

    A task that fits nowhere under its price for being left out stays out.

    :param rules: None for problems without any
    """
    rows = tables.rows
    tally = tables.tally
    order(tables, taken)
    owed = 0
    for position in range(taken):
        owed += rows[tables.removed[position], MISSED]
    cost = NOTHING
    for position in range(taken):
        task = tables.removed[position]
        missed = rows[task, MISSED]
        room = limit - (tally[COST] + tally[PEAK] - owed)
        owed -= missed
        floor = NOTHING
        if rules is None:
            before, _extra = cheapest_place(tables, task, min(missed, room + 1), seeing)
        else:
            before, _extra, floor = cheapest_lawful_place(
                tables, rules, task, min(missed, room + 1), seeing
            )
        if before < 0:
            if missed > room:
                return False
            continue
        if tables.price.shape[0] > 0:
            cost = tables.price[task, rows[before, ROUND]]
        if rules is None:
            fine = attach(
                rows, tables.late, tables.travel, tables.fare, tables.calendar, tables.trail,
                tally, tables.queue, task, before, cost, NO_LIMIT,
            )  # fmt: skip
        else:
            fine = place_lawfully(tables, rules, task, before, cost, floor)
        if not fine:
            return False
    if tally[MISSING] > 0 and not part_from_missing(tables, rules, taken):
        return False
    if rules is not None and rules.book[BROKEN] > 0:
        return False
    return tally[COST] + tally[PEAK] <= limit
