"""What happened in one life, newest first, told in sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.flow.chapter import Labeller, labellers, messages
from guanjia.flow.event_messages import Labels, told_by
from guanjia.kernel.actors import Actor
from guanjia.ledger.queries import RecordedFact, facts_of_case

PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class Happening:
    """One fact in words, by whom, and the ids by which its page is found."""

    id: int
    kind: str
    at: datetime
    words: str
    by: str
    ids: dict[str, int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    A stretch of a life, newest first.

    :param older: the fact before which the next stretch begins; None at the beginning of the life
    """

    happenings: tuple[Happening, ...]
    older: int | None


def household_timeline(
    *, actor: Actor, household_id: int, before: int | None = None, kinds: Iterable[str] = ()
) -> Timeline:
    """
    Return a stretch of what happened in a household, in nine SQL queries at most.

    Requirement 5.2: one timeline of everything that happened.

    :param before: only what happened before this fact
    :param kinds: only facts of these kinds
    :raises Household.DoesNotExist: if there is none such among those the actor may see
    """
    household = visible_households(actor).only("id").get(id=household_id)
    return _timeline(household.case, before, kinds)


def worker_timeline(
    *, actor: Actor, worker_id: int, before: int | None = None, kinds: Iterable[str] = ()
) -> Timeline:
    """
    Return a stretch of what happened to a worker, in nine SQL queries at most.

    :param before: only what happened before this fact
    :param kinds: only facts of these kinds
    :raises Worker.DoesNotExist: if there is none such among those the actor may see
    """
    worker = visible_workers(actor).only("id").get(id=worker_id)
    return _timeline(worker.case, before, kinds)


def _timeline(case: str, before: int | None, kinds: Iterable[str]) -> Timeline:
    known = messages()
    wanted = [kind for kind in (kinds or known) if kind in known]
    facts = facts_of_case(case, kinds=wanted, before=before, limit=PER_PAGE + 1)
    shown = facts[:PER_PAGE]
    return Timeline(happenings(shown), shown[-1].id if len(facts) > PER_PAGE else None)


def happenings(facts: Sequence[RecordedFact]) -> tuple[Happening, ...]:
    """Return facts of kinds that are told as they are told, in one SQL query per table of labels."""
    known, labels = messages(), labels_for(facts)
    return tuple(
        Happening(
            id=fact.id,
            kind=fact.kind,
            at=fact.occurred_at,
            words=told_by(known[fact.kind], fact, labels),
            by=labels.of("user_id", fact.actor_id) or "",
            ids={
                name: value
                for name, value in fact.payload.items()
                if name.endswith("_id") and isinstance(value, int)
            },
        )
        for fact in facts
    )


def labels_for(facts: Iterable[RecordedFact]) -> Labels:
    """Look up the names of all that some facts speak of, in one SQL query per table."""
    known_names = labellers()
    found: dict[str, set[int | str]] = {}
    for fact in facts:
        if fact.actor_id:
            found.setdefault("user_id", set()).add(fact.actor_id)
        for name, value in fact.payload.items():
            if name in known_names and value is not None:
                found.setdefault(name, set()).add(value)
    wanted: dict[Labeller, set[int | str]] = {}
    for name, look in known_names.items():
        wanted.setdefault(look, set()).update(found.get(name, ()))
    known = {look: look(ids) if ids else {} for look, ids in wanted.items()}
    return Labels({name: known[look] for name, look in known_names.items()})
