"""The live board: a branch's day as it stands, and what is about to go wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, FilteredRelation, Q

from guanjia.chapters.dispatch import engine, policies
from guanjia.chapters.dispatch.models import STANDING
from guanjia.chapters.dispatch.queries import figures_for
from guanjia.chapters.dispatch.rules.lateness import Stop, expected_delays, standing
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.kernel.actors import Actor
from guanjia.kernel.periods import Period
from guanjia.kernel.places import Point, known_point

COLUMNS = (
    "id",
    "status",
    "window_start",
    "window_end",
    "starts_at",
    "ends_at",
    "minutes",
    "people",
    "fixed_at",
    "household__name",
    "household__alias",
    "service__name",
    "home__district",
    "home__latitude",
    "home__longitude",
)
OF_SENT = (
    "sent__id",
    "sent__status",
    "sent__starts_at",
    "sent__ends_at",
    "sent__arrives_at",
    "sent__worker_id",
    "sent__worker__name",
    "sent__worker__mode",
)

ATTENTION = ("uncovered", "late", "at_risk")
THERE = ("begun_late", "started")
OVER = ("cancelled", "missed", "finished")
"""Standings in which nobody is wanted any more."""


@dataclass(frozen=True, slots=True)
class Going:
    """
    Somebody at a visit: planned, and as it went; `delay` is in whole minutes.

    `arrives_at` is when they should be there, once they have said that they are on the way.
    """

    worker_id: int
    name: str
    is_held: bool
    period: Period
    arrives_at: datetime | None
    came_at: datetime | None
    left_at: datetime | None
    delay: int


@dataclass(frozen=True, slots=True)
class Row:
    """
    A visit of the day.

    `standing` is its status, or late, at_risk, begun_late, uncovered (see `lateness.standing`);
    `delay` how many minutes late it began or will begin. Times are the planned ones, or the
    agreed window while nobody goes.
    """

    id: int
    standing: str
    starts_at: datetime
    ends_at: datetime
    is_planned: bool
    is_fixed: bool
    minutes: int
    lacks: int
    household: str
    service: str
    district: str
    going: tuple[Going, ...]
    delay: int


@dataclass(frozen=True, slots=True)
class Board:
    """A branch's day; rows in the order of their times."""

    on: date
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows stand how."""
        counts: dict[str, int] = defaultdict(int)
        for row in self.rows:
            counts[row.standing] += 1
        return counts


def board(*, actor: Actor, branch_id: int, on: date, at: datetime) -> Board:
    """
    Return a branch's day as it stands at `at`, in three SQL queries.

    :returns: an empty day if the actor cannot see the branch
    """
    visits = _visits(actor, branch_id, on)
    figures = figures_for(branch_id, on)
    tolerance = timedelta(minutes=figures.late_minutes)
    notice = timedelta(minutes=figures.risk_minutes)
    attended = _attended(branch_id, on)
    going = _going(visits, attended, at)
    rows = []
    for visit in _each(visits):
        there = going.get(visit["id"], ())
        delay = max((one.delay for one in there), default=0)
        rows.append(
            Row(
                id=visit["id"],
                standing=standing(
                    visit["status"],
                    delay=timedelta(minutes=delay),
                    starts_at=visit["starts_at"],
                    window_end=visit["window_end"] - timedelta(minutes=visit["minutes"]),
                    at=at,
                    tolerance=tolerance,
                    notice=notice,
                ),
                starts_at=visit["starts_at"] or visit["window_start"],
                ends_at=visit["ends_at"] or visit["window_end"],
                is_planned=visit["starts_at"] is not None,
                is_fixed=visit["fixed_at"] is not None,
                minutes=visit["minutes"],
                lacks=max(0, visit["people"] - sum(not one.is_held for one in there)),
                household=visit["household__alias"] or visit["household__name"],
                service=visit["service__name"],
                district=visit["home__district"],
                going=there,
                delay=delay,
            )
        )
    rows.sort(key=lambda row: (row.starts_at, row.id))
    return Board(on, tuple(rows))


def _visits(actor: Actor, branch_id: int, on: date) -> list[dict[str, Any]]:
    """Return a row for each visit and each who goes there."""
    return list(
        policies.visible_at_desk(actor)
        .filter(branch_id=branch_id, on=on)
        .annotate(
            sent=FilteredRelation("assignments", condition=Q(assignments__status__in=STANDING))
        )
        .values(*COLUMNS, *OF_SENT)
        .order_by(F("id"))
    )


def _each(visits: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return {visit["id"]: visit for visit in visits}.values()


def _attended(branch_id: int, on: date) -> dict[int, tuple[datetime, datetime | None]]:
    rows = Attendance.objects.filter(
        assignment__visit__branch_id=branch_id, assignment__visit__on=on
    )
    return {
        assignment_id: (came_at, left_at)
        for assignment_id, came_at, left_at in rows.values_list(
            "assignment_id", "checked_in_at", "checked_out_at"
        )
    }


def _going(
    visits: list[dict[str, Any]],
    attended: Mapping[int, tuple[datetime, datetime | None]],
    at: datetime,
) -> dict[int, tuple[Going, ...]]:
    by_worker: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for visit in visits:
        if visit["sent__id"] is not None:
            by_worker[visit["sent__worker_id"]].append(visit)
    found: dict[int, list[Going]] = defaultdict(list)
    for theirs in by_worker.values():
        theirs.sort(key=lambda visit: visit["sent__starts_at"])
        stops: list[Stop] = []
        before: dict[str, Any] | None = None
        for visit in theirs:
            came_at, left_at = attended.get(visit["sent__id"], (None, None))
            if visit["sent__status"] == "completed" and came_at is None:
                came_at, left_at = visit["sent__starts_at"], visit["sent__ends_at"]
            period = Period(visit["sent__starts_at"], visit["sent__ends_at"])
            way = _way(before, visit) if before else None
            stops.append(Stop(visit["sent__id"], period, way, came_at, left_at))
            before = visit
        delays = expected_delays(stops, at=at)
        for visit, stop in zip(theirs, stops, strict=True):
            found[visit["id"]].append(
                Going(
                    worker_id=visit["sent__worker_id"],
                    name=visit["sent__worker__name"],
                    is_held=visit["sent__status"] == "held",
                    period=stop.planned,
                    arrives_at=visit["sent__arrives_at"],
                    came_at=stop.came_at,
                    left_at=stop.left_at,
                    delay=delays[stop.id] // timedelta(minutes=1),
                )
            )
    return {visit_id: tuple(there) for visit_id, there in found.items()}


def _way(before: dict[str, Any], visit: dict[str, Any]) -> timedelta | None:
    seconds = engine.seconds_between(visit["sent__worker__mode"], _point(before), _point(visit))
    return None if seconds is None else timedelta(seconds=seconds)


def _point(visit: dict[str, Any]) -> Point | None:
    return known_point(visit["home__latitude"], visit["home__longitude"])


@dataclass(frozen=True, slots=True)
class Lane:
    """One worker's day, or (without a worker) the visits to which nobody goes yet."""

    worker_id: int | None
    name: str
    rows: tuple[Row, ...]


def lanes(day: Board) -> tuple[Lane, ...]:
    """Return the day by who goes, first what nobody goes to; no SQL query."""
    uncovered = tuple(row for row in day.rows if row.lacks and row.standing not in OVER)
    names: dict[int, str] = {}
    theirs: dict[int, list[Row]] = defaultdict(list)
    for row in day.rows:
        for one in row.going:
            names[one.worker_id] = one.name
            theirs[one.worker_id].append(
                replace(row, starts_at=one.period.start, ends_at=one.period.end)
            )
    people = tuple(
        Lane(worker_id, names[worker_id], tuple(rows))
        for worker_id, rows in sorted(theirs.items(), key=lambda item: names[item[0]])
    )
    return ((Lane(None, "", uncovered),) if uncovered else ()) + people


def happening(
    *, actor: Actor, branches: Iterable[tuple[int, date]], at: datetime
) -> tuple[Row, ...]:
    """
    Return what goes wrong or goes on in these branches on their day, what goes wrong first.

    Three SQL queries a branch.
    """
    order = {standing: place for place, standing in enumerate((*ATTENTION, *THERE))}
    rows = [
        row
        for branch_id, on in branches
        for row in board(actor=actor, branch_id=branch_id, on=on, at=at).rows
        if row.standing in order
    ]
    return tuple(sorted(rows, key=lambda row: (order[row.standing], row.starts_at, row.id)))
