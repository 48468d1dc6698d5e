"""What a list is declared with: columns, filters, and what stands where there is no row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from guanjia.doors.tables import Cell
from guanjia.doors.web.listing.asked import Asked
from guanjia.doors.web.reading import address_with, row_id

Words = Any
"""A text that is translated when it is shown."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that lives in the address."""

    words: str
    href: str
    on: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column, on the screen and in the export.

    :param cell: what stands on the screen; marked up only if `export` says it in plain words
    :param export: what stands in the export, if that is something else
    :param sorts: the orders of the query that its head asks for: rising, and falling
    :param kind: the classes of its cells, such as "num" or "time"
    :param is_labelled: whether its label stands beside the value on a phone's card
    """

    label: Words
    cell: Callable[[Any], object]
    export: Callable[[Any], Cell] | None = None
    sorts: tuple[str, ...] = ()
    kind: str = ""
    is_labelled: bool = False
    is_shown: bool = True
    is_exported: bool = True

    def exported(self, row: Any) -> Cell:
        """
        Return the plain value of a row.

        :raises TypeError: if only markup is declared for it
        """
        value = (self.export or self.cell)(row)
        if isinstance(value, SafeString):
            raise TypeError(f"The column {self.label} has to say what its export says.")
        return value if isinstance(value, int | float) or value is None else str(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One word of several, as chips.

    :param everything: the words of the chip that chooses none; without it a second press does
    :param otherwise: what is chosen where the address says nothing
    :param is_counted: whether each chip says how many rows there are
    """

    name: str
    label: Words
    options: Callable[[], Iterable[tuple[str, Words]]]
    everything: Words = ""
    otherwise: str = ""
    is_counted: bool = False

    def read(self, query: QueryDict) -> str:
        """Return the word that the address chooses; the usual one if it chooses none we know."""
        chosen = query.get(self.name, "")
        return chosen if chosen in {value for value, _words in self.options()} else self.otherwise

    def chips(self, asked: Asked, counts: Mapping[str, int]) -> list[Chip]:
        """Return a chip for each word."""
        chosen, options = asked[self.name], list(self.options())
        count = (lambda value: counts.get(value, 0)) if self.is_counted else lambda _value: None
        chips = [
            Chip(
                words=str(words),
                href=address_with(asked.query, **{self.name: self._pressed(value, chosen)}),
                on=value == chosen,
                count=count(value),
            )
            for value, words in options
        ]
        if self.everything:
            total = sum(counts.get(value, 0) for value, _words in options)
            everything = Chip(
                words=str(self.everything),
                href=address_with(asked.query, **{self.name: ""}),
                on=not chosen,
                count=total if self.is_counted else None,
            )
            chips.insert(0, everything)
        return chips

    def _pressed(self, value: str, chosen: str) -> str:
        takes_away = value == chosen and not self.everything and not self.otherwise
        return "" if takes_away else value


@dataclass(frozen=True, slots=True)
class Toggle:
    """
    Yes or no, as one chip.

    :param value: what the address says for yes
    :param count: the word under which the query counts the rows
    """

    name: str
    label: Words
    words: Words
    value: str = "1"
    count: str = ""

    def read(self, query: QueryDict) -> str:
        """Return the value if the address says so, and '' otherwise."""
        return self.value if query.get(self.name) == self.value else ""

    def chips(self, asked: Asked, counts: Mapping[str, int]) -> list[Chip]:
        """Return the chip; pressed again, it is let go."""
        is_on = bool(asked[self.name])
        href = address_with(asked.query, **{self.name: "" if is_on else self.value})
        count = counts.get(self.count, 0) if self.count else None
        return [Chip(str(self.words), href, is_on, count)]


@dataclass(frozen=True, slots=True)
class Select:
    """One row of another table, chosen beside the search box."""

    name: str
    label: Words
    everything: Words
    options: Callable[[], Iterable[tuple[int, str]]]

    def read(self, query: QueryDict) -> str:
        """Return the number of the row; '' if the address names none that can be."""
        return str(row_id(query.get(self.name, "")) or "")


Filter = Choice | Toggle | Select


@dataclass(frozen=True, slots=True)
class Empty:
    """
    What stands in place of rows: what belongs here, and the first step.

    :param action: the words of a button, which leads to the page named `to`
    :param may: whether the button is this reader's to press
    """

    icon: str
    title: Words
    words: Words
    action: Words = ""
    to: str = ""
    may: Callable[[Asked], bool] = lambda _asked: True
