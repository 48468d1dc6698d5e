"""A rate knows what it was counted from, and is silent where there is nothing to count."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.evaluation.rules import (
    Rate,
    VisitRow,
    behind,
    continuity,
    measures,
    month_before,
    rate,
    trend,
)
from guanjia.kernel.clock import month_of

MONDAY = date(2026, 11, 23)
MEASURES = {measure.code: measure for measure in measures(tolerance_minutes=10)}
DONE = VisitRow(
    visit_id=1,
    on=MONDAY,
    household_id=1,
    worker_ids=(1,),
    service_id=1,
    status="finished",
    is_cancelled_by_client=False,
    is_due=True,
    late_minutes=0,
    satisfaction=5,
    was_asked=True,
    is_accepted=True,
    steps_due=8,
    steps_done=8,
)


@pytest.mark.parametrize(
    "code, row, answer",
    [
        ("kept", DONE, True),
        ("kept", replace(DONE, status="missed"), False),
        ("kept", replace(DONE, status="open"), False),
        ("kept", replace(DONE, status="open", is_due=False), None),
        ("kept", replace(DONE, status="cancelled", is_cancelled_by_client=True), None),
        ("kept", replace(DONE, status="cancelled"), False),
        ("on_time", replace(DONE, late_minutes=10), True),
        ("on_time", replace(DONE, late_minutes=11), False),
        ("on_time", replace(DONE, late_minutes=-20), True),
        ("on_time", replace(DONE, late_minutes=None), None),
        ("csat", replace(DONE, satisfaction=4), True),
        ("csat", replace(DONE, satisfaction=3), False),
        ("csat", replace(DONE, satisfaction=None), None),
        ("response", replace(DONE, satisfaction=None), False),
        ("response", replace(DONE, was_asked=False, satisfaction=None), None),
        ("accepted", replace(DONE, is_accepted=None), None),
        ("completion", replace(DONE, steps_done=7), False),
        ("completion", replace(DONE, steps_due=0, steps_done=0), None),
        ("in_full", replace(DONE, minutes_due=240, minutes_there=216), True),
        ("in_full", replace(DONE, minutes_due=240, minutes_there=215), False),
        ("in_full", replace(DONE, minutes_due=240, minutes_there=None), None),
        ("in_full", DONE, None),
        ("smooth", DONE, True),
        ("smooth", replace(DONE, incidents=1), False),
        ("smooth", replace(DONE, is_accepted=False), False),
        ("smooth", replace(DONE, is_accepted=None), True),
        ("smooth", replace(DONE, status="missed", incidents=1), False),
        ("smooth", replace(DONE, status="missed", is_accepted=None), None),
    ],
)
def test_a_visit_answers_a_measure(code, row, answer):
    """Requirement 7.2: indicators are counted from records."""
    assert MEASURES[code].answer(row) is answer


def test_no_row_gives_no_number():
    nothing = rate([], MEASURES["csat"])
    assert (nothing.share, nothing.interval, nothing.n) == (None, None, 0)


def test_a_rate_opens_to_the_rows_it_was_counted_from():
    late = replace(DONE, visit_id=2, late_minutes=30)
    rows = [DONE, late, replace(DONE, visit_id=3, late_minutes=None)]

    assert rate(rows, MEASURES["on_time"]) == Rate(yes=1, n=2)
    assert behind(rows, MEASURES["on_time"]) == (DONE, late)
    assert behind(rows, MEASURES["on_time"], answer=False) == (late,)


def test_the_interval_of_wilson_for_eight_of_ten():
    low, high = Rate(8, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert Rate(180, 200).interval is None


@given(st.integers(1, 199).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_always_holds_the_rate(counted):
    yes, n = counted
    low, high = Rate(yes, n).interval
    assert 0 <= low <= yes / n <= high <= 1


def test_a_trend_shows_weeks_without_visits_as_empty():
    rows = [DONE, replace(DONE, on=date(2026, 12, 8), satisfaction=1)]

    weeks = trend(
        rows, MEASURES["csat"], first=MONDAY, until=date(2026, 12, 10), today=date(2026, 12, 9)
    )

    assert [(week.monday.day, week.rate.share, week.is_running) for week in weeks] == [
        (23, 1.0, False),
        (30, None, False),
        (7, 0.0, True),
    ]


@pytest.mark.parametrize(
    "day, this, before",
    [
        (date(2026, 11, 30), (11, 12), (10, 11)),
        (date(2026, 12, 1), (12, 1), (11, 12)),
        (date(2026, 1, 31), (1, 2), (12, 1)),
        (date(2024, 2, 29), (2, 3), (1, 2)),
    ],
)
def test_a_month_begins_with_its_first_day_and_ends_before_the_next(day, this, before):
    assert [(one.month, one.day) for one in month_of(day)] == [(month, 1) for month in this]
    assert [(one.month, one.day) for one in month_before(day)] == [(month, 1) for month in before]


def test_continuity_of_six_visits_by_three_people():
    rows = [replace(DONE, worker_ids=(worker,)) for worker in (1, 1, 1, 2, 1, 3)]
    assert continuity(rows) == pytest.approx(0.4)
    assert continuity(rows[:1]) is None
