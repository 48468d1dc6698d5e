"""Alerts: which steps are not as they should be, and what was done about them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guanjia.chapters.fieldwork import policies
from guanjia.chapters.fieldwork.models import Alert, StepRecord
from guanjia.db.pages import orders, page_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.listed import Listed
from guanjia.kernel.rows import filled

ROWS_A_PAGE = 50
ORDERS = orders(raised="raised_at", household="visit__household__name")


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as a list shows it."""

    id: int
    household: str
    worker: str
    step: str
    reason: str
    raised_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class AlertCard:
    """An alert with what the step showed: what is needed to see to it."""

    id: int
    household_id: int
    household: str
    visit_id: int
    worker: str
    service: str
    step: str
    reason: str
    raised_at: datetime
    value: float | None
    unit: str
    least: float | None
    most: float | None
    undone_reason: str
    note: str
    status: str
    status_since: datetime | None
    outcome: str
    words: str
    may_settle: bool
    why_not: str


def alert_list(
    *,
    actor: Actor,
    status: str = "",
    sort: str = "-raised",
    number: int = 1,
    size: int = ROWS_A_PAGE,
) -> Listed[AlertRow]:
    """Return a page of alerts, the newest first, counted by state; two SQL queries."""
    found = policies.visible_alerts(actor)
    order = ORDERS.get(sort, ORDERS["-raised"])
    return page_of(found, _rows, order=order, number=number, size=size, status=status)


def _rows(found: QuerySet[Alert]) -> list[AlertRow]:
    rows = found.select_related("visit__household", "step", "attendance__assignment__worker")
    return [
        filled(
            AlertRow,
            row,
            household=row.visit.household.display_name,
            worker=row.attendance.assignment.worker.name,
            step=row.step.text,
        )
        for row in rows
    ]


def alert_card(*, actor: Actor, alert_id: int) -> AlertCard:
    """
    Return one alert with what the step shows by now, in two SQL queries.

    :raises Alert.DoesNotExist: if there is none such among those the actor may see
    """
    rows = policies.visible_alerts(actor).select_related(
        "visit__household", "visit__service", "step", "attendance__assignment__worker"
    )
    row = rows.get(id=alert_id)
    shown = StepRecord.objects.filter(attendance=row.attendance_id, step=row.step_id).first()
    may = policies.may_settle(actor, row)
    return filled(
        AlertCard,
        row,
        household_id=row.visit.household_id,
        household=row.visit.household.display_name,
        worker=row.attendance.assignment.worker.name,
        service=row.visit.service.name,
        step=row.step.text,
        value=shown.value if shown else None,
        unit=row.step.unit,
        least=row.step.least,
        most=row.step.most,
        undone_reason=shown.reason if shown else "",
        note=shown.note if shown else "",
        may_settle=bool(may) and row.status == "raised",
        why_not=may.reason,
    )
