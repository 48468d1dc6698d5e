"""Reading the work in homes: the sheet on the worker's phone, and what the office sees of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.catalog.queries import steps_of
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.models import Acceptance, Attendance, StepRecord
from guanjia.chapters.fieldwork.states import INCIDENT
from guanjia.chapters.org.queries import figures
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the standard, and what has been said of it so far (None: nothing)."""

    id: int
    code: str
    text: str
    acceptance: str
    is_critical: bool
    evidence: str
    unit: str
    is_done: bool | None
    reason: str
    value: float | None
    note: str
    file_id: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the worker's phone shows of one visit while the worker is there."""

    assignment_id: int
    attendance_id: int | None
    visit_id: int
    household_id: int
    service: str
    starts_at: datetime
    ends_at: datetime
    status: str
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    late_minutes: int
    steps: tuple[StepLine, ...]

    @property
    def done(self) -> int:
        """How many steps have been recorded, done or not."""
        return sum(step.is_done is not None for step in self.steps)

    @property
    def next_step(self) -> StepLine | None:
        """The first step of which nothing has been said."""
        return next((step for step in self.steps if step.is_done is None), None)

    def step(self, step_id: int) -> StepLine | None:
        """Return one step of this sheet by its id."""
        return next((step for step in self.steps if step.id == step_id), None)


def sheet(*, actor: Actor, assignment_id: int) -> Sheet:
    """
    Return the sheet of one assignment, in four SQL queries.

    `status` is the attendance's, or "expected" before the worker has arrived.

    :raises Assignment.DoesNotExist: if there is none such among those the actor may see
    """
    assignment = (
        policies.visible_assignments(actor).select_related("visit__service").get(id=assignment_id)
    )
    visit = assignment.visit
    attendance = Attendance.objects.filter(assignment=assignment).first()
    steps = steps_of(visit.sop_id)
    records = (
        {row.step_id: row for row in StepRecord.objects.filter(attendance=attendance)}
        if attendance
        else {}
    )
    return Sheet(
        assignment_id=assignment.pk,
        attendance_id=attendance.pk if attendance else None,
        visit_id=visit.pk,
        household_id=visit.household_id,
        service=visit.service.name,
        starts_at=assignment.starts_at,
        ends_at=assignment.ends_at,
        status=attendance.status if attendance else "expected",
        checked_in_at=attendance.checked_in_at if attendance else None,
        checked_out_at=attendance.checked_out_at if attendance else None,
        late_minutes=attendance.late_minutes if attendance else 0,
        steps=tuple(_line(step, records.get(step.pk)) for step in steps),
    )


def _line(step: SopStep, said: StepRecord | None) -> StepLine:
    return StepLine(
        id=step.pk,
        code=step.code,
        text=step.text,
        acceptance=step.acceptance,
        is_critical=step.is_critical,
        evidence=step.evidence,
        unit=step.unit,
        is_done=said.is_done if said else None,
        reason=said.reason if said else "",
        value=said.value if said else None,
        note=said.note if said else "",
        file_id=said.file_id if said else None,
    )


def tolerance_minutes(*, branch_id: int | None, on: date) -> int:
    """Return up to how many minutes after the agreed start counts as on time; one SQL query."""
    in_force = figures(rules.KEYS, branch_id=branch_id, on=on)
    return rules.limits(in_force).tolerance_minutes


@dataclass(frozen=True, slots=True)
class DoneVisit:
    """
    One worker's attendance at a visit, as the household and the office read it.

    :param is_own: whether the reader speaks for the household, and may give its word
    """

    attendance_id: int
    visit_id: int
    household_id: int
    service: str
    worker: str
    checked_in_at: datetime
    checked_out_at: datetime | None
    late_minutes: int
    status: str
    steps: tuple[StepLine, ...]
    remark: str
    is_own: bool


def done_visit(*, actor: Actor, attendance_id: int) -> DoneVisit:
    """
    Return what was done at one attendance, in four SQL queries, five for a worker.

    :raises Attendance.DoesNotExist: if there is none such among those the actor may see
    """
    attendance = (
        policies.visible_attendances(actor)
        .select_related("assignment__visit__service", "assignment__worker")
        .get(id=attendance_id)
    )
    visit = attendance.assignment.visit
    records = {row.step_id: row for row in attendance.steps.all()}
    steps = steps_of(visit.sop_id)
    said = Acceptance.objects.filter(attendance=attendance).first()
    return DoneVisit(
        attendance_id=attendance.pk,
        visit_id=visit.pk,
        household_id=visit.household_id,
        service=visit.service.name,
        worker=attendance.assignment.worker.name,
        checked_in_at=attendance.checked_in_at,
        checked_out_at=attendance.checked_out_at,
        late_minutes=attendance.late_minutes,
        status=attendance.status,
        steps=tuple(_line(step, records.get(step.pk)) for step in steps),
        remark=said.remark if said else "",
        is_own=policies.is_client(actor, visit),
    )


def done_at(*, actor: Actor, visit_id: int) -> tuple[DoneVisit, ...]:
    """Return what was done at a visit by each who came, in one SQL query and four for each."""
    came = policies.visible_attendances(actor).filter(assignment__visit_id=visit_id)
    ids = came.order_by("checked_in_at", "id").values_list("id", flat=True)
    return tuple(done_visit(actor=actor, attendance_id=attendance_id) for attendance_id in ids)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file of the work is: `what` is a step's evidence, a signature or an incident's picture."""

    what: str
    household_id: int
    worker_id: int


def evidence_of(*, actor: Actor, file_id: int) -> Evidence | None:
    """Return what a file shows of work that the actor may see; None if nothing. Three SQL queries at most."""
    mine = policies.visible_attendances(actor)
    steps = StepRecord.objects.filter(file_id=file_id, attendance__in=mine)
    words = Acceptance.objects.filter(signature_file_id=file_id, attendance__in=mine)
    incidents = policies.visible_incidents(actor).filter(file_id=file_id)
    of_visit = ("assignment__visit__household_id", "assignment__worker_id")
    of_attendance = tuple(f"attendance__{name}" for name in of_visit)
    for what, rows, names in (
        ("evidence", steps, of_attendance),
        ("signature", words, of_attendance),
        ("incident", incidents, of_visit),
    ):
        found = rows.values_list(*names).first()
        if found:
            return Evidence(what, *found)
    return None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident that nobody has closed yet."""

    id: int
    visit_id: int
    household_id: int
    kind: str
    severity: str
    note: str
    happened_at: datetime
    status: str


def open_incidents(*, actor: Actor) -> tuple[OpenIncident, ...]:
    """Return the incidents that are not closed, the gravest and oldest first, in one SQL query."""
    order = {"safety": 0, "serious": 1, "minor": 2}
    rows = policies.visible_incidents(actor).filter(~Q(status="closed")).select_related("visit")
    found = [
        OpenIncident(
            id=row.pk,
            visit_id=row.visit_id,
            household_id=row.visit.household_id,
            kind=row.kind,
            severity=row.severity,
            note=row.note,
            happened_at=row.happened_at,
            status=row.status,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: (order[row.severity], row.happened_at)))


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident with what is needed to see to it."""

    id: int
    visit_id: int
    household_id: int
    household: str
    worker: str
    service: str
    kind: str
    severity: str
    note: str
    file_id: int | None
    happened_at: datetime
    status: str
    moves: tuple[str, ...]


def incident_card(*, actor: Actor, incident_id: int) -> IncidentCard:
    """
    Return one incident with the moves that are the actor's, in one SQL query.

    :raises Incident.DoesNotExist: if there is none such among those the actor may see
    """
    rows = policies.visible_incidents(actor).select_related(
        "visit__household", "visit__service", "assignment__worker"
    )
    row = rows.get(id=incident_id)
    return IncidentCard(
        id=row.pk,
        visit_id=row.visit_id,
        household_id=row.visit.household_id,
        household=row.visit.household.called,
        worker=row.assignment.worker.name,
        service=row.visit.service.name,
        kind=row.kind,
        severity=row.severity,
        note=row.note,
        file_id=row.file_id,
        happened_at=row.happened_at,
        status=row.status,
        moves=INCIDENT.open_to(row.status) if policies.may_handle(actor, row) else (),
    )
