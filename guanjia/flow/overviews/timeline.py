"""What happened in one life, newest first, told in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format

from guanjia.chapters.catalog.models import ServiceType, Skill
from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.org.models import User
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.flow.phrases import PHRASES, Labels, sentence
from guanjia.kernel.actors import Actor
from guanjia.ledger.queries import Told, facts_of_case

PER_PAGE = 60

PEOPLE = ("user_id", "owner_id", "assessor_id")
"""Under which names facts speak of users."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One fact in words, by whom, and the ids by which its page is found."""

    id: int
    kind: str
    at: datetime
    words: str
    by: str
    ids: dict[str, int]


def household_timeline(
    *, actor: Actor, household_id: int, before: datetime | None = None, kinds: Iterable[str] = ()
) -> tuple[Happening, ...]:
    """
    Return the newest happenings of a household, in eight SQL queries at most.

    Requirement 5.2: one timeline of everything that happened.

    :param before: only what happened before, for the next page
    :param kinds: only facts of these kinds
    :raises Household.DoesNotExist: if there is none such among those the actor may see
    """
    household = visible_households(actor).only("id").get(id=household_id)
    return _told(household.case, before, kinds)


def worker_timeline(
    *, actor: Actor, worker_id: int, before: datetime | None = None
) -> tuple[Happening, ...]:
    """
    Return the newest happenings of a worker's life with the company, in eight SQL queries at most.

    :raises Worker.DoesNotExist: if there is none such among those the actor may see
    """
    worker = visible_workers(actor).only("id").get(id=worker_id)
    return _told(worker.case, before, ())


def _told(case: str, before: datetime | None, kinds: Iterable[str]) -> tuple[Happening, ...]:
    wanted = [kind for kind in (kinds or PHRASES) if kind in PHRASES]
    facts = facts_of_case(case, kinds=wanted, before=before, limit=PER_PAGE)
    labels = labels_for(facts)
    return tuple(
        Happening(
            id=fact.id,
            kind=fact.kind,
            at=fact.occurred_at,
            words=sentence(fact, labels),
            by=labels.of("user_id", fact.actor_id) or "",
            ids={
                name: value
                for name, value in fact.payload.items()
                if name.endswith("_id") and isinstance(value, int)
            },
        )
        for fact in facts
    )


def labels_for(facts: Iterable[Told]) -> Labels:
    """Look up the names of all that some facts speak of, in one SQL query per table."""
    found: dict[str, set[int]] = {}
    for fact in facts:
        if fact.actor_id:
            found.setdefault("user_id", set()).add(fact.actor_id)
        for name, value in fact.payload.items():
            if name.endswith("_id") and isinstance(value, int):
                found.setdefault(name, set()).add(value)
    people = {one for column in PEOPLE for one in found.get(column, ())}
    users = dict(User.objects.filter(id__in=people).values_list("id", "name")) if people else {}
    tables: dict[str, Any] = {"worker_id": Worker, "service_id": ServiceType, "skill_id": Skill}
    names = {
        field: dict(table.objects.filter(id__in=found[field]).values_list("id", "name"))
        for field, table in tables.items()
        if found.get(field)
    }
    names["visit_id"] = _days_of(found.get("visit_id"))
    return Labels(names | dict.fromkeys(PEOPLE, users))


def _days_of(visits: Iterable[int] | None) -> dict[int, str]:
    if not visits:
        return {}
    days = Visit.objects.filter(id__in=visits).values_list("id", "on")
    return {visit_id: date_format(on, "MONTH_DAY_FORMAT") for visit_id, on in days}
