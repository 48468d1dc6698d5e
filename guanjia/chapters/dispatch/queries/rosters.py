"""Rosters as the dispatcher reads them: what waits to be staffed, and what the engine proposes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.models import Assignment, Proposal, SolverRun, Visit
from guanjia.chapters.dispatch.queries.versions import staffing_version
from guanjia.chapters.dispatch.rules.reasons import Reason
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor

RUNS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class BranchChoice:
    """A branch whose days the reader may plan."""

    id: int
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visit to which nobody goes yet."""

    id: int
    on: date
    window_start: datetime
    window_end: datetime
    minutes: int
    people: int
    household: str
    district: str
    service: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A request for a roster in a list."""

    id: int
    status: str
    first_day: date
    until_day: date
    asked_at: datetime
    placed: int | None
    unplaced: int | None
    adopted: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a dispatcher begins with: what waits, how much is staffed, the last requests."""

    branch: BranchChoice
    branches: tuple[BranchChoice, ...]
    waiting: tuple[Waiting, ...]
    staffed: int
    runs: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who is proposed for a visit and when, or nobody, with the reasons; and what became of it."""

    worker_id: int | None
    name: str
    starts_at: datetime | None
    reasons: tuple[Reason, ...]
    outcome: str
    dropped_for: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ProposedVisit:
    """A visit with everybody proposed for it."""

    visit: Waiting
    status: str
    people: tuple[Proposed, ...]

    @property
    def is_placed(self) -> bool:
        """Whether anybody is proposed."""
        return any(one.worker_id for one in self.people)


@dataclass(frozen=True, slots=True)
class RunCard:
    """
    One request for a roster, its progress, and what is proposed.

    `staffing` is the version of who goes when as it is now; `has_changed` whether it is another
    than the engine saw. `names` holds the names of all workers that any reason speaks of. `engine`
    finished it in `seconds`; `because` says why the compiled one did not. `unreadable` are the
    workers who were left out because their rows cannot be planned with.
    """

    id: int
    status: str
    branch: BranchChoice
    first_day: date
    until_day: date
    asked_at: datetime
    status_since: datetime | None
    progress: int
    failed_for: str
    engine: str
    because: str
    seconds: float
    unreadable: tuple[str, ...]
    staffing: int
    has_changed: bool
    placed: tuple[ProposedVisit, ...]
    unplaced: tuple[ProposedVisit, ...]
    names: dict[int, str]
    can_take_back: int


def planned_branches(actor: Actor) -> tuple[BranchChoice, ...]:
    """Return the branches whose days the actor plans, in one SQL query."""
    branches = policies.visible_days(actor).order_by("id")
    return tuple(
        BranchChoice(branch.pk, branch.name, branch.zone)
        for branch in branches
        if policies.may_plan(actor, branch.pk)
    )


def roster_desk(
    *,
    actor: Actor,
    branch: BranchChoice,
    branches: tuple[BranchChoice, ...],
    first: date,
    until: date,
) -> Desk:
    """
    Return what a dispatcher begins with, in three SQL queries.

    :raises NotAllowed: if the actor does not plan the branch's days
    """
    policies.may_plan(actor, branch.id).require()
    visits = Visit.objects.filter(branch_id=branch.id, on__gte=first, on__lt=until)
    runs = SolverRun.objects.filter(branch_id=branch.id).order_by("-id")[:RUNS_SHOWN]
    return Desk(
        branch=branch,
        branches=branches,
        waiting=tuple(_waiting(row) for row in _with_details(visits.filter(status="open"))),
        staffed=visits.filter(status="staffed").count(),
        runs=tuple(_line(run) for run in runs),
    )


def _with_details(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("household", "home", "service").order_by(
        "on", "window_start", "id"
    )


def _waiting(visit: Visit) -> Waiting:
    return Waiting(
        id=visit.pk,
        on=visit.on,
        window_start=visit.window_start,
        window_end=visit.window_end,
        minutes=visit.minutes,
        people=visit.people,
        household=visit.household.display_name,
        district=visit.home.area,
        service=visit.service.name,
    )


def _line(run: SolverRun) -> RunLine:
    return RunLine(
        id=run.pk,
        status=run.status,
        first_day=run.first_day,
        until_day=run.until_day,
        asked_at=run.asked_at,
        placed=run.summary.get("placed"),
        unplaced=run.summary.get("unplaced"),
        adopted=run.summary.get("adopted"),
    )


def run_card(*, actor: Actor, run_id: int, at: datetime) -> RunCard:
    """
    Return one request for a roster with all that is proposed, in five SQL queries at most.

    :raises SolverRun.DoesNotExist: if the actor does not plan the branch's days
    """
    run = policies.visible_runs(actor).select_related("branch").get(id=run_id)
    rows = list(
        Proposal.objects.filter(run=run)
        .select_related("visit__household", "visit__home", "visit__service", "worker")
        .order_by("visit__on", "starts_at", "visit__window_start", "id")
    )
    visits: dict[int, ProposedVisit] = {}
    for row in rows:
        before = visits.get(row.visit_id)
        people = (*(before.people if before else ()), _proposed(row))
        visits[row.visit_id] = ProposedVisit(_waiting(row.visit), row.visit.status, people)
    staffing = staffing_version(run.branch_id, run.first_day, run.until_day)
    still = 0
    if run.status == "adopted":
        still = Assignment.objects.filter(
            run=run, status="assigned", starts_at__gt=at, visit__status="staffed"
        ).count()
    return RunCard(
        id=run.pk,
        status=run.status,
        branch=BranchChoice(run.branch_id, run.branch.name, run.branch.zone),
        first_day=run.first_day,
        until_day=run.until_day,
        asked_at=run.asked_at,
        status_since=run.status_since,
        progress=run.progress,
        failed_for=run.summary.get("failed_for", ""),
        engine=run.summary.get("engine", ""),
        because=run.summary.get("because", ""),
        seconds=run.summary.get("seconds", 0.0),
        unreadable=_unreadable(run),
        staffing=staffing,
        has_changed=run.status == "proposed" and staffing != run.staffing,
        placed=tuple(one for one in visits.values() if one.is_placed),
        unplaced=tuple(one for one in visits.values() if not one.is_placed),
        names=_names(rows),
        can_take_back=still,
    )


def _proposed(row: Proposal) -> Proposed:
    return Proposed(
        worker_id=row.worker_id,
        name=row.worker.name if row.worker else "",
        starts_at=row.starts_at,
        reasons=tuple(Reason.read(reason) for reason in row.reasons),
        outcome=row.outcome,
        dropped_for=tuple(Reason.read(reason) for reason in row.dropped_for),
    )


def _unreadable(run: SolverRun) -> tuple[str, ...]:
    ids = run.summary.get("unreadable_workers", ())
    return tuple(Worker.objects.filter(id__in=ids).values_list("name", flat=True)) if ids else ()


def _names(rows: Iterable[Proposal]) -> dict[int, str]:
    spoken_of = {
        reason["worker_id"]
        for row in rows
        for reason in (*row.reasons, *row.dropped_for)
        if "worker_id" in reason
    }
    if not spoken_of:
        return {}
    return dict(Worker.objects.filter(id__in=spoken_of).values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class Consequence:
    """What adopting some proposals would do: so many visits, households and workers."""

    visits: int
    households: int
    workers: int


def consequence_of(*, actor: Actor, run_id: int, visit_ids: Iterable[int]) -> Consequence:
    """
    Return what adopting these visits' proposals would do, in two SQL queries.

    :raises SolverRun.DoesNotExist: if the actor does not plan the branch's days
    """
    run = policies.visible_runs(actor).get(id=run_id)
    rows = set(
        Proposal.objects.filter(
            run=run, visit_id__in=tuple(visit_ids), worker__isnull=False
        ).values_list("visit_id", "visit__household_id", "worker_id")
    )
    return Consequence(
        visits=len({visit for visit, _household, _worker in rows}),
        households=len({household for _visit, household, _worker in rows}),
        workers=len({worker for _visit, _household, worker in rows}),
    )


def default_days(today: date) -> tuple[date, date]:
    """Return the days a dispatcher usually plans: from today to the end of next week."""
    return today, today + timedelta(days=14 - today.weekday())
