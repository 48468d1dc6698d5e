"""Who looks after which household's call-backs."""

from django.db.models import Q, QuerySet

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.policies import CARERS, serves, within_care
from guanjia.chapters.org.policies import within_reach
from guanjia.chapters.relations.models import Callback
from guanjia.chapters.relations.rules import ASKED
from guanjia.kernel.actors import AS_CLIENT, YES, Actor, Verdict, no
from guanjia.kernel.words import _


def visible_callbacks(actor: Actor) -> QuerySet[Callback]:
    """
    Return the call-backs of the branches where the actor looks after households.

    A butler sees those of the households in their care, and what they are to call about themself.
    """
    own = within_reach(actor, *CARERS, branch="household__branch_id") & Q(owner_id=actor.user_id)
    return Callback.objects.filter(within_care(actor, *CARERS, "owner", "head_office") | own)


def may_open(actor: Actor, branch_id: int) -> Verdict:
    """Test whether the actor may set somebody the task to call."""
    return actor.require_role(*CARERS, at=branch_id)


def may_ask(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may ask us for a call in the household's name: all who live with it may."""
    if household.pk in actor.homes:
        return AS_CLIENT
    return no(_("Only the household itself can ask us in its name."))


def own_callbacks(actor: Actor) -> QuerySet[Callback]:
    """Return what the actor's own households have asked us for."""
    return Callback.objects.filter(household_id__in=tuple(actor.homes), reason__in=ASKED)


def may_handle(actor: Actor, callback: Callback) -> Verdict:
    """Test whether the actor may call in this matter: its owner, or whoever may stand in."""
    may = serves(actor, callback, *CARERS)
    return may or (YES if actor.user_id == callback.owner_id else may)
