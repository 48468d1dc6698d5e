"""Is the house well: what the health page, the doctor and the office ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now  # noqa: TID251  (the database measures what it dated)

from guanjia.chapters.org.queries import last_by_a_clock_ahead
from guanjia.db.changes import known_changes
from guanjia.flow.chapter import messages
from guanjia.flow.event_messages import told_by
from guanjia.flow.leases import DELIVERING, LEASE
from guanjia.flow.overviews.timeline import labels_for
from guanjia.kernel.clock import SET_BACK
from guanjia.ledger.models import Delivery, Event, Lease, Pending
from guanjia.ledger.queries import facts_with
from guanjia.outbound.queries import due_since

MOST_SHOWN = 200
MOST_LOOKED_AT = 1000
OLD = timedelta(minutes=5)
"""A fact or a message that waits longer than this tells that no worker is at work."""
GRACE = timedelta(seconds=30)
"""For how long a worker may be busy with one thing and not renew its lease."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A hand-off that failed so often that a person must look."""

    delivery_id: int
    reaction: str
    kind: str
    case: str
    words: str
    occurred_at: datetime
    failure: str


@dataclass(frozen=True, slots=True)
class Schema:
    """
    How the database and the program differ.

    :param missing: how many changes the program knows and the database has not had
    :param unknown: the changes that the database has had and the program does not know: a newer one
        was here
    """

    missing: int
    unknown: tuple[str, ...]


def schema() -> Schema:
    """
    Return how the database and the program differ; a few SQL queries.

    What the program knows is what it knew when it was first asked: where a newer one is laid down in its
    place, it goes on as the older one until it is started anew.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known, had = known_changes(), set(executor.loader.applied_migrations)
    missing = [one for one, _back in plan if (one.app_label, one.name) in known]
    return Schema(len(missing), _unknown(had))


def unknown_to_us(changes: Iterable[str]) -> tuple[str, ...]:
    """Return which changes of a database ("planning.0001_initial") this program does not know."""
    split = (change.partition(".") for change in changes)
    return _unknown({(label, name) for label, _dot, name in split})


def _unknown(had: set[tuple[str, str]]) -> tuple[str, ...]:
    known = known_changes()
    labels = {label for label, _name in known}
    return tuple(f"{label}.{name}" for label, name in sorted(had - known) if label in labels)


def is_at_work(*, at: datetime) -> bool:
    """Test whether some worker holds the right to deliver; one SQL query."""
    held = Lease.objects.filter(name=DELIVERING).exclude(holder="")
    return held.filter(until__gte=at - GRACE, until__lte=at + LEASE + SET_BACK).exists()


def oldest_pending() -> timedelta:
    """
    Return how long the oldest fact has waited to be handed on; one SQL query.

    Measured by the database's clock alone, which wrote down when the fact came. What waits for a
    person, or behind something that does, is not counted: see `parked`.
    """
    held_up = Delivery.objects.exclude(parked_at=None).values("event__case")
    waited = ExpressionWrapper(Now() - F("event__recorded_at"), output_field=DurationField())
    waiting = Pending.objects.exclude(event__case__in=held_up).annotate(waited=waited)
    first = waiting.order_by("event_id").values_list("waited", flat=True).first()
    return max(first, timedelta()) if first else timedelta()


def oldest_waiting(*, at: datetime) -> timedelta:
    """
    Return how long the oldest due message has waited for somebody to send it; one SQL query.

    What waits for a channel that nobody serves waits for no worker: see `outbound.queries.undelivered`.
    """
    first = due_since(at=at)
    return max(at - first, timedelta()) if first else timedelta()


def newest_fact() -> datetime | None:
    """
    Return when the newest fact happened, if there is any; two SQL queries.

    Not that of the last row: where the clock was set back, the first fact after it would hide that. Nor
    one of those of which somebody has said that the clock was ahead.
    """
    right = Event.objects.filter(id__gt=last_by_a_clock_ahead()).order_by("-id")
    return max(right.values_list("occurred_at", flat=True)[:MOST_LOOKED_AT], default=None)


def last_fact() -> int:
    """Return the id of the last fact, 0 if there is none; one SQL query."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def parked() -> tuple[Parked, ...]:
    """
    Return what a person must look at, oldest first, in two SQL queries and one a table of labels.

    `words` say in words what happened; the kind of the fact stands in for those that have none.
    """
    parked_ones = Delivery.objects.exclude(parked_at=None).order_by("event_id")
    rows = list(parked_ones[:MOST_SHOWN])
    facts = facts_with(row.event_id for row in rows)
    labels, known = labels_for(facts.values()), messages()
    return tuple(
        Parked(
            delivery_id=row.pk,
            reaction=row.reaction,
            kind=fact.kind,
            case=fact.case,
            words=told_by(known[fact.kind], fact, labels) if fact.kind in known else fact.kind,
            occurred_at=fact.occurred_at,
            failure=row.failure,
        )
        for row in rows
        for fact in (facts[row.event_id],)
    )
