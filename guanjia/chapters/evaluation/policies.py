"""Who may read what the service achieved."""

from django.db.models import Q, QuerySet

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.org.policies import within_reach
from guanjia.kernel.actors import Actor

READERS = ("manager", "owner", "head_office", "inspector", "butler", "care", "consultant")


def measurable_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of the actor's homes and of the branches whose figures they read."""
    return Visit.objects.filter(
        Q(household_id__in=tuple(actor.homes)) | within_reach(actor, *READERS)
    )
