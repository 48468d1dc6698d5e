"""Money, periods, days and places."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.kernel.actors import YES, Actor, house_actor, no
from guanjia.kernel.clock import hours_and_minutes, local_day, minute_of, moment, week_of, whole_day
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.money import half_up, yuan
from guanjia.kernel.periods import Period, without
from guanjia.kernel.places import Point, metres_between

SHANGHAI = "Asia/Shanghai"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def hours(start, end):
    return Period(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


def test_money_is_read_with_its_sign_separators_and_two_decimals():
    assert [yuan(fen) for fen in (156_000, 5, 0, -123_456_789)] == [
        "¥1,560.00",
        "¥0.05",
        "¥0.00",
        "-¥1,234,567.89",
    ]


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_rounding_is_never_more_than_half_a_unit_off_and_symmetric(numerator, denominator):
    rounded = half_up(numerator, denominator)

    assert abs(2 * (rounded * denominator - numerator)) <= denominator
    assert half_up(-numerator, denominator) == -rounded


def test_halves_are_rounded_away_from_zero():
    assert (half_up(5, 2), half_up(-5, 2), half_up(5, -2)) == (3, -3, -3)


def test_periods_that_only_touch_do_not_overlap():
    assert not hours(0, 1).overlaps(hours(1, 2))
    assert hours(0, 2).overlaps(hours(1, 3))


def test_a_period_needs_zones_and_a_later_end():
    with pytest.raises(ValueError, match="zone"):
        Period(NOON.replace(tzinfo=None), NOON)
    with pytest.raises(ValueError, match="ends after"):
        Period(NOON, NOON)


def test_what_is_left_of_a_day_after_two_visits():
    assert without(hours(0, 8), [hours(5, 9), hours(1, 2)]) == (hours(0, 1), hours(2, 5))


@given(st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 9)), max_size=8))
def test_what_is_left_never_overlaps_what_was_taken_and_nothing_is_lost(cuts):
    taken = [hours(start, start + length) for start, length in cuts]

    left = without(hours(0, 24), taken)

    assert not any(piece.overlaps(cut) for piece in left for cut in taken)
    for hour in range(24):
        moment_of_day = hours(hour, hour + 1)
        is_cut = any(cut.overlaps(moment_of_day) for cut in taken)
        assert is_cut or any(piece.covers(moment_of_day) for piece in left)


def test_a_day_belongs_to_the_clock_of_the_branch():
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)

    assert local_day(late, SHANGHAI) == date(2026, 11, 23)
    assert minute_of(late, SHANGHAI) == 90
    assert whole_day(date(2026, 11, 23), SHANGHAI).minutes == 1440
    assert moment(date(2028, 2, 29), 120, SHANGHAI) == datetime(2028, 2, 28, 18, tzinfo=UTC)
    assert week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert hours_and_minutes(545) == "09:05"


def test_a_degree_of_latitude_is_some_111_kilometres():
    assert abs(metres_between(Point(31, 121), Point(32, 121)) - 111_195) < 10


def test_a_role_counts_where_it_is_held_and_everywhere_if_held_everywhere():
    lin = Actor(user_id=1, roles={5: frozenset({"consultant"})})
    owner = house_actor("owner", "owner")

    assert lin.holds("consultant", at=5)
    assert not lin.holds("consultant", at=6)
    assert owner.holds("owner", at=6)
    assert lin.branches_as("consultant", "manager") == {5}
    assert not Actor(user_id=2).is_staff


def test_a_no_can_be_required_to_become_a_refusal():
    YES.require()
    with pytest.raises(NotAllowed, match="because"):
        no("because").require()
