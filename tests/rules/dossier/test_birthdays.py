"""Birthdays by sun and moon, ages, phone numbers, quiet hours, and who has to be asked what."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from guanjia.chapters.dossier.rules import (
    Birthday,
    age_on,
    born_by_the_sun,
    consents_asked,
    is_a_day,
    is_quiet,
    phone_number,
)
from guanjia.kernel.errors import Invalid


def test_a_lunar_birthday_moves_through_the_solar_year():
    """Requirement 2.1: birthdays by the sun or the moon."""
    mid_autumn = Birthday(8, 15, is_lunar=True)
    assert [mid_autumn.falls_on(year) for year in (2026, 2027, 2028)] == [
        date(2026, 9, 25),
        date(2027, 9, 15),
        date(2028, 10, 3),
    ]


def test_the_last_day_of_the_moon_s_year_falls_into_the_next_solar_one():
    new_year_s_eve = Birthday(12, 30, is_lunar=True)
    assert new_year_s_eve.falls_on(2026) == date(2026, 2, 16)
    assert new_year_s_eve.falls_on(2027) == date(2027, 2, 5)


def test_a_leap_month_is_kept_where_there_is_one_and_in_the_plain_month_otherwise():
    born_in_leap_six = Birthday(6, 15, is_lunar=True, is_leap_month=True)
    assert born_in_leap_six.falls_on(2025) == date(2025, 8, 8)
    assert born_in_leap_six.falls_on(2026) == Birthday(6, 15, is_lunar=True).falls_on(2026)


def test_the_29th_of_february_is_kept_on_the_28th_in_other_years():
    assert Birthday(2, 29).falls_on(2027) == date(2027, 2, 28)
    assert Birthday(2, 29).falls_on(2028) == date(2028, 2, 29)


def test_the_next_celebration_is_today_or_later():
    assert Birthday(11, 23).next_after(date(2026, 11, 23)) == date(2026, 11, 23)
    assert Birthday(11, 22).next_after(date(2026, 11, 23)) == date(2027, 11, 22)


@pytest.mark.parametrize(
    ("born", "age"),
    [((1942, 11, 23), 84), ((1942, 11, 24), 83), ((1942, None, None), 83), ((None, 1, 1), None)],
)
def test_age_is_in_full_years_and_never_guessed_older(born, age):
    assert age_on(date(2026, 11, 23), *born) == age


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("021-6234 5678", "2162345678"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed, kept):
    assert phone_number(typed) == kept


@pytest.mark.parametrize("typed", ["", "12345", "名字", "1380013800", "99999999999"])
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(Invalid) as refusal:
        phone_number(typed)
    assert refusal.value.field == "phone"


@pytest.mark.parametrize(
    ("minute", "quiet"), [(21 * 60, True), (0, True), (8 * 60 + 59, True), (9 * 60, False)]
)
def test_quiet_hours_run_past_midnight(minute, quiet):
    """Requirement 2.4: quiet hours."""
    assert is_quiet(minute, 21 * 60, 9 * 60) is quiet


def test_quiet_hours_within_a_day():
    assert is_quiet(13 * 60, 12 * 60, 14 * 60)
    assert not is_quiet(14 * 60, 12 * 60, 14 * 60)


def test_consent_is_asked_for_what_the_household_needs_and_each_apart():
    """Requirement 8.4: consent is bound to a purpose."""
    assert consents_asked(audience="general", has_minor=False)[0] == "service"
    assert "health" in consents_asked(audience="older", has_minor=False)
    assert "minors" in consents_asked(audience="general", has_minor=True)
    assert "minors" not in consents_asked(audience="older", has_minor=False)


YEARS_OF_THE_MOON = """
04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2 04ae0 0a5b6 0a4d0 0d250 1d255 0b540 0d6a0
0ada2 095b0 14977 04970 0a4b0 0b4b5 06a50 06d40 1ab54 02b60 09570 052f2 04970 06566 0d4a0 0ea50 16a95
05ad0 02b60 186e3 092e0 1c8d7 0c950 0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 0b557 06ca0
0b550 15355 04da0 0a5b0 14573 052b0 0a9a8 0e950 06aa0 0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950
05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6 095b0 049b0 0a974 0a4b0 0b27a
06a50 06d40 0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 06b58 05ac0 0ab60 096d5 092e0 0c960 0d954
0d4a0 0da50 07552 056a0 0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0
0a930 07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3 096d0 04afb 04ad0 0a4d0
1d0b6 0d250 0d520 0dd45 0b5a0 056d0 055b2 049b0 0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63 09370 049f8
04970 064b0 168a6 0ea50 06b20 1a6c4 0aae0 092e0 0d2e3 0c960 0d557 0d4a0 0da50 05d55 056a0 0a6d0 055d4
052d0 0a9b8 0a950 0b4a0 0b6a6 0ad50 055a0 0aba4 0a5b0 052b0 0b273 06930 07337 06aa0 0ad50 14b55 04b60
0a570 054e4 0d160 0e968 0d520 0daa0 16aa6 056d0 04ae0 0a9d4 0a2d0 0d150 0f252 0d520
"""
"""1900 to 2100: the last digit is the leap month, the first whether it is long, the others each month."""


def months_of_the_moon():
    """Yield year, month, whether it is the leap one, its first day and its length."""
    day = date(1900, 1, 31)
    for year, told in enumerate((int(word, 16) for word in YEARS_OF_THE_MOON.split()), 1900):
        for month in range(1, 13):
            lengths = [29 + bool(told & 0x10000 >> month)]
            if month == told & 0xF:
                lengths.append(29 + bool(told & 0x10000))
            for is_leap, length in enumerate(lengths):
                yield year, month, bool(is_leap), day, length
                day += timedelta(days=length)


MOON = {
    (year, month, leap): (day, length) for year, month, leap, day, length in months_of_the_moon()
}
SOME_DAYS = (15, 30)
EVERY = 25
"""Only some years of each birthday are asked about: the calendar takes its time."""


def celebrations(month, day, is_leap):
    """Return every celebration of a lunar birthday, from 1900 to 2100."""
    for year in range(1900, 2101):
        first, length = MOON.get((year, month, is_leap)) or MOON[year, month, False]
        yield first + timedelta(days=min(day, length) - 1)


@pytest.mark.parametrize("is_leap", [False, True])
@pytest.mark.parametrize("month", range(1, 13))
def test_no_celebration_by_the_moon_is_left_out(month, is_leap):
    for day in SOME_DAYS:
        born = Birthday(month, day, is_lunar=True, is_leap_month=is_leap)
        known = list(celebrations(month, day, is_leap))
        for before, after in list(pairwise(known))[month::EVERY]:
            assert born.next_after(before) == before
            assert born.next_after(before + timedelta(days=1)) == after


def test_the_second_celebration_of_a_solar_year_is_not_left_out():
    assert Birthday(11, 15, is_lunar=True).next_after(date(2026, 11, 27)) == date(2026, 12, 23)


def test_days_are_those_that_the_moon_s_year_had():
    for (year, month, is_leap), (_, length) in list(MOON.items())[::EVERY]:
        told = {"is_lunar": True, "is_leap_month": is_leap}
        assert is_a_day(Birthday(month, length, year, **told))
        assert is_a_day(Birthday(month, 30, year, **told)) is (length == 30)
    assert not is_a_day(Birthday(8, 1, 1996, is_lunar=True, is_leap_month=True))


@pytest.mark.parametrize(
    ("month", "day", "year", "is_one"),
    [(4, 31, 1990, False), (2, 29, 1995, False), (2, 29, 1996, True), (2, 29, None, True),
     (2, 30, None, False), (13, 1, 1990, False), (1, 0, None, False)],
)  # fmt: skip
def test_a_day_by_the_sun_is_one_that_there_was(month, day, year, is_one):
    assert is_a_day(Birthday(month, day, year)) is is_one


def test_ages_are_counted_by_the_sun_from_the_day_of_birth_by_the_moon():
    born = born_by_the_sun(2012, 12, 25, is_lunar=True)
    assert born == (2013, 2, 5)
    assert [age_on(day, *born) for day in (date(2027, 2, 4), date(2027, 2, 5))] == [13, 14]
    assert born_by_the_sun(2012, None, None, is_lunar=True) == (2013, 2, 9)
    assert born_by_the_sun(2012, 12, 25) == (2012, 12, 25)
