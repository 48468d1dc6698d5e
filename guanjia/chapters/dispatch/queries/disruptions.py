"""A day on which somebody cannot come, as the dispatcher reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.queries.rosters import BranchChoice
from guanjia.chapters.dispatch.queries.versions import staffing_version
from guanjia.chapters.workforce.models import Leave, Worker
from guanjia.chapters.workforce.queries import leave_over
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import moment

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is to go somewhere on the day, and how often and from when on."""

    worker_id: int
    name: str
    visits: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who cannot come, why and until when, and whether it can be taken back."""

    leave_id: int
    worker_id: int
    name: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Ahead:
    """
    A visit of the day that has not begun.

    `is_orphaned`: somebody of it cannot come. `is_order`: it was booked as a single visit.
    """

    id: int
    household: str
    district: str
    service: str
    window_start: datetime
    window_end: datetime
    starts_at: datetime | None
    names: tuple[str, ...]
    is_open: bool
    is_fixed: bool
    is_orphaned: bool
    is_order: bool


@dataclass(frozen=True, slots=True)
class Morning:
    """
    A branch's day before it is put right.

    `staffing` is the version of who goes when; `names` are everybody's of the branch.
    """

    branch: BranchChoice
    on: date
    staffing: int
    expected: tuple[Expected, ...]
    away: tuple[Away, ...]
    ahead: tuple[Ahead, ...]
    names: Mapping[int, str]

    @property
    def orphaned(self) -> tuple[Ahead, ...]:
        """The visits whose people cannot come."""
        return tuple(visit for visit in self.ahead if visit.is_orphaned)


def morning(*, actor: Actor, branch: BranchChoice, on: date, at: datetime) -> Morning:
    """
    Return the day of a branch, in five SQL queries.

    :raises NotAllowed: if the actor does not plan the branch's days
    """
    policies.may_plan(actor, branch.id).require()
    rows = list(
        Assignment.objects.filter(
            visit__branch_id=branch.id,
            visit__on=on,
            visit__status__in=("open", "staffed"),
            status="assigned",
        )
        .select_related("worker")
        .order_by("starts_at", "id")
    )
    leaves = list(
        leave_over(max(at, moment(on, 0, branch.zone)), moment(on + ONE_DAY, 0, branch.zone))
        .filter(worker__branch_id=branch.id, worker__status="active")
        .select_related("worker")
        .order_by("worker__name", "id")
    )
    lost = _lost(rows, leaves)
    visits = Visit.objects.filter(
        branch_id=branch.id, on=on, status__in=("open", "staffed"), window_end__gt=at
    ).select_related("household", "home", "service")
    away = {leave.worker_id for leave in leaves}
    going: dict[int, list[Assignment]] = {}
    for row in rows:
        going.setdefault(row.visit_id, []).append(row)
    return Morning(
        branch=branch,
        on=on,
        staffing=staffing_version(branch.id, on, on + ONE_DAY),
        expected=_expected(row for row in rows if row.worker_id not in away),
        away=tuple(
            Away(leave.pk, leave.worker_id, leave.worker.name, leave.reason, leave.ends_at)
            for leave in leaves
        ),
        ahead=tuple(
            _ahead(visit, going.get(visit.pk, []), lost)
            for visit in visits.order_by("window_start", "id")
        ),
        names=dict(
            Worker.objects.filter(branch_id=branch.id, status="active").values_list("id", "name")
        ),
    )


def _lost(rows: Iterable[Assignment], leaves: Iterable[Leave]) -> set[int]:
    """Return the assignments during which their worker is away."""
    periods: dict[int, list[tuple[datetime, datetime]]] = {}
    for leave in leaves:
        periods.setdefault(leave.worker_id, []).append((leave.starts_at, leave.ends_at))
    return {
        row.pk
        for row in rows
        if any(
            since < row.ends_at and row.starts_at < until
            for since, until in periods.get(row.worker_id, ())
        )
    }


def _expected(rows: Iterable[Assignment]) -> tuple[Expected, ...]:
    found: dict[int, Expected] = {}
    for row in rows:
        known = found.get(row.worker_id)
        found[row.worker_id] = Expected(
            worker_id=row.worker_id,
            name=row.worker.name,
            visits=known.visits + 1 if known else 1,
            first_at=known.first_at if known else row.starts_at,
        )
    return tuple(found.values())


def _ahead(visit: Visit, rows: list[Assignment], lost: set[int]) -> Ahead:
    return Ahead(
        id=visit.pk,
        household=visit.household.display_name,
        district=visit.home.area,
        service=visit.service.name,
        window_start=visit.window_start,
        window_end=visit.window_end,
        starts_at=visit.starts_at,
        names=tuple(row.worker.name for row in rows),
        is_open=visit.status == "open",
        is_fixed=visit.fixed_at is not None,
        is_orphaned=any(row.pk in lost for row in rows),
        is_order=visit.order_id is not None,
    )
