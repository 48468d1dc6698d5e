"""A page of rows that stay in the database: counted by state, put in order, cut out and only then read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from guanjia.kernel.listed import Listed, stretch

Row = TypeVar("Row")
Orders = Mapping[str, tuple[str, ...]]


def orders(**columns: str) -> Orders:
    """
    Return the orders that a list may be asked for: each column rising, and falling behind a minus.

    Rows that are alike in it stand as they came, so that no page repeats a row of the one before.
    """
    return {
        f"{minus}{name}": (f"{minus}{column}", f"{minus}id")
        for name, column in columns.items()
        for minus in ("", "-")
    }


def counts_by_state(found: "QuerySet[Any]") -> dict[str, int]:
    """Return how many of what was found stand in each state, in one SQL query."""
    return dict(found.order_by("status").values_list("status").annotate(n=Count("pk")))


def page_of(
    found: "QuerySet[Any]",
    made: "Callable[[QuerySet[Any]], Iterable[Row]]",
    *,
    order: tuple[str, ...],
    number: int,
    size: int,
    status: str = "",
) -> Listed[Row]:
    """
    Return a page of what was found, counted by state; one SQL query beside those of `made`.

    :param made: makes finished rows of those on the page; what they need with them it asks for
    :param status: the only state to show; '' shows all
    """
    counts = counts_by_state(found)
    total = counts.get(status, 0) if status else sum(counts.values())
    here = stretch(total, number=number, size=size)
    wanted = found.filter(status=status) if status else found
    rows = tuple(made(wanted.order_by(*order)[here.rows]))
    return Listed(rows, total, here.number, here.of, counts)
