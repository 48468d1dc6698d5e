"""Who may see and fill in assessments: they tell of health, so fewer than see the household."""

from django.db.models import Q, QuerySet

from guanjia.chapters.assessment.models import Appointment, Assessment
from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.policies import within_reach
from guanjia.kernel.actors import Actor, Verdict

ASSESSORS = ("owner", "manager", "consultant", "butler", "care")
READERS = (*ASSESSORS, "head_office")
PLANNERS_OF_DAYS = (*READERS, "dispatcher")


def visible_assessments(actor: Actor) -> QuerySet[Assessment]:
    """Return the assessments of households that the actor sees, for those who deal with health."""
    desks = within_reach(actor, *READERS, branch="household__branch_id")
    own = Q(household_id__in=list(actor.homes))
    return Assessment.objects.filter(
        desks | own, household__in=dossier.visible_households(actor).values("id")
    )


def visible_appointments(actor: Actor) -> QuerySet[Appointment]:
    """Return the appointments at households that the actor sees."""
    desks = within_reach(actor, *PLANNERS_OF_DAYS, branch="household__branch_id")
    own = Q(household_id__in=list(actor.homes))
    return Appointment.objects.filter(
        desks | own, household__in=dossier.visible_households(actor).values("id")
    )


def may_assess(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may assess this household and promise to come for it."""
    return actor.require_role(*ASSESSORS, at=household.branch_id)
