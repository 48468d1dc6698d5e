"""A branch's day as a plain list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.chapters.org.models import Branch
from guanjia.db.compiled import CompiledQuery
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class DayVisit:
    """One visit of a day, and the names of those who go."""

    id: int
    status: str
    household_id: int
    household: str
    district: str
    service: str
    window_start: datetime
    window_end: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    people: int
    workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayBranch:
    """A branch whose days the reader may read."""

    id: int
    name: str
    zone: str
    code: str


@CompiledQuery
def _readable(actor: Actor) -> QuerySet[Branch, tuple[int, str, str, str]]:
    return policies.visible_days(actor).order_by("id").values_list("id", "name", "zone", "code")


def readable_branches(actor: Actor) -> tuple[DayBranch, ...]:
    """Return the branches whose days the actor may read, in one SQL query."""
    return tuple(DayBranch(*row) for row in _readable(actor))


@CompiledQuery
def _visits(actor: Actor, branch_id: int, on: date) -> QuerySet[Visit, tuple[Any, ...]]:
    rows = policies.visible_visits(actor).filter(branch_id=branch_id, on=on)
    return rows.order_by("window_start", "id").values_list(
        "id",
        "status",
        "household_id",
        "household__name",
        "household__alias",
        "home__district",
        "service__name",
        "window_start",
        "window_end",
        "starts_at",
        "ends_at",
        "minutes",
        "people",
    )


@CompiledQuery
def _sent(branch_id: int, on: date) -> QuerySet[Assignment, tuple[int, str]]:
    standing = Assignment.objects.filter(
        visit__branch_id=branch_id, visit__on=on, status__in=STANDING
    )
    return standing.order_by("id").values_list("visit_id", "worker__name")


def day_visits(*, actor: Actor, branch_id: int, on: date) -> tuple[DayVisit, ...]:
    """Return the visits of a day in the order in which they begin, in two SQL queries."""
    going: dict[int, list[str]] = {}
    for visit_id, name in _sent(branch_id, on):
        going.setdefault(visit_id, []).append(name)
    return tuple(
        DayVisit(
            id=row_id,
            status=status,
            household_id=household_id,
            household=alias or name,
            district=district,
            service=service,
            window_start=window_start,
            window_end=window_end,
            starts_at=starts_at,
            ends_at=ends_at,
            minutes=minutes,
            people=people,
            workers=tuple(going.get(row_id, ())),
        )
        for (
            row_id,
            status,
            household_id,
            name,
            alias,
            district,
            service,
            window_start,
            window_end,
            starts_at,
            ends_at,
            minutes,
            people,
        ) in _visits(actor, branch_id, on)
    )
