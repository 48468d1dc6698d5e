"""Reading the ledger. What comes out is finished: plain values, no rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery

from guanjia.ledger.models import Event, EventObject


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """One fact as it was recorded; words for it are found by `flow.event_messages`."""

    id: int
    kind: str
    case: str
    branch_id: int | None
    occurred_at: datetime
    actor_id: int | None
    role: str
    payload: dict[str, int | bool | str | None]


def _read(events: Iterable[Event]) -> tuple[RecordedFact, ...]:
    return tuple(
        RecordedFact(
            id=event.pk,
            kind=event.kind,
            case=event.case,
            branch_id=event.branch_id,
            occurred_at=event.occurred_at,
            actor_id=event.actor_id,
            role=event.role,
            payload=event.payload,
        )
        for event in events
    )


def facts_with(ids: Iterable[int]) -> dict[int, RecordedFact]:
    """Return facts by their ids, in one SQL query."""
    return {fact.id: fact for fact in _read(Event.objects.filter(id__in=tuple(ids)))}


def facts_of_case(
    case: str, *, kinds: Iterable[str] = (), before: int | None = None, limit: int = 100
) -> tuple[RecordedFact, ...]:
    """
    Return the newest facts of one life, newest first, in one SQL query.

    :param before: only those before this fact of the same life
    """
    events = Event.objects.filter(case=case)
    if kinds:
        events = events.filter(kind__in=tuple(kinds))
    if before:
        at = Event.objects.filter(case=case, id=before).values("occurred_at")
        events = events.filter(
            Q(occurred_at__lt=Subquery(at)) | Q(occurred_at=Subquery(at), id__lt=before)
        )
    return _read(events.order_by("-occurred_at", "-id")[:limit])


def facts_about(noun: str, object_id: int, *, limit: int = 100) -> tuple[RecordedFact, ...]:
    """Return the newest facts about one thing, newest first, in one SQL query."""
    ids = EventObject.objects.filter(noun=noun, object_id=object_id).values("event_id")
    return _read(Event.objects.filter(id__in=ids).order_by("-occurred_at", "-id")[:limit])


def facts_between(
    start: datetime, end: datetime, *, kinds: Iterable[str], branches: Iterable[int] | None = None
) -> tuple[RecordedFact, ...]:
    """Return the facts of some kinds in a half-open period, oldest first, in one SQL query."""
    events = Event.objects.filter(
        kind__in=tuple(kinds), occurred_at__gte=start, occurred_at__lt=end
    )
    if branches is not None:
        events = events.filter(branch_id__in=tuple(branches))
    return _read(events.order_by("occurred_at", "id"))
