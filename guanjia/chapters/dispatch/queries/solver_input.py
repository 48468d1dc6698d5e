"""What the engine must know of a branch's days: who can work when, what is to be done, what is set."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from guanjia.chapters.catalog.queries import services_of_skill
from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.rules.figures import Figures
from guanjia.chapters.dispatch.rules.suiting import NOTHING_NOTED, Suits
from guanjia.chapters.dossier.models import WorkerWish
from guanjia.chapters.dossier.queries import NOTHING_SAID, Said, said_by
from guanjia.chapters.org.models import Branch
from guanjia.chapters.workforce.models import Shift, Worker, WorkerSkill
from guanjia.chapters.workforce.queries import leave_over
from guanjia.db.ours import ours
from guanjia.kernel.clock import moment, week_of
from guanjia.kernel.periods import Period
from guanjia.kernel.places import Point, known_point

SUITS = ("languages", "cuisines", "avoids", "smokes")
LANGUAGE_SKILLS = {"cantonese": "yue", "shanghainese": "wuu"}
CUISINE_SKILLS = {"sichuan_food": "sichuan", "cantonese_food": "canton"}
"""Skills that were confirmed, and what they say of somebody besides what is noted of them."""


@dataclass(frozen=True, slots=True)
class Person:
    """An active worker: how they travel, where from, when they work, when they are away, whom they suit."""

    id: int
    name: str
    mode: str
    is_employee: bool
    point: Point | None
    shifts: tuple[tuple[int, int, int], ...]
    leaves: tuple[Period, ...]
    suits: Suits = NOTHING_NOTED


@dataclass(frozen=True, slots=True)
class SolverTask:
    """A visit that has not begun: where, when it may be, for how long, and what is set already."""

    id: int
    household_id: int
    home_id: int
    service_id: int
    line_id: int | None
    point: Point | None
    on: date
    window: Period
    minutes: int
    people: int
    priority: int
    status: str
    is_fixed: bool = False
    is_overruled: bool = False


@dataclass(frozen=True, slots=True)
class Booking:
    """Time of a worker that is taken: by whom, for how long, and whether it may count as a stop."""

    visit_id: int
    worker_id: int
    period: Period
    status: str
    visit_status: str


@dataclass(frozen=True, slots=True)
class Scene:
    """
    The days of a branch from `first` until `until`, as they stand.

    `bookings` reach back to the Monday of the first week, since hours of the week count. `times`
    says how often a worker was at a household lately; `asked` who asks for whom; `said` what a
    household said; `cooking` which services are about cooking.
    """

    branch_id: int
    zone: str
    point: Point
    first: date
    until: date
    at: datetime
    figures: Figures
    people: tuple[Person, ...]
    tasks: tuple[SolverTask, ...]
    bookings: tuple[Booking, ...]
    times: Mapping[tuple[int, int], int]
    asked: frozenset[tuple[int, int]]
    said: Mapping[int, Said]
    cooking: frozenset[int] = frozenset()

    @property
    def period(self) -> Period:
        """From the first midnight to the last."""
        return Period(moment(self.first, 0, self.zone), moment(self.until, 0, self.zone))


def scene(
    branch_id: int, first: date, until: date, *, at: datetime, household_id: int | None = None
) -> Scene:
    """
    Return all that the engine must know, in twelve SQL queries.

    :param household_id: somebody who has no visit yet and asks for one
    """
    branch = ours(Branch.objects.all(), id=branch_id)
    figures = figures_for(branch_id, first)
    tasks = _tasks(branch_id, first, until)
    people = _people(
        branch_id, Period(moment(first, 0, branch.zone), moment(until, 0, branch.zone))
    )
    workers = [person.id for person in people]
    since = moment(week_of(first), 0, branch.zone)
    households = {task.household_id for task in tasks}
    said = said_by(households | {household_id or 0})
    bookings = _bookings(workers, Period(since, moment(until, 0, branch.zone)), at)
    return Scene(
        branch_id=branch_id,
        zone=branch.zone,
        point=Point(branch.latitude, branch.longitude),
        first=first,
        until=until,
        at=at,
        figures=figures,
        people=people,
        tasks=_as_said(tasks, bookings, said, branch.zone),
        bookings=bookings,
        times=visits_together(households, at=at, days=figures.regular_days),
        asked=asked_for(households),
        said=said,
        cooking=services_of_skill("cooking"),
    )


def _as_said(
    tasks: Iterable[SolverTask],
    bookings: Iterable[Booking],
    said: Mapping[int, Said],
    zone: str,
) -> tuple[SolverTask, ...]:
    """Return the tasks within what their households said; one that stands otherwise stays so."""
    standing: dict[int, list[Period]] = {}
    for one in bookings:
        standing.setdefault(one.visit_id, []).append(one.period)

    def cut(task: SolverTask) -> SolverTask:
        narrow = as_said(task, said, zone)
        stands = all(narrow.window.covers(period) for period in standing.get(task.id, ()))
        return narrow if stands else task

    return tuple(cut(task) for task in tasks)


def as_said(task: SolverTask, said: Mapping[int, Said], zone: str) -> SolverTask:
    """
    Return a visit, to be placed only between the times that its household said.

    What was agreed later stays as it was agreed: a line whose times were set with a reason, an order
    at a time to which they agreed all the same, and a
    time that leaves the visit no room between those.
    """
    times = said.get(task.household_id, NOTHING_SAID)
    if times.is_any_time or task.is_overruled:
        return task
    start = max(task.window.start, moment(task.on, times.first, zone))
    end = min(task.window.end, moment(task.on, times.last, zone))
    if end - start < timedelta(minutes=task.minutes):
        return task
    return replace(task, window=Period(start, end))


def _people(branch_id: int, period: Period) -> tuple[Person, ...]:
    workers = list(
        Worker.objects.filter(branch_id=branch_id, status="active")
        .order_by("id")
        .only("id", "name", "mode", "employment", "latitude", "longitude", *SUITS)
    )
    shifts: dict[int, list[tuple[int, int, int]]] = {}
    rows = Shift.objects.filter(worker__branch_id=branch_id, worker__status="active")
    for worker_id, weekday, first, last in rows.values_list(
        "worker_id", "weekday", "starts_minute", "ends_minute"
    ):
        shifts.setdefault(worker_id, []).append((weekday, first, last))
    confirmed = _confirmed(workers)
    leaves: dict[int, list[Period]] = {}
    away = leave_over(period.start, period.end).filter(worker__branch_id=branch_id)
    for worker_id, starts_at, ends_at in away.values_list("worker_id", "starts_at", "ends_at"):
        leaves.setdefault(worker_id, []).append(Period(starts_at, ends_at))
    return tuple(
        Person(
            id=worker.pk,
            name=worker.name,
            mode=worker.mode,
            is_employee=worker.employment == "employee",
            point=known_point(worker.latitude, worker.longitude),
            shifts=tuple(sorted(shifts.get(worker.pk, ()))),
            leaves=tuple(sorted(leaves.get(worker.pk, ()))),
            suits=suits_of(worker, confirmed.get(worker.pk, frozenset())),
        )
        for worker in workers
    )


def suits_by_worker(workers: Iterable[Worker]) -> dict[int, Suits]:
    """Return worker -> what they speak and cook, and where they do not go, in one SQL query."""
    workers = list(workers)
    confirmed = _confirmed(workers)
    return {one.pk: suits_of(one, confirmed.get(one.pk, frozenset())) for one in workers}


def _confirmed(workers: Iterable[Worker]) -> dict[int, frozenset[str]]:
    rows = WorkerSkill.objects.filter(
        worker_id__in=[one.pk for one in workers],
        skill__code__in=[*LANGUAGE_SKILLS, *CUISINE_SKILLS],
    )
    found: dict[int, frozenset[str]] = {}
    for worker_id, code in rows.values_list("worker_id", "skill__code"):
        found[worker_id] = found.get(worker_id, frozenset()) | {code}
    return found


def suits_of(worker: Worker, skills: Collection[str]) -> Suits:
    """Return whom a worker suits, by what is noted of them and the skills that were confirmed."""
    return Suits(
        languages=frozenset(worker.languages)
        | {said for skill, said in LANGUAGE_SKILLS.items() if skill in skills},
        cuisines=frozenset(worker.cuisines)
        | {said for skill, said in CUISINE_SKILLS.items() if skill in skills},
        avoids=frozenset(worker.avoids),
        smokes=worker.smokes,
    )


def _tasks(branch_id: int, first: date, until: date) -> tuple[SolverTask, ...]:
    rows = (
        Visit.objects.filter(
            branch_id=branch_id, on__gte=first, on__lt=until, status__in=("open", "staffed")
        )
        .select_related("home", "line", "order")
        .order_by("on", "window_start", "id")
    )
    return tuple(task_of(visit) for visit in rows)


def task_of(visit: Visit) -> SolverTask:
    """Return a visit, with its home, line and order loaded, as the engine sees it."""
    return SolverTask(
        id=visit.pk,
        household_id=visit.household_id,
        home_id=visit.home_id,
        service_id=visit.service_id,
        line_id=visit.line_id,
        point=known_point(visit.home.latitude, visit.home.longitude),
        on=visit.on,
        window=Period(visit.window_start, visit.window_end),
        minutes=visit.minutes,
        people=visit.people,
        priority=visit.priority,
        status=visit.status,
        is_fixed=visit.fixed_at is not None,
        is_overruled=bool(
            (visit.line and visit.line.overruled) or (visit.order and visit.order.despite_said)
        ),
    )


def _bookings(workers: Iterable[int], period: Period, at: datetime) -> tuple[Booking, ...]:
    """Return what takes up the workers' time; holds that are over take up none."""
    rows = (
        Assignment.objects.filter(
            worker_id__in=list(workers),
            status__in=STANDING,
            ends_at__gt=period.start,
            starts_at__lt=period.end,
        )
        .exclude(status="held", hold_until__lte=at)
        .order_by("starts_at", "id")
        .values_list("visit_id", "worker_id", "starts_at", "ends_at", "status", "visit__status")
    )
    return tuple(
        Booking(visit_id, worker_id, Period(starts_at, ends_at), status, visit_status)
        for visit_id, worker_id, starts_at, ends_at, status, visit_status in rows
    )


def visits_together(
    households: Iterable[int], *, at: datetime, days: int
) -> dict[tuple[int, int], int]:
    """Return how often each worker was at each household in so many days, in one SQL query."""
    rows = (
        Assignment.objects.filter(
            Q(status="completed") | Q(status="assigned"),
            visit__household_id__in=set(households),
            starts_at__gte=at - timedelta(days=days),
            starts_at__lt=at,
        )
        .values_list("worker_id", "visit__household_id")
        .annotate(times=Count("id"))
        .order_by()
    )
    return {(worker_id, household_id): times for worker_id, household_id, times in rows}


def asked_for(households: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Return who is asked for by which household, in one SQL query."""
    wishes = WorkerWish.objects.filter(household_id__in=set(households), kind="ask")
    return frozenset(wishes.values_list("worker_id", "household_id"))
