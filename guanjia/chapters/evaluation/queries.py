"""Reading what the service achieved: figures, their trend, and the visits behind each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.chapters.evaluation import policies, rules
from guanjia.chapters.fieldwork.models import Attendance, StepRecord
from guanjia.chapters.fieldwork.queries import tolerance_minutes
from guanjia.chapters.planning.models import PlanTarget
from guanjia.chapters.survey.models import Invitation
from guanjia.kernel.actors import Actor
from guanjia.ledger.queries import facts_between


@dataclass(frozen=True, slots=True)
class Scope:
    """What is measured: the visits from `first` to the day before `until`, of one or of all."""

    first: date
    until: date
    branch_id: int | None = None
    household_id: int | None = None
    worker_id: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over a scope, with its trend by week and the plan's target (a share), if any."""

    code: str
    name: str
    formula: str
    rate: rules.Rate
    target: float | None
    weeks: tuple[rules.Week, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All measures over a scope. `continuity` is the index of Bice and Boxerman."""

    scope: Scope
    tolerance_minutes: int
    visits: int
    figures: tuple[Figure, ...]
    continuity: float | None


def evaluation(*, actor: Actor, scope: Scope, at: datetime) -> Evaluation:
    """Return every figure of a scope, in nine SQL queries however many visits there are."""
    rows = visit_rows(actor=actor, scope=scope, at=at)
    tolerance = tolerance_minutes(branch_id=scope.branch_id, on=scope.until)
    targets = _targets(scope)
    return Evaluation(
        scope=scope,
        tolerance_minutes=tolerance,
        visits=len(rows),
        figures=tuple(
            Figure(
                code=measure.code,
                name=measure.name,
                formula=measure.formula,
                rate=rules.rate(rows, measure),
                target=targets.get(measure.code),
                weeks=rules.trend(rows, measure, first=scope.first, until=scope.until),
            )
            for measure in rules.measures(tolerance)
        ),
        continuity=rules.continuity(rows) if scope.household_id else None,
    )


def _targets(scope: Scope) -> Mapping[str, float]:
    if scope.household_id is None:
        return {}
    rows = PlanTarget.objects.filter(
        version__plan__household_id=scope.household_id, version__status="accepted"
    )
    return {code: target / 100 for code, target in rows.values_list("indicator__code", "target")}


def visit_rows(*, actor: Actor, scope: Scope, at: datetime) -> tuple[rules.VisitRow, ...]:
    """Return every visit of the scope as it can be measured, oldest first, in six SQL queries."""
    visits = _visits(actor, scope)
    rows = list(
        visits.order_by("on", "window_start", "id").values(
            "id", "on", "household_id", "service_id", "status", "window_end"
        )
    )
    ids = visits.values("id")
    people: dict[int, list[int]] = {}
    for visit_id, worker_id in Assignment.objects.filter(
        visit__in=ids, status__in=STANDING
    ).values_list("visit_id", "worker_id"):
        people.setdefault(visit_id, []).append(worker_id)
    came = {row["assignment__visit_id"]: row for row in _attendances(ids)}
    steps = {row["attendance__assignment__visit_id"]: row for row in _steps(ids)}
    asked = {
        row["visit_id"]: row
        for row in Invitation.objects.filter(visit__in=ids).values("visit_id", "overall", "status")
    }
    by_client = _cancelled_by_client(scope, at) if rows else frozenset()
    return tuple(
        _row(
            row,
            people.get(row["id"], []),
            came.get(row["id"]),
            steps.get(row["id"]),
            asked.get(row["id"]),
            row["id"] in by_client,
            at,
        )
        for row in rows
    )


def _visits(actor: Actor, scope: Scope) -> Any:
    visits = policies.measurable_visits(actor).filter(on__gte=scope.first, on__lt=scope.until)
    if scope.branch_id is not None:
        visits = visits.filter(branch_id=scope.branch_id)
    if scope.household_id is not None:
        visits = visits.filter(household_id=scope.household_id)
    if scope.worker_id is not None:
        sent = Assignment.objects.filter(worker_id=scope.worker_id, status__in=STANDING)
        visits = visits.filter(id__in=sent.values("visit_id"))
    return visits


def _attendances(ids: Any) -> Any:
    """The latest to arrive speaks for a visit of several people."""
    return (
        Attendance.objects.filter(assignment__visit__in=ids)
        .order_by("late_minutes")
        .values("assignment__visit_id", "late_minutes", "status")
    )


def _steps(ids: Any) -> Any:
    return (
        StepRecord.objects.filter(attendance__assignment__visit__in=ids)
        .values("attendance__assignment__visit_id")
        .annotate(due=Count("id"), done=Count("id", filter=Q(is_done=True)))
    )


def _cancelled_by_client(scope: Scope, at: datetime) -> frozenset[int]:
    """Return the visits that clients cancelled; a cancellation may come long before the visit."""
    earliest = datetime.combine(scope.first, datetime.min.time(), tzinfo=at.tzinfo)
    told = facts_between(
        earliest.replace(year=earliest.year - 1, day=1), at, kinds=("visit.cancelled",)
    )
    return frozenset(
        int(fact.payload["visit_id"] or 0) for fact in told if fact.payload["by_client"]
    )


def _row(
    row: dict[str, Any],
    people: list[int],
    came: dict[str, Any] | None,
    steps: dict[str, Any] | None,
    asked: Mapping[str, Any] | None,
    is_cancelled_by_client: bool,
    at: datetime,
) -> rules.VisitRow:
    word = {"accepted": True, "disputed": False}
    return rules.VisitRow(
        visit_id=row["id"],
        on=row["on"],
        household_id=row["household_id"],
        worker_ids=tuple(people),
        service_id=row["service_id"],
        status=row["status"],
        is_cancelled_by_client=is_cancelled_by_client,
        is_due=row["window_end"] <= at,
        late_minutes=came["late_minutes"] if came else None,
        satisfaction=asked["overall"] if asked else None,
        was_asked=asked is not None,
        is_accepted=word.get(came["status"]) if came else None,
        steps_due=steps["due"] if steps else 0,
        steps_done=steps["done"] if steps else 0,
    )


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit behind a figure, with names."""

    visit_id: int
    on: date
    household: str
    service: str
    workers: str
    status: str
    late_minutes: int | None
    satisfaction: int | None
    steps: str
    answer: bool


def rows_behind(
    *, actor: Actor, scope: Scope, code: str, at: datetime, answer: bool | None = None
) -> tuple[VisitLine, ...]:
    """
    Return the visits that one figure was counted from, newest first, in nine SQL queries.

    :param answer: only those that counted as yes, or as no; None for all
    :raises KeyError: if there is no such measure
    """
    tolerance = tolerance_minutes(branch_id=scope.branch_id, on=scope.until)
    measure = {measure.code: measure for measure in rules.measures(tolerance)}[code]
    found = rules.behind(visit_rows(actor=actor, scope=scope, at=at), measure, answer=answer)
    visits = (
        Visit.objects.filter(id__in=[row.visit_id for row in found])
        .select_related("household", "service")
        .in_bulk()
    )
    names: dict[int, list[str]] = {}
    for visit_id, name in Assignment.objects.filter(
        visit_id__in=visits, status__in=STANDING
    ).values_list("visit_id", "worker__name"):
        names.setdefault(visit_id, []).append(name)
    return tuple(
        VisitLine(
            visit_id=row.visit_id,
            on=row.on,
            household=visits[row.visit_id].household.called,
            service=visits[row.visit_id].service.name,
            workers="、".join(names.get(row.visit_id, ())),
            status=row.status,
            late_minutes=row.late_minutes,
            satisfaction=row.satisfaction,
            steps=f"{row.steps_done} / {row.steps_due}" if row.steps_due else "",
            answer=bool(measure.answer(row)),
        )
        for row in reversed(found)
    )
