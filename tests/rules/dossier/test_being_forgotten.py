"""When a household may be forgotten, and how long its accounts are kept."""

from datetime import date, datetime, timedelta

import pytest

from guanjia.chapters.dossier.rules import accounts_kept_until, erasure_due, may_be_erased
from guanjia.chapters.dossier.states import ERASURE, HOUSEHOLD
from guanjia.kernel.errors import IllegalMove

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


def test_it_waits_as_many_days_as_the_figure_says():
    assert erasure_due(MONDAY, wait_days=7) == MONDAY + timedelta(days=7)
    assert erasure_due(MONDAY, wait_days=0) == MONDAY


@pytest.mark.parametrize(
    ("last_day", "until"),
    [
        (date(2026, 1, 1), date(2037, 1, 1)),
        (date(2026, 12, 31), date(2037, 1, 1)),
        (date(2024, 2, 29), date(2035, 1, 1)),
    ],
)
def test_accounts_are_kept_for_whole_years_after_the_year_in_which_it_ended(last_day, until):
    assert accounts_kept_until(last_day, years=10) == until


@pytest.mark.parametrize(
    ("confirmed", "seconds", "opposed", "may"),
    [
        (True, 0, 0, True),
        (True, 60, 0, True),
        (True, -1, 0, False),
        (False, 60, 0, False),
        (True, 60, 1, False),
    ],
)
def test_it_is_carried_out_once_confirmed_due_and_free(confirmed, seconds, opposed, may):
    at = MONDAY + timedelta(seconds=seconds)
    assert may_be_erased(is_confirmed=confirmed, due_at=MONDAY, at=at, opposed=opposed) is may


def test_nothing_follows_upon_being_erased():
    assert HOUSEHOLD.open_to("erased") == ()
    for state in ("taken_back", "carried_out"):
        assert ERASURE.open_to(state) == ()


def test_what_nobody_confirmed_is_not_carried_out():
    with pytest.raises(IllegalMove):
        ERASURE.after("asked", "carry_out")
