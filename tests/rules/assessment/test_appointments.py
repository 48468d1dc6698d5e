"""Whoever comes is in one home at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from guanjia.chapters.assessment.rules import Stay, first_in_the_way

TEN = datetime(2026, 11, 30, 2, tzinfo=UTC)


def stay(minutes_after_ten, minutes):
    return Stay(TEN + timedelta(minutes=minutes_after_ten), minutes)


@pytest.mark.parametrize(
    ("other", "is_met"),
    [
        (stay(0, 60), True),
        (stay(-30, 60), True),
        (stay(59, 15), True),
        (stay(-60, 240), True),
        (stay(60, 60), False),
        (stay(-60, 60), False),
    ],
)
def test_two_stays_meet_if_one_begins_before_the_other_ends(other, is_met):
    assert stay(0, 60).meets(other) is is_met
    assert other.meets(stay(0, 60)) is is_met


def test_the_earliest_in_the_way_is_named():
    assert first_in_the_way(stay(0, 60), [stay(30, 60), stay(-30, 60)]) == stay(-30, 60)
    assert first_in_the_way(stay(0, 60), [stay(60, 60)]) is None
