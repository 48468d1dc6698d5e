"""
What the compiled core works on: whole-number tables, the same for every kind of problem.

A *task* is one person's part of a visit; a *round* is one worker's shift. Rows of `Tables.rows`
are the tasks, then the starts of all rounds, then their ends, so that a round is one linked list
from its start to its end and no code asks whether a neighbour is a task or a depot.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Small = NDArray[np.int32]

# Columns of Tables.rows. The first five change during the search, the rest is the problem.
PRED = 0
SUCC = 1
ROUND = 2  # -1 while the task is left out
READY = 3  # when the worker could begin, without regard to the mate
START = 4  # when the work begins
OPEN = 5  # earliest beginning
DUE = 6  # a beginning after this is late
LAST = 7  # a beginning after this is illegal
LENGTH = 8  # how long the work takes
PLACE = 9
MATE = 10  # the other task of a two-person visit, or -1
LAG = 11  # the mate begins at least this long after this task (negative: it may begin before)
QUEUED = 12  # 1 while the task waits in settle's queue
MISSED = 13  # price of leaving the task out
SCARCITY = 14  # number of rounds that fit the task
FLEX = 15  # row of the calendar that says when the task may begin, or -1: from OPEN to LAST
COLUMNS = 16

PLAN = slice(START + 1)
"""The columns that change during the search; `Tables.best` keeps them."""

# Columns of the calendar. A head: grid, any moment on the grid, first window, windows. A window:
# first moment, last moment.
GRID = 0
ON_GRID = 1
FIRST_WINDOW = 2
WINDOWS = 3
OPENS = 0
CLOSES = 1

# Columns of the trail, which takes back what a trial changed.
TRAIL_LATE = 6
TRAIL_COLUMNS = 8

# Cells of the tally.
COST = 0  # travel, lateness, prices and what is left out
PEAK = 1  # largest lateness, counted once on top
STALE = 2  # 1 when PEAK may be too high
TRAIL = 3  # rows in use
RANDOM = 4  # state of the random numbers
FENCE = 5  # rows below this are told when they shift; ends of rounds only if a shift can end
TASKS = 7
ROUNDS = 8
OVERRUN = 9  # steps after which settle calls a plan circular
MISSING = 10  # tasks left out
STAMP = 11  # the last mark given out in `seen`
TALLY_CELLS = 16

NEVER = 1 << 50
"""A time or price beyond any other, with room to add a few thousand of them."""


NO_LIMIT = np.int64(NEVER)
NOTHING = np.int64(0)
"""Arguments of the tables' type: for plain literals functions would be compiled once more."""


class Tables(NamedTuple):
    """One problem and one plan of it, for one thread. Times are ticks, prices whole units."""

    rows: Whole
    """Tasks, starts and ends of rounds × COLUMNS."""
    late: Whole
    """Lateness by row, apart from the rows so that its maximum is found quickly."""
    travel: Small
    """Ticks from place to place."""
    fare: Small
    """Price from place to place."""
    travel_to: Small
    """`travel` turned round, so that all ways to one place lie side by side in memory."""
    fare_to: Small
    fit: NDArray[np.uint8]
    """Task × round: 1 where the round may do the task."""
    price: Whole
    """Task × round: price of giving the task to that round; no rows if there is none."""
    people: Whole
    """The worker of each round: one worker does not fill both roles of a visit."""
    calendar: Whole
    """Start grids and several windows, for tasks that have such (see FLEX)."""
    near: Small
    """Task × nearest others, nearest first, near in place and time."""
    trail: Whole
    queue: Whole
    tally: Whole
    removed: Whole
    """Scratch: tasks taken out in one step of the search."""
    keys: Whole
    """Scratch: the order in which they are put back."""
    seen: Whole
    """Scratch: by round, the mark of whoever looked at it last."""
    candidates: Whole
    """Scratch: rounds in which to look for a place."""
    places: Whole
    """Scratch: places that have to be tried, and in `bounds` the least they can cost."""
    bounds: Whole
    best: Whole
    """Best plan met: PRED, SUCC, ROUND, READY, START of every row."""
    best_tally: Whole
    """COST and PEAK of `best`, and the tasks it leaves out."""
