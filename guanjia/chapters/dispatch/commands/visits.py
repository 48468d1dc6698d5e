"""Visits come to be, are cancelled or missed, begin and end."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.catalog.queries import sop_in_force
from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.commands.assigning import withdraw
from guanjia.chapters.dispatch.commands.days import note_change
from guanjia.chapters.dispatch.facts import (
    VisitCancelled,
    VisitMissed,
    VisitOpened,
)
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.rules.opening import window_of_order, window_on
from guanjia.chapters.dispatch.states import VISIT
from guanjia.chapters.dossier.states import GONE
from guanjia.chapters.org.queries import holidays_between, zone_of
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.chapters.planning.queries import Promise, promised_lines
from guanjia.db.apart import each_apart
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, move_many, record_many

CHUNK = 200
REASONS_TO_CANCEL = ("client_away", "client_ill", "client_wish", "no_cover", "consent", "other")
"""Why a visit can be cancelled by hand; what follows from something else has a reason of its own."""

PROMISED = ("accepted", "superseded", "ended")
"""The states of a version that was promised, and still is until it stops."""


@transaction.atomic
def open_visits_of_plan(
    *, actor: Actor, version_id: int, at: datetime, weeks: int | None = None
) -> list[Visit]:
    """
    Open the visits that an accepted plan promises, from today until so many weeks from its start.

    Opening twice opens nothing twice. A version that was superseded or ended opens what lies before
    the day on which it stops; one of a household that has gone opens nothing.

    :param weeks: how far ahead; the branch's own figure if not given
    :raises NotAllowed: if the actor may not open visits in the branch
    """
    promise = promised_lines(version_id)
    actor = policies.may_open(actor, promise.branch_id).let(actor)
    if promise.status not in PROMISED or promise.household_status in GONE:
        return []
    zone = zone_of(promise.branch_id)
    today = local_day(at, zone)
    figures = figures_for(promise.branch_id, today)
    first = max(today, promise.starts_on)
    until = first + timedelta(weeks=weeks or figures.weeks_ahead)
    closed = set() if figures.opens_on_holidays else set(holidays_between(first, until))
    known = set(
        Visit.objects.filter(
            line_id__in=[line.line_id for line in promise.lines], on__gte=first, on__lt=until
        ).values_list("line_id", "on")
    )
    visits = [
        visit
        for visit in _promised_visits(promise, first, until, zone)
        if (visit.line_id, visit.on) not in known
        and visit.on not in closed
        and visit.window_end > at
    ]
    return _open(visits, actor=actor, at=at)


def open_visits_ahead(*, actor: Actor, at: datetime) -> int:
    """
    Open what every accepted plan promises within the branch's weeks ahead, and return how many.

    Done every night, so that the weeks ahead of a plan never run out; some six SQL queries a plan.
    A plan that cannot be read is named in the log and left out.
    """
    yesterday = at.date() - timedelta(days=1)  # whatever the zone: a branch's own day decides
    stops_later = Q(status__in=PROMISED, stops_on__gt=yesterday)
    in_force = PlanVersion.objects.filter(Q(status="accepted") | stops_later).order_by("id")

    def opened(version: PlanVersion) -> int:
        return len(open_visits_of_plan(actor=actor, version_id=version.pk, at=at))

    return each_apart(in_force.only("id", "plan_id", "number"), opened, doing="Opening visits")


def _promised_visits(promise: Promise, first: date, until: date, zone: str) -> Iterable[Visit]:
    for line in promise.lines:
        for day in line.days(first, until):
            window = window_on(
                day, from_minute=line.window_from, until_minute=line.window_until, zone=zone
            )
            yield Visit(
                branch_id=promise.branch_id,
                household_id=promise.household_id,
                home_id=promise.home_id,
                service_id=line.service_id,
                sop_id=line.sop_id,
                line_id=line.line_id,
                on=day,
                window_start=window.start,
                window_end=window.end,
                minutes=line.minutes,
                people=line.people,
            )


def _open(visits: Sequence[Visit], *, actor: Actor, at: datetime) -> list[Visit]:
    for visit in visits:
        visit.status_since = at
    note_days(visits)
    opened = Visit.objects.bulk_create(visits, batch_size=CHUNK)
    record_many(
        [
            (
                VisitOpened(
                    visit_id=visit.pk, household_id=visit.household_id, on=visit.on.isoformat()
                ),
                (visit,),
            )
            for visit in opened
        ],
        actor=actor,
        at=at,
    )
    return opened


@transaction.atomic
def open_visit_of_order(*, actor: Actor, order_id: int, at: datetime) -> Visit | None:
    """
    Open the visit of a single order; the same one however often it is asked for.

    :returns: None if the order was cancelled before any visit was opened
    :raises NotAllowed: if the actor may not open visits in the branch
    """
    order = ours(Order.objects.select_related("household__branch"), id=order_id)
    branch = order.household.branch
    actor = policies.may_open(actor, branch.pk).let(actor)
    on = local_day(order.starts_at, branch.zone)
    visit = Visit.objects.filter(order=order).first()
    if visit or order.status != "booked":
        return visit
    window = window_of_order(order.starts_at, order.latest_start_at, order.minutes)
    sop_id = order.sop_id
    if sop_id is None and (sop := sop_in_force(order.service_id)):
        sop_id = sop.id
    [visit] = _open(
        [
            Visit(
                branch=branch,
                household=order.household,
                home_id=order.home_id,
                service_id=order.service_id,
                sop_id=sop_id,
                order=order,
                on=on,
                window_start=window.start,
                window_end=window.end,
                minutes=order.minutes,
                people=order.people,
            )
        ],
        actor=actor,
        at=at,
    )
    return visit


@transaction.atomic
def close_visits_of_plan(*, actor: Actor, version_id: int, at: datetime) -> int:
    """
    Cancel what a version no longer promises, from the day it stops; return how many.

    Visits that have begun or are over stay as they are.
    """
    promise = promised_lines(version_id)
    actor = policies.may_open(actor, promise.branch_id).let(actor)
    if promise.status not in ("superseded", "ended"):
        return 0
    today = local_day(at, zone_of(promise.branch_id))
    visits = list(
        Visit.objects.filter(
            line_id__in=[line.line_id for line in promise.lines],
            on__gte=max(promise.until or today, today),
            status__in=("open", "staffed"),
        )
    )
    reason = "plan_changed" if promise.status == "superseded" else "plan_ended"
    _cancel(visits, reason=reason, by_client=True, actor=actor, at=at)
    return len(visits)


@transaction.atomic
def cancel_visit(
    *, actor: Actor, visit_id: int, reason: str, by_client: bool, at: datetime
) -> Visit:
    """
    Cancel a visit that has not begun; whoever was to go is free again.

    :param reason: one of the codes of REASONS_TO_CANCEL
    :raises NotAllowed: if the actor does not speak with households about times
    :raises Invalid: on `reason`, if there is no such
    :raises IllegalMove: if it has begun, is over or was cancelled
    """
    if reason not in REASONS_TO_CANCEL:
        raise Invalid(_("Please choose a reason."), field="reason")
    visit = policies.visible_visits(actor).get(id=visit_id)
    actor = policies.may_promise(actor, visit).let(actor)
    VISIT.after(visit.status, "cancel")
    _cancel([visit], reason=reason, by_client=by_client, actor=actor, at=at)
    return visit


@transaction.atomic
def cancel_visit_of_order(
    *, actor: Actor, order_id: int, reason: str, by_client: bool, at: datetime
) -> Visit | None:
    """Cancel the visit of an order that was cancelled; nothing happens if it is under way."""
    visit = Visit.objects.filter(order_id=order_id).first()
    if visit is None:
        return None
    actor = policies.may_open(actor, visit.branch_id).let(actor)
    if VISIT.can(visit.status, "cancel"):
        _cancel([visit], reason=reason, by_client=by_client, actor=actor, at=at)
    return visit


def _cancel(
    visits: Sequence[Visit], *, reason: str, by_client: bool, actor: Actor, at: datetime
) -> None:
    if not visits:
        return
    _free(visits, reason=reason, actor=actor, at=at)
    move_many(
        visits,
        VISIT,
        "cancel",
        lambda visit: VisitCancelled(
            visit_id=visit.pk,
            household_id=visit.household_id,
            reason=reason,
            by_client=by_client,
        ),
        actor=actor,
        at=at,
        starts_at=None,
        ends_at=None,
    )
    note_days(visits)


def _free(visits: Sequence[Visit], *, reason: str, actor: Actor, at: datetime) -> None:
    """Withdraw everybody from visits that will not take place."""
    by_id = {visit.pk: visit for visit in visits}
    sent = list(
        Assignment.objects.filter(
            visit_id__in=by_id, status__in=("held", "assigned")
        ).select_related("worker")
    )
    for row in sent:
        row.visit = by_id[row.visit_id]
    withdraw(sent, reason=reason, actor=actor, at=at, replaced=by_id)


def note_days(visits: Iterable[Visit], *, staffing: bool = True) -> None:
    """Say of the days of some visits that what is known of them has changed."""
    for branch_id in {visit.branch_id for visit in visits}:
        days = [visit.on for visit in visits if visit.branch_id == branch_id]
        note_change(branch_id, days, staffing=staffing)


@transaction.atomic
def miss_visit(*, actor: Actor, visit_id: int, reason: str, at: datetime) -> Visit:
    """
    Record that nobody came, or that nobody was let in.

    :param reason: a code: "no_cover", "worker_absent" or "client_absent"
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Conflict: if the agreed time is not over yet
    :raises IllegalMove: if it has begun, is over or was cancelled
    """
    visit = policies.visible_visits(actor).get(id=visit_id)
    actor = policies.may_staff(actor, visit).let(actor)
    VISIT.after(visit.status, "miss")
    if (visit.starts_at or visit.window_start) > at:
        raise Conflict(_("The visit is still ahead, so it cannot have been missed."))
    _free([visit], reason="missed", actor=actor, at=at)
    move(
        visit,
        VISIT,
        "miss",
        VisitMissed(visit_id=visit.pk, household_id=visit.household_id, reason=reason),
        actor=actor,
        at=at,
    )
    note_days([visit])
    return visit
