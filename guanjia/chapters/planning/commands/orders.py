"""Single orders: booked once at a price agreed before, fulfilled or cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from guanjia.chapters.catalog.queries import service_on_offer
from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.commands import open_household
from guanjia.chapters.dossier.models import Home
from guanjia.chapters.dossier.queries import said_of
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import policies, queries, rules
from guanjia.chapters.planning.facts import OrderBooked, OrderCancelled, OrderFulfilled
from guanjia.chapters.planning.models import Order
from guanjia.chapters.planning.states import ORDER
from guanjia.db.compiled import CompiledQuery
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import check_reach, local_day, minute_of
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CANCEL_REASONS = ("client", "company", "weather", "mistake", "other")
LONGEST_MINUTES = 24 * 60


def _code(key: str, day: date) -> str:
    """Return a short code for people to read out: the branch's day, and signs drawn from the key."""
    drawn = blake2b(key.encode(), digest_size=7).digest()
    return f"D{day:%y%m%d}-" + "".join(SIGNS[byte % len(SIGNS)] for byte in drawn)


@CompiledQuery
def _homes(actor: Actor, household_id: int, home_id: int) -> QuerySet[Home]:
    return Home.objects.filter(
        id=home_id,
        household_id=household_id,
        household__in=dossier.visible_households(actor).values("id"),
    ).select_related("household__branch")


@CompiledQuery
def _booked(key: str) -> QuerySet[Order]:
    return Order.objects.filter(key=key)


def book_order(
    *,
    actor: Actor,
    household_id: int,
    home_id: int,
    service_id: int,
    starts_at: datetime,
    key: str,
    at: datetime,
    minutes: int | None = None,
    people: int | None = None,
    flexible_minutes: int | None = None,
    brings_tools: bool = False,
    note: str = "",
    agreed_price_fen: int | None = None,
    despite_said: bool = False,
) -> Order:
    """
    Book one service once. Booking again with the same key is booking once.

    Six SQL queries, then four statements in one short transaction, when it is new.

    :param key: chosen by whoever orders, at most 64 signs
    :param minutes: the service's usual length, if not given
    :param flexible_minutes: how much later than `starts_at` it may begin
    :param agreed_price_fen: what the client was told, if they were
    :param despite_said: that they agree to a time at which they let nobody in else
    :raises NotAllowed: if the actor may not order for the household
    :raises Stale: if the price is no longer what the client was told
    :raises Conflict: if the key was used for something else
    :raises AgainstSaid: if they let nobody in at that time, unless they agree all the same
    :raises Invalid: if the time has passed or is years ahead, or the service takes longer
    """
    home = _homes.get(actor, household_id, home_id)
    household = home.household
    actor = policies.may_order(actor, household).let(actor)
    asked = _Asked(
        household_id,
        home_id,
        service_id,
        starts_at,
        minutes,
        people,
        agreed_price_fen,
        note.strip(),
    )
    if booked := _booked.first(key):
        return asked.is_in(booked)
    zone = household.branch.zone
    if starts_at <= at:
        raise Invalid(_("This time has passed. Please choose a later one."), field="starts_at")
    if starts_at.second or starts_at.microsecond:
        raise Invalid(_("Please give a time in whole minutes."), field="starts_at")
    check_reach(starts_at, at, field="starts_at")
    service, sop_id = service_on_offer(actor, service_id)
    if minutes is not None and not service.least_minutes <= minutes <= LONGEST_MINUTES:
        raise Invalid(
            _("This service takes at least %(minutes)s minutes."),
            field="minutes",
            minutes=service.least_minutes,
        )
    figures = queries.figures_at(household.branch_id, local_day(at, zone))
    quote = queries.quote_for(
        service,
        figures=figures,
        holiday=queries.holiday_on(local_day(starts_at, zone)),
        minutes=minutes,
        people=people,
        brings_tools=brings_tools,
        area_m2=home.area_m2,
    )
    if not despite_said:
        said = said_of(household_id)
        rules.check_order_said(
            minute_of(starts_at, zone),
            quote.minutes,
            not_before=said.not_before,
            not_after=said.not_after,
        )
    if agreed_price_fen is not None and agreed_price_fen != quote.price_fen:
        raise Stale(_("The price has changed since it was shown. Please tell the new one first."))
    flexible = figures.flexible_minutes if flexible_minutes is None else flexible_minutes
    order = Order(
        household=household,
        home=home,
        service=service,
        sop_id=sop_id,
        code=_code(key, local_day(at, zone)),
        key=key,
        starts_at=starts_at,
        latest_start_at=starts_at + timedelta(minutes=flexible),
        minutes=quote.minutes,
        people=quote.people,
        brings_tools=brings_tools,
        price_fen=quote.price_fen,
        note=note.strip(),
        ordered_at=at,
        despite_said=despite_said,
    )
    try:
        with transaction.atomic():
            order.save(force_insert=True)
            fact = OrderBooked(order_id=order.pk, service_id=service.pk, price_fen=order.price_fen)
            record(fact, order, household, actor=actor, at=at)
    except IntegrityError:
        return asked.is_in(ours(Order.objects.all(), key=key))
    return order


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for under a key; what is None was left to the house."""

    household_id: int
    home_id: int
    service_id: int
    starts_at: datetime
    minutes: int | None
    people: int | None
    price_fen: int | None
    note: str

    def is_in(self, order: Order) -> Order:
        """
        Return the order, if it holds all that is asked for.

        :raises Conflict: if it holds anything else: whoever asks would take theirs for booked
        """
        for field in fields(self):
            wanted = getattr(self, field.name)
            if wanted is not None and wanted != getattr(order, field.name):
                raise Conflict(_("This key was used for another order."))
        return order


@transaction.atomic
def book_by_phone(
    *,
    actor: Actor,
    caller: Mapping[str, Any],
    service_id: int,
    starts_at: datetime,
    key: str,
    at: datetime,
    minutes: int | None = None,
    people: int | None = None,
    flexible_minutes: int | None = None,
    brings_tools: bool = False,
    note: str = "",
    agreed_price_fen: int | None = None,
    despite_said: bool = False,
) -> Order:
    """
    Open a household and book its first visit in one go: from call to order in a minute.

    The household's file can wait. Pressing twice books once.

    :param caller: what `open_household` asks for: branch_id, name, phone, address …
    :raises Refusal: as those two do; then neither has happened
    """
    booked = policies.visible_orders(actor).filter(key=key).first()
    if booked:
        return booked
    household = open_household(actor=actor, at=at, **caller)
    return book_order(
        actor=actor,
        household_id=household.pk,
        home_id=ours(household.homes.all()).pk,
        service_id=service_id,
        starts_at=starts_at,
        key=key,
        at=at,
        minutes=minutes,
        people=people,
        flexible_minutes=flexible_minutes,
        brings_tools=brings_tools,
        note=note,
        agreed_price_fen=agreed_price_fen,
        despite_said=despite_said,
    )


@transaction.atomic
def cancel_order(*, actor: Actor, order_id: int, reason: str, at: datetime) -> Order:
    """
    Cancel an order that is still ahead. What is due for it depends on the notice given; our own
    reasons cost nothing.

    :param reason: client, company, weather, mistake or other
    :raises IllegalMove: if it was fulfilled or cancelled already
    :raises Invalid: if there is no such reason
    :raises Conflict: if its time has begun; what became of the visit then says what is due
    """
    order = policies.visible_orders(actor).select_related("household").get(id=order_id)
    actor = policies.may_order(actor, order.household).let(actor)
    if reason not in CANCEL_REASONS:
        raise Invalid(_("Please choose a reason."), field="reason")
    ORDER.after(order.status, "cancel")
    if order.starts_at <= at:
        raise Conflict(
            _(
                "The agreed time has begun, so nothing can be cancelled here. What became of the "
                "visit decides whether anything is due: it is noted there. Please call us."
            )
        )
    return _cancel(order, reason=reason, said_at=at, actor=actor, at=at)


@transaction.atomic
def end_order_of_visit(
    *, actor: Actor, order_id: int, by_client: bool, said_at: datetime, at: datetime
) -> Order:
    """
    Cancel an order whose visit was called off or missed. Nothing happens if it has ended before.

    :param by_client: whether that lay with the household; what lay with us costs nothing
    :param said_at: when it was said, from which the notice given is counted
    """
    order = policies.visible_orders(actor).select_related("household").get(id=order_id)
    actor = policies.may_order(actor, order.household).let(actor)
    if ORDER.can(order.status, "cancel"):
        reason = "client" if by_client else "company"
        _cancel(order, reason=reason, said_at=said_at, actor=actor, at=at)
    return order


def _cancel(order: Order, *, reason: str, said_at: datetime, actor: Actor, at: datetime) -> Order:
    fee = 0
    if reason == "client":
        branch_id = order.household.branch_id
        minutes = int((order.starts_at - said_at) / timedelta(minutes=1))
        figures = queries.figures_at(branch_id, local_day(said_at, zone_of(branch_id)))
        fee = rules.cancel_fee(order.price_fen, minutes_before=minutes, figures=figures)
    fact = OrderCancelled(order_id=order.pk, reason=reason, fee_fen=fee)
    move(order, ORDER, "cancel", fact, order.household, actor=actor, at=at, cancel_fee_fen=fee)
    return order


@transaction.atomic
def fulfil_order(*, actor: Actor, order_id: int, at: datetime) -> Order:
    """Note that an order was carried out. Nothing happens if it was noted, or cancelled, before."""
    order = policies.visible_orders(actor).select_related("household").get(id=order_id)
    actor = policies.may_fulfil(actor, order.household).let(actor)
    if ORDER.can(order.status, "fulfil"):
        fact = OrderFulfilled(order_id=order.pk)
        move(order, ORDER, "fulfil", fact, order.household, actor=actor, at=at)
    return order
