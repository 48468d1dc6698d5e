"""When somebody can say that they are on the way, and when they should be there."""

from datetime import UTC, datetime, timedelta

import pytest

from guanjia.chapters.fieldwork.rules import check_setting_out, expected_arrival
from guanjia.kernel.errors import Conflict, Invalid
from tests.rules.fieldwork.test_leaving import LIMITS

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def set_out(moment: datetime, *, at: datetime | None = None) -> None:
    check_setting_out(
        planned=TEN, until=TEN + minutes(120), set_out=moment, at=at or moment, limits=LIMITS
    )


@pytest.mark.parametrize("before", [120, 40, 0, -30, -119])
def test_from_two_hours_before_until_the_agreed_end(before):
    set_out(TEN - minutes(before))


@pytest.mark.parametrize("before", [121, -120])
def test_neither_long_before_nor_when_it_is_over(before):
    with pytest.raises(Conflict):
        set_out(TEN - minutes(before))


def test_nobody_sets_out_in_the_future():
    with pytest.raises(Invalid):
        set_out(TEN, at=TEN - minutes(60))


@pytest.mark.parametrize(
    "before, way, there",
    [(40, 25, 0), (40, None, 0), (40, 40, 0), (10, 32, 25), (10, 30, 20), (-7, None, 10)],
)
def test_the_expected_arrival_is_never_before_the_agreed_start(before, way, there):
    found = expected_arrival(
        planned=TEN,
        set_out=TEN - minutes(before),
        way=None if way is None else minutes(way),
    )
    assert found == TEN + minutes(there)
