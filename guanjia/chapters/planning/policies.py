"""Who may see what is agreed, write it, and say yes to it."""

from django.db.models import Q, QuerySet

from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.policies import within_reach
from guanjia.chapters.planning.models import Order, PaperSignature, Plan, PlanVersion
from guanjia.kernel.actors import AS_CLIENT, YES, Actor, Verdict, no
from guanjia.kernel.words import _

PLANNERS = ("owner", "manager", "consultant", "butler")
BOOKERS = (*PLANNERS, "care", "dispatcher")
CHECKERS = (*PLANNERS, "head_office")
"""Who compares a signed paper with the offer, if somebody else brought it."""
READERS = (*BOOKERS, "head_office", "inspector", "finance")


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Return the plans of the households that the actor sees."""
    return Plan.objects.filter(household__in=dossier.known_households(actor).values("id"))


def visible_versions(actor: Actor) -> QuerySet[PlanVersion]:
    """Return the versions of plans the actor sees; outside the company only those once offered."""
    desks = within_reach(actor, *READERS, branch="plan__household__branch_id")
    own = Q(plan__household_id__in=list(actor.homes), offered_at__isnull=False)
    seen = dossier.known_households(actor).values("id")
    by_link = Q(id=actor.ticket_for("offer"), offered_at__isnull=False)
    return PlanVersion.objects.filter(Q(desks | own, plan__household__in=seen) | by_link)


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """Return the single orders of the households that the actor sees."""
    return Order.objects.filter(household__in=dossier.known_households(actor).values("id"))


def may_plan(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may draft, change and offer plans for the household."""
    return actor.require_role(*PLANNERS, at=household.branch_id)


def may_answer(actor: Actor, household: Household) -> Verdict:
    """
    Test whether the actor may give the household's answer to an offer: only who decides for it.

    A link alone is no proof of who that is. Nobody who works here answers on the phone, not for
    their own family either: a number can be noted by a colleague, a paper is confirmed by another.
    """
    if actor.is_unproven:
        return no(_("To answer, please first show with a code that it is you."))
    if actor.homes.get(household.pk) == "decider":
        if actor.is_staff or actor.worker_id is not None:
            return no(
                _(
                    "Whoever works with us signs for their own family on paper; "
                    "a second colleague confirms it."
                )
            )
        return AS_CLIENT
    if household.pk in actor.homes:
        return no(
            _("You may read this plan. Only the person who decides for the family can sign it.")
        )
    return no(_("Only the household can answer an offer. Send it the link."))


def visible_papers(actor: Actor) -> QuerySet[PaperSignature]:
    """Return the signed papers of the plans that the actor writes or oversees; erased are gone."""
    desks = within_reach(actor, *CHECKERS, branch="version__plan__household__branch_id")
    seen = dossier.visible_households(actor).values("id")
    return PaperSignature.objects.filter(desks, version__plan__household__in=seen)


def may_bring_paper(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may bring in an offer that the household signed on paper."""
    return _apart_from(actor, household) and may_plan(actor, household)


def may_check_paper(actor: Actor, paper: PaperSignature) -> Verdict:
    """Test whether the actor may confirm or refuse a signed paper: a second person, always."""
    household = paper.version.plan.household
    if actor.user_id == paper.brought_by_id:
        return no(_("You brought this paper in. Somebody else has to compare it with the offer."))
    return _apart_from(actor, household) and actor.require_role(*CHECKERS, at=household.branch_id)


def may_take_back_paper(actor: Actor, paper: PaperSignature) -> Verdict:
    """Test whether the actor may take a signed paper back: only who brought it."""
    if actor.user_id == paper.brought_by_id:
        return YES
    return no(_("Only whoever brought this paper in can take it back."))


def _apart_from(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor is a person, and none of the household: nobody is their own witness."""
    if actor.user_id is None or household.pk in actor.homes:
        return no(_("Somebody who does not belong to the household has to see to its paper."))
    return YES


def may_ask_for_change(actor: Actor, version: PlanVersion) -> Verdict:
    """Test whether the actor may say what should be otherwise: anybody of the household, or its link."""
    household = version.plan.household
    if household.pk in actor.homes or actor.ticket_for("offer") == version.pk:
        return AS_CLIENT
    return may_answer(actor, household)


def may_order(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may book or cancel a single order: a desk, or who decides."""
    if actor.homes.get(household.pk) == "decider":
        return AS_CLIENT
    return actor.require_role(*BOOKERS, at=household.branch_id)


def may_fulfil(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may say that an order was carried out."""
    return actor.require_role("owner", "manager", "dispatcher", "care", at=household.branch_id)
