"""Sending somebody by hand, holding a slot, and taking either back."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guanjia.chapters.clearance.commands import grant_pass
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.clearance.policies import sendable_workers
from guanjia.chapters.dispatch import engine, policies
from guanjia.chapters.dispatch.commands.assigning import (
    Placement,
    confirm,
    place,
    release_all_expired,
    release_expired,
    withdraw,
)
from guanjia.chapters.dispatch.commands.visits import open_visit_of_order
from guanjia.chapters.dispatch.facts import RuleOverridden
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.queries.cleared import reasons_against_each
from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.rules.reasons import (
    DoesNotFit,
    NeedsOverride,
    Reason,
    because,
)
from guanjia.chapters.dispatch.states import ASSIGNMENT, VISIT
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.planning.models import Order
from guanjia.chapters.workforce.models import Worker
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.record import record


@transaction.atomic
def assign_worker(
    *,
    actor: Actor,
    visit_id: int,
    worker_id: int,
    starts_at: datetime,
    at: datetime,
    override: Collection[str] = (),
    replaces: int | None = None,
) -> Assignment:
    """
    Send a worker to a visit by hand.

    :param override: codes of the soft rules that the dispatcher has read and chooses to break;
        each is recorded
    :param replaces: the assignment that gives way, where the visit has everybody it needs
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Invalid: if the time is on another day than the visit
    :raises DoesNotFit: with every reason, if any of them cannot be overridden
    :raises NeedsOverride: with every soft rule against it that `override` does not name
    :raises Conflict: if the visit has everybody it needs, or is no longer to be staffed
    """
    visit = _visit_to_staff(actor, visit_id)
    actor = policies.may_staff(actor, visit).let(actor)
    worker = sendable_workers(actor).get(id=worker_id, branch_id=visit.branch_id)
    leaving = _leaving(visit, replaces, worker_id)
    _check_day(visit, starts_at)
    release_expired([worker_id], actor=actor, at=at)
    overridden = _check_fit(visit, worker, starts_at, at, override=override)
    withdraw(leaving, reason="by_hand", actor=actor, at=at, replaced={visit.pk})
    placement = _placement(actor, visit, worker, starts_at, at, overrides=overridden)
    [sent] = place([placement], actor=actor, at=at)
    for code in overridden:
        fact = RuleOverridden(
            assignment_id=sent.pk, visit_id=visit.pk, worker_id=worker.pk, rule=code
        )
        record(fact, sent, visit, worker, actor=actor, at=at)
    return sent


def _visit_to_staff(actor: Actor, visit_id: int) -> Visit:
    visible = policies.visible_visits(actor).select_related("home", "line", "order")
    visit = visible.select_for_update(of=("self",)).get(id=visit_id)
    if visit.status not in ("open", "staffed"):
        VISIT.after(visit.status, "staff")
    return visit


def _leaving(visit: Visit, replaces: int | None, worker_id: int) -> list[Assignment]:
    """Return who gives way: whoever is replaced, and every slot held for the visit."""
    standing = list(
        Assignment.objects.filter(visit=visit, status__in=("held", "assigned")).select_related(
            "worker"
        )
    )
    for row in standing:
        row.visit = visit
    sent = [row for row in standing if row.status == "assigned"]
    replaced = [row for row in sent if row.pk == replaces]
    if replaces is not None and not replaced:
        raise Stale(_("Somebody has just changed who goes. Please look again."))
    staying = [row for row in sent if row.pk != replaces]
    if any(row.worker_id == worker_id for row in staying):
        raise Conflict(_("This person is going there already."))
    if len(staying) >= visit.people:
        raise Conflict(_("The visit has everybody it needs. Choose whom to replace."))
    return replaced + [row for row in standing if row.status == "held"]


def _check_day(visit: Visit, starts_at: datetime) -> None:
    if local_day(starts_at, zone_of(visit.branch_id)) != visit.on:
        raise Invalid(_("The visit is on another day."), field="starts_at")


def _check_fit(
    visit: Visit,
    worker: Worker,
    starts_at: datetime,
    at: datetime,
    *,
    override: Collection[str] = (),
) -> tuple[str, ...]:
    """
    Ask the gate and the rules of the roster, and return the codes that were overridden.

    :raises DoesNotFit, NeedsOverride: with all that speaks against it
    """
    placement = Placement(visit, worker.pk, starts_at)
    wanted = (worker.pk, visit.service_id, visit.household_id, placement.period)
    gate = reasons_against_each([wanted])[wanted]
    rules = engine.against(visit=visit, worker_id=worker.pk, starts_at=starts_at, at=at)
    reasons = [*gate, *(reason for reason in rules if not (gate and reason.code == "not_cleared"))]
    if gate or any(reason.is_hard for reason in rules):
        raise DoesNotFit(
            _("%(worker)s cannot be sent there then."),
            reasons,
            worker_id=worker.pk,
            worker=worker.name,
        )
    if any(reason.code not in override for reason in rules):
        raise NeedsOverride(
            _("The rules of the roster speak against sending %(worker)s there then."),
            reasons,
            worker_id=worker.pk,
            worker=worker.name,
        )
    return tuple(reason.code for reason in rules)


def _placement(
    actor: Actor,
    visit: Visit,
    worker: Worker,
    starts_at: datetime,
    at: datetime,
    *,
    overrides: tuple[str, ...] = (),
    reasons: tuple[Reason, ...] = (because("chosen_by_hand"),),
) -> Placement:
    bare = Placement(visit, worker.pk, starts_at)
    granted: Pass = grant_pass(
        actor=actor,
        worker_id=worker.pk,
        service_id=visit.service_id,
        household_id=visit.household_id,
        period=bare.period,
        at=at,
    )
    return Placement(visit, worker.pk, starts_at, granted, reasons, overrides)


@transaction.atomic
def hold_slot(
    *,
    actor: Actor,
    visit_id: int,
    worker_id: int,
    starts_at: datetime,
    at: datetime,
    minutes: int | None = None,
) -> Assignment:
    """
    Keep a worker free for a visit while the household decides.

    What is held cannot be given to anybody else until it is confirmed, released or over.

    :param minutes: for how long; the branch's own figure if not given
    :raises NotAllowed: if the actor does not speak with households about times
    :raises DoesNotFit, NeedsOverride: with all that speaks against it; a hold overrides nothing
    :raises Conflict: if the visit has everybody it needs or a slot held already
    """
    visit = _visit_to_staff(actor, visit_id)
    actor = policies.may_promise(actor, visit).let(actor)
    worker = sendable_workers(actor).get(id=worker_id, branch_id=visit.branch_id)
    _check_day(visit, starts_at)
    sent = Assignment.objects.filter(visit=visit, worker=worker, status="held").values("id")
    release_expired({worker_id}, actor=actor, at=at)
    _release_expired_of(visit, actor=actor, at=at)
    standing = Assignment.objects.filter(visit=visit, status__in=("held", "assigned"))
    if standing.count() >= visit.people or sent.exists():
        raise Conflict(_("The visit has everybody it needs, or a time is held for it already."))
    _check_fit(visit, worker, starts_at, at)
    figures = figures_for(visit.branch_id, visit.on)
    until = at + timedelta(minutes=minutes or figures.hold_minutes)
    placement = _placement(actor, visit, worker, starts_at, at)
    [held] = place([placement], actor=actor, at=at, hold_until=until)
    return held


@transaction.atomic
def book_slot(
    *,
    actor: Actor,
    worker_id: int,
    service_id: int,
    starts_at: datetime,
    key: str,
    at: datetime,
    household_id: int | None = None,
    home_id: int | None = None,
    caller: Mapping[str, Any] | None = None,
    minutes: int | None = None,
    people: int | None = None,
    flexible_minutes: int | None = None,
    brings_tools: bool = False,
    note: str = "",
    agreed_price_fen: int | None = None,
    despite_said: bool = False,
) -> Order:
    """
    Book a single service at a free time that was offered, and keep its worker free for it.

    Both or neither: if the time is gone meanwhile, nothing is booked. Pressing twice books once.

    :param caller: what is said of somebody new, as `planning.book_by_phone` takes it
    :raises Refusal: as booking and `hold_slot` do
    """
    booking: dict[str, Any] = {
        "actor": actor,
        "service_id": service_id,
        "starts_at": starts_at,
        "key": key,
        "at": at,
        "minutes": minutes,
        "people": people,
        "flexible_minutes": flexible_minutes,
        "brings_tools": brings_tools,
        "note": note,
        "agreed_price_fen": agreed_price_fen,
        "despite_said": despite_said,
    }
    if caller is None:
        booking |= {"household_id": household_id, "home_id": home_id}
        booked = planning.book_order(**booking)
    else:
        booked = planning.book_by_phone(caller=caller, **booking)
    visit = open_visit_of_order(actor=actor, order_id=booked.pk, at=at)
    if visit is None:
        raise Conflict(_("The order was cancelled meanwhile."))
    standing = Assignment.objects.filter(visit=visit, status__in=("held", "assigned"))
    if not standing.filter(worker_id=worker_id).exists():
        hold_slot(actor=actor, visit_id=visit.pk, worker_id=worker_id, starts_at=starts_at, at=at)
    return booked


def _release_expired_of(visit: Visit, *, actor: Actor, at: datetime) -> None:
    held = Assignment.objects.filter(visit=visit, status="held", hold_until__lte=at)
    release_expired(list(held.values_list("worker_id", flat=True)), actor=actor, at=at)


@transaction.atomic
def confirm_hold(*, actor: Actor, assignment_id: int, at: datetime) -> Assignment:
    """
    Let a held slot become an assignment: the household has said yes.

    :raises NotAllowed: if the actor does not speak with households about times
    :raises Conflict: if the time it was held for is over
    :raises IllegalMove: if it is not held
    """
    held = (
        policies.visible_assignments(actor).select_related("visit", "worker").get(id=assignment_id)
    )
    actor = policies.may_promise(actor, held.visit).let(actor)
    ASSIGNMENT.after(held.status, "assign")
    if held.hold_until is not None and held.hold_until <= at:
        raise Conflict(_("The time was held until %(until)s only."), until=held.hold_until)
    confirm([held], actor=actor, at=at)
    return held


@transaction.atomic
def withdraw_assignment(
    *, actor: Actor, assignment_id: int, reason: str, at: datetime
) -> Assignment:
    """
    Take somebody off a visit, or give back a held slot; the visit is to be staffed anew.

    :param reason: a code, such as "sick", "client_wish" or "released"
    :raises NotAllowed: if it is assigned and the actor does not plan the branch's days, or held
        and the actor does not speak with households about times
    :raises Conflict: if the visit has begun
    """
    sent = (
        policies.visible_assignments(actor).select_related("visit", "worker").get(id=assignment_id)
    )
    actor = policies.may_withdraw(actor, sent).let(actor)
    ASSIGNMENT.after(sent.status, "withdraw")
    if sent.visit.status not in ("open", "staffed"):
        raise Conflict(_("The visit has begun, so nobody can be taken off it."))
    withdraw([sent], reason=reason, actor=actor, at=at)
    return sent


@transaction.atomic
def withdraw_uncovered(*, actor: Actor, pass_id: int, at: datetime) -> int:
    """
    Take a worker off the visits ahead that only a revoked pass allowed; return how many.

    Nothing happens if the pass stands after all; visits that have begun go on.
    """
    granted = ours(Pass.objects.select_related("worker"), id=pass_id)
    actor = policies.may_plan(actor, granted.branch_id).let(actor)
    if granted.revoked_at is None:
        return 0
    sent = list(
        Assignment.objects.filter(
            granted=granted,
            status__in=("held", "assigned"),
            visit__status__in=("open", "staffed"),
        ).select_related("visit", "worker")
    )
    if sent:
        withdraw(sent, reason="uncovered", actor=actor, at=at)
    return len(sent)


@transaction.atomic
def release_holds(*, actor: Actor, at: datetime) -> int:
    """Give back every held slot whose time is over; return how many."""
    return release_all_expired(actor=actor, at=at)
