"""Who is late, and who will be."""

from datetime import UTC, datetime, timedelta

import pytest

from guanjia.chapters.dispatch.rules.lateness import Stop, expected_delays, standing
from guanjia.kernel.periods import Period

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


def at(hour, minute=0):
    return NINE.replace(hour=hour, minute=minute)


def stop(number, start, end, **as_it_went):
    return Stop(number, Period(start, end), **as_it_went)


def minutes_late(stops, now):
    delays = expected_delays(stops, at=now)
    return {number: delay // timedelta(minutes=1) for number, delay in delays.items()}


def test_before_the_day_begins_nobody_is_late():
    day = [stop(1, at(9), at(11)), stop(2, at(13), at(15))]

    assert minutes_late(day, at(8)) == {1: 0, 2: 0}


def test_whoever_has_not_come_yet_is_as_late_as_the_clock_says():
    assert minutes_late([stop(1, at(9), at(11))], at(9, 25)) == {1: 25}


def test_coming_late_makes_the_next_visit_late_before_it_happens():
    """Requirement 4.4: late or at risk of being late before it happens."""
    day = [
        stop(1, at(9), at(11), came_at=at(9, 40)),
        stop(2, at(11, 15), at(12), way=timedelta(minutes=15)),
    ]

    assert minutes_late(day, at(9, 45)) == {1: 40, 2: 40}


def test_a_long_break_between_visits_makes_up_for_it():
    day = [
        stop(1, at(9), at(11), came_at=at(9, 40)),
        stop(2, at(13), at(14), way=timedelta(minutes=15)),
    ]

    assert minutes_late(day, at(9, 45)) == {1: 40, 2: 0}


def test_a_visit_that_takes_longer_delays_the_next():
    day = [
        stop(1, at(9), at(11), came_at=at(9)),
        stop(2, at(11, 30), at(12, 30), way=timedelta(minutes=20)),
    ]

    assert minutes_late(day, at(11, 25))[2] == 15


def test_leaving_early_saves_the_next():
    day = [
        stop(1, at(9), at(11), came_at=at(9, 50), left_at=at(10, 50)),
        stop(2, at(11), at(12), way=timedelta(minutes=10)),
    ]

    assert minutes_late(day, at(10, 55)) == {1: 50, 2: 0}


@pytest.mark.parametrize(
    "status, now, delay, told",
    [
        ("staffed", at(8), 0, "staffed"),
        ("staffed", at(8), 25, "at_risk"),
        ("staffed", at(9, 10), 10, "staffed"),
        ("staffed", at(9, 11), 11, "late"),
        ("started", at(9, 30), 5, "started"),
        ("started", at(9, 30), 15, "begun_late"),
        ("open", at(8), 0, "open"),
        ("open", at(9, 45), 0, "uncovered"),
        ("finished", at(12), 60, "finished"),
        ("cancelled", at(12), 0, "cancelled"),
    ],
)
def test_a_visit_stands_as_its_state_and_the_clock_say(status, now, delay, told):
    assert told == standing(
        status,
        delay=timedelta(minutes=delay),
        starts_at=None if status == "open" else at(9),
        window_end=at(10),
        at=now,
        tolerance=TEN_MINUTES,
        notice=timedelta(minutes=30),
    )
