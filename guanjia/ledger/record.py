"""
The only way to change a state and to write a fact, both in one step.

Every row that the ledger speaks of answers two questions: `case`, the life it belongs to
("household/12"), and `branch_id`, the branch that may read of it (None for the whole company).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import models, transaction

from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Stale
from guanjia.kernel.facts import Fact
from guanjia.kernel.states import Machine
from guanjia.kernel.words import Term, _
from guanjia.ledger import wakeup
from guanjia.ledger.inserting import PlainInsert
from guanjia.ledger.models import Event, EventObject, Pending

MOST_OBJECTS = 3
CHUNK = 200

write_event = PlainInsert(Event)
write_objects = PlainInsert(EventObject)
write_pending = PlainInsert(Pending)


def noun_of(row: Any) -> str:
    """Return the word under which the ledger files `row`."""
    return str(row._meta.model_name)


def _event(fact: Fact, subject: Any, actor: Actor, at: datetime) -> Event:
    branch_id = subject.branch_id
    as_person = actor.acting or actor.usual_role(branch_id)
    role = actor.name if actor.user_id is None else as_person
    return Event(
        kind=fact.kind,
        case=subject.case,
        branch_id=branch_id,
        occurred_at=at,
        actor_id=actor.user_id,
        role=role[:20],
        payload=fact.payload(),
    )


def _objects_of(event: Event, rows: Sequence[Any]) -> list[EventObject]:
    return [EventObject(event=event, noun=noun_of(row), object_id=row.pk) for row in rows]


def _write_one(event: Event, rows: Sequence[Any]) -> None:
    write_event(event)
    write_objects(*_objects_of(event, rows))
    write_pending(Pending(event=event))
    wakeup.wake_on_commit()


def _write(events: Sequence[Event], about: Sequence[Sequence[Any]]) -> None:
    Event.objects.bulk_create(events, batch_size=CHUNK)
    EventObject.objects.bulk_create(
        [
            one
            for event, rows in zip(events, about, strict=True)
            for one in _objects_of(event, rows)
        ],
        batch_size=CHUNK,
    )
    Pending.objects.bulk_create([Pending(event=event) for event in events], batch_size=CHUNK)
    wakeup.wake_on_commit()


@transaction.atomic(savepoint=False)
def record(fact: Fact, subject: Any, *about: Any, actor: Actor, at: datetime) -> Event:
    """
    Write down `fact` about `subject` and up to two more rows, in three statements.

    :raises ValueError: if the fact holds free text or speaks of more than three rows
    """
    rows = (subject, *about)
    if len(rows) > MOST_OBJECTS:
        raise ValueError(f"{fact.kind} speaks of more than {MOST_OBJECTS} rows")
    event = _event(fact, subject, actor, at)
    _write_one(event, rows)
    return event


@transaction.atomic(savepoint=False)
def record_many(
    facts: Iterable[tuple[Fact, Sequence[Any]]],
    *,
    actor: Actor,
    at: datetime,
    times: Sequence[datetime] = (),
) -> list[Event]:
    """
    Write down many facts, each with its subject and up to two more rows, in a few statements.

    :param times: when each of them happened, where that was not all at `at`
    :raises ValueError: if a fact holds free text or speaks of more than three rows
    """
    known = [(fact, tuple(rows)) for fact, rows in facts]
    if not known:
        return []
    for fact, rows in known:
        if len(rows) > MOST_OBJECTS:
            raise ValueError(f"{fact.kind} speaks of more than {MOST_OBJECTS} rows")
    moments = times or [at] * len(known)
    events = [
        _event(fact, rows[0], actor, moment)
        for (fact, rows), moment in zip(known, moments, strict=True)
    ]
    _write(events, [rows for _fact, rows in known])
    return events


@transaction.atomic
def move(
    row: Any,
    machine: Machine,
    name: str,
    fact: Fact,
    *about: Any,
    actor: Actor,
    at: datetime,
    **columns: Any,
) -> Event:
    """
    Take `row` through the move `name` of its machine and record `fact`, both or neither.

    It compares before it sets: of two who press the same button one succeeds and the other is
    told. `columns` are further columns to set in the same statement.

    :raises IllegalMove: if the row's state does not permit the move
    :raises Stale: if the row left that state after it was read
    """
    target = machine.after(row.status, name)
    columns |= {"status": target, "status_since": at}
    same = type(row)._base_manager.filter(pk=row.pk, status=row.status)
    if not same.update(**columns):
        raise Stale(
            _("Somebody has just changed this %(noun)s. Please look again."),
            noun=Term(machine.noun),
        )
    for column, value in columns.items():
        setattr(row, column, value)
    return record(fact, row, *about, actor=actor, at=at)


@transaction.atomic
def change(
    row: Any,
    version: int,
    fact: Fact,
    *about: Any,
    actor: Actor,
    at: datetime,
    **columns: Any,
) -> Event:
    """
    Set `columns` of a row that has no state to change, if it is still at `version`.

    The row's `version` column grows by one. Both happen, the change and the fact, or neither.

    :raises Stale: if the row is no longer at `version`
    """
    same = type(row)._base_manager.filter(pk=row.pk, version=version)
    if not same.update(version=version + 1, **columns):
        raise Stale(_("This has changed since you read it. Please read it again."))
    for column, value in columns.items():
        setattr(row, column, value)
    row.version = version + 1
    return record(fact, row, *about, actor=actor, at=at)


@transaction.atomic
def move_many(
    rows: Iterable[Any],
    machine: Machine,
    name: str,
    fact: Callable[[Any], Fact],
    *,
    actor: Actor,
    at: datetime,
    about: Callable[[Any], Sequence[Any]] = lambda row: (),
    **columns: Any,
) -> list[Event]:
    """
    Take many rows of one table through the same move, in a few statements for every 200 rows.

    :param fact: makes the fact of one row
    :param about: the further rows, at most two, that the fact of one row is about
    :raises IllegalMove: if any row's state does not permit the move; then none has moved
    :raises Stale: if any row left the state it was read in; then none has moved
    """
    rows = list(rows)
    if not rows:
        return []
    targets = {machine.after(row.status, name) for row in rows}
    sources = {row.status for row in rows}
    table: type[models.Model] = type(rows[0])
    columns |= {"status": targets.pop(), "status_since": at}
    for first in range(0, len(rows), CHUNK):
        chunk = rows[first : first + CHUNK]
        moved = table._base_manager.filter(
            pk__in=[row.pk for row in chunk], status__in=sources
        ).update(**columns)
        if moved != len(chunk):
            raise Stale(
                _("Somebody has just changed this %(noun)s. Please look again."),
                noun=Term(machine.noun),
            )
    events = [_event(fact(row), row, actor, at) for row in rows]
    for row, (column, value) in chain.from_iterable(
        ((row, item) for item in columns.items()) for row in rows
    ):
        setattr(row, column, value)
    _write(events, [(row, *about(row)) for row in rows])
    return events
