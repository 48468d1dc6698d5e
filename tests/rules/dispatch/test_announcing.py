"""When a household should know who comes."""

from datetime import UTC, date, datetime

from guanjia.chapters.dispatch.rules.announcing import announced_days, announced_words

FEBRUARY_28 = date(2028, 2, 28)


def test_tomorrow_is_told_from_the_evening_on_also_into_a_leap_day():
    assert announced_days(FEBRUARY_28, minute=1079, announce_minute=1080) == (FEBRUARY_28,)
    assert announced_days(FEBRUARY_28, minute=1080, announce_minute=1080) == (
        FEBRUARY_28,
        date(2028, 2, 29),
    )


def test_only_who_comes_and_when_make_a_difference():
    at = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)

    assert announced_words(at, [7, 3]) == announced_words(at, [3, 7])
    assert announced_words(at, [3]) != announced_words(at, [3, 7])
    assert announced_words(at.replace(minute=30), [3]) != announced_words(at, [3])


def test_a_crowd_fits_into_its_column():
    assert len(announced_words(datetime(2026, 11, 28, tzinfo=UTC), range(10**6, 10**6 + 60))) <= 200
