"""A declaration is read strictly, and what it leaves out falls back to the usual."""

import pytest
from django.http import QueryDict
from django.utils.safestring import mark_safe

from guanjia.doors.web.listing import Choice, Column, Select, Toggle
from guanjia.doors.web.reading import address_with
from guanjia.kernel.listed import listed, ordered

STATES = Choice("status", "State", lambda: [("new", "New"), ("old", "Old")], otherwise="new")
MINE = Toggle("whose", "Show", "Mine only", value="mine")
SKILL = Select("skill", "Skill", "Any", lambda: [(3, "Cooking")])


@pytest.mark.parametrize(
    ("one", "query", "read"),
    [
        (STATES, "status=old", "old"),
        (STATES, "status=gone", "new"),
        (STATES, "", "new"),
        (MINE, "whose=mine", "mine"),
        (MINE, "whose=yours", ""),
        (SKILL, "skill=3", "3"),
        (SKILL, "skill=²", ""),
        (SKILL, "skill=99999999999999999999", ""),
    ],
)
def test_a_filter_reads_what_it_knows(one, query, read):
    assert one.read(QueryDict(query)) == read


def test_an_address_keeps_its_words_and_drops_page_and_table():
    query = QueryDict("status=old&q=wu&page=7&as=csv")
    assert address_with(query, sort="name") == "?status=old&q=wu&sort=name"
    assert address_with(query, page=2) == "?status=old&q=wu&page=2"
    assert address_with(query, status="", q="") == "?"


def test_a_column_of_markup_has_to_say_what_its_table_says():
    column = Column("State", lambda _row: mark_safe("<b>new</b>"))
    with pytest.raises(TypeError, match="State"):
        column.exported(object())


def test_a_page_past_the_end_is_the_last_one():
    found = listed(range(5), number=9, size=2)
    assert (found.rows, found.number, found.of, found.total) == ((4,), 3, 3, 5)
    assert listed((), number=1, size=2).of == 1


def test_rows_are_ordered_by_known_words_only():
    keys = {"size": abs}
    assert ordered([-3, 1, 2], keys, "size") == (1, 2, -3)
    assert ordered([-3, 1, 2], keys, "-size") == (-3, 2, 1)
    assert ordered([-3, 1, 2], keys, "password") == (-3, 1, 2)
