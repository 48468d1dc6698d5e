"""Arriving, working to the standard, leaving, and the household's word on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.catalog.queries import steps_of
from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.queries import may_take_photos
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.facts import (
    CheckedIn,
    CheckedOut,
    StepDone,
    WorkAccepted,
    WorkDisputed,
)
from guanjia.chapters.fieldwork.models import (
    Acceptance,
    Attendance,
    StepRecord,
)
from guanjia.chapters.fieldwork.states import ATTENDANCE
from guanjia.chapters.org.queries import figures
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.places import Point, metres_between
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record, record_many


@dataclass(frozen=True, slots=True)
class StepTold:
    """What the worker says of one step."""

    step_id: int
    is_done: bool
    reason: str = ""
    value: float | None = None
    note: str = ""
    file_id: int | None = None


@transaction.atomic
def check_in(
    *,
    actor: Actor,
    assignment_id: int,
    happened_at: datetime,
    at: datetime,
    place: Point | None = None,
) -> Attendance:
    """
    Record that the worker has arrived, as their phone tells it; the visit starts.

    Saying it again changes nothing: the phone may not have heard our answer.

    :param place: where the phone believes to be; None if it does not know or may not say
    :raises NotAllowed: if the actor is not the one who was sent
    :raises Conflict: if it is long before the visit, or the assignment was withdrawn
    :raises Invalid: if the phone's clock is ahead
    """
    assignment = (
        policies.visible_assignments(actor)
        .select_related("visit__home", "visit__household")
        .get(id=assignment_id)
    )
    policies.may_work(actor, assignment).require()
    before = Attendance.objects.filter(assignment=assignment).first()
    if before:
        return before
    visit = assignment.visit
    _check_still_standing(assignment)
    in_force = figures(rules.KEYS, branch_id=visit.branch_id, on=visit.on)
    rules.check_arrival(
        planned=assignment.starts_at,
        arrived=happened_at,
        at=at,
        limits=rules.limits(in_force),
    )
    late = rules.late_minutes(assignment.starts_at, happened_at)
    attendance = Attendance.objects.create(
        assignment=assignment,
        checked_in_at=happened_at,
        metres_off_in=_metres_off(visit, place),
        late_minutes=late,
        status_since=at,
    )
    if visit.status == "staffed":
        dispatch.start_visit(actor=actor, visit_id=visit.pk, late_minutes=late, at=at)
    record(
        CheckedIn(
            attendance_id=attendance.pk,
            visit_id=visit.pk,
            worker_id=assignment.worker_id,
            late_minutes=late,
            metres_off=attendance.metres_off_in,
        ),
        attendance,
        visit,
        actor=actor,
        at=happened_at,
    )
    return attendance


def _check_still_standing(assignment: Assignment) -> None:
    if assignment.status != "assigned":
        raise Conflict(
            _("This visit has been given to somebody else. Please call your dispatcher.")
        )


def _metres_off(visit: Visit, place: Point | None) -> int | None:
    home = visit.home
    if place is None or home.latitude is None or home.longitude is None:
        return None
    return metres_between(place, Point(home.latitude, home.longitude))


@transaction.atomic
def record_step(
    *, actor: Actor, attendance_id: int, told: StepTold, happened_at: datetime, at: datetime
) -> StepRecord:
    """
    Record one step of the standard as done, or as not done and why.

    While the worker is in the home a step may be told again and the last word counts; the same
    word twice is recorded once.

    :raises NotAllowed: if the actor is not the one who was sent
    :raises Conflict: if the worker has already left
    :raises Invalid: if the step is not of this visit's standard, or lacks its evidence or reason,
        or lies in the future
    """
    told_at = ((told, happened_at),)
    return record_steps(actor=actor, attendance_id=attendance_id, told=told_at, at=at)[0]


@transaction.atomic
def record_steps(
    *,
    actor: Actor,
    attendance_id: int,
    told: Sequence[tuple[StepTold, datetime]],
    at: datetime,
) -> list[StepRecord]:
    """
    Record several steps, each with when it happened, as a phone does that had no signal meanwhile.

    All are recorded or none; see `record_step`. Where nothing is told, nothing is recorded. Some
    ten statements, and two for each step that had been told otherwise before.
    """
    attendance = _own_attendance(actor, attendance_id)
    _check_still_in_the_home(attendance)
    for _one, happened_at in told:
        rules.check_moment(happened_at, at=at)
    visit = attendance.assignment.visit
    asked = {one.step_id for one, _when in told}
    steps = steps_of(visit.sop_id).in_bulk(asked)
    known = {row.step_id: row for row in attendance.steps.filter(step_id__in=asked)}
    may_photograph = may_take_photos(household_id=visit.household_id)
    new: list[StepRecord] = []
    changed: list[StepRecord] = []
    rows = []
    for one, happened_at in told:
        before = known.get(one.step_id)
        said = _said(one, steps.get(one.step_id), before, may_photograph=may_photograph)
        if before and all(getattr(before, name) == value for name, value in said.items()):
            rows.append(before)
            continue
        row = before or StepRecord(attendance=attendance, step=steps[one.step_id])
        for name, value in said.items():
            setattr(row, name, value)
        row.happened_at = happened_at
        known[one.step_id] = row
        rows.append(row)
        if row not in new:
            (changed if row.pk else new).append(row)
    StepRecord.objects.bulk_create(new)
    for row in changed:
        row.save()
    written = [*new, *changed]
    record_many(
        [(_step_done(row, attendance, steps[row.step_id]), (attendance, visit)) for row in written],
        actor=actor,
        at=at,
        times=[row.happened_at for row in written],
    )
    return rows


def _said(
    told: StepTold, step: SopStep | None, before: StepRecord | None, *, may_photograph: bool
) -> dict[str, object]:
    """Return what is to be kept of a step, once the rules agree."""
    if step is None:
        raise Invalid(_("This step is not part of the standard of this visit."), field="step")
    file_id = told.file_id or (before.file_id if before else None)
    rules.check_step(
        as_rule(step),
        is_done=told.is_done,
        reason=told.reason,
        value=told.value,
        has_file=file_id is not None,
        may_take_photos=may_photograph,
    )
    return {
        "is_done": told.is_done,
        "reason": "" if told.is_done else told.reason,
        "value": told.value,
        "note": told.note,
        "file_id": file_id,
    }


def _step_done(row: StepRecord, attendance: Attendance, step: SopStep) -> StepDone:
    return StepDone(
        attendance_id=attendance.pk,
        visit_id=attendance.assignment.visit_id,
        worker_id=attendance.assignment.worker_id,
        step_id=step.pk,
        done=row.is_done,
        reason=row.reason or "none",
        is_critical=step.is_critical,
        is_abnormal=rules.is_abnormal(as_rule(step), row.value),
    )


def as_rule(step: SopStep) -> rules.Step:
    """Return a step of the standard as the rules see it."""
    return rules.Step(
        id=step.pk,
        code=step.code,
        text=step.text,
        is_critical=step.is_critical,
        evidence=step.evidence,
        least=step.least,
        most=step.most,
    )


def _own_attendance(actor: Actor, attendance_id: int) -> Attendance:
    attendance = (
        policies.visible_attendances(actor)
        .select_related("assignment__visit__home", "assignment__visit__household")
        .get(id=attendance_id)
    )
    policies.may_work(actor, attendance.assignment).require()
    return attendance


def _check_still_in_the_home(attendance: Attendance) -> None:
    if attendance.status != "arrived":
        raise Conflict(_("You have already checked out of this visit."))


@transaction.atomic
def check_out(
    *,
    actor: Actor,
    attendance_id: int,
    happened_at: datetime,
    at: datetime,
    place: Point | None = None,
) -> Attendance:
    """
    Record that the worker has left; with the last to leave, the visit is finished.

    Saying it again changes nothing.

    :raises NotAllowed: if the actor is not the one who was sent
    :raises Conflict: if steps of the standard are still open
    :raises Invalid: if leaving lies before arriving or in the future
    """
    attendance = _own_attendance(actor, attendance_id)
    if attendance.status != "arrived":
        return attendance
    visit = attendance.assignment.visit
    steps = [as_rule(step) for step in steps_of(visit.sop_id)]
    done = dict(attendance.steps.values_list("step_id", "is_done"))
    rules.check_complete(steps, done)
    rules.check_departure(arrived=attendance.checked_in_at, left=happened_at, at=at)
    minutes = int((happened_at - attendance.checked_in_at).total_seconds() // 60)
    move(
        attendance,
        ATTENDANCE,
        "check_out",
        CheckedOut(
            attendance_id=attendance.pk,
            visit_id=visit.pk,
            worker_id=attendance.assignment.worker_id,
            minutes=minutes,
            steps_due=len(steps),
            steps_done=sum(done.values()),
        ),
        visit,
        actor=actor,
        at=happened_at,
        checked_out_at=happened_at,
        metres_off_out=_metres_off(visit, place),
    )
    dispatch.finish_visit(
        actor=actor, assignment_id=attendance.assignment_id, minutes=minutes, at=at
    )
    return attendance


@transaction.atomic
def accept_work(
    *,
    actor: Actor,
    attendance_id: int,
    is_accepted: bool,
    at: datetime,
    remark: str = "",
    signature_file_id: int | None = None,
    signed_name: str = "",
) -> Acceptance:
    """
    Record the household's word on the work: accepted, or not and why.

    It is given once. It may be given on the worker's phone, with a signature, or by the client's
    own link.

    :param signed_name: typed by the client where nothing could be drawn; it counts as a signature
    :raises NotAllowed: if the actor is neither of the household nor the worker who was there, or
        is of the household and was sent there as well
    :raises Invalid: if it is not accepted and nothing is said, or the worker's phone shows no
        signature
    :raises IllegalMove: if the worker has not left yet, or the word has been given
    """
    attendance = (
        policies.visible_attendances(actor)
        .select_related("assignment__visit__household")
        .get(id=attendance_id)
    )
    policies.may_accept(actor, attendance).require()
    visit = attendance.assignment.visit
    is_client = policies.is_client(actor, visit)
    signed_name = signed_name.strip()
    if not is_client and signature_file_id is None and not signed_name:
        raise Invalid(_("Please let the client sign."), field="signature")
    if not is_accepted and not remark.strip():
        raise Invalid(_("Please say what is not right, so that we can mend it."), field="remark")
    about = {
        "attendance_id": attendance.pk,
        "visit_id": visit.pk,
        "worker_id": attendance.assignment.worker_id,
        "household_id": visit.household_id,
    }
    move(
        attendance,
        ATTENDANCE,
        "accept" if is_accepted else "dispute",
        WorkAccepted(**about) if is_accepted else WorkDisputed(**about),
        visit,
        actor=actor,
        at=at,
    )
    return Acceptance.objects.create(
        attendance=attendance,
        user_id=actor.user_id,
        is_by_client=is_client,
        is_accepted=is_accepted,
        remark=remark.strip(),
        signature_file_id=signature_file_id,
        signed_name=signed_name,
        said_at=at,
    )
