"""Screening in its order, how long papers count, who is old enough, which hours make a week."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.workforce import rules
from guanjia.chapters.workforce.rules import Figures, Hours, Person
from guanjia.kernel.errors import Conflict, Invalid

TODAY = date(2026, 11, 23)
FIGURES = Figures(remind_before_days=30, least_age_years=18)


def test_screening_opens_stage_by_stage():
    """Requirement 1.5: identity, background, health, interview with skill test, references."""
    passed = []
    opened = []
    while step := rules.open_steps(passed):
        opened.append(step)
        passed += step
    assert opened == [
        ("identity",),
        ("background",),
        ("health",),
        ("interview", "skill_test"),
        ("references",),
    ]


@given(st.sets(st.sampled_from(rules.STEPS)))
def test_a_step_waits_for_every_stage_before_it(passed):
    """Requirement 1.5: no step jumps the queue, and one that was decided may be decided again."""
    before: set[str] = set()
    for stage in rules.STAGES:
        for step in stage:
            if before <= passed:
                rules.check_turn(step, passed)
            else:
                with pytest.raises(Conflict):
                    rules.check_turn(step, passed)
        before |= set(stage)


def test_nobody_starts_with_an_open_step():
    """Requirement 1.5: the refusal names who and which step."""
    with pytest.raises(Conflict, match=r"王桂兰.*references"):
        rules.check_all_passed("王桂兰", [step for step in rules.STEPS if step != "references"])


@pytest.mark.parametrize(
    "issued, months, last",
    [
        (date(2025, 11, 24), 12, date(2026, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 30)),
    ],
)
def test_a_paper_without_a_last_day_counts_for_full_months(issued, months, last):
    """Requirement 1.4: a health certificate counts for a year; 29 February ends on the 28th."""
    assert (
        rules.good_until(issued_on=issued, expires_on=None, months_valid=months, today=issued)
        == last
    )


def test_a_paper_of_a_kind_without_months_counts_for_ever():
    assert (
        rules.good_until(
            issued_on=date(2001, 5, 1), expires_on=None, months_valid=None, today=TODAY
        )
        is None
    )


@pytest.mark.parametrize(
    "issued, expires, field",
    [
        (date(2026, 11, 24), None, "issued_on"),
        (date(2026, 11, 1), date(2026, 10, 1), "expires_on"),
        (date(2026, 11, 1), date(2028, 1, 1), "expires_on"),
        (date(2025, 11, 1), date(2026, 11, 22), "expires_on"),
        (date(2025, 1, 1), None, "expires_on"),
    ],
)
def test_a_paper_whose_dates_cannot_be_right_is_refused_beside_the_field(issued, expires, field):
    with pytest.raises(Invalid) as refusal:
        rules.good_until(issued_on=issued, expires_on=expires, months_valid=12, today=TODAY)
    assert refusal.value.field == field


def test_a_paper_may_be_handed_in_on_its_last_day():
    last = rules.good_until(
        issued_on=date(2025, 11, 24), expires_on=TODAY, months_valid=12, today=TODAY
    )
    assert last == TODAY


@pytest.mark.parametrize(
    "born, day, age",
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
        (date(2008, 11, 24), date(2026, 11, 23), 17),
    ],
)
def test_ages_are_counted_by_birthdays(born, day, age):
    assert rules.age_on(born, day) == age


def test_nobody_under_age_is_taken_on():
    with pytest.raises(Invalid) as refusal:
        rules.settled(Person(name="小林", born_on=date(2010, 1, 1)), on=TODAY, figures=FIGURES)
    assert refusal.value.field == "born_on"


def made_up_number(birthday="19800506", serial="001"):
    digits = f"110101{birthday}{serial}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, rules.WEIGHTS, strict=True))
    return digits + rules.CHECK_CHARACTERS[total % 11]


def test_the_birthday_is_read_from_the_identity_number():
    person = rules.settled(
        Person(name="王桂兰", id_number=made_up_number()), on=TODAY, figures=FIGURES
    )
    assert person.born_on == date(1980, 5, 6)


@pytest.mark.parametrize("number", ["²" * 17 + "1", "١" * 18])
def test_what_only_looks_like_digits_is_no_identity_number(number):
    with pytest.raises(Invalid) as refusal:
        rules.birthday_in(number)
    assert refusal.value.field == "id_number"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_in_an_identity_number_is_noticed(place, shift):
    number = made_up_number()
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(Invalid) as refusal:
        rules.birthday_in(wrong)
    assert refusal.value.field == "id_number"


@pytest.mark.parametrize("number", ["DEMO-19900001", "H01234567", ""])
def test_other_papers_than_the_residents_card_tell_no_birthday(number):
    assert rules.birthday_in(number) is None


WRONG_NUMBERS = {
    "seventeen": ("31010119800101002", "f", "id_number"),
    "nineteen": ("3101011980010100261", "f", "id_number"),
    "the old fifteen": ("310101800101002", "f", "id_number"),
    "the letter O": ("31O101198001010026", "f", "id_number"),
    "shortened by a spreadsheet": ("3.10101E+17", "f", "id_number"),
    "the number of a woman": ("310101 19800101 0026", "m", "sex"),
}


@pytest.mark.parametrize("case", WRONG_NUMBERS)
def test_a_number_that_cannot_be_right_says_where_and_what(case):
    number, sex, field = WRONG_NUMBERS[case]
    with pytest.raises(Invalid) as refusal:
        rules.check_id_number(number, sex=sex)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "number, sex",
    [
        ("310101 19800101 0026", "f"),
        ("310101 19800101 0026", ""),
        ("DEMO-1990", "m"),
        ("H0123", ""),
    ],
)
def test_a_number_that_can_be_right_passes(number, sex):
    rules.check_id_number(number, sex=sex)


def test_a_birthday_that_the_number_contradicts_is_refused():
    person = Person(name="王桂兰", id_number=made_up_number(), born_on=date(1981, 5, 6))
    with pytest.raises(Invalid) as refusal:
        rules.settled(person, on=TODAY, figures=FIGURES)
    assert refusal.value.field == "born_on"


@pytest.mark.parametrize(
    "week",
    [
        [Hours(7, 540, 600)],
        [Hours(0, 600, 540)],
        [Hours(0, 540, 1441)],
        [Hours(0, 540, 720), Hours(0, 700, 800)],
    ],
)
def test_hours_that_make_no_week_are_refused(week):
    with pytest.raises(Invalid) as refusal:
        rules.check_hours(week)
    assert refusal.value.field == "hours"


def test_stretches_that_touch_make_a_day():
    week = [Hours(0, 720, 1440), Hours(0, 540, 720)]
    assert rules.minutes_of(rules.check_hours(week)) == 15 * 60


def hour(day, number):
    return datetime(2026, 11, day, number, tzinfo=UTC)


def test_leave_that_touches_other_leave_is_fine_and_overlap_is_not():
    given_leave = [(hour(23, 0), hour(25, 0))]
    rules.check_leave(hour(25, 0), hour(26, 0), given_leave)
    with pytest.raises(Invalid):
        rules.check_leave(hour(24, 23), hour(26, 0), given_leave)
    with pytest.raises(Invalid):
        rules.check_leave(hour(26, 0), hour(26, 0), [])
