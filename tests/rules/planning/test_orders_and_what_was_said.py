"""A single order lies between the times at which a household lets somebody in, or is asked about."""

import pytest

from guanjia.chapters.planning.rules import AgainstSaid, check_order_said

NINE, NOON = 9 * 60, 12 * 60


@pytest.mark.parametrize(
    ("starts", "not_before", "not_after"),
    [(NINE, None, None), (NINE, NINE, None), (NINE, NINE, NOON), (NINE, None, NOON)],
)
def test_what_suits_them_passes(starts, not_before, not_after):
    check_order_said(starts, 180, not_before=not_before, not_after=not_after)


@pytest.mark.parametrize(
    ("starts", "not_before", "not_after"), [(NINE - 1, NINE, None), (NINE + 1, None, NOON)]
)
def test_a_minute_too_early_or_too_long_is_asked_about(starts, not_before, not_after):
    with pytest.raises(AgainstSaid) as asked:
        check_order_said(starts, 180, not_before=not_before, not_after=not_after)
    assert asked.value.field == "starts_at"
