"""Taking strings of neighbouring tasks out of neighbouring rounds, so that there is room."""

from rota.core.assess import assess
from rota.core.chance import below, share
from rota.core.compiling import compiled_inside
from rota.core.layout import MATE, MISSING, NEVER, NO_LIMIT, NOTHING, PRED, ROUND, SUCC, TASKS
from rota.core.plan import detach, refresh_peak, settle
from rota.core.rulebook import FIRST_MEMBER, MEMBERS, SERIES

MOST_INVITED = 12
"""Left-out tasks that one step of the search tries again, at most."""

SERIES_SHARE = 0.2
"""How often whole series leave, so that they can change their worker or their time."""


@compiled_inside
def remove(tables, task, count, taken):
    """Take one task out and list it; return the queue's and the list's new length."""
    cost = NOTHING
    if tables.price.shape[0] > 0:
        cost = tables.price[task, tables.rows[task, ROUND]]
    count = detach(
        tables.rows, tables.late, tables.fare, tables.trail, tables.tally, tables.queue,
        count, task, cost,
    )  # fmt: skip
    tables.removed[taken] = task
    return count, taken + 1


@compiled_inside
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


@compiled_inside
def list_once(tables, task, taken):
    """Add a task to the removed ones unless it is there; return how many they are."""
    for position in range(taken):
        if tables.removed[position] == task:
            return taken
    tables.removed[taken] = task
    return taken + 1


@compiled_inside
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


@compiled_inside
def remove_series(tables, rules, task, count, taken, most):
    """Take out the whole series of a task and some of those that live near, `most` tasks or so."""
    rows = tables.rows
    ties = rules.ties
    near = rules.near_series
    own = rules.about[task, SERIES]
    for position in range(-1, near.shape[1]):
        series = own if position < 0 else near[own, position]
        if position >= 0 and share(tables.tally) < 0.5:
            continue
        for member in range(ties[series, MEMBERS]):
            row = rules.members[ties[series, FIRST_MEMBER] + member]
            if rows[row, ROUND] >= 0:
                count, taken = remove(tables, row, count, taken)
        if taken >= most:
            break
    return count, taken


@compiled_inside
def ruin(tables, rules, mean_removed, longest, mate_share):
    """
    Remove strings around a random task from the rounds near it; return how many were removed.

    -1 says that the rest does not hold without them, as when a way round is the quicker one.

    :param rules: None for problems without any
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
    count = NOTHING
    taken = NOTHING
    done = 0
    if rules is not None and rules.about[seed, SERIES] >= 0 and share(tally) < SERIES_SHARE:
        most = int(mean_removed * share(tally))
        count, taken = remove_series(tables, rules, seed, count, taken, most)
        strings = 0
    for position in range(-1, near.shape[1]):
        if strings == 0:
            break
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
        kept = NOTHING
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
        NO_LIMIT,
    )
    refresh_peak(tables.late, tally)
    if rules is not None:
        assess(tables, rules, NOTHING)
    return taken if fine else -1
