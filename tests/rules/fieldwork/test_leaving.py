"""Who leaves long before the agreed end is asked whether they mean it."""

import pytest

from guanjia.chapters.fieldwork.rules import Limits, is_early_to_leave

LIMITS = Limits(
    earliest_minutes=60,
    tolerance_minutes=10,
    far_metres=500,
    longest_percent=200,
    overdue_minutes=60,
    margin_percent=100,
    shortest_percent=75,
    set_out_minutes=120,
)


@pytest.mark.parametrize(
    "planned, minutes, is_early",
    [(240, 11, True), (240, 179, True), (240, 180, False), (240, 300, False), (60, 44, True)],
)
def test_three_quarters_of_what_was_agreed_is_not_early(planned, minutes, is_early):
    assert is_early_to_leave(planned_minutes=planned, minutes=minutes, limits=LIMITS) is is_early
