"""Work done in homes: arriving, every step, leaving, the household's word, surveys."""

from datetime import datetime, timedelta

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.fieldwork import commands
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.survey import commands as survey
from guanjia.chapters.survey.models import Invitation
from guanjia.vault.commands import store
from guanjia.vault.intake import Prepared
from tests.world import people, rosters, uploads
from tests.world.company import HANDOFFS


def arrived(
    sent: Assignment | None = None, *, late: int = 0, at: datetime | None = None
) -> Attendance:
    """Let whoever was sent check in, `late` minutes after the agreed start."""
    sent = sent or rosters.staffed_visit()
    moment = sent.starts_at + timedelta(minutes=late)
    return commands.check_in(
        actor=people.as_worker(sent.worker),
        assignment_id=sent.pk,
        happened_at=moment,
        at=at or moment,
    )


def steps_of(attendance: Attendance) -> list[SopStep]:
    """Return the standard of the visit, in order."""
    return list(
        SopStep.objects.filter(sop_id=attendance.assignment.visit.sop_id).order_by("position")
    )


def told(step: SopStep, **said: object) -> commands.StepTold:
    """Return a step as done with the evidence it asks for, or as told otherwise."""
    given: dict[str, object] = {"is_done": True}
    if step.evidence == "value":
        given["value"] = step.least or 1.0
    return commands.StepTold(**({"step_id": step.pk} | given | said))


def record(
    attendance: Attendance, told: commands.StepTold, *, minutes: int = 5
) -> commands.StepTold:
    """Let the worker record a step some minutes after arriving."""
    moment = attendance.checked_in_at + timedelta(minutes=minutes)
    commands.record_step(
        actor=people.as_worker(attendance.assignment.worker),
        attendance_id=attendance.pk,
        told=told,
        happened_at=moment,
        at=moment,
    )
    return told


def every_step_done(attendance: Attendance) -> None:
    """Record all of the standard as done."""
    for step in steps_of(attendance):
        record(attendance, told(step))


def left(attendance: Attendance | None = None, *, minutes: int = 115) -> Attendance:
    """Let the worker do every step and check out."""
    attendance = attendance or arrived()
    every_step_done(attendance)
    moment = attendance.checked_in_at + timedelta(minutes=minutes)
    return commands.check_out(
        actor=people.as_worker(attendance.assignment.worker),
        attendance_id=attendance.pk,
        happened_at=moment,
        at=moment,
    )


def signature(at: datetime) -> int:
    """Return the id of a signature kept in the vault."""
    drawing = Prepared(uploads.picture("PNG", (60, 30)), "image/png")
    return store(drawing, purpose="signature", user_id=None, at=at).pk


def asked(household: Household, *, at: datetime, visit_id: int | None = None) -> Invitation | None:
    """Ask the household how it was."""
    survey.seed_questionnaires()
    return survey.invite(
        actor=HANDOFFS,
        household_id=household.pk,
        visit_id=visit_id,
        questionnaire="after_visit",
        at=at,
    )
