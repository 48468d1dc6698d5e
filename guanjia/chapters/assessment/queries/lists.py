"""The assessments and appointments of a household."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guanjia.chapters.assessment import policies
from guanjia.chapters.assessment.models import Appointment, Assessment
from guanjia.chapters.assessment.queries.forms import form_of
from guanjia.db.compiled import CompiledQuery
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An assessment among those of a household."""

    id: int
    form: str
    member: str
    status: str
    started_at: datetime
    assessor: str


@CompiledQuery
def _assessments_of(actor: Actor, household_id: int) -> QuerySet[Assessment]:
    return (
        policies.visible_assessments(actor)
        .filter(household_id=household_id)
        .select_related("member", "assessor")
        .order_by("-started_at", "-id")
    )


def assessments_of(actor: Actor, household_id: int, *, language: str) -> tuple[AssessmentLine, ...]:
    """Return a household's assessments, newest first, in one SQL query."""
    return tuple(
        AssessmentLine(
            id=row.pk,
            form=form_of(row.form, row.form_version).words.read(language),
            member=row.member.name if row.member else "",
            status=row.status,
            started_at=row.started_at,
            assessor=row.assessor.name,
        )
        for row in _assessments_of(actor, household_id)
    )


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """A promise to come, or one that was kept or called off."""

    id: int
    household_id: int
    household: str
    branch_id: int
    home: str
    starts_at: datetime
    minutes: int
    assessor: str
    status: str


def _line(row: Appointment) -> AppointmentLine:
    return AppointmentLine(
        id=row.pk,
        household_id=row.household_id,
        household=row.household.display_name,
        branch_id=row.household.branch_id,
        home=row.home.label,
        starts_at=row.starts_at,
        minutes=row.minutes,
        assessor=row.assessor.name,
        status=row.status,
    )


def appointment_line(actor: Actor, appointment_id: int) -> AppointmentLine:
    """
    Return one appointment, in one SQL query.

    :raises Appointment.DoesNotExist: if there is none that the actor may see
    """
    rows = policies.visible_appointments(actor)
    return _line(rows.select_related("household", "home", "assessor").get(id=appointment_id))


@CompiledQuery
def _promised(actor: Actor, household_id: int) -> QuerySet[Appointment]:
    return (
        policies.visible_appointments(actor)
        .filter(household_id=household_id, status="promised")
        .select_related("household", "home", "assessor")
        .order_by("starts_at")
    )


def appointments_of(actor: Actor, household_id: int) -> tuple[AppointmentLine, ...]:
    """Return the appointments of a household that stand, soonest first, in one SQL query."""
    return tuple(map(_line, _promised(actor, household_id)))
