"""
What the compiled core works on besides `Tables` when a problem has rules of working time, breaks,
series or prices of whole rounds. Problems without any have no `Rules`, and pay nothing for them.

Sums of rounds, workers and series are kept exact by `rota.core.assess`; a log takes back what a
trial changed.
"""

from typing import NamedTuple

from rota.core.layout import Small, Whole

# Columns of Rules.shifts, by round.
PERSON = 0
DAY = 1
WEEK = 2
MONTH = 3
EMPTY_FARE = 4  # from its start to its end, which nobody travels who is not sent out
LONGEST_LEG = 5
SPLIT = 6  # idle time between two visits from which on it is unpaid
FIRST_PAID = 7
LAST_PAID = 8
RATE = 9
MINIMUM = 10
FIRST_BREAK = 11
BREAKS = 12
LEAVES = 13  # of the breaks, the first so many are leave
ON_LEAVE = 14  # 1 if leave falls into the shift, whose edges it may have cut
SHIFT_COLUMNS = 15

# Columns of Rules.sums, by round. All change.
USED = 0
OUT = 1  # when the worker sets out
BACK = 2
WORKED = 3
PRICE = 4  # what the round costs besides travel and affinity
FINE = 5  # 0 if a rule of the round is broken
SUM_COLUMNS = 6

# Columns of Rules.reach, by round, worked out when asked for.
ROOM = 0  # how much longer the worker may work in this round; below 0: not at all
OUT_FROM = 1  # setting out before this breaks the rest
BACK_BY = 2

# Columns of Rules.breaks.
DURATION = 0
EARLIEST = 1
LATEST = 2
LONGEST_WORK = 3  # NEVER: owed whatever the span; LEAVE: not a break but leave
LEAVE = -1

# Columns of Rules.people.
MOST_DAY = 0
MOST_WEEK = 1
MOST_MONTH = 2
REST = 3
IN_A_ROW = 4
DAYS_A_WEEK = 5
LEAST_DAY = 6
LEAST_WEEK = 7
LEAST_MONTH = 8
PAST_WEEK = 9
PAST_MONTH = 10
PAST_DAYS = 11
PAST_RUN = 12
PAST_END = 13  # -NEVER: none
FIRST_ROUND = 14  # in Rules.roster
ROUND_COUNT = 15
PEOPLE_COLUMNS = 16

# Columns of Rules.dues (by worker) and Rules.bonds (by series): price, and whether legal.
OWED = 0
KEPT = 1

# Columns of Rules.ties, by series.
GAP_LEAST = 0
GAP_MOST = 1
APART = 2
A_WEEK = 3
WHO = 4  # one of ANYBODY, THE_SAME, ALTERNATING
WHO_PRICE = 5  # -1: hard
TOLERANCE = 6  # -1: no such rule
TIME_PRICE = 7  # -1: hard
FIRST_MEMBER = 8
MEMBERS = 9
TIE_COLUMNS = 10

ANYBODY = 0
THE_SAME = 1
ALTERNATING = 2

# Columns of Rules.wishes: prices of a task's start, several in a row.
KIND = 0  # one of the next three
AT = 1
PER_TICK = 2  # of a promise: what breaking it costs
SLACK = 3
TOO_EARLY = 0
TOO_LATE = 1
TOLD = 2

# Columns of Rules.about, by task.
SERIES = 0  # -1: none
POSITION = 1
FIRST_WISH = 2
WISHES = 3
OPENS_AT = 4  # OPEN as the problem says it; the plan may hold a task back for longer
FIRST_FIT = 5  # rounds from here
LAST_FIT = 6  # to before this may take the task
ABOUT_COLUMNS = 7

# Cells of Rules.book.
LOGGED = 0  # rows of the log in use
BROKEN = 1  # rounds, workers and series that break a rule
MARK = 2  # the last mark given out in marks
WAITING = 3  # price of an idle tick
SHIFT_USED = 4
MISSING_TICK = 5
HORIZON_WEEKS = 6  # weeks and months of the horizon come first in their numbering
HORIZON_MONTHS = 7
FIRST_MIDNIGHT = 8
DAY_LENGTH = 9
BOOK_CELLS = 10

DAYS_BEFORE = 8
"""Days before the horizon that Rules.weeks knows, and as many after it."""

# Kinds of rows in the log.
OF_ROUND = 0
OF_PERSON = 1
OF_SERIES = 2
OF_TASK = 3
LOG_COLUMNS = 8


class Rules(NamedTuple):
    """The rules of one problem and what one plan comes to under them, for one thread."""

    shifts: Whole
    sums: Whole
    reach: Whole
    stale: Whole
    """By worker: 1 if `reach` of their rounds has to be worked out anew."""
    breaks: Whole
    people: Whole
    dues: Whole
    roster: Whole
    """Rounds of each worker in order of time, one worker after another."""
    ties: Whole
    bonds: Whole
    members: Whole
    """Tasks of each series in order, one series after another."""
    about: Whole
    wishes: Whole
    midnights: Whole
    weeks: Whole
    """Number of the week of each day, from DAYS_BEFORE days before the horizon."""
    marks: Whole
    """Scratch: marks of rounds, workers and series that were looked at."""
    sorted_out: Whole
    """Scratch: rounds, workers and series to be looked at."""
    periods: Whole
    """Scratch: weeks and months; worked time, days."""
    floors: Whole
    """Scratch: for each place to be tried, before when the task is not to begin."""
    log: Whole
    book: Whole
    best_open: Whole
    """OPEN of all rows in the best plan."""
    near_series: Small
    """Series × series whose clients live nearest, nearest first."""
