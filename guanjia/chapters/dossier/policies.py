"""Who may see which household and do what with its dossier."""

from datetime import datetime
from typing import Protocol

from django.db.models import Q, QuerySet

from guanjia.chapters.dossier.models import Grant, Household
from guanjia.chapters.org.policies import within_reach
from guanjia.kernel.actors import AS_CLIENT, Actor, Verdict, no
from guanjia.kernel.words import _

READERS = ("owner", "head_office", "manager", "consultant", "dispatcher", "inspector", "care")
READERS_OF_BILLS = ("finance",)
KEEPERS = ("owner", "manager", "consultant", "butler", "care")
TAKERS_OF_CALLS = (*KEEPERS, "dispatcher")
ERASERS = ("owner", "manager")
AUDITORS = ("owner", "head_office", "manager", "inspector")
CALLERS = (*KEEPERS, "dispatcher")
CARERS = ("manager", "care", "butler", "consultant")
"""Who can look after a household; each is named for some of them."""
GRANTERS = (*KEEPERS, "dispatcher", "head_office")
"""Who gives sight of extracts: whoever keeps the dossier, and whoever decides who goes there."""
IN_CARE = "butler"
"""The role that reaches the households in its holder's care, and none besides."""


def within_care(
    actor: Actor, *roles: str, branch: str = "household__branch_id", household: str = "household"
) -> Q:
    """
    Return the condition that a row is of a household that `actor` serves in one of `roles`.

    As `within_reach`, but a butler reaches the households in their care only.

    :param branch: the path from the row to its branch's id
    :param household: the path from the row to its household
    """
    reached = within_reach(actor, *(role for role in roles if role != IN_CARE), branch=branch)
    if IN_CARE in roles and actor.user_id and actor.holds_anywhere(IN_CARE):
        in_care = Q(**{f"{household}__butler_id": actor.user_id})
        reached |= within_reach(actor, IN_CARE, branch=branch) & in_care
    return reached


class Served(Protocol):
    """A row that is about a household, such as a visit or a call-back."""

    @property
    def branch_id(self) -> int: ...

    @property
    def household(self) -> Household: ...


def serves(actor: Actor, row: Served, *roles: str) -> Verdict:
    """
    Test whether the actor serves the row's household in one of `roles`; a butler only in their care.

    The household is looked at for butlers alone.
    """
    others = (role for role in roles if role != IN_CARE)
    verdict = actor.require_role(*others, at=row.branch_id)
    if verdict or IN_CARE not in roles or not actor.holds(IN_CARE, at=row.branch_id):
        return verdict
    is_in_care = actor.user_id is not None and row.household.butler_id == actor.user_id
    if is_in_care:
        return Verdict(True, role=IN_CARE)
    return no(_("This household is not in your care. Ask a branch manager."))


def visible_households(actor: Actor) -> QuerySet[Household]:
    """
    Return the households that exist for the actor; one that was erased exists for nobody.

    Desks see their branches, a butler the households in their care, clients and family their own.
    Workers see none: they read extracts, and only while a grant lasts.
    """
    return known_households(actor).exclude(status="erased")


def erased_households(actor: Actor) -> QuerySet[Household]:
    """Return the households that the actor would see, had they not been erased."""
    return known_households(actor).filter(status="erased")


def known_households(actor: Actor) -> QuerySet[Household]:
    """Return whose plans, orders and visits the actor reads of: what was agreed outlives an erasure."""
    desks = within_reach(actor, *READERS, *READERS_OF_BILLS)
    cared_for = within_reach(actor, "butler") & Q(butler_id=actor.user_id)
    return Household.objects.filter(desks | cared_for | Q(id__in=list(actor.homes)))


def living_grants(actor: Actor, at: datetime) -> QuerySet[Grant]:
    """Return the actor's rights of sight that hold at `at`."""
    return Grant.objects.filter(
        user_id=actor.user_id or 0, since__lte=at, until__gt=at, ended_at__isnull=True
    )


def may_open(actor: Actor, branch_id: int) -> Verdict:
    """Test whether the actor may take a call and open a household in the branch."""
    return actor.require_role(*TAKERS_OF_CALLS, at=branch_id)


def takes_calls(actor: Actor) -> bool:
    """Test whether the actor takes calls for any branch at all."""
    return actor.holds_anywhere(*TAKERS_OF_CALLS)


def may_know(actor: Actor, household: Household) -> Verdict:
    """
    Test whether the actor may read of the people: who lives there, how, and what for we come.

    Whoever deals with the bills needs to know who pays, what was agreed and what was done.
    """
    if household.pk in actor.homes:
        return AS_CLIENT
    return actor.require_role(*READERS, "butler", at=household.branch_id)


def may_know_health(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may read what concerns health, as diets and allergies do."""
    if household.pk in actor.homes:
        return AS_CLIENT
    return actor.require_role(*KEEPERS, at=household.branch_id)


def may_keep(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may write into the dossier."""
    return actor.require_role(*KEEPERS, at=household.branch_id)


def may_move(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may engage, part from, drop or take up the household again."""
    return actor.require_role("owner", "manager", "consultant", at=household.branch_id)


def _decides(actor: Actor, household: Household) -> Verdict:
    if actor.homes.get(household.pk) == "decider":
        return AS_CLIENT
    return no(_("Only the person who decides for the household can do this."))


def may_reveal(actor: Actor, household: Household, part: str) -> Verdict:
    """
    Test whether the actor may see a masked value in clear: health is for fewer eyes.

    Of the household only who decides: families part, and the new address is not the former's to see.
    """
    if household.pk in actor.homes:
        return _decides(actor, household)
    roles = KEEPERS if part == "member.health" else CALLERS
    return actor.require_role(*roles, at=household.branch_id)


def may_audit(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may read who has looked: whoever answers for it, and whose data it is."""
    if actor.homes.get(household.pk) == "decider":
        return AS_CLIENT
    return actor.require_role(*AUDITORS, at=household.branch_id)


def may_take_data(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may have all that we keep of the household: only who decides for it."""
    return _decides(actor, household)


def may_ask_to_be_forgotten(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may ask that the household be erased, or note that it asked."""
    if household.pk in actor.homes:
        return _decides(actor, household)
    return actor.require_role(*KEEPERS, at=household.branch_id)


def may_confirm_erasure(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may confirm that the household is erased: who answers for the branch."""
    return actor.require_role(*ERASERS, at=household.branch_id)


def may_consent(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may record or withdraw a consent: the decider, or who keeps the dossier."""
    if household.pk in actor.homes:
        return _decides(actor, household)
    return actor.require_role(*KEEPERS, at=household.branch_id)


def may_wish(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may ask for a worker or rule one out: same as for consents."""
    return may_consent(actor, household)


def may_grant(actor: Actor, household: Household) -> Verdict:
    """Test whether the actor may give somebody sight of extracts."""
    return actor.require_role(*GRANTERS, at=household.branch_id)
