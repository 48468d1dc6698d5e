"""Reading what the service achieved: indicators, their trend, and the visits behind each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.chapters.evaluation import policies, rules
from guanjia.chapters.fieldwork.models import Attendance, Incident, StepRecord
from guanjia.chapters.fieldwork.queries import tolerance_minutes
from guanjia.chapters.org.queries import figures
from guanjia.chapters.planning.models import PlanTarget
from guanjia.chapters.survey.models import Invitation
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.kernel.actors import Actor
from guanjia.ledger.queries import facts_between

_Told = Mapping[str, Any]
UNWANTED = ("client_said_no", "not_needed")
"""Why a step was left undone that is not for the worker to answer for."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is measured: the visits from `first` to the day before `until`, of one or of all."""

    first: date
    until: date
    branch_id: int | None = None
    household_id: int | None = None
    worker_id: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One measure over a scope, with its trend by week and the plan's target (a share), if any."""

    code: str
    name: str
    formula: str
    rate: rules.Rate
    target: float | None
    weeks: tuple[rules.Week, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    All measures over a scope. `continuity` is the index of Bice and Boxerman.

    `people` is None for whoever may not compare them; `recorded` are the workers whose record the
    actor may open.
    """

    scope: Scope
    tolerance_minutes: int
    bounds: rules.Bounds
    visits: int
    indicators: tuple[IndicatorResult, ...]
    continuity: float | None
    people: tuple[rules.Person, ...] | None = None
    recorded: frozenset[int] = frozenset()


def evaluation(
    *, actor: Actor, scope: Scope, at: datetime, with_people: bool = False
) -> Evaluation:
    """
    Return every indicator of a scope, in nine SQL queries however many visits there are; ten for a
    household, whose plan has targets.

    :param with_people: also each worker's own numbers, if the actor may compare people and the
        scope is not of one worker: one SQL query more
    """
    found = _collected(actor, scope, at)
    rows = found.by_visit()
    tolerance = tolerance_minutes(branch_id=scope.branch_id, on=scope.until)
    bounds = rules.bounds(figures(rules.KEYS, branch_id=scope.branch_id, on=scope.until))
    targets = _targets(scope)
    today = timezone.localtime(at).date()
    people: tuple[rules.Person, ...] | None = None
    recorded: frozenset[int] = frozenset()
    if with_people and scope.worker_id is None and policies.may_compare_people(actor):
        people = tuple(
            rules.person(
                worker_id,
                found.names[worker_id],
                own,
                tolerance_minutes=tolerance,
                within=bounds,
            )
            for worker_id, own in found.by_worker().items()
        )
        seen = visible_workers(actor).filter(id__in=found.names)
        recorded = frozenset(seen.values_list("id", flat=True))
    return Evaluation(
        scope=scope,
        tolerance_minutes=tolerance,
        bounds=bounds,
        visits=len(rows),
        indicators=tuple(
            IndicatorResult(
                code=measure.code,
                name=measure.name,
                formula=measure.formula,
                rate=rules.rate(rows, measure),
                target=targets.get(measure.code),
                weeks=rules.trend(rows, measure, first=scope.first, until=scope.until, today=today),
            )
            for measure in rules.measures(tolerance)
        ),
        continuity=rules.continuity(rows) if scope.household_id else None,
        people=people,
        recorded=recorded,
    )


def _targets(scope: Scope) -> Mapping[str, float]:
    if scope.household_id is None:
        return {}
    rows = PlanTarget.objects.filter(
        version__plan__household_id=scope.household_id, version__status="accepted"
    )
    return {code: target / 100 for code, target in rows.values_list("indicator__code", "target")}


def visit_rows(*, actor: Actor, scope: Scope, at: datetime) -> tuple[rules.VisitRow, ...]:
    """
    Return every visit of the scope as it can be measured, oldest first, in seven SQL queries.

    In the scope of one worker a visit of several people tells of that worker alone.
    """
    return _collected(actor, scope, at).by_visit()


@dataclass(frozen=True, slots=True)
class _Collected:
    """What is known about the visits of a scope, by visit and worker, to be told either way."""

    visits: list[dict[str, Any]]
    people: Mapping[int, list[int]]
    names: Mapping[int, str]
    came: Mapping[int, Mapping[int, _Told]]
    steps: Mapping[int, Mapping[int, _Told]]
    incidents: Mapping[int, Mapping[int, int]]
    asked: Mapping[int, _Told]
    by_client: frozenset[int]
    absent: frozenset[tuple[int, int]]
    only: int | None
    at: datetime

    def by_visit(self) -> tuple[rules.VisitRow, ...]:
        """Return a row for each visit; in the scope of one worker it tells of that worker."""
        return tuple(self._row(row, self.only) for row in self.visits)

    def by_worker(self) -> dict[int, list[rules.VisitRow]]:
        """Return the visits of each worker, each row telling of that worker alone."""
        rows: dict[int, list[rules.VisitRow]] = {}
        for row in self.visits:
            for worker_id in self.people.get(row["id"], ()):
                rows.setdefault(worker_id, []).append(self._row(row, worker_id))
        return rows

    def _row(self, row: dict[str, Any], worker_id: int | None) -> rules.VisitRow:
        """
        Return one visit; the latest to arrive speaks for several people.

        Whoever was absent has not kept it, and nobody's survey of it speaks of them.
        """
        visit_id = row["id"]
        sent = self.people.get(visit_id, ())
        is_absent = (visit_id, worker_id) in self.absent
        came = _of(self.came, visit_id, worker_id)
        hours = [_minutes_there(one) for one in came]
        last = max(came, key=lambda one: one["late_minutes"], default=None)
        steps = _of(self.steps, visit_id, worker_id)
        asked = self.asked.get(visit_id)
        said = {one["status"] for one in came}
        return rules.VisitRow(
            visit_id=visit_id,
            on=row["on"],
            household_id=row["household_id"],
            worker_ids=tuple(one for one in sent if (visit_id, one) not in self.absent),
            service_id=row["service_id"],
            status="missed" if is_absent else row["status"],
            is_cancelled_by_client=visit_id in self.by_client,
            is_due=row["window_end"] <= self.at,
            late_minutes=last["late_minutes"] if last else None,
            satisfaction=asked["overall"] if asked and not is_absent else None,
            was_asked=asked is not None and not is_absent,
            is_accepted=False if "disputed" in said else True if "accepted" in said else None,
            steps_due=sum(one["due"] for one in steps),
            steps_done=sum(one["done"] for one in steps),
            incidents=sum(_of(self.incidents, visit_id, worker_id)),
            minutes_due=sum(_minutes(one["begins"], one["ends"]) for one in came),
            minutes_there=None if None in hours else sum(filter(None, hours)),
        )


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _minutes_there(came: _Told) -> int | None:
    """Return how long somebody was there; None while they are, or while the hours cannot be."""
    if came["checked_out_at"] is None or came["is_doubtful"]:
        return None
    return _minutes(came["checked_in_at"], came["checked_out_at"])


def _of(
    by_visit: Mapping[int, Mapping[int, Any]], visit_id: int, worker_id: int | None
) -> list[Any]:
    by_worker = by_visit.get(visit_id, {})
    if worker_id is None:
        return list(by_worker.values())
    return [by_worker[worker_id]] if worker_id in by_worker else []


def _collected(actor: Actor, scope: Scope, at: datetime) -> _Collected:
    visits = _visits(actor, scope)
    rows = list(
        visits.order_by("on", "window_start", "id").values(
            "id", "on", "household_id", "service_id", "status", "window_end"
        )
    )
    ids = visits.values("id")
    people: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    absent: set[tuple[int, int]] = set()
    for visit_id, worker_id, name, status in Assignment.objects.filter(
        visit__in=ids, status__in=(*STANDING, "absent")
    ).values_list("visit_id", "worker_id", "worker__name", "status"):
        if status == "absent":
            absent.add((visit_id, worker_id))
        people.setdefault(visit_id, []).append(worker_id)
        names[worker_id] = name
    came: dict[int, dict[int, _Told]] = {}
    for arrival in Attendance.objects.filter(assignment__visit__in=ids).values(
        "late_minutes",
        "status",
        "checked_in_at",
        "checked_out_at",
        "is_doubtful",
        begins=F("assignment__starts_at"),
        ends=F("assignment__ends_at"),
        visit=F("assignment__visit_id"),
        worker=F("assignment__worker_id"),
    ):
        came.setdefault(arrival["visit"], {})[arrival["worker"]] = arrival
    steps: dict[int, dict[int, _Told]] = {}
    for counted in (
        StepRecord.objects.filter(attendance__assignment__visit__in=ids)
        .values(
            visit=F("attendance__assignment__visit_id"),
            worker=F("attendance__assignment__worker_id"),
        )
        .annotate(
            due=Count("id", filter=~Q(reason__in=UNWANTED)),
            done=Count("id", filter=Q(is_done=True)),
        )
    ):
        steps.setdefault(counted["visit"], {})[counted["worker"]] = counted
    incidents: dict[int, dict[int, int]] = {}
    for visit_id, worker_id, number in (
        Incident.objects.filter(visit__in=ids)
        .values_list("visit_id", "assignment__worker_id")
        .annotate(number=Count("id"))
    ):
        incidents.setdefault(visit_id, {})[worker_id] = number
    asked = Invitation.objects.filter(visit__in=ids).values("visit_id", "overall", "status")
    return _Collected(
        visits=rows,
        people=people,
        names=names,
        came=came,
        steps=steps,
        incidents=incidents,
        asked={row["visit_id"]: row for row in asked},
        by_client=_cancelled_by_client(scope, at) if rows else frozenset(),
        absent=frozenset(absent),
        only=scope.worker_id,
        at=at,
    )


def _visits(actor: Actor, scope: Scope) -> Any:
    visits = policies.measurable_visits(actor).filter(on__gte=scope.first, on__lt=scope.until)
    if scope.branch_id is not None:
        visits = visits.filter(branch_id=scope.branch_id)
    if scope.household_id is not None:
        visits = visits.filter(household_id=scope.household_id)
    if scope.worker_id is not None:
        sent = Assignment.objects.filter(
            worker_id=scope.worker_id, status__in=(*STANDING, "absent")
        )
        visits = visits.filter(id__in=sent.values("visit_id"))
    return visits


def _cancelled_by_client(scope: Scope, at: datetime) -> frozenset[int]:
    """Return the visits that clients cancelled; a cancellation may come long before the visit."""
    earliest = datetime.combine(scope.first, datetime.min.time(), tzinfo=at.tzinfo)
    moved = facts_between(
        earliest.replace(year=earliest.year - 1, day=1), at, kinds=("visit.cancelled",)
    )
    return frozenset(
        int(fact.payload["visit_id"] or 0) for fact in moved if fact.payload["by_client"]
    )


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit behind an indicator, with names; `workers` are the ids and names of who was sent."""

    visit_id: int
    on: date
    household_id: int
    household: str
    service: str
    workers: tuple[tuple[int, str], ...]
    status: str
    late_minutes: int | None
    satisfaction: int | None
    steps: str
    incidents: int
    is_disputed: bool
    answer: bool


LINE_ORDERS: Mapping[str, Callable[[VisitLine], Any]] = {
    "day": lambda line: line.on,
    "household": lambda line: line.household,
    "service": lambda line: line.service,
    "late": lambda line: -1 if line.late_minutes is None else line.late_minutes,
    "rating": lambda line: line.satisfaction or 0,
}


def rows_behind(
    *,
    actor: Actor,
    scope: Scope,
    code: str,
    at: datetime,
    answer: bool | None = None,
    text: str = "",
) -> tuple[VisitLine, ...]:
    """
    Return the visits that one indicator was counted from, newest first, in nine SQL queries.

    :param answer: only those that counted as yes, or as no; None for all
    :param text: only those whose household or worker is called so, in part
    :raises KeyError: if there is no such measure
    """
    tolerance = tolerance_minutes(branch_id=scope.branch_id, on=scope.until)
    measure = {measure.code: measure for measure in rules.measures(tolerance)}[code]
    found = _collected(actor, scope, at)
    rows = rules.behind(found.by_visit(), measure, answer=answer)
    visits = (
        Visit.objects.filter(id__in=[row.visit_id for row in rows])
        .select_related("household", "service")
        .in_bulk()
    )
    lines = (
        VisitLine(
            visit_id=row.visit_id,
            on=row.on,
            household_id=row.household_id,
            household=visits[row.visit_id].household.display_name,
            service=visits[row.visit_id].service.name,
            workers=tuple((one, found.names[one]) for one in row.worker_ids),
            status=row.status,
            late_minutes=row.late_minutes,
            satisfaction=row.satisfaction,
            steps=f"{row.steps_done} / {row.steps_due}" if row.steps_due else "",
            incidents=row.incidents,
            is_disputed=row.is_accepted is False,
            answer=bool(measure.answer(row)),
        )
        for row in reversed(rows)
    )
    return tuple(
        line
        for line in lines
        if text in line.household or any(text in name for _id, name in line.workers)
    )
