"""How large, how early and how late anything may be that comes in at a door, and why."""

from datetime import date, timedelta

from guanjia.kernel.clock import FARTHEST_AHEAD

MOST_ID = 2**63 - 1
"""The largest number that a row can have: what a database keeps in eight bytes."""

MOST_NUMBER = 2**31 - 1
"""The largest whole number that a column can hold: what a database keeps in four bytes."""

MOST_PAGES = 100_000
"""The last page of a list that anybody may ask for."""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days of people, papers and promises: whoever lives was born later, and nothing lasts longer.

Days nearer to the first and the last year that a calendar can write cannot be put into another
time zone, nor a week counted on from them.
"""

FIRST_DAY_OF_WORK = date(2020, 1, 1)
"""No figure of the trade is in force before, so that nothing can be reckoned for an earlier day."""

FARTHEST_BACK = timedelta(days=10 * 366)
"""How far back a house looks at its days of work."""


def days_of_work(today: date) -> tuple[date, date]:
    """Return the first and the last day whose work anybody may ask to see."""
    return max(today - FARTHEST_BACK, FIRST_DAY_OF_WORK), today + FARTHEST_AHEAD
