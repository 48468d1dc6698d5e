"""What a plan costs, on which days it falls, and what a single order costs. Plain values only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from guanjia.kernel.clock import hours_and_minutes
from guanjia.kernel.errors import Invalid
from guanjia.kernel.money import half_up
from guanjia.kernel.words import _

DAYS_A_WEEK = 7
MONTHS_A_YEAR = 12
MINUTES_A_DAY = 24 * 60
BY_AREA = "area"
SPRING_FESTIVAL = ("春节", "除夕")
WHOLES = {"%": 100, "‰": 1000}
"""In which units a plan promises something, and how much of each is all of it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of the trade that planning reckons with; percentages are whole numbers.

    :param paid_weeks: weeks paid in a year of plan, spread over twelve equal months
    :param tools_fee_fen: for bringing tools to a home that has none, each visit
    :param holiday_percent: price of an hour on a public holiday, of the usual one
    :param spring_festival_percent: the same for the days of the Spring Festival
    :param free_until_minutes: notice with which a single order is cancelled without a fee
    :param half_until_minutes: notice below which the whole price is due, above it `late_percent`
    :param late_percent: share of the price due for cancelling late
    :param answer_days: how long an offer may be answered
    :param flexible_minutes: how much later than ordered a single visit may begin
    :param most_discount_percent: what a consultant may give away
    :param tax_basis_points: tax contained in the fee, in 1/100 of a percent
    """

    paid_weeks: int
    tools_fee_fen: int
    holiday_percent: int
    spring_festival_percent: int
    free_until_minutes: int
    half_until_minutes: int
    late_percent: int
    answer_days: int
    flexible_minutes: int
    most_discount_percent: int
    tax_basis_points: int


KEYS = tuple(f"planning.{name}" for name in Figures.__slots__)


def figures_from(values: Mapping[str, int]) -> Figures:
    """Return the figures typed, from the values of the settings named in KEYS."""
    return Figures(**{key.removeprefix("planning."): int(value) for key, value in values.items()})


@dataclass(frozen=True, slots=True)
class PricedLine:
    """
    A service as it is priced.

    :param price_model: hour (of one person), visit, area (a square metre), month or term
    :param unit_price_fen: for one unit of the model
    :param area_m2: of the home, where the price goes by area; None if nobody knows it
    """

    price_model: str
    unit_price_fen: int
    minutes: int
    people: int
    days_a_week: int = 1
    every_weeks: int = 1
    tools_fee_fen: int = 0
    area_m2: int | None = None

    @property
    def is_priced(self) -> bool:
        """Whether all is known that the price needs."""
        return self.price_model != BY_AREA or bool(self.area_m2)


def visit_price(line: PricedLine, *, percent: int = 100) -> Fraction:
    """
    Return the exact price of one visit in fen, at `percent` of the usual; tools at full price.

    :raises Invalid: on the area, if the price goes by it and nobody knows it: it is never nothing
    """
    if not line.is_priced:
        raise Invalid(
            _(
                "This service is priced by the area. Please note the area of this home first, "
                "in the household's file."
            ),
            field="area_m2",
        )
    units = {
        "hour": Fraction(line.minutes * line.people, 60),
        "visit": Fraction(line.people),
        BY_AREA: Fraction(line.area_m2 or 0),
    }.get(line.price_model, Fraction(1))
    return units * line.unit_price_fen * Fraction(percent, 100) + line.tools_fee_fen


def visits_a_year(line: PricedLine, paid_weeks: int) -> Fraction:
    """Return how many visits a year the household pays for."""
    return Fraction(line.days_a_week * paid_weeks, line.every_weeks)


def exact_monthly(line: PricedLine, paid_weeks: int) -> Fraction:
    """
    Return the exact monthly share of one line in fen.

    A line priced by the month or by a term is paid as it is, whatever its days.
    """
    if line.price_model in {"month", "term"}:
        return Fraction(line.unit_price_fen * line.people) + line.tools_fee_fen
    return visit_price(line) * visits_a_year(line, paid_weeks) / MONTHS_A_YEAR


def rounded(amount: Fraction) -> int:
    """Return an exact amount in whole fen, halves up."""
    return half_up(amount.numerator, amount.denominator)


def monthly_fee(lines: Iterable[PricedLine], *, paid_weeks: int, discount_percent: int = 0) -> int:
    """
    Return the flat monthly fee of a plan in fen, rounded once, at the end.

    A year has `paid_weeks` paid weeks, spread over twelve equal months, so that a household pays
    the same in February as in March.
    """
    whole = sum((exact_monthly(line, paid_weeks) for line in lines), Fraction())
    return rounded(whole * Fraction(100 - discount_percent, 100))


def tax_within(fee_fen: int, basis_points: int) -> int:
    """Return the tax contained in a fee, in fen."""
    return half_up(fee_fen * basis_points, 10_000 + basis_points)


def day_percent(holiday: str, figures: Figures) -> int:
    """Return what an hour costs on a day of this holiday, in percent of the usual ("": none)."""
    if not holiday:
        return 100
    if any(word in holiday for word in SPRING_FESTIVAL):
        return figures.spring_festival_percent
    return figures.holiday_percent


def order_price(line: PricedLine, *, holiday: str, figures: Figures) -> int:
    """
    Return the price of a single order in fen, rounded once.

    :param holiday: the name of the public holiday on its day; empty on any other day
    """
    return rounded(visit_price(line, percent=day_percent(holiday, figures)))


def cancel_fee(price_fen: int, *, minutes_before: int, figures: Figures) -> int:
    """Return what is due, in fen, for cancelling an order so many minutes before it begins."""
    if minutes_before >= figures.free_until_minutes:
        return 0
    if minutes_before >= figures.half_until_minutes:
        return half_up(price_fen * figures.late_percent, 100)
    return price_fen


def days_of(
    weekdays: Iterable[int],
    every_weeks: int,
    starts_on: date,
    ends_on: date | None,
    first: date,
    until: date,
) -> Iterator[date]:
    """
    Yield the days from `first` to the day before `until` on which a line falls.

    Weeks are counted from the Monday of the week of `starts_on`; 0 is Monday. Nothing falls before
    `starts_on`, nor on `ends_on` or later.
    """
    wanted = frozenset(weekdays)
    first_monday = starts_on - timedelta(days=starts_on.weekday())
    day = max(first, starts_on)
    last = min(until, ends_on) if ends_on else until
    while day < last:
        weeks = (day - first_monday).days // DAYS_A_WEEK
        if day.weekday() in wanted and weeks % every_weeks == 0:
            yield day
        day += timedelta(days=1)


def spread(times: int) -> tuple[int, ...]:
    """Return the weekdays for so many visits a week, as far apart as they go."""
    days = {
        1: (2,),
        2: (1, 4),
        3: (0, 2, 4),
        4: (0, 1, 3, 4),
        5: (0, 1, 2, 3, 4),
        6: (0, 1, 2, 3, 4, 5),
    }
    return days.get(times, tuple(range(DAYS_A_WEEK)))


def days_chosen(times: int, best_days: frozenset[int]) -> tuple[int, ...]:
    """Return weekdays for so many visits a week, among `best_days` where some are given."""
    if not best_days:
        return spread(times)
    days = sorted(best_days)
    times = min(times, len(days))
    return tuple(days[index * len(days) // times] for index in range(times))


def within_budget(
    lines: Sequence[PricedLine], *, budget_fen: int | None, paid_weeks: int
) -> tuple[int, ...]:
    """
    Return how many days a week each line keeps so that the plan costs no more than the budget.

    The lines come most needed first and are served in that order; one that does not fit is made
    rarer, and left out (0) if even once a week is too much. The first is never left out.
    """
    kept: list[PricedLine] = []
    times = []
    for line in lines:
        fitting = 0
        for days in range(line.days_a_week, 0, -1):
            candidate = replace(line, days_a_week=days)
            fee = monthly_fee([*kept, candidate], paid_weeks=paid_weeks)
            if budget_fen is None or fee <= budget_fen:
                fitting = days
                break
        if not fitting and not kept:
            fitting = 1
        if fitting:
            kept.append(replace(line, days_a_week=fitting))
        times.append(fitting)
    return tuple(times)


def fitted_window(
    window: tuple[int, int], minutes: int, *, not_before: int = 0, not_after: int = MINUTES_A_DAY
) -> tuple[int, int]:
    """
    Return a window cut to the household's hours, and moved or widened until the visit fits in.

    All are minutes after midnight; the window is never longer than the household's day.
    """
    start = max(window[0], not_before)
    end = min(window[1], not_after)
    if end - start < minutes:
        end = min(max(end, start + minutes), MINUTES_A_DAY)
        start = min(start, end - minutes)
    return max(start, 0), end


def check_said(window: tuple[int, int], *, not_before: int | None, not_after: int | None) -> None:
    """
    Pass if a window lies between the times at which a household lets somebody in.

    :raises Invalid: beside the time that does not
    """
    if not_before is not None and window[0] < not_before:
        raise Invalid(
            _("They said: nobody before %(time)s. Give a later time, or say why it is so early."),
            field="window_from",
            time=hours_and_minutes(not_before),
        )
    if not_after is not None and window[1] > not_after:
        raise Invalid(
            _("They said: nobody after %(time)s. Give an earlier time, or say why it is so late."),
            field="window_until",
            time=hours_and_minutes(not_after),
        )


class AgainstSaid(Invalid):
    """A single order at a time at which the household said that nobody may come: asked about first."""


def check_order_said(
    starts: int, minutes: int, *, not_before: int | None, not_after: int | None
) -> None:
    """
    Pass if a single order lies between the times at which a household lets somebody in.

    :param starts: after midnight
    :raises AgainstSaid: if it does not
    """
    if not_before is not None and starts < not_before:
        raise AgainstSaid(
            _("They said: nobody before %(time)s. Ask, and say that they agree to this time."),
            field="starts_at",
            time=hours_and_minutes(not_before),
        )
    if not_after is not None and starts + minutes > not_after:
        raise AgainstSaid(
            _("They said: gone by %(time)s. Ask, and say that they agree to this time."),
            field="starts_at",
            time=hours_and_minutes(not_after),
        )


def check_target(target: float, *, unit: str, field: str) -> None:
    """
    Pass if an indicator of this unit can reach a target.

    :raises Invalid: if it lies below nothing or above the whole, or if nothing is promised in it
    """
    most = WHOLES.get(unit)
    if most is None:
        raise Invalid(_("Nothing is promised by this indicator."), field=field)
    if not 0 <= target <= most:
        raise Invalid(_("A target lies from 0 to %(most)s."), field=field, most=most)


def check_line(
    *,
    weekdays: Iterable[int],
    every_weeks: int,
    minutes: int,
    window: tuple[int, int],
    people: int,
    least_minutes: int,
) -> None:
    """
    Pass if a line can be kept.

    :raises Invalid: naming the field that cannot be right
    """
    days = list(weekdays)
    if not days or set(days) - set(range(DAYS_A_WEEK)):
        raise Invalid(_("Choose at least one weekday."), field="weekdays")
    if not 1 <= every_weeks <= 8:
        raise Invalid(_("Every one to eight weeks."), field="every_weeks")
    if minutes < least_minutes:
        raise Invalid(
            _("This service takes at least %(minutes)s minutes."),
            field="minutes",
            minutes=least_minutes,
        )
    if not 0 <= window[0] < window[1] <= MINUTES_A_DAY:
        raise Invalid(_("The time must end after it begins."), field="window_until")
    if window[1] - window[0] < minutes:
        raise Invalid(
            _("The visit of %(minutes)s minutes does not fit between these times."),
            field="window_until",
            minutes=minutes,
        )
    if not 1 <= people <= 9:
        raise Invalid(_("Between one and nine people."), field="people")
