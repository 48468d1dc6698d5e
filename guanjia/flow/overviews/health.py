"""Is the house well: what the health page, the doctor and the office ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from guanjia.flow.overviews.timeline import labels_for
from guanjia.flow.phrases import is_told, sentence
from guanjia.ledger.models import Delivery, Event, Pending
from guanjia.ledger.queries import facts_with
from guanjia.outbound.messages import is_served
from guanjia.outbound.models import CHANNELS, Notice

MOST_SHOWN = 200
OLD = timedelta(minutes=5)
"""A fact or a message that waits longer than this tells that no worker is at work."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A hand-off that failed so often that a person must look."""

    delivery_id: int
    reaction: str
    kind: str
    case: str
    told: str
    occurred_at: datetime
    failure: str


def missing_migrations() -> int:
    """Return how many migrations the database has not had; a few SQL queries."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def oldest_pending(*, at: datetime) -> timedelta:
    """Return how long the oldest fact has waited to be handed on; one SQL query."""
    oldest = Pending.objects.order_by("event_id").values_list("event__recorded_at", flat=True)
    first = oldest.first()
    return max(at - first, timedelta()) if first else timedelta()


def oldest_waiting(*, at: datetime) -> timedelta:
    """
    Return how long the oldest due message has waited for somebody to send it; one SQL query.

    What waits for a channel that nobody serves waits for no worker: see `outbound.queries.undelivered`.
    """
    served = [channel for channel in CHANNELS if is_served(channel)]
    due = Notice.objects.filter(status="waiting", channel__in=served, not_before__lte=at)
    first = due.order_by("not_before").values_list("not_before", flat=True).first()
    return max(at - first, timedelta()) if first else timedelta()


def newest_fact() -> datetime | None:
    """Return when the newest fact happened, if there is any; one SQL query."""
    newest = Event.objects.order_by("-id").values_list("occurred_at", flat=True)
    return newest.first()


def parked() -> tuple[Parked, ...]:
    """
    Return what a person must look at, oldest first, in two SQL queries and one a table of labels.

    `told` says in words what happened; the kind of the fact stands in for those that have none.
    """
    parked_ones = Delivery.objects.exclude(parked_at=None).order_by("event_id")
    rows = list(parked_ones[:MOST_SHOWN])
    facts = facts_with(row.event_id for row in rows)
    labels = labels_for(facts.values())
    return tuple(
        Parked(
            delivery_id=row.pk,
            reaction=row.reaction,
            kind=fact.kind,
            case=fact.case,
            told=sentence(fact, labels) if is_told(fact.kind) else fact.kind,
            occurred_at=fact.occurred_at,
            failure=row.failure,
        )
        for row in rows
        for fact in (facts[row.event_id],)
    )
