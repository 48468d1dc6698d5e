"""From a promise to a day's window."""

from datetime import UTC, date, datetime, timedelta

from guanjia.chapters.dispatch.rules.opening import window_of_order, window_on

ZONE = "Asia/Shanghai"


def test_a_line_may_be_done_within_its_window_on_the_branchs_clock():
    window = window_on(date(2026, 11, 24), from_minute=9 * 60, until_minute=14 * 60, zone=ZONE)

    assert window.start == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert window.minutes == 300


def test_an_order_ends_when_a_late_start_ends():
    nine = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    window = window_of_order(nine, nine + timedelta(minutes=30), 120)

    assert (window.start, window.minutes) == (nine, 150)
