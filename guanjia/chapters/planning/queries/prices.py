"""What things cost today at a branch, for pages that ask before anything is agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.catalog.policies import visible_services
from guanjia.chapters.org.queries import figures, holidays_between
from guanjia.chapters.planning import rules
from guanjia.chapters.planning.models import PlanLine
from guanjia.db.brought import as_shown
from guanjia.kernel.actors import Actor


def figures_at(branch_id: int, on: date) -> rules.Figures:
    """Return the figures of planning in force at a branch on a day, in one SQL query."""
    return rules.figures_from(figures(rules.KEYS, branch_id=branch_id, on=on))


def priced(line: PlanLine) -> rules.PricedLine:
    """Return a plan line as it is priced; no SQL."""
    return rules.PricedLine(
        price_model=line.price_model,
        unit_price_fen=line.unit_price_fen,
        minutes=line.minutes,
        people=line.people,
        days_a_week=len(line.weekdays),
        every_weeks=line.every_weeks,
        tools_fee_fen=line.tools_fee_fen,
        area_m2=line.area_m2,
    )


def fee_of(lines: Iterable[PlanLine], *, discount_percent: int, figures: rules.Figures) -> int:
    """
    Return the monthly fee of some lines, in fen; no SQL.

    :raises Invalid: on the area, if a line is priced by an area that nobody knows
    """
    return rules.monthly_fee(
        (priced(line) for line in lines),
        paid_weeks=figures.paid_weeks,
        discount_percent=discount_percent,
    )


@dataclass(frozen=True, slots=True)
class OrderQuote:
    """What a single order would cost, and what makes it dearer than usual."""

    service_id: int
    service: str
    minutes: int
    people: int
    unit_price_fen: int
    price_model: str
    tools_fee_fen: int
    percent: int
    holiday: str
    price_fen: int


def order_quote(
    actor: Actor,
    *,
    branch_id: int,
    service_id: int,
    on: date,
    today: date,
    minutes: int | None = None,
    people: int | None = None,
    brings_tools: bool = False,
    area_m2: int | None = None,
) -> OrderQuote:
    """
    Return the price of a single service on a day, in three SQL queries.

    The usual length and number of people are taken where none is given, and never less than the
    least of the service.

    :param area_m2: of the home where it is done
    :raises ServiceType.DoesNotExist: if there is no such service on offer
    :raises Invalid: on the area, if the price goes by it and it is not given
    """
    service = visible_services(actor).get(id=service_id, is_offered=True)
    return quote_for(
        service,
        figures=figures_at(branch_id, today),
        holiday=holiday_on(on),
        minutes=minutes,
        people=people,
        brings_tools=brings_tools,
        area_m2=area_m2,
    )


def holiday_on(day: date) -> str:
    """Return the name of the public holiday on a day, empty if there is none; one SQL query."""
    return holidays_between(day, day + timedelta(days=1)).get(day, "")


def quote_for(
    service: ServiceType,
    *,
    figures: rules.Figures,
    holiday: str,
    minutes: int | None = None,
    people: int | None = None,
    brings_tools: bool = False,
    area_m2: int | None = None,
) -> OrderQuote:
    """
    Return what one visit of `service` costs; no SQL.

    :raises Invalid: on the area, if the price goes by it and it is not given
    """
    minutes = max(minutes or service.usual_minutes, service.least_minutes)
    people = people or service.people
    tools_fee = figures.tools_fee_fen if brings_tools else 0
    line = rules.PricedLine(
        price_model=service.price_model,
        unit_price_fen=service.price_fen,
        minutes=minutes,
        people=people,
        tools_fee_fen=tools_fee,
        area_m2=area_m2,
    )
    return OrderQuote(
        service_id=service.pk,
        service=service.name,
        minutes=minutes,
        people=people,
        unit_price_fen=service.price_fen,
        price_model=service.price_model,
        tools_fee_fen=tools_fee,
        percent=rules.day_percent(holiday, figures),
        holiday=as_shown(holiday),
        price_fen=rules.order_price(line, holiday=holiday, figures=figures),
    )
