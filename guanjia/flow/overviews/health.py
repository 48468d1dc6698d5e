"""Is the house well: what the health page, the doctor and the office ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from guanjia.ledger.models import Delivery, Pending
from guanjia.outbound.models import Notice

OLD = timedelta(minutes=5)
"""A fact or a message that waits longer than this tells that no worker is at work."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A hand-off that failed so often that a person must look."""

    delivery_id: int
    reaction: str
    kind: str
    case: str
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
    """Return how long the oldest due message has waited to be sent; one SQL query."""
    due = Notice.objects.filter(status="waiting", not_before__lte=at)
    first = due.order_by("not_before").values_list("not_before", flat=True).first()
    return max(at - first, timedelta()) if first else timedelta()


def parked() -> tuple[Parked, ...]:
    """Return what a person must look at, oldest first, in one SQL query."""
    rows = Delivery.objects.exclude(parked_at=None).select_related("event").order_by("event_id")
    return tuple(
        Parked(
            delivery_id=row.pk,
            reaction=row.reaction,
            kind=row.event.kind,
            case=row.event.case,
            occurred_at=row.event.occurred_at,
            failure=row.failure,
        )
        for row in rows[:200]
    )
