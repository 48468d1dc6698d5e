"""Taking strings of neighbouring tasks out of neighbouring rounds, so that there is room."""

from rota.core.chance import below, share
from rota.core.compiling import compiled
from rota.core.layout import MATE, MISSING, NEVER, PRED, ROUND, SUCC, TASKS
from rota.core.plan import detach, refresh_peak, settle

MOST_INVITED = 12
"""Left-out tasks that one step of the search tries again, at most."""


@compiled
def remove(tables, task, count, taken):
    """Take one task out and list it; return the queue's and the list's new length."""
    cost = 0
    if tables.price.shape[0] > 0:
        cost = tables.price[task, tables.rows[task, ROUND]]
    count = detach(
        tables.rows, tables.late, tables.fare, tables.trail, tables.tally, tables.queue,
        count, task, cost,
    )  # fmt: skip
    tables.removed[taken] = task
    return count, taken + 1


@compiled
def remove_string(tables, task, length, kept, count, taken):
    """
    Take about `length` consecutive tasks out of the round of `task`, which is among them.

    :param kept: this many tasks inside the string stay
    """
    rows = tables.rows
    tasks = tables.tally[TASKS]
    row = task
    for _step in range(below(tables.tally, length + kept)):
        if rows[row, PRED] >= tasks:
            break
        row = rows[row, PRED]
    keep_from = 1 + below(tables.tally, length) if kept > 0 else NEVER
    for step in range(length + kept):
        if row >= tasks:
            break
        after = rows[row, SUCC]
        if not keep_from <= step < keep_from + kept:
            count, taken = remove(tables, row, count, taken)
        row = after
    return count, taken


@compiled
def list_once(tables, task, taken):
    """Add a task to the removed ones unless it is there; return how many they are."""
    for position in range(taken):
        if tables.removed[position] == task:
            return taken
    tables.removed[taken] = task
    return taken + 1


@compiled
def invite(tables, taken):
    """List some tasks that were left out before, so that they get another chance."""
    tally = tables.tally
    rows = tables.rows
    tasks = tally[TASKS]
    start = below(tally, tasks)
    room = taken + MOST_INVITED
    for step in range(tasks):
        task = start + step
        if task >= tasks:
            task -= tasks
        if rows[task, ROUND] >= 0:
            continue
        mate = rows[task, MATE]
        taken = list_once(tables, task, taken)
        if mate >= 0 and rows[mate, ROUND] < 0:
            taken = list_once(tables, mate, taken)
        if taken >= room:
            break
    return taken


@compiled
def ruin(tables, mean_removed, longest, mate_share):
    """
    Remove strings around a random task from the rounds near it; return how many were removed.

    -1 says that the rest does not hold without them, as when a way round is the quicker one.

    :param mean_removed: tasks removed on average
    :param longest: tasks in a string at most
    :param mate_share: how often the mate of a removed task leaves too
    """
    rows = tables.rows
    tally = tables.tally
    near = tables.near
    tasks = tally[TASKS]
    strings = 1 + int(share(tally) * (4.0 * mean_removed / (1.0 + longest) - 1.0))
    seed = below(tally, tasks)
    count = 0
    taken = 0
    done = 0
    for position in range(-1, near.shape[1]):
        task = seed if position < 0 else near[seed, position]
        chosen = rows[task, ROUND]
        if chosen < 0:
            continue
        fresh = True
        for earlier in range(done):
            if tables.keys[earlier] == chosen:
                fresh = False
        if not fresh:
            continue
        tables.keys[done] = chosen
        done += 1
        length = 1 + int(share(tally) * longest)
        kept = 0
        if length > 1 and share(tally) < 0.5:
            while share(tally) > 0.5 and kept < longest:
                kept += 1
        count, taken = remove_string(tables, task, length, kept, count, taken)
        if done >= strings:
            break
    for position in range(taken):
        mate = rows[tables.removed[position], MATE]
        if mate >= 0 and rows[mate, ROUND] >= 0 and share(tally) < mate_share:
            count, taken = remove(tables, mate, count, taken)
    if tally[MISSING] > taken:
        taken = invite(tables, taken)
    fine = settle(
        rows,
        tables.late,
        tables.travel,
        tables.calendar,
        tables.trail,
        tally,
        tables.queue,
        count,
        NEVER,
    )
    refresh_peak(tables.late, tally)
    return taken if fine else -1
