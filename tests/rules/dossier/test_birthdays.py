"""Birthdays by sun and moon, ages, phone numbers, quiet hours, and who has to be asked what."""

from datetime import date

import pytest

from guanjia.chapters.dossier.rules import (
    Birthday,
    age_on,
    consents_asked,
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
