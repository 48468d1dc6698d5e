"""What a record page is declared with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from guanjia.kernel.actors import Actor

Row = TypeVar("Row")
Words = dict[str, Any]
Count = int | str | None


@dataclass(frozen=True, slots=True)
class Looked(Generic[Row]):
    """Somebody looks at a row: the finished row, who, and when."""

    request: HttpRequest
    actor: Actor
    at: datetime
    row: Row


def nothing(_looked: Looked[Any]) -> Words:
    """Say nothing beyond the row itself."""
    return {}


@dataclass(frozen=True, slots=True)
class Tab(Generic[Row]):
    """
    One side of a record. Only the side that is shown is read.

    :param label: its words
    :param load: what it shows, as names of its template
    :param count: what stands behind its words on every side
    """

    name: str
    label: Any
    load: Callable[[Looked[Row]], Words] = nothing
    count: Callable[[Looked[Row]], Count] = lambda _looked: None


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab as its strip shows it."""

    name: str
    words: str
    href: str
    on: bool
    count: Count
