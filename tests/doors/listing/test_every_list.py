"""What holds for every list, found by walking the pages: a new one is covered by being declared."""

import csv
import importlib
import io
import pkgutil
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanjia.chapters.dossier.commands import reveal
from guanjia.doors import web
from guanjia.doors.web.listing import Choice, Listing, Select, Toggle
from guanjia.doors.web.listing.table import lines
from guanjia.flow.overviews.request_actor import Presence
from guanjia.outbound.commands import MESSENGER, queue_notice
from tests.doors.addresses import Word, book
from tests.doors.town import town
from tests.world.company import staff
from tests.world.neighbours import NOW

pytestmark = pytest.mark.once

ODD = ("page=-1", "page=99999", "page=x", "page=²", "sort=password", "q=%00", "as=pdf")
ANY = "nothing-we-know"
RISING_AND_FALLING = ("ascending", "descending")


def declared():
    """Return every list that some module of the pages declares."""
    found = {}
    for module in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        if module.name.rpartition(".")[2] == "lists":
            for one in vars(importlib.import_module(module.name)).values():
                if isinstance(one, Listing):
                    found[one.address] = one
    return [found[address] for address in sorted(found)]


LISTS = declared()
every_list = pytest.mark.parametrize("listing", LISTS, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        for side in (found.neighbours.own, found.neighbours.elsewhere):
            for nth in range(2):
                tell_and_look(side, nth)
        yield found


def tell_and_look(side, nth):
    """Let somebody be told something, and somebody look at something sensitive."""
    queue_notice(
        actor=MESSENGER,
        key=f"{side.household.pk}/{nth}",
        kind="visit.started",
        channel="sms",
        about=f"household/{side.household.pk}",
        words=f"{side.household.name}：阿姨已到您家。",
        address="+8619900000001",
        branch_id=side.branch.pk,
        at=NOW,
    )
    reveal(
        actor=staff("owner"),
        household_id=side.household.pk,
        part="contact.phone",
        row_id=side.household.contacts.get(is_decider=True).pk,
        at=NOW + timedelta(days=nth),
    )


def parts_of_path(listing, side):
    address = next(one for one in book() if one.name == listing.address)
    (filled,) = address.fillings()
    return {
        name: noun.text if isinstance(noun, Word) else side.rows[noun]
        for name, noun in filled.items()
    }


def ask(here, listing, query="", *, who="manager", side="own"):
    parts = parts_of_path(listing, getattr(here.neighbours, side))
    path = reverse(listing.address, kwargs=parts)
    return get(here, who, f"{path}?{query}")


def get(here, who, address):
    seen = here.browsers[who].ask("GET", address)
    if seen.error:
        raise seen.error
    return seen


def reader(here, listing):
    """Return somebody of the branch who sees rows of this list."""
    for who in ("manager", "inspector", "administrator", "owner"):
        answer = ask(here, listing, who=who)
        if answer.status == 200 and "<tbody>" in answer.content.decode():
            return who
    raise AssertionError(f"Nobody sees a row of {listing.name}: let the neighbours have one.")


def table_in(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def export(here, listing, query="", **whose):
    if not listing.export_at:
        return ask(here, listing, f"{query}&as=csv", **whose)
    return get(here, whose["who"], f"{reverse(listing.export_at)}?{query}")


def words_of(listing):
    """Return for each filter an address word that chooses something."""
    for one in listing.filters:
        match one:
            case Choice():
                yield one.name, list(one.options())[-1][0]
            case Toggle():
                yield one.name, one.value
            case Select():
                yield one.name, next(iter(one.options()))[0]


def test_there_are_lists():
    assert len(LISTS) >= 9


@every_list
def test_odd_words_are_passed_over(here, listing):
    who = reader(here, listing)
    odd = [*ODD, *(f"{one.name}={ANY}" for one in listing.filters)]
    assert {query: ask(here, listing, query, who=who).status for query in odd} == dict.fromkeys(
        odd, 200
    )


@every_list
def test_its_table_has_the_rows_of_the_page(here, listing):
    who = reader(here, listing)
    shown = ask(here, listing, who=who).content.decode()
    head, *rows = table_in(export(here, listing, who=who))

    assert len(rows) == shown.count('<td class="row-name">') > 0
    assert [len(row) for row in rows] == [len(head)] * len(rows)
    assert not re.search("<(span|a|div)", str(rows))


@every_list
def test_pressing_a_head_sorts_by_its_column_and_again_turns_it_round(here, listing):
    who = reader(here, listing)
    usual = sorted(table_in(export(here, listing, who=who)))
    in_table = [column for column in listing.columns if column.is_exported]
    for place, column in enumerate(in_table):
        by_order = []
        for sort, said in zip(column.sorts, RISING_AND_FALLING[: len(column.sorts)], strict=True):
            shown = ask(here, listing, f"sort={sort}", who=who).content.decode()
            assert shown.count(f'aria-sort="{said}"') == 1
            table = table_in(export(here, listing, f"sort={sort}", who=who))
            assert sorted(table) == usual, "no row is lost"
            by_order.append([row[place] for row in table[1:]])
        if by_order:
            rising, falling = by_order
            assert rising == falling[::-1]
            assert rising != falling or len(set(rising)) == 1


@every_list
def test_filters_survive_each_other_and_the_order(here, listing):
    chosen = dict(words_of(listing))
    who = reader(here, listing)
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    shown = ask(here, listing, f"{query}&page=1", who=who).content.decode()
    chips = [
        address
        for line in re.findall('<div class="chips".*?</div>', shown, re.DOTALL)
        for address in re.findall('href="([^"]*)"', line)
    ]
    for address in chips:
        changed = [name for name, value in chosen.items() if f"{name}={value}" not in address]
        assert len(changed) <= 1, address
        assert "page=" not in address


@every_list
def test_who_may_not_see_the_page_gets_no_table(here, listing):
    for who in here.browsers:
        page = ask(here, listing, who=who)
        table = export(here, listing, who=who)
        if page.status != 200:
            assert table.status == page.status, who


@every_list
def test_another_branch_has_none_of_its_rows(here, listing):
    marks = here.neighbours.elsewhere.told_by
    shown = export(here, listing, who="manager")
    if shown.status == 200:
        assert not [name for name in marks if name in shown.content.decode()]


@every_list
def test_where_nothing_fits_it_says_what_to_do(here, listing):
    if not listing.searches:
        return
    assert "CSV" in ask(here, listing, who=reader(here, listing)).content.decode()
    shown = ask(here, listing, f"q={ANY}", who=reader(here, listing)).content.decode()
    empty = listing.none_fits or listing.none_yet
    assert str(empty.title) in shown
    assert "<tbody>" not in shown
    assert "CSV" not in shown, "there is nothing to save"


@every_list
def test_as_many_queries_are_made_for_one_row_as_for_many(here, listing):
    factory = RequestFactory()

    def queries(size):
        request = factory.get("/", {"page": "1"})
        request.presence = Presence(here.neighbours.people[who], has_second_factor=False)
        with CaptureQueriesContext(connection) as made:
            asked = replace(listing.asked(request, **parts), size=size)
            found = listing.find(asked)
            lines(listing, found.rows)
        return len(found.rows), len(made)

    who, parts = reader(here, listing), parts_of_path(listing, here.neighbours.own)
    (one, for_one), (many, for_many) = queries(1), queries(50)
    assert one == 1 < many
    assert for_one == for_many
