"""A list as a whole: reading its address, showing a page of it, handing it out as a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.tables import Cell, hand_out_table
from guanjia.doors.web import reading
from guanjia.doors.web.limits import limited
from guanjia.doors.web.listing.asked import Asked
from guanjia.doors.web.listing.declared import Chip, Choice, Column, Empty, Filter, Select, Words
from guanjia.doors.web.listing.table import Head, Line, heads, lines
from guanjia.doors.web.reading import address_with
from guanjia.kernel.listed import Listed

MOST_EXPORTED = 20_000
KINDS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a long list stands, and the addresses of its neighbours."""

    number: int
    of: int
    back: str
    on: str


@dataclass(frozen=True, slots=True)
class Group:
    """Chips that belong together; `where` is the class of those that wide or narrow pages show."""

    label: str
    options: list[Chip]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, finished for its template."""

    title: str
    total: int
    text: str
    searches: str
    kept: list[tuple[str, str]]
    selects: list[dict[str, Any]]
    groups: list[Group]
    heads: list[Head]
    lines: list[Line]
    paging: Paging
    empty: dict[str, str] | None
    csv: str
    xlsx: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    Everything a list page has.

    :param name: what its export is saved as
    :param address: the name of its page
    :param find: the query, asked with what the address says
    :param leads: the column that stands first on a phone's card; the row opens from there
    :param href: where a row leads, if it leads anywhere
    :param before: what stands before the leading cell, such as a face
    :param aside: what stands small behind it, such as a number
    :param sort: the order where the address asks for none
    :param orders: more orders than the heads offer, with their words
    :param about: what else of the answer the page shows
    :param export_at: the name of the page that hands the table out, if that is not the list itself
    """

    name: str
    title: Words
    address: str
    find: Callable[[Asked], Listed[Any]]
    columns: tuple[Column, ...]
    none_yet: Empty
    none_fits: Empty | None = None
    filters: tuple[Filter, ...] = ()
    searches: Words = ""
    href: Callable[[Any], str] | None = None
    before: Callable[[Any], str] | None = None
    aside: Callable[[Any], object] | None = None
    sort: str = ""
    orders: tuple[tuple[str, Words], ...] = ()
    size: int = 50
    export_at: str = ""
    template: str = "listing.html"
    about: Callable[[Any], dict[str, Any]] | None = None

    @property
    def sorts(self) -> tuple[str, ...]:
        """The orders that an address may ask for."""
        named = (name for name, _words in self.orders)
        return (*named, *(name for column in self.columns for name in column.sorts))

    @property
    def view(self) -> Callable[[HttpRequest], HttpResponse]:
        """The page itself, where nothing else stands on it."""
        return require_GET(self.answer)

    def asked(self, request: HttpRequest, **path: Any) -> Asked:
        """Return what the address asks for; whatever is odd falls back to the usual."""
        query = request.GET
        return Asked(
            actor=actor_of(request),
            at=now(),
            query=query,
            text=reading.search_words(query) if self.searches else "",
            chosen={one.name: one.read(query) for one in self.filters},
            sort=reading.choice(query, "sort", self.sorts) or self.sort,
            number=reading.page_number(query),
            size=self.size,
            path=path,
        )

    def answer(
        self,
        request: HttpRequest,
        *,
        path: Mapping[str, Any] | None = None,
        saved_as: str = "",
        **more: Any,
    ) -> HttpResponse:
        """
        Show the list; hand it out as a table if the address says so.

        Whoever took as many tables as nobody needs is asked to wait.

        :param saved_as: what the table is called, if that depends on the path
        """
        path = path or {}
        if request.GET.get("as") in KINDS and not self.export_at:
            hand_out = limited("export", method="GET")(self.hand_out)
            return hand_out(request, path=path, saved_as=saved_as)
        return self.show(request, self.asked(request, **path), **more)

    def show(
        self,
        request: HttpRequest,
        asked: Asked,
        *,
        title: str = "",
        groups: tuple[Group, ...] = (),
        **more: Any,
    ) -> HttpResponse:
        """
        Show a page of the list.

        :param title: what it is called here, if that depends on the path
        :param groups: chips besides those of the filters
        """
        found = self.find(asked)
        shown = Shown(
            title=title or str(self.title),
            total=found.total,
            text=asked.text,
            searches=str(self.searches),
            kept=self._kept(asked),
            selects=self._selects(asked),
            groups=[*groups, *self._groups(asked, found), *self._orders(asked)],
            heads=heads(self.columns, asked),
            lines=lines(self, found.rows),
            paging=paging(asked.query, found),
            empty=None if found.rows else self._empty(asked),
            csv=self._export_address(asked, "csv"),
            xlsx=self._export_address(asked, "xlsx"),
        )
        if self.about:
            more |= self.about(found)
        return page(request, self.template, listing=shown, **more)

    def hand_out(
        self,
        request: HttpRequest,
        *,
        path: Mapping[str, Any] | None = None,
        saved_as: str = "",
    ) -> HttpResponse:
        """Hand out the list as it is filtered and ordered, all pages of it, as a table."""
        asked = self.asked(request, **(path or {}))
        everything = replace(asked, number=1, size=MOST_EXPORTED)
        columns = [column for column in self.columns if column.is_exported]
        rows = self.find(everything).rows
        table: list[list[Cell]] = [[str(column.label) for column in columns]]
        table += [[column.exported(row) for column in columns] for row in rows]
        kind = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
        return hand_out_table(table, name=saved_as or self.name, kind=kind)

    def _kept(self, asked: Asked) -> list[tuple[str, str]]:
        replaced = {"q", "page", "as"} | {
            one.name for one in self.filters if isinstance(one, Select)
        }
        return [(name, str(asked.query[name])) for name in asked.query if name not in replaced]

    def _selects(self, asked: Asked) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "label": str(one.label),
                "everything": str(one.everything),
                "options": [
                    (str(value), words, str(value) == asked[one.name])
                    for value, words in one.options()
                ],
            }
            for one in self.filters
            if isinstance(one, Select)
        ]

    def _groups(self, asked: Asked, found: Listed[Any]) -> list[Group]:
        chips = [one for one in self.filters if not isinstance(one, Select)]
        return [
            Group(label, [chip for one in members for chip in one.chips(asked, found.counts)])
            for label, members in groupby(chips, key=lambda one: str(one.label))
        ]

    def _orders(self, asked: Asked) -> list[Group]:
        """Return the orders as chips: where there are no heads to press, and where heads lack one."""
        more = [_order(asked, name, str(words)) for name, words in self.orders]
        by_head = [
            _order(asked, name, f"{column.label} {arrow}")
            for column in self.columns
            for name, arrow in zip(column.sorts, "↑↓", strict=False)
        ]
        words = gettext("Order")
        wide = [Group(words, more, "wide-only")] if more else []
        narrow = [Group(words, more + by_head, "narrow-only")] if more or by_head else []
        return wide + narrow

    def _empty(self, asked: Asked) -> dict[str, str]:
        is_filtered = bool(asked.text) or any(
            asked[one.name] != (one.otherwise if isinstance(one, Choice) else "")
            for one in self.filters
        )
        empty = self.none_fits if is_filtered and self.none_fits else self.none_yet
        may = bool(empty.action) and empty.may(asked)
        return {
            "icon": empty.icon,
            "title": str(empty.title),
            "words": str(empty.words),
            "action": str(empty.action) if may else "",
            "href": reverse(
                empty.to or self.address, kwargs=dict(asked.path) if not empty.to else None
            )
            if may
            else "",
        }

    def _export_address(self, asked: Asked, kind: str) -> str:
        address = reverse(self.export_at) if self.export_at else ""
        return address + address_with(asked.query, **{"as": kind})


def _order(asked: Asked, name: str, words: str) -> Chip:
    return Chip(words, address_with(asked.query, sort=name), asked.sort == name)


def paging(query: QueryDict, found: Listed[Any]) -> Paging:
    """Return where a page of a list stands, and the addresses of its neighbours."""
    back, on = found.number - 1, found.number + 1
    return Paging(
        number=found.number,
        of=found.of,
        back=address_with(query, page=back) if back else "",
        on=address_with(query, page=on) if on <= found.of else "",
    )
