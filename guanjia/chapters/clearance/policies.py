"""Who may see passes, and who may have them granted and reviewed."""

from django.db.models import QuerySet

from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.policies import within_reach
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor, Verdict

SENDS = ("owner", "head_office", "manager", "dispatcher", "consultant", "butler")
REVIEWS = (*SENDS, "recruiter", "trainer", "care", "administrator")


def visible_passes(actor: Actor) -> QuerySet[Pass]:
    """Return the passes of the workers of the branches where the actor sends or keeps people."""
    return Pass.objects.filter(within_reach(actor, *REVIEWS, branch="worker__branch_id"))


def sendable_workers(actor: Actor) -> QuerySet[Worker]:
    """Return the workers whom the actor may think of sending; whether they may go, the gate says."""
    return Worker.objects.filter(within_reach(actor, *SENDS))


def served_households(actor: Actor) -> QuerySet[Household]:
    """Return the households to which the actor may think of sending somebody."""
    return Household.objects.filter(within_reach(actor, *SENDS))


def may_grant(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may have somebody cleared for the household."""
    return actor.require_role(*SENDS, at=household.branch_id)
