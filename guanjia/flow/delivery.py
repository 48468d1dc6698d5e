"""Delivers facts to whoever reacts to them: each once, in order, and never losing one."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from guanjia.db.troubles import not_now
from guanjia.flow.chapter import Reaction, Table, notices
from guanjia.flow.handoffs.table import TABLE
from guanjia.kernel.clock import SET_BACK
from guanjia.ledger.models import Delivery, Event, Pending

logger = logging.getLogger(__name__)

REACTIONS: Table = {
    kind: (*TABLE.get(kind, ()), *notices().get(kind, ())) for kind in (*TABLE, *notices())
}
"""All that follows from a fact: first the next chapter's act, then who is told."""

MOST_ATTEMPTS = 6
LONGEST_WAIT = timedelta(seconds=2**MOST_ATTEMPTS)
CHUNK = 200


def name_of(reaction: Reaction) -> str:
    """Return the name under which deliveries to `reaction` are kept."""
    return f"{reaction.__module__.rpartition('.')[2]}.{reaction.__name__}"


def deliver(*, at: datetime, limit: int = CHUNK, table: Table = REACTIONS) -> int:
    """
    Hand on up to `limit` pending facts, oldest first, and return how many effects were had.

    The mark of a delivery and the reaction's own writes share a transaction, so each reaction
    happens once however often this runs and wherever it is killed. A reaction that fails is tried
    again later and parked after six attempts; until then the later facts of the same case wait
    behind it, for that reaction alone. What the machine cannot do at the moment, such as writing on a
    full disk, is no attempt: nobody need look at a fact for that.

    The caller holds the lease DELIVERING.

    :param table: what reacts to which kind of fact
    """
    _forget_what_nobody_awaits(table)
    pending = list(Pending.objects.order_by("event_id").select_related("event")[:limit])
    before = _deliveries([row.event_id for row in pending])
    held_up = _held_up_lanes(pending)
    effects = 0
    for row in pending:
        event = row.event
        is_done = True
        for reaction in table.get(event.kind, ()):
            delivery = before.get((event.pk, name_of(reaction)))
            if delivery and delivery.done_at:
                continue
            lane = (event.case, name_of(reaction))
            if lane in held_up or (delivery and not _is_due(delivery, at)):
                held_up.add(lane)
                is_done = False
                continue
            if _hand_on(event, reaction, at):
                effects += 1
            else:
                held_up.add(lane)
                is_done = False
        if is_done:
            Pending.objects.filter(event_id=event.pk).delete()
    return effects


def _forget_what_nobody_awaits(table: Table) -> None:
    idle = Pending.objects.exclude(event__kind__in=tuple(table)).values_list("event_id", flat=True)
    for_now = list(idle[: CHUNK * 5])
    for first in range(0, len(for_now), CHUNK):
        Pending.objects.filter(event_id__in=for_now[first : first + CHUNK]).delete()


def _deliveries(events: Iterable[int]) -> dict[tuple[int, str], Delivery]:
    rows = Delivery.objects.filter(event_id__in=tuple(events))
    return {(row.event_id, row.reaction): row for row in rows}


def _held_up_lanes(pending: list[Pending]) -> set[tuple[str, str]]:
    """Return the lanes in which an event older than all of `pending` is still undelivered."""
    if not pending:
        return set()
    older = Delivery.objects.filter(done_at=None, event_id__lt=pending[0].event_id)
    return set(older.values_list("event__case", "reaction"))


def _is_due(delivery: Delivery, at: datetime) -> bool:
    if delivery.parked_at or not delivery.retry_at:
        return delivery.parked_at is None
    return delivery.retry_at <= at or delivery.retry_at > at + LONGEST_WAIT + SET_BACK


def _hand_on(event: Event, reaction: Reaction, at: datetime) -> bool:
    name = name_of(reaction)
    try:
        with transaction.atomic():
            if _mark(event, name, at):
                reaction(event, at)
    except Exception as error:
        logger.exception("Hand-off %s failed on event %s", name, event.pk)
        _note_failure(event, name, at, error)
        return False
    return True


def _mark(event: Event, name: str, at: datetime) -> bool:
    """
    Mark the delivery as done; return False if it was already.

    A deliverer that stalled for longer than its lease finds here that another did its work.
    """
    delivery, is_new = Delivery.objects.get_or_create(
        event=event, reaction=name, defaults={"done_at": at}
    )
    undone = Delivery.objects.filter(pk=delivery.pk, done_at=None)
    return is_new or bool(undone.update(done_at=at, retry_at=None, failure=""))


def _note_failure(event: Event, name: str, at: datetime, error: Exception) -> None:
    counted = 0 if not_now(error) else 1
    with transaction.atomic():
        delivery, _made = Delivery.objects.get_or_create(event=event, reaction=name)
        attempts = delivery.attempts + counted
        is_hopeless = attempts >= MOST_ATTEMPTS
        Delivery.objects.filter(pk=delivery.pk).update(
            attempts=F("attempts") + counted,
            retry_at=None if is_hopeless else at + timedelta(seconds=2**attempts),
            parked_at=at if is_hopeless else None,
            failure=f"{type(error).__name__}: {error}"[:200],
        )


def try_again(*, delivery_id: int) -> None:
    """Take a parked delivery up again; somebody has looked at it."""
    Delivery.objects.filter(pk=delivery_id, done_at=None).update(
        parked_at=None, retry_at=None, attempts=0
    )
