"""Who may read what the service achieved."""

from django.db.models import Q, QuerySet

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier.policies import within_care
from guanjia.kernel.actors import YES, Actor, Verdict, no
from guanjia.kernel.words import _

READERS = ("manager", "owner", "head_office", "inspector", "butler", "care", "consultant")
LEADERS = frozenset({"manager", "owner", "head_office", "inspector"})


def measurable_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of the actor's homes and of the branches whose figures they read."""
    return Visit.objects.filter(
        Q(household_id__in=tuple(actor.homes)) | within_care(actor, *READERS, branch="branch_id")
    )


def may_compare_people(actor: Actor) -> Verdict:
    """Test whether the actor leads or inspects people, and so may read them side by side."""
    if not actor.holds_anywhere(*LEADERS):
        return no(_("Your role does not include this. Ask a branch manager."))
    return YES
