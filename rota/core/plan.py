"""Changing a plan and keeping its times exact: the only code that writes plan columns."""

from rota.core.compiling import compiled, compiled_inside
from rota.core.layout import (
    CLOSES,
    COST,
    DUE,
    FENCE,
    FIRST_WINDOW,
    FLEX,
    GRID,
    LAG,
    LAST,
    LENGTH,
    MATE,
    MISSED,
    MISSING,
    NEVER,
    ON_GRID,
    OPEN,
    OPENS,
    OVERRUN,
    PEAK,
    PLACE,
    PRED,
    QUEUED,
    READY,
    ROUND,
    STALE,
    START,
    SUCC,
    TRAIL,
    TRAIL_LATE,
    WINDOWS,
)


@compiled_inside
def touch(rows, late, trail, used, row):
    """Note the row's changeable columns on the trail; return the rows then in use."""
    trail[used, 0] = row
    trail[used, 1] = rows[row, PRED]
    trail[used, 2] = rows[row, SUCC]
    trail[used, 3] = rows[row, ROUND]
    trail[used, 4] = rows[row, READY]
    trail[used, 5] = rows[row, START]
    trail[used, TRAIL_LATE] = late[row]
    return used + 1


@compiled
def undo(rows, late, trail, tally, mark, cost, peak, missing):
    """Take back everything since the trail was `mark` long."""
    for used in range(tally[TRAIL] - 1, mark - 1, -1):
        row = trail[used, 0]
        rows[row, PRED] = trail[used, 1]
        rows[row, SUCC] = trail[used, 2]
        rows[row, ROUND] = trail[used, 3]
        rows[row, READY] = trail[used, 4]
        rows[row, START] = trail[used, 5]
        late[row] = trail[used, TRAIL_LATE]
    tally[TRAIL] = mark
    tally[COST] = cost
    tally[PEAK] = peak
    tally[MISSING] = missing
    tally[STALE] = 0


@compiled_inside
def allowed(calendar, head, moment):
    """Return the first moment not before `moment` inside a window and on the grid, or NEVER."""
    grid = calendar[head, GRID]
    first = calendar[head, FIRST_WINDOW]
    for window in range(first, first + calendar[head, WINDOWS]):
        if moment <= calendar[window, CLOSES]:
            start = max(moment, calendar[window, OPENS])
            start += (calendar[head, ON_GRID] - start) % grid
            if start <= calendar[window, CLOSES]:
                return start
    return NEVER


@compiled_inside
def settle(rows, late, travel, calendar, trail, tally, queue, count, limit):
    """
    Carry changed times forward until every row of the queue and all that follow are exact.

    Rows are looked at in order of their beginning, so that most are looked at once. Starts are
    the least that satisfy everybody, which is also the cheapest while lateness is all that time
    costs. Two tasks of one visit are decided together from when each worker is ready.

    Gives up, False, when the price passes `limit`, a task begins after its last moment, the plan
    runs in a circle, or the trail is full; the caller then undoes. `limit` is only sound while
    times move later.
    """
    used = tally[TRAIL]
    cost = tally[COST]
    peak = tally[PEAK]
    fence = tally[FENCE]
    steps = tally[OVERRUN]
    full = trail.shape[0] - 4 * rows.shape[0]
    fine = True
    while count > 0:
        chosen = 0
        row = queue[0]
        earliest = rows[row, START]
        for position in range(1, count):
            start = rows[queue[position], START]
            if start < earliest:
                earliest = start
                chosen = position
                row = queue[position]
        count -= 1
        queue[chosen] = queue[count]
        rows[row, QUEUED] = 0
        if rows[row, ROUND] < 0:
            continue
        before = rows[row, PRED]
        ready = (
            rows[before, START]
            + rows[before, LENGTH]
            + travel[rows[before, PLACE], rows[row, PLACE]]
        )
        if ready < rows[row, OPEN]:
            ready = rows[row, OPEN]
        start = ready
        other = 0
        mate = rows[row, MATE]
        if mate >= 0 and rows[mate, ROUND] < 0:
            mate = -1
        if mate < 0:
            if rows[row, FLEX] >= 0:
                start = allowed(calendar, rows[row, FLEX], start)
        elif rows[mate, FLEX] < 0:
            start = max(ready, rows[mate, READY] + rows[mate, LAG])
            if rows[row, FLEX] >= 0:
                start = allowed(calendar, rows[row, FLEX], start)
            other = max(rows[mate, READY], start + rows[row, LAG])
        else:
            other = max(rows[mate, READY], ready + rows[row, LAG])
            other = allowed(calendar, rows[mate, FLEX], other)
            start = max(ready, other + rows[mate, LAG])
        if ready == rows[row, READY] and start == rows[row, START]:
            continue
        steps -= 1
        if steps < 0 or used > full:
            fine = False
            break
        used = touch(rows, late, trail, used, row)
        rows[row, READY] = ready
        if start != rows[row, START]:
            rows[row, START] = start
            if start > rows[row, LAST]:
                fine = False
                break
            tardy = start - rows[row, DUE]
            if tardy < 0:
                tardy = 0
            was = late[row]
            if tardy != was:
                late[row] = tardy
                cost += tardy - was
                if tardy > peak:
                    peak = tardy
                elif was == peak:
                    tally[STALE] = 1
            after = rows[row, SUCC]
            if after < fence and rows[after, QUEUED] == 0:
                rows[after, QUEUED] = 1
                queue[count] = after
                count += 1
        if mate >= 0 and other != rows[mate, START]:
            used = touch(rows, late, trail, used, mate)
            rows[mate, START] = other
            if other > rows[mate, LAST]:
                fine = False
                break
            tardy = other - rows[mate, DUE]
            if tardy < 0:
                tardy = 0
            was = late[mate]
            if tardy != was:
                late[mate] = tardy
                cost += tardy - was
                if tardy > peak:
                    peak = tardy
                elif was == peak:
                    tally[STALE] = 1
            after = rows[mate, SUCC]
            if after < fence and rows[after, QUEUED] == 0:
                rows[after, QUEUED] = 1
                queue[count] = after
                count += 1
        if cost + peak > limit:
            fine = False
            break
    for position in range(count):
        rows[queue[position], QUEUED] = 0
    tally[TRAIL] = used
    tally[COST] = cost
    tally[PEAK] = peak
    return fine


@compiled_inside
def attach(rows, late, travel, fare, calendar, trail, tally, queue, task, before, price, limit):
    """
    Put a left-out task behind `before`, another row of a round; False as in settle.

    :param price: what giving the task to that round costs besides travel
    """
    used = tally[TRAIL]
    after = rows[before, SUCC]
    used = touch(rows, late, trail, used, before)
    used = touch(rows, late, trail, used, after)
    tally[TRAIL] = touch(rows, late, trail, used, task)
    rows[before, SUCC] = task
    rows[after, PRED] = task
    rows[task, PRED] = before
    rows[task, SUCC] = after
    rows[task, ROUND] = rows[before, ROUND]
    rows[task, READY] = -1
    rows[task, START] = rows[before, START]
    here = rows[task, PLACE]
    tally[COST] += (
        fare[rows[before, PLACE], here]
        + fare[here, rows[after, PLACE]]
        - fare[rows[before, PLACE], rows[after, PLACE]]
        + price
        - rows[task, MISSED]
    )
    tally[MISSING] -= 1
    queue[0] = task
    rows[task, QUEUED] = 1
    count = 1
    if after < tally[FENCE]:
        queue[1] = after
        rows[after, QUEUED] = 1
        count = 2
    return settle(rows, late, travel, calendar, trail, tally, queue, count, limit)


@compiled_inside
def detach(rows, late, fare, trail, tally, queue, count, task, price):
    """
    Take a task out of its round, leaving times to a later settle; return the queue's new length.

    :param price: what giving the task to its round had cost besides travel
    """
    used = tally[TRAIL]
    before = rows[task, PRED]
    after = rows[task, SUCC]
    used = touch(rows, late, trail, used, before)
    used = touch(rows, late, trail, used, after)
    tally[TRAIL] = touch(rows, late, trail, used, task)
    rows[before, SUCC] = after
    rows[after, PRED] = before
    rows[task, ROUND] = -1
    here = rows[task, PLACE]
    tally[COST] += (
        fare[rows[before, PLACE], rows[after, PLACE]]
        - fare[rows[before, PLACE], here]
        - fare[here, rows[after, PLACE]]
        - late[task]
        - price
        + rows[task, MISSED]
    )
    tally[MISSING] += 1
    if late[task] > 0:
        if late[task] == tally[PEAK]:
            tally[STALE] = 1
        late[task] = 0
    if after < tally[FENCE] and rows[after, QUEUED] == 0:
        rows[after, QUEUED] = 1
        queue[count] = after
        count += 1
    mate = rows[task, MATE]
    if mate >= 0 and rows[mate, ROUND] >= 0 and rows[mate, QUEUED] == 0:
        rows[mate, QUEUED] = 1
        queue[count] = mate
        count += 1
    return count


@compiled_inside
def refresh_peak(late, tally):
    """Make the largest lateness exact after times moved earlier. Looks at every row."""
    if tally[STALE] != 0:
        peak = 0
        for row in range(late.shape[0]):
            if late[row] > peak:
                peak = late[row]
        tally[PEAK] = peak
        tally[STALE] = 0
