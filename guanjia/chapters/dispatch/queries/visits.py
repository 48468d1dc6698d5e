"""One visit as the desk reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dispatch.rules.reasons import Reason
from guanjia.chapters.dispatch.states import VISIT
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Sent:
    """
    Somebody who is, or was, to go, and why they.

    `arrives_at` is when they should be there, once they are on the way.
    `cleared_at` is when the gate let them pass, for all that lies between `cleared_from` and
    `cleared_until`.
    """

    id: int
    worker_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    status: str
    status_since: datetime | None
    hold_until: datetime | None
    arrives_at: datetime | None
    reasons: tuple[Reason, ...]
    overrides: tuple[str, ...]
    cleared_at: datetime
    cleared_from: datetime
    cleared_until: datetime


@dataclass(frozen=True, slots=True)
class VisitCard:
    """All that the page of a visit needs, and what the reader may do with it."""

    id: int
    status: str
    branch_id: int
    zone: str
    household_id: int
    household: str
    home: str
    district: str
    service: str
    on: date
    window_start: datetime
    window_end: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    people: int
    order_id: int | None
    line_id: int | None
    sent: tuple[Sent, ...]
    gone: tuple[Sent, ...]
    is_fixed: bool
    may_staff: bool
    may_cancel: bool
    may_miss: bool

    @property
    def lacks(self) -> int:
        """How many are still to be found."""
        return max(0, self.people - sum(one.status not in ("held", "absent") for one in self.sent))


def visit_card(*, actor: Actor, visit_id: int) -> VisitCard:
    """
    Return the card of one visit, in two SQL queries.

    :raises Visit.DoesNotExist: if it is in no branch where the actor works at a desk
    """
    sent = Assignment.objects.select_related("worker", "granted").order_by("starts_at", "id")
    visit = (
        policies.visible_at_desk(actor)
        .select_related("branch", "household", "home", "service")
        .prefetch_related(Prefetch("assignments", sent))
        .get(id=visit_id)
    )
    rows = list(visit.assignments.all())
    may_staff = bool(policies.may_staff(actor, visit))
    return VisitCard(
        id=visit.pk,
        status=visit.status,
        branch_id=visit.branch_id,
        zone=visit.branch.zone,
        household_id=visit.household_id,
        household=visit.household.display_name,
        home=visit.home.name,
        district=visit.home.area,
        service=visit.service.name,
        on=visit.on,
        window_start=visit.window_start,
        window_end=visit.window_end,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        minutes=visit.minutes,
        people=visit.people,
        order_id=visit.order_id,
        line_id=visit.line_id,
        sent=tuple(_sent(row) for row in rows if row.status != "withdrawn"),
        gone=tuple(_sent(row) for row in rows if row.status == "withdrawn"),
        is_fixed=visit.fixed_at is not None,
        may_staff=may_staff and visit.status in ("open", "staffed"),
        may_cancel=bool(policies.may_promise(actor, visit)) and VISIT.can(visit.status, "cancel"),
        may_miss=may_staff and VISIT.can(visit.status, "miss"),
    )


def visit_of_order(*, actor: Actor, order_id: int) -> VisitCard | None:
    """Return the card of the visit that a single order has opened, in three SQL queries; or None."""
    found = policies.visible_at_desk(actor).filter(order_id=order_id).values_list("id", flat=True)
    visit_id = found.first()
    return visit_card(actor=actor, visit_id=visit_id) if visit_id else None


def held_orders(order_ids: Iterable[int], *, at: datetime) -> dict[int, datetime]:
    """
    Return the single orders for which a time is only held -> until when, in one SQL query.

    :param order_ids: of orders that the actor may see
    """
    there = Assignment.objects.filter(visit__order_id__in=list(order_ids))
    rows = there.filter(status="held", hold_until__gt=at).exclude(
        visit__in=there.filter(status="assigned").values("visit")
    )
    found = rows.order_by("-hold_until").values_list("visit__order_id", "hold_until")
    return {order_id: until for order_id, until in found if until is not None}


def _sent(row: Assignment) -> Sent:
    return Sent(
        id=row.pk,
        worker_id=row.worker_id,
        name=row.worker.name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,
        status_since=row.status_since,
        hold_until=row.hold_until,
        arrives_at=row.arrives_at if row.status == "assigned" else None,
        reasons=tuple(Reason.read(reason) for reason in row.reasons),
        overrides=tuple(row.overrides),
        cleared_at=row.granted.granted_at,
        cleared_from=row.granted.valid_from,
        cleared_until=row.granted.valid_until,
    )


def was_sent(*, worker_id: int | None, visit_id: int) -> bool:
    """Test whether a worker goes or went to a visit, in one SQL query; False for no worker."""
    if worker_id is None:
        return False
    sent = Assignment.objects.filter(visit_id=visit_id, worker_id=worker_id)
    return sent.filter(status__in=("held", "assigned", "completed")).exists()
