"""What the flow knows of assessments: how their facts are told, and which wait for whom."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.assessment.policies import (
    ASSESSORS,
    visible_appointments,
    visible_assessments,
)
from guanjia.chapters.assessment.queries import assessment_result, assessments_of
from guanjia.chapters.dossier.states import GONE
from guanjia.chapters.org.queries import has_gone
from guanjia.chapters.planning.models import PlanVersion
from guanjia.flow.chapter import MOST_TASKS, SELLERS, Chapter, Duty, Kept, Obstacle, Task
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

MESSAGES = {
    "appointment.promised": Message(_("An appointment was promised.")),
    "appointment.passed_on": Message(_("The appointment was passed on to %(assessor_id)s.")),
    "appointment.moved": Message(_("The appointment was moved from %(was)s to %(becomes)s.")),
    "appointment.needless": Message(_("The appointment was called off, since the plan is agreed.")),
    "appointment.kept": Message(_("The appointment was kept.")),
    "appointment.called_off": Message(_("The appointment was called off.")),
    "assessment.started": Message(_("A needs assessment was begun.")),
    "assessment.finished": Message(_("The needs assessment was finished.")),
    "assessment.reopened": Message(_("The needs assessment was taken up again.")),
}


def _to_assess(actor: Actor) -> Q:
    """Return the condition that it is the actor's; or, for a manager, of somebody who has gone."""
    own = Q(assessor_id=actor.user_id)
    if not actor.holds_anywhere("manager"):
        return own
    return own | has_gone("assessor_id", "household__branch_id", roles=ASSESSORS)


def _appointments(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = (
        visible_appointments(actor)
        .filter(_to_assess(actor), status="promised", starts_at__lt=at + timedelta(days=7))
        .select_related("household")
    )
    for row in rows.order_by("starts_at")[:MOST_TASKS]:
        yield Task("appointment", row.household.display_name, row.starts_at, (row.household_id,))


def _agreed_since() -> QuerySet[PlanVersion]:
    """Return the plans to which the household of an assessment has agreed since it was begun."""
    return PlanVersion.objects.filter(
        plan__household=OuterRef("household"),
        status="accepted",
        status_since__gte=OuterRef("started_at"),
    )


def _assessments(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = (
        visible_assessments(actor)
        .filter(_to_assess(actor), status="draft")
        .exclude(household__status__in=GONE)
        .exclude(Exists(_agreed_since()))
        .select_related("household")
    )
    for row in rows.order_by("started_at")[:MOST_TASKS]:
        yield Task("assessment", row.household.display_name, row.started_at, (row.pk,))


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    language = get_language() or settings.LANGUAGE_CODE
    yield Kept(
        _("Assessments"),
        (_("When"), _("Of whom"), _("Part"), _("Question"), _("Answer")),
        tuple(
            (row.started_at, row.member, group.words, line.words, line.answer)
            for row in assessments_of(actor, household_id, language=language)
            for group in assessment_result(actor, row.id, language=language).groups
            for line in group.lines
        ),
    )


def _stands_against(household_id: int) -> Iterator[Obstacle]:
    for row in Appointment.objects.filter(household_id=household_id, status="promised"):
        yield Obstacle("appointment", household_id, row.starts_at)


CHAPTER = Chapter(
    messages=MESSAGES,
    keeps=_keeps,
    stands_against=_stands_against,
    duties=(Duty(SELLERS, _appointments), Duty(SELLERS, _assessments)),
    notices={
        "appointment.moved": (clients.moved_appointment_tells_the_household,),
        "appointment.needless": (clients.needless_appointment_tells_the_household,),
    },
)
