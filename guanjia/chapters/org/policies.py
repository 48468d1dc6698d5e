"""Who reaches which branch, and who may change the company itself."""

from django.db.models import Q, QuerySet

from guanjia.chapters.org.models import Branch, User
from guanjia.kernel.actors import YES, Actor, Verdict, no
from guanjia.kernel.words import _

ADMINISTRATORS = ("administrator", "owner")


def within_reach(actor: Actor, *roles: str, branch: str = "branch_id") -> Q:
    """
    Return the condition that a row belongs to a branch where `actor` holds one of `roles`.

    Every later chapter's policies are built from this one. Without `roles`, any staff role will
    do. Whoever holds a fitting role everywhere is not limited; whoever holds none reaches nothing.

    :param branch: the path from the row to its branch's id
    """
    if actor.everywhere and (not roles or not actor.everywhere.isdisjoint(roles)):
        return Q()
    reached = actor.branches_as(*roles) if roles else actor.branches
    return Q(**{f"{branch}__in": reached})


def visible_branches(actor: Actor) -> QuerySet[Branch]:
    """Return the branches where the actor works."""
    return Branch.objects.filter(within_reach(actor, branch="id"))


def visible_users(actor: Actor) -> QuerySet[User]:
    """Return the actor themself and the staff of the branches where the actor works."""
    theirs = Q(id=actor.user_id)
    colleagues = within_reach(actor, branch="roles__branch_id")
    if actor.everywhere:
        return User.objects.filter(Q(roles__isnull=False) | theirs).distinct()
    return User.objects.filter(theirs | colleagues).distinct()


def may_administer(actor: Actor, branch: Branch | None) -> Verdict:
    """Test whether the actor may invite people and change roles and settings there."""
    if not actor.everywhere.isdisjoint(ADMINISTRATORS):
        return YES
    if branch and actor.holds(*ADMINISTRATORS, "manager", at=branch.pk):
        return YES
    return no(_("Only an administrator or the manager of the branch can change this."))
