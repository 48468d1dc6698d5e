"""Working to the standard: each step done, or not done and why, with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.catalog.queries import steps_of
from guanjia.chapters.dossier.queries import may_take_photos
from guanjia.chapters.fieldwork import rules
from guanjia.chapters.fieldwork.commands.alerts import watch
from guanjia.chapters.fieldwork.commands.coming import own_attendance
from guanjia.chapters.fieldwork.facts import ReadingAbnormal, StepDone
from guanjia.chapters.fieldwork.models import Attendance, StepRecord
from guanjia.chapters.fieldwork.queries import as_rule
from guanjia.chapters.org.queries import figures
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.record import record_many


@dataclass(frozen=True, slots=True)
class StepTold:
    """
    What the worker says of one step.

    :param is_sure: that a reading which can hardly be is right
    :param seen: the version of what is recorded that the worker has read; 0 for nothing
    :param key: the phone's name for this act, and `follows` for the one after which it says this
    """

    step_id: int
    is_done: bool
    reason: str = ""
    value: float | None = None
    note: str = ""
    file_id: int | None = None
    is_sure: bool = False
    seen: int = 0
    key: str = ""
    follows: str = ""


@transaction.atomic
def record_step(
    *, actor: Actor, attendance_id: int, told: StepTold, happened_at: datetime, at: datetime
) -> StepRecord:
    """
    Record one step of the standard as done, or as not done and why.

    While the worker is in the home a step may be told again by who has seen what is recorded; the
    same word twice is recorded once.

    :raises NotAllowed: if the actor is not the one who was sent
    :raises AlreadyRecorded: if something else is recorded that the worker has not seen
    :raises Conflict: if the worker has already left
    :raises Unlikely: if a reading can hardly be and the worker has not said that it is right
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
    actor, attendance = own_attendance(actor, attendance_id)
    _check_still_open(attendance)
    for _one, happened_at in told:
        rules.check_moment(happened_at, at=at)
    visit = attendance.assignment.visit
    asked = {one.step_id for one, _when in told}
    steps = steps_of(visit.sop_id).in_bulk(asked)
    known = {row.step_id: row for row in attendance.steps.filter(step_id__in=asked)}
    may_photograph = may_take_photos(household_id=visit.household_id)
    in_force = figures(rules.KEYS, branch_id=visit.branch_id, on=visit.on)
    margin = rules.limits(in_force).margin_percent
    new: list[StepRecord] = []
    changed: list[StepRecord] = []
    rows = []
    for one, happened_at in told:
        before = known.get(one.step_id)
        step = steps.get(one.step_id)
        said = _said(one, step, before, may_photograph=may_photograph, margin=margin)
        if before and all(getattr(before, name) == value for name, value in said.items()):
            rows.append(before)
            continue
        if before:
            rules.check_unseen(
                version=before.version,
                told_key=before.told_key,
                seen=one.seen,
                follows=one.follows,
            )
            before.version += 1
        row = before or StepRecord(attendance=attendance, step=steps[one.step_id])
        for name, value in said.items():
            setattr(row, name, value)
        row.happened_at = happened_at
        row.told_key = one.key
        known[one.step_id] = row
        rows.append(row)
        if row not in new:
            (changed if row.pk else new).append(row)
    StepRecord.objects.bulk_create(new)
    for row in changed:
        _replace(row)
    written = [*new, *changed]
    record_many(
        [(_step_done(row, attendance, steps[row.step_id]), (attendance, visit)) for row in written],
        actor=actor,
        at=at,
        times=[row.happened_at for row in written],
    )
    watch(actor=actor, attendance=attendance, steps=steps, written=written, at=at)
    abnormal = [row for row in written if _is_abnormal(row, steps)]
    record_many(
        [(_abnormal(row, attendance), (attendance, visit)) for row in abnormal],
        actor=actor,
        at=at,
        times=[row.happened_at for row in abnormal],
    )
    return rows


def _replace(row: StepRecord) -> None:
    """Write a row that was told anew, unless somebody else has been faster."""
    told = ("is_done", "reason", "value", "note", "file_id", "happened_at", "told_key", "version")
    same = StepRecord.objects.filter(pk=row.pk, version=row.version - 1)
    if not same.update(**{name: getattr(row, name) for name in told}):
        raise Stale(_("This has changed since you read it. Please read it again."))


def _said(
    told: StepTold,
    step: SopStep | None,
    before: StepRecord | None,
    *,
    may_photograph: bool,
    margin: int,
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
    rules.check_reading(as_rule(step), told.value, is_sure=told.is_sure, margin_percent=margin)
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


def _is_abnormal(row: StepRecord, steps: Mapping[int, SopStep]) -> bool:
    return rules.is_abnormal(as_rule(steps[row.step_id]), row.value)


def _abnormal(row: StepRecord, attendance: Attendance) -> ReadingAbnormal:
    return ReadingAbnormal(
        attendance_id=attendance.pk,
        visit_id=attendance.assignment.visit_id,
        worker_id=attendance.assignment.worker_id,
        step_id=row.step_id,
    )


def _check_still_open(attendance: Attendance) -> None:
    """
    Pass while the worker is in the home.

    Also where the desk noted that they left: what they told without network comes only then.
    """
    if attendance.status == "arrived":
        return
    if attendance.status == "left" and attendance.corrected_at is not None:
        return
    raise Conflict(_("You have already checked out of this visit."))
