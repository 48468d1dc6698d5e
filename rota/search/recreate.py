"""Putting tasks back where they cost least, with a little blindness so that plans vary."""

import math

from rota.core.chance import below, share
from rota.core.compiling import compiled
from rota.core.layout import (
    COST,
    DUE,
    LAG,
    LAST,
    LENGTH,
    MATE,
    MISSED,
    MISSING,
    NEVER,
    OPEN,
    PEAK,
    PLACE,
    READY,
    ROUND,
    ROUNDS,
    SCARCITY,
    START,
    SUCC,
    TASKS,
    TRAIL,
)
from rota.core.plan import attach, undo


@compiled
def trial(
    rows, late, travel, fare, trail, tally, queue, task, before, price, ceiling
):  # fmt: skip
    """Find exactly what `task` behind `before` costs by doing and undoing it; NEVER if too much."""
    mark = tally[TRAIL]
    cost = tally[COST]
    peak = tally[PEAK]
    missing = tally[MISSING]
    base = cost + peak - rows[task, MISSED]
    fine = attach(
        rows, late, travel, fare, trail, tally, queue, task, before, price, base + ceiling
    )
    extra = tally[COST] + tally[PEAK] - base if fine else NEVER
    undo(rows, late, trail, tally, mark, cost, peak, missing)
    return extra


@compiled
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
    fit = tables.fit
    travel = tables.travel
    fare = tables.fare
    travel_to = tables.travel_to
    fare_to = tables.fare_to
    priced = tables.price.shape[0] > 0
    tasks = tally[TASKS]
    rounds = tally[ROUNDS]
    mate = rows[task, MATE]
    mates_round = -1
    pulled = -NEVER
    mate_moves_at = NEVER
    mate_tardy_at = NEVER
    mate_last = NEVER
    mate_late = 0
    if mate >= 0 and rows[mate, ROUND] >= 0:
        mates_round = rows[mate, ROUND]
        pulled = rows[mate, READY] + rows[mate, LAG]
        mate_moves_at = rows[mate, START] - rows[task, LAG]
        mate_tardy_at = rows[mate, DUE] - rows[task, LAG]
        mate_last = rows[mate, LAST] - rows[task, LAG]
        mate_late = late[mate]
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
    for worker in range(rounds):
        if fit[task, worker] == 0 or worker == mates_round:
            continue
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
                    pushed = ready > mate_moves_at
                    if pushed:
                        if ready > mate_tardy_at:
                            extra += ready - mate_tardy_at - mate_late
                        if ready > mate_last:
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
            rows, late, travel, fare, tables.trail, tally, tables.queue,
            task, behind, cost, ceiling,
        )  # fmt: skip
        if extra < ceiling:
            ceiling = extra
            found = behind
    return found, ceiling


@compiled
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


@compiled
def recreate(tables, taken, limit, seeing):
    """
    Put the removed tasks back one by one; False as soon as the plan would cost more than `limit`.

    A task that fits nowhere under its price for being left out stays out.
    """
    rows = tables.rows
    tally = tables.tally
    order(tables, taken)
    owed = 0
    for position in range(taken):
        owed += rows[tables.removed[position], MISSED]
    cost = 0
    for position in range(taken):
        task = tables.removed[position]
        missed = rows[task, MISSED]
        room = limit - (tally[COST] + tally[PEAK] - owed)
        owed -= missed
        before, _extra = cheapest_place(tables, task, min(missed, room + 1), seeing)
        if before < 0:
            if missed > room:
                return False
            continue
        if tables.price.shape[0] > 0:
            cost = tables.price[task, rows[before, ROUND]]
        attach(
            rows, tables.late, tables.travel, tables.fare, tables.trail, tally, tables.queue,
            task, before, cost, NEVER,
        )  # fmt: skip
    return tally[COST] + tally[PEAK] <= limit
