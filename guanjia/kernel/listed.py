"""One page of a long answer: its rows, and how many there are in all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """
    The rows of page `number` of `of`, out of `total`.

    :param counts: how many there are by state, or by another word that the list can be narrowed to
    """

    rows: tuple[Row, ...]
    total: int
    number: int = 1
    of: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows stand on a page, and which page of how many it is."""

    number: int
    of: int
    rows: slice


def stretch(total: int, *, number: int, size: int) -> Stretch:
    """Return where page `number` lies among `total` rows; the nearest page if there is none such."""
    of = max(-(-total // size), 1)
    number = min(max(number, 1), of)
    return Stretch(number, of, slice((number - 1) * size, number * size))


def listed(
    rows: Sequence[Row], *, number: int, size: int, counts: Mapping[str, int] | None = None
) -> Listed[Row]:
    """Return one page of rows that are all at hand."""
    here = stretch(len(rows), number=number, size=size)
    return Listed(tuple(rows[here.rows]), len(rows), here.number, here.of, counts or {})


def ordered(
    rows: Iterable[Row], keys: Mapping[str, Callable[[Row], Any]], sort: str
) -> tuple[Row, ...]:
    """
    Return rows in the order of one of `keys`, turned round by a minus before it.

    A word that is no key leaves them as they are.
    """
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        return tuple(rows)
    return tuple(sorted(rows, key=key, reverse=sort.startswith("-")))
