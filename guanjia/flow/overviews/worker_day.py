"""A worker's day: the homes to go to, in order, as the phone shows them."""

from dataclasses import dataclass
from datetime import date, datetime

from guanjia.chapters.dispatch.models import STANDING, Assignment
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.kernel.actors import Actor
from guanjia.kernel.places import Point, known_point, metres_between


@dataclass(frozen=True, slots=True)
class Stop:
    """
    One home on the way. `metres` is the distance from the stop before, as the crow flies.

    `status` is "expected" until the worker has arrived, then the attendance's state.
    """

    assignment_id: int
    visit_id: int
    display_name: str
    district: str
    service: str
    starts_at: datetime
    ends_at: datetime
    status: str
    metres: int | None


@dataclass(frozen=True, slots=True)
class WorkerDay:
    """The stops of one day, and which is the next one to do."""

    on: date
    stops: tuple[Stop, ...]

    @property
    def next_stop(self) -> Stop | None:
        """The first stop that the worker has not left yet."""
        return next((stop for stop in self.stops if stop.status in {"expected", "arrived"}), None)

    @property
    def finished(self) -> int:
        """How many stops the worker has left."""
        return sum(stop.status not in {"expected", "arrived"} for stop in self.stops)


def worker_days(*, actor: Actor, first: date, until: date) -> tuple[WorkerDay, ...]:
    """
    Return the actor's own days from `first` to the day before `until` that hold a visit.

    Two SQL queries, however many days.
    """
    if actor.worker_id is None:
        return ()
    assignments = list(
        Assignment.objects.filter(
            worker_id=actor.worker_id,
            status__in=STANDING,
            visit__on__gte=first,
            visit__on__lt=until,
        )
        .exclude(status="held")
        .select_related("visit__household", "visit__home", "visit__service")
        .order_by("starts_at", "id")
    )
    states = dict(
        Attendance.objects.filter(assignment__in=assignments).values_list("assignment_id", "status")
    )
    days: dict[date, list[Assignment]] = {}
    for assignment in assignments:
        days.setdefault(assignment.visit.on, []).append(assignment)
    return tuple(
        WorkerDay(
            on=on,
            stops=tuple(
                _stop(row, states.get(row.pk, "expected"), before)
                for row, before in zip(rows, [None, *rows], strict=False)
            ),
        )
        for on, rows in sorted(days.items())
    )


def worker_day(*, actor: Actor, on: date) -> WorkerDay:
    """Return the actor's own day, empty if there is nothing to do, in two SQL queries."""
    for day in worker_days(actor=actor, first=on, until=date.fromordinal(on.toordinal() + 1)):
        return day
    return WorkerDay(on=on, stops=())


def _stop(row: Assignment, status: str, before: Assignment | None) -> Stop:
    here, there = _point(row), _point(before) if before else None
    metres = metres_between(there, here) if here and there else None
    return Stop(
        assignment_id=row.pk,
        visit_id=row.visit_id,
        display_name=row.visit.household.display_name,
        district=row.visit.home.area,
        service=row.visit.service.name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=status,
        metres=metres,
    )


def _point(row: Assignment) -> Point | None:
    home = row.visit.home
    return known_point(home.latitude, home.longitude)
