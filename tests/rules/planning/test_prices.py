"""What plans and orders cost, to the fen."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.planning.rules import (
    Figures,
    PricedLine,
    cancel_fee,
    day_percent,
    exact_monthly,
    monthly_fee,
    order_price,
    tax_within,
    visit_price,
    within_budget,
)

FIGURES = Figures(
    paid_weeks=52,
    tools_fee_fen=2_000,
    holiday_percent=200,
    spring_festival_percent=300,
    free_until_minutes=24 * 60,
    half_until_minutes=120,
    late_percent=50,
    answer_days=7,
    flexible_minutes=30,
    most_discount_percent=15,
    tax_basis_points=600,
)
CLEANING = PricedLine("hour", 5_000, minutes=180, people=1)

lines = st.lists(
    st.builds(
        PricedLine,
        price_model=st.sampled_from(["hour", "visit", "month"]),
        unit_price_fen=st.integers(1, 2_000_000),
        minutes=st.integers(15, 600),
        people=st.integers(1, 4),
        days_a_week=st.integers(1, 7),
        every_weeks=st.integers(1, 4),
        tools_fee_fen=st.integers(0, 5_000),
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    ("line", "fen"),
    [
        (CLEANING, 15_000),
        (PricedLine("hour", 6_500, minutes=360, people=2), 78_000),
        (PricedLine("visit", 20_000, minutes=90, people=1), 20_000),
        (PricedLine("area", 800, minutes=480, people=2, area_m2=90), 72_000),
        (PricedLine("hour", 5_000, minutes=180, people=1, tools_fee_fen=2_000), 17_000),
    ],
)
def test_a_visit_costs_what_its_price_model_says(line, fen):
    """Requirement 2.3: worked out from catalogue prices with surcharges."""
    assert visit_price(line) == fen


def test_a_year_of_52_weeks_is_paid_in_twelve_equal_months():
    weekly = PricedLine("hour", 5_000, minutes=120, people=1, days_a_week=1)
    assert monthly_fee([weekly], paid_weeks=52) == 43_333


def test_a_fortnightly_line_costs_half_of_a_weekly_one():
    weekly = PricedLine("hour", 5_000, minutes=120, people=1)
    fortnightly = PricedLine("hour", 5_000, minutes=120, people=1, every_weeks=2)
    assert 2 * exact_monthly(fortnightly, 52) == exact_monthly(weekly, 52)


def test_a_service_priced_by_the_month_costs_its_price():
    live_in = PricedLine("month", 900_000, minutes=600, people=1, days_a_week=6)
    assert monthly_fee([live_in], paid_weeks=52) == 900_000


@given(lines, st.integers(0, 100))
def test_the_fee_is_rounded_once_at_the_end(some, discount):
    whole = sum((exact_monthly(line, 52) for line in some), Fraction())
    fee = monthly_fee(some, paid_weeks=52, discount_percent=discount)
    assert abs(fee - whole * (100 - discount) / 100) <= Fraction(1, 2)


@given(lines)
def test_the_fee_never_depends_on_the_order_of_the_lines(some):
    assert monthly_fee(some, paid_weeks=52) == monthly_fee(some[::-1], paid_weeks=52)


@pytest.mark.parametrize(
    ("holiday", "percent"),
    [("", 100), ("元旦", 200), ("春节", 300), ("除夕", 300), ("国庆节", 200)],
)
def test_holidays_have_their_factor(holiday, percent):
    assert day_percent(holiday, FIGURES) == percent


def test_tools_cost_the_same_on_a_holiday():
    with_tools = PricedLine("hour", 5_000, minutes=180, people=1, tools_fee_fen=2_000)
    assert order_price(with_tools, holiday="元旦", figures=FIGURES) == 32_000


@pytest.mark.parametrize(
    ("minutes", "fee"), [(1_440, 0), (1_439, 7_500), (120, 7_500), (119, 15_000), (-30, 15_000)]
)
def test_the_less_notice_the_more_is_due(minutes, fee):
    assert cancel_fee(15_000, minutes_before=minutes, figures=FIGURES) == fee


def test_tax_is_within_the_fee():
    assert tax_within(10_600, 600) == 600
    assert tax_within(10_600, 0) == 0


def test_a_budget_is_kept_by_making_the_less_needed_rarer():
    care = PricedLine("hour", 6_000, minutes=90, people=1, days_a_week=3)
    meals = PricedLine("hour", 6_000, minutes=120, people=1, days_a_week=5)
    assert within_budget([care, meals], budget_fen=None, paid_weeks=52) == (3, 5)
    assert within_budget([care, meals], budget_fen=240_000, paid_weeks=52) == (3, 2)
    assert within_budget([care, meals], budget_fen=120_000, paid_weeks=52) == (3, 0)


def test_what_is_needed_most_is_never_left_out():
    care = PricedLine("hour", 6_000, minutes=90, people=1, days_a_week=3)
    assert within_budget([care], budget_fen=1_000, paid_weeks=52) == (1,)


@given(lines, st.integers(0, 1_000_000))
def test_a_budget_holds_beyond_the_first_line(some, budget):
    times = within_budget(some, budget_fen=budget, paid_weeks=52)
    assert len(times) == len(some)
    assert all(0 <= kept <= line.days_a_week for kept, line in zip(times, some, strict=True))
