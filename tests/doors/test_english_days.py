"""Days, times and numbers in English, as English speakers write them, in whatever way they get there."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

from guanjia.doors.web import formatting

AT = datetime(2026, 11, 28, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_day_reads_the_same_on_a_page_and_in_a_message():
    assert formatting.when(AT) == "Sat 28 Nov 10:00"
    assert formatting.monthday(date(2026, 11, 28)) == "28 Nov"
    assert date_format(AT, "MONTH_DAY_FORMAT") == "28 Nov"
    assert date_format(date(2026, 11, 28), "DATE_FORMAT") == "28 Nov 2026"
    assert formatting.dated(AT) == "Sat 28 Nov 2026"


def test_money_reads_as_in_the_rest_of_the_house():
    assert formatting.money(128_000) == "¥1,280.00"


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "ended 1 day ago"), (-2, "ended 2 days ago"), (0, "ends today"), (1, "1 day left")],
)
def test_one_day_is_one_day(days, said):
    assert formatting.days_left(days) == said


def test_several_names_stand_with_commas():
    assert formatting.together(["Zhou", "Wang"]) == "Zhou, Wang"
    with translation.override("zh-hans"):
        assert formatting.together(["周敏", "王芳"]) == "周敏、王芳"
