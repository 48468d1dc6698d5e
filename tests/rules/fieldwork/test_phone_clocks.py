"""A phone's clock may be wrong; what it measured between two moments is right all the same."""

from datetime import UTC, datetime, timedelta

import pytest

from guanjia.chapters.fieldwork.rules import check_moment
from guanjia.kernel.clock import CLOCK_SLACK, by_our_clock
from guanjia.kernel.errors import Invalid

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize("off", [timedelta(hours=-9), timedelta(hours=3), timedelta(days=400)])
def test_what_a_wrong_clock_tells_is_put_on_ours(off):
    """Requirement 4.3: what was done without network keeps its time."""
    happened_at = NOON - HALF_AN_HOUR

    told = by_our_clock(happened_at + off, sent_at=NOON + off, at=NOON)

    assert told == (happened_at, round(off.total_seconds()))


@pytest.mark.parametrize("off", [timedelta(), CLOCK_SLACK, -CLOCK_SLACK])
def test_a_clock_that_is_right_enough_is_believed(off):
    happened_at = NOON - HALF_AN_HOUR
    assert by_our_clock(happened_at, sent_at=NOON + off, at=NOON) == (happened_at, 0)


def test_what_does_not_say_when_it_was_sent_is_believed():
    assert by_our_clock(NOON - HALF_AN_HOUR, sent_at=None, at=NOON) == (NOON - HALF_AN_HOUR, 0)


def test_a_clock_put_back_before_sending_tells_nothing_from_the_future():
    told, ahead = by_our_clock(NOON + HALF_AN_HOUR, sent_at=NOON, at=NOON)
    assert told == NOON
    assert ahead == HALF_AN_HOUR.total_seconds()


def test_nothing_happens_in_the_future():
    check_moment(NOON + CLOCK_SLACK, at=NOON)
    with pytest.raises(Invalid):
        check_moment(NOON + CLOCK_SLACK + timedelta(seconds=1), at=NOON)
