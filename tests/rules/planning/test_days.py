"""On which days a plan falls, and in which hours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.planning.rules import (
    check_line,
    days_chosen,
    days_of,
    fitted_window,
    spread,
)
from guanjia.kernel.errors import Invalid

MONDAY = date(2026, 11, 30)


def days(weekdays, every_weeks=1, *, starts=MONDAY, ends=None, first=MONDAY, weeks=4):
    until = first + timedelta(weeks=weeks)
    return list(days_of(weekdays, every_weeks, starts, ends, first, until))


def test_a_line_falls_on_its_weekdays():
    assert days([1, 4], weeks=1) == [date(2026, 12, 1), date(2026, 12, 4)]


def test_every_second_week_is_counted_from_the_week_of_the_start():
    assert days([0], 2) == [date(2026, 11, 30), date(2026, 12, 14)]
    assert days([0], 2, starts=date(2026, 12, 3)) == [date(2026, 12, 14)]


def test_nothing_falls_before_the_start_or_on_the_end():
    found = days(range(7), starts=date(2026, 12, 2), ends=date(2026, 12, 5))
    assert found == [date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4)]


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_asking_in_two_pieces_finds_the_same_days(weekdays, every, starts, one, two):
    middle, end = starts + timedelta(days=one), starts + timedelta(days=one + two)
    whole = list(days_of(weekdays, every, starts, None, starts, end))
    pieces = [
        *days_of(weekdays, every, starts, None, starts, middle),
        *days_of(weekdays, every, starts, None, middle, end),
    ]
    assert whole == pieces


@pytest.mark.parametrize("times", range(1, 8))
def test_visits_are_spread_over_the_week(times):
    assert len(set(spread(times))) == times


def test_days_that_suit_are_kept_to():
    assert days_chosen(2, frozenset({1, 3, 5})) == (1, 3)
    assert days_chosen(5, frozenset({1, 3})) == (1, 3)
    assert days_chosen(3, frozenset()) == spread(3)


@given(st.integers(0, 1_380), st.integers(15, 720), st.integers(0, 1_440), st.integers(0, 1_440))
def test_a_fitted_window_always_holds_the_visit(start, minutes, not_before, not_after):
    first, last = fitted_window(
        (start, start + 60), minutes, not_before=not_before, not_after=not_after
    )
    assert 0 <= first < last <= 24 * 60
    assert last - first >= minutes


def test_a_window_is_cut_to_the_household_s_hours():
    assert fitted_window((8 * 60, 12 * 60), 90, not_before=9 * 60) == (9 * 60, 12 * 60)


def test_a_line_that_can_be_kept_passes():
    check_line(
        weekdays=[0], every_weeks=1, minutes=120, window=(540, 660), people=1, least_minutes=120
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"minutes": 60}, "minutes"),
        ({"window": (600, 600)}, "window_until"),
        ({"window": (600, 650)}, "window_until"),
        ({"people": 10}, "people"),
    ],
)
def test_a_line_that_cannot_be_kept_names_what_is_wrong(change, field):
    line = {
        "weekdays": [0],
        "every_weeks": 1,
        "minutes": 120,
        "window": (540, 660),
        "people": 1,
        "least_minutes": 120,
    } | change
    with pytest.raises(Invalid) as refusal:
        check_line(**line)
    assert refusal.value.field == field
