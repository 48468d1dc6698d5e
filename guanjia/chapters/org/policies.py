"""Who reaches which branch, and who may change the company itself."""

from django.db.models import Q, QuerySet

from guanjia.chapters.org.models import ApiToken, Branch, EntryLink, Role, User
from guanjia.chapters.org.rules import ABOVE_BRANCHES
from guanjia.kernel.actors import YES, Actor, Verdict, no
from guanjia.kernel.words import _

ADMINISTRATORS = ("administrator", "owner")

EVERYTHING = ~Q(pk__in=())
"""True of every row. An empty Q would vanish when it is joined to another by "or"."""
OPEN_DOORS = ("manager", "consultant", "butler", "dispatcher", "recruiter", "care", "trainer")
"""Who gives clients and workers their way in."""


def within_reach(actor: Actor, *roles: str, branch: str = "branch_id") -> Q:
    """
    Return the condition that a row belongs to a branch where `actor` holds one of `roles`.

    Every later chapter's policies are built from this one. Without `roles`, any staff role will
    do. Whoever holds a fitting role everywhere is not limited; whoever holds none reaches nothing.

    :param branch: the path from the row to its branch's id
    """
    if actor.everywhere and (not roles or not actor.everywhere.isdisjoint(roles)):
        return EVERYTHING
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


def visible_roles(actor: Actor) -> QuerySet[Role]:
    """Return the actor's own roles and those held in the branches where the actor works."""
    if actor.everywhere:
        return Role.objects.all()
    own = Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk=None)
    return Role.objects.filter(own | within_reach(actor))


def visible_links(actor: Actor) -> QuerySet[EntryLink]:
    """Return the links of the branches where the actor gives clients and workers their way in."""
    return EntryLink.objects.filter(within_reach(actor, *ADMINISTRATORS, *OPEN_DOORS))


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the actor's own tokens; all of them to whoever administers the company."""
    if may_administer(actor, None):
        return ApiToken.objects.all()
    if actor.user_id is None:
        return ApiToken.objects.none()
    return ApiToken.objects.filter(user_id=actor.user_id)


def may_give_role(actor: Actor, role: str, branch: Branch | None) -> Verdict:
    """Test whether the actor may give or end `role` there: nobody gives more than they hold."""
    if (branch is None or role in ABOVE_BRANCHES) and not may_administer(actor, None):
        return no(_("Only an administrator of the whole company can give or end this role."))
    return may_administer(actor, branch)


def may_invite(actor: Actor) -> Verdict:
    """Test whether the actor may make logins for staff."""
    if may_administer(actor, None) or actor.branches_as(*ADMINISTRATORS, "manager"):
        return YES
    return no(_("Only an administrator or the manager of the branch can change this."))


def may_open_doors(actor: Actor) -> Verdict:
    """Test whether the actor may make logins and links for clients and workers."""
    everywhere = actor.everywhere & {*ADMINISTRATORS, *OPEN_DOORS}
    if everywhere or actor.branches_as(*ADMINISTRATORS, *OPEN_DOORS):
        return YES
    return no(_("Your role does not include this. Ask a branch manager."))


def may_hold_token(actor: Actor, user: User) -> Verdict:
    """Test whether the actor may make or revoke a program's right to act as `user`."""
    if actor.user_id == user.pk or may_administer(actor, None):
        return YES
    return no(_("Only the person themself or an administrator can do this."))
