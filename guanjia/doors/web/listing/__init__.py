"""List pages from one declaration each: columns, filters, search, order, pages and export."""

from guanjia.doors.web.listing.asked import Asked
from guanjia.doors.web.listing.cells import (
    day_of,
    minute,
    moment_column,
    state_column,
    state_filter,
    states,
    with_small,
)
from guanjia.doors.web.listing.declared import Chip, Choice, Column, Empty, Select, Toggle
from guanjia.doors.web.listing.pages import Group, Listing, paging

__all__ = [
    "Asked",
    "Chip",
    "Choice",
    "Column",
    "Empty",
    "Group",
    "Listing",
    "Select",
    "Toggle",
    "day_of",
    "minute",
    "moment_column",
    "paging",
    "state_column",
    "state_filter",
    "states",
    "with_small",
]
