"""What was done at a visit, as the household and the office read it, with its pictures."""

from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.catalog.queries import steps_of
from guanjia.chapters.fieldwork import policies
from guanjia.chapters.fieldwork.models import Acceptance, StepRecord
from guanjia.chapters.fieldwork.queries.sheet import StepLine, line_of, margin_of
from guanjia.chapters.fieldwork.states import ATTENDANCE
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class DoneVisit:
    """
    One worker's attendance at a visit, as the household and the office read it.

    :param way: how the household gave its word, "" while it has not; `told_by` who said it by mouth
    :param unsigned_reason: why it has not signed, as whoever did the work tells it
    :param is_own: whether the reader speaks for the household
    :param may_judge: whether the reader may give its word just now
    :param may_correct: whether the reader may put right when the worker left
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
    way: str
    told_by: str
    unsigned_reason: str
    is_own: bool
    may_judge: bool
    may_correct: bool
    is_doubtful: bool
    planned_end: datetime


def done_visit(*, actor: Actor, attendance_id: int) -> DoneVisit:
    """
    Return what was done at one attendance, in five SQL queries, six for a worker.

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
    margin = margin_of(visit)
    is_own = policies.is_client(actor, visit)
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
        steps=tuple(line_of(step, records.get(step.pk), margin) for step in steps),
        remark=said.remark if said else "",
        way=said.way if said else "",
        told_by=said.told_by if said else attendance.unsigned_told_by,
        unsigned_reason=attendance.unsigned_reason,
        is_own=is_own,
        may_judge=is_own and ATTENDANCE.can(attendance.status, "accept"),
        may_correct=bool(policies.may_correct(actor, attendance)),
        is_doubtful=attendance.is_doubtful,
        planned_end=attendance.assignment.ends_at,
    )


def done_at(*, actor: Actor, visit_id: int) -> tuple[DoneVisit, ...]:
    """Return what was done at a visit by each who came, in one SQL query and five for each."""
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
