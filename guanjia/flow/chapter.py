"""What the flow knows of a chapter, declared in one module of `flow.chapters` named like the chapter."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils import timezone

from guanjia.flow.event_messages import Message
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import month_of
from guanjia.ledger.models import Event

Reaction = Callable[[Event, datetime], None]
Table = Mapping[str, tuple[Reaction, ...]]
Labeller = Callable[[Iterable[Any]], dict[Any, str]]
"""Looks up the names of some rows by their ids or codes, in one SQL query."""


@dataclass(frozen=True, slots=True)
class Task:
    """
    One thing to do: `kind` says which words and which page, `ids` with what, `due_at` until when.

    `count` is how many of a kind stand together in one task, `people` of how many people; `who`
    is the first of them. What is urgent stands before all else: somebody may be in danger now.
    """

    kind: str
    who: str
    due_at: datetime | None
    ids: tuple[int, ...] = ()
    count: int = 1
    people: int = 1
    is_urgent: bool = False


Look = Callable[[Actor, datetime], Iterable[Task]]
"""Finds what waits for an actor, in one or two SQL queries, `MOST_TASKS` at most."""

MOST_TASKS = 7


SELLERS = frozenset({"consultant", "butler", "manager"})
"""Who sees to it that a need becomes a plan."""

PLANNERS = frozenset({"dispatcher", "manager", "owner"})
"""Who sees to it that somebody goes."""


@dataclass(frozen=True, slots=True)
class Duty:
    """
    What the holders of some roles look after.

    :param roles: as `kernel.actors` names them
    """

    roles: frozenset[str]
    look: Look


@dataclass(frozen=True, slots=True)
class Tally:
    """
    One number of the day: `kind` says under which words it stands and which page holds its rows.

    :param value: a count, an amount in fen or a mean; None while there is nothing to reckon with
    :param counted_from: how many rows it was made of, where it is no count itself
    :param is_wanting: whether somebody should see to it
    """

    kind: str
    value: int | float | None
    counted_from: int | None = None
    is_wanting: bool = False


@dataclass(frozen=True, slots=True)
class Counting:
    """
    What the holders of some roles see counted on the page of today, in one or two SQL queries.

    :param roles: as `kernel.actors` names them
    """

    roles: frozenset[str]
    count: Callable[[Actor, datetime], Iterable[Tally]]


Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A table of what is kept of a household, for its own eyes.

    :param title: a message id, as are the words of the head
    :param rows: values as they are, codes already in words
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """
    Something that is not over yet, and stands against forgetting a household.

    :param kind: which page shows the row `row_id`, and in which words
    :param until: when it is over or due, where that is known
    """

    kind: str
    row_id: int
    until: datetime | None = None


StandsAgainst = Callable[[int], Iterable[Obstacle]]
"""Finds what of a chapter is not over for a household, by its id, in one SQL query or two."""

Keeps = Callable[[Actor, int], Iterable[Kept]]
"""Finds what a chapter keeps of a household that the actor speaks for, sensitive values in clear."""


def month_around(at: datetime) -> tuple[datetime, datetime]:
    """Return when the month of `at` began and when it ends, on the reader's calendar."""
    first, until = month_of(timezone.localtime(at).date())
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, until))
    return start, end


def _nothing(actor: Actor, household_id: int) -> tuple[Kept, ...]:
    return ()


def _nothing_stands(household_id: int) -> tuple[Obstacle, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """
    What the flow knows of one chapter.

    :param messages: kind of fact -> how it is told on a timeline; a kind without one is not told
    :param labels: name of an id or code in facts -> who knows the names of such rows
    :param duties: what waits for whom, for the page of today
    :param countings: what is counted there, and for whom
    :param notices: kind of fact -> who is told of it, by message
    :param keeps: what the household is given of it when it asks for all that we keep
    :param stands_against: what of it has to end before a household can be forgotten
    """

    messages: Mapping[str, Message] = field(default_factory=dict)
    labels: Mapping[str, Labeller] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    countings: tuple[Counting, ...] = ()
    notices: Table = field(default_factory=dict)
    keeps: Keeps = _nothing
    stands_against: StandsAgainst = _nothing_stands


def modules_named(names: Iterable[str], pattern: str) -> Iterator[ModuleType]:
    """
    Yield the modules that exist of a pattern such as "guanjia.flow.chapters.{}", in the order of names.

    An error within a module is no absence: it is raised.
    """
    for name in names:
        module = pattern.format(name)
        package = module.rpartition(".")[0]
        if find_spec(package) and find_spec(module):
            yield import_module(module)


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return what the flow knows of every chapter, in process order."""
    found = modules_named(settings.CHAPTERS, "guanjia.flow.chapters.{}")
    return tuple(module.CHAPTER for module in found)


@cache
def messages() -> Mapping[str, Message]:
    """Return how each kind of fact is told."""
    return {kind: said for chapter in chapters() for kind, said in chapter.messages.items()}


@cache
def labellers() -> Mapping[str, Labeller]:
    """Return for each name of an id or code who knows the names of its rows."""
    return {name: look for chapter in chapters() for name, look in chapter.labels.items()}


@cache
def notices() -> Table:
    """Return which fact is told to whom."""
    return {kind: told for chapter in chapters() for kind, told in chapter.notices.items()}
