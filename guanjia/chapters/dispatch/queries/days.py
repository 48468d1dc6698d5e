"""A branch's day as a plain list."""

from dataclasses import dataclass
from datetime import date, datetime

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.models import STANDING, Assignment
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


def day_visits(*, actor: Actor, branch_id: int, on: date) -> tuple[DayVisit, ...]:
    """Return the visits of a day in the order in which they begin, in two SQL queries."""
    visits = policies.visible_visits(actor).filter(branch_id=branch_id, on=on)
    going: dict[int, list[str]] = {}
    sent = Assignment.objects.filter(
        visit__branch_id=branch_id, visit__on=on, status__in=STANDING
    ).order_by("id")
    for visit_id, name in sent.values_list("visit_id", "worker__name"):
        going.setdefault(visit_id, []).append(name)
    rows = visits.order_by("window_start", "id").values_list(
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
        ) in rows
    )
