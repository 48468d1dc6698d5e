"""The plans and orders of a household, and of a branch."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from guanjia.chapters.planning import policies, rules
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.chapters.planning.queries.prices import figures_at
from guanjia.chapters.planning.states import ORDER
from guanjia.db.compiled import CompiledQuery
from guanjia.db.pages import page_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.listed import Listed, stretch

ROWS_A_PAGE = 50
ORDERS_A_PAGE = 20
SORTS = {
    "newest": ("-id",),
    "household": ("plan__household__name", "-id"),
    "-household": ("-plan__household__name", "-id"),
    "starts": ("starts_on", "-id"),
    "-starts": ("-starts_on", "-id"),
    "fee": ("monthly_fee_fen", "-id"),
    "-fee": ("-monthly_fee_fen", "-id"),
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A version of a plan in a list."""

    id: int
    code: str
    number: int
    household_id: int
    household: str
    home: str
    status: str
    status_since: datetime | None
    starts_on: date
    answer_by: datetime | None
    monthly_fee_fen: int
    wishes: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A single order in a list, or on a page of its own."""

    id: int
    code: str
    household_id: int
    household: str
    home: str
    service: str
    starts_at: datetime
    latest_start_at: datetime
    minutes: int
    people: int
    price_fen: int
    cancel_fee_fen: int
    brings_tools: bool
    note: str
    status: str
    ordered_at: datetime
    may_cancel: bool


def _plan_row(version: PlanVersion, wishes: int) -> PlanRow:
    return PlanRow(
        id=version.pk,
        code=version.plan.code,
        number=version.number,
        household_id=version.plan.household_id,
        household=version.plan.household.display_name,
        home=version.plan.home.label,
        status=version.status,
        status_since=version.status_since,
        starts_on=version.starts_on,
        answer_by=version.answer_by,
        monthly_fee_fen=version.monthly_fee_fen,
        wishes=wishes,
    )


def plan_list(
    actor: Actor,
    *,
    status: str = "",
    sort: str = "newest",
    number: int = 1,
    size: int = ROWS_A_PAGE,
) -> Listed[PlanRow]:
    """Return versions of plans, the newest first, counted by state; two SQL queries."""
    found = policies.visible_versions(actor)
    order = SORTS.get(sort, SORTS["newest"])
    return page_of(found, _plan_rows, order=order, number=number, size=size, status=status)


def plans_by_code(actor: Actor, text: str, *, most: int) -> list[PlanRow]:
    """Return the newest versions of the plans whose number holds `text`, in one SQL query."""
    found = policies.visible_versions(actor).filter(plan__code__icontains=text)
    return _plan_rows(found.order_by("-plan_id", "-number")[:most])


def orders_by_code(actor: Actor, text: str, *, most: int) -> list[OrderRow]:
    """Return the newest orders whose number holds `text`, in one SQL query."""
    found = policies.visible_orders(actor).filter(code__icontains=text)
    rows = found.select_related("household", "home", "service").order_by("-id")
    return [_order_row(actor, order) for order in rows[:most]]


def _plan_rows(found: "QuerySet[Any]") -> list[PlanRow]:  # of PlanVersion
    rows = found.select_related("plan__household", "plan__home").annotate(asked=Count("wishes"))
    return [_plan_row(row, row.asked) for row in rows]


@CompiledQuery
def _versions_of(actor: Actor, household_id: int) -> QuerySet[Any]:  # PlanVersion with `asked`
    return (
        policies.visible_versions(actor)
        .filter(plan__household_id=household_id)
        .select_related("plan__household", "plan__home")
        .annotate(asked=Count("wishes"))
        .order_by("-plan_id", "-number")
    )


def plans_of(actor: Actor, household_id: int) -> tuple[PlanRow, ...]:
    """Return the versions of a household's plans, newest first, in one SQL query."""
    return tuple(_plan_row(row, row.asked) for row in _versions_of(actor, household_id))


def _order_row(actor: Actor, order: Order) -> OrderRow:
    may = ORDER.can(order.status, "cancel") and policies.may_order(actor, order.household)
    return OrderRow(
        id=order.pk,
        code=order.code,
        household_id=order.household_id,
        household=order.household.display_name,
        home=order.home.label,
        service=order.service.name,
        starts_at=order.starts_at,
        latest_start_at=order.latest_start_at,
        minutes=order.minutes,
        people=order.people,
        price_fen=order.price_fen,
        cancel_fee_fen=order.cancel_fee_fen,
        brings_tools=order.brings_tools,
        note=order.note,
        status=order.status,
        ordered_at=order.ordered_at,
        may_cancel=bool(may),
    )


@CompiledQuery
def _booked_of(actor: Actor, household_id: int) -> QuerySet[Order]:
    return (
        policies.visible_orders(actor)
        .filter(household_id=household_id, status="booked")
        .select_related("household", "home", "service")
        .order_by("starts_at", "id")
    )


def booked_orders_of(actor: Actor, household_id: int) -> tuple[OrderRow, ...]:
    """Return the single orders of a household that are still to be done, in one SQL query."""
    return tuple(_order_row(actor, row) for row in _booked_of(actor, household_id))


def count_orders_of(actor: Actor, household_id: int) -> int:
    """Return how many single orders a household has given, in one SQL query."""
    return policies.visible_orders(actor).filter(household_id=household_id).count()


def orders_of(
    actor: Actor, household_id: int, *, total: int, number: int = 1, size: int = ORDERS_A_PAGE
) -> Listed[OrderRow]:
    """
    Return a page of a household's single orders, latest first, in one SQL query.

    :param total: how many there are, as `count_orders_of` says
    """
    here = stretch(total, number=number, size=size)
    rows = (
        policies.visible_orders(actor)
        .filter(household_id=household_id)
        .select_related("household", "home", "service")
        .order_by("-starts_at", "-id")[here.rows]
    )
    shown = tuple(_order_row(actor, row) for row in rows)
    return Listed(shown, total, here.number, here.of)


def order_card(actor: Actor, order_id: int) -> OrderRow:
    """
    Return one single order, in one SQL query.

    :raises Order.DoesNotExist: if there is none that the actor may see
    """
    row = (
        policies.visible_orders(actor)
        .select_related("household", "home", "service")
        .get(id=order_id)
    )
    return _order_row(actor, row)


def cancel_fee_now(actor: Actor, order_id: int, *, at: datetime) -> int:
    """
    Return what the household would owe for cancelling an order at `at`, in fen; two SQL queries.

    :raises Order.DoesNotExist: if there is none that the actor may see
    """
    order = policies.visible_orders(actor).select_related("household__branch").get(id=order_id)
    branch = order.household.branch
    return rules.cancel_fee(
        order.price_fen,
        minutes_before=int((order.starts_at - at) / timedelta(minutes=1)),
        figures=figures_at(branch.pk, local_day(at, branch.zone)),
    )
