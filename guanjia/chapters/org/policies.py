"""Who reaches which branch, and who may change the company itself."""

from django.db.models import Q, QuerySet

from guanjia.chapters.org.models import (
    ApiToken,
    Branch,
    EntryLink,
    Role,
    RoleOffer,
    Tie,
    User,
)
from guanjia.chapters.org.rules import ABOVE_BRANCHES
from guanjia.kernel.actors import YES, Actor, Verdict, no
from guanjia.kernel.words import _

ADMINISTRATORS = ("administrator", "owner")

EVERYTHING = ~Q(pk__in=())
"""True of every row. An empty Q would vanish when it is joined to another by "or"."""
OPEN_DOORS = ("manager", "consultant", "butler", "dispatcher", "recruiter", "care", "trainer")
"""Who gives clients and workers their way in."""
LOOKS_AFTER = {
    "client": (*ADMINISTRATORS, "manager", "consultant", "butler", "care"),
    "worker": (*ADMINISTRATORS, "manager", "recruiter"),
}
"""Who may end the ways in of a branch's clients and workers: whoever deals with them every day."""
BEYOND = _(
    "This person is also known where you do not work. Ask an administrator of the company to do this."
)


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
    """
    Return the actor themself and whoever has, or had, a role or a tie where the actor works.

    Clients and workers exist for those who look after them. Whoever administers the company sees
    everybody.
    """
    if may_administer(actor, None):
        return User.objects.all()
    seen = Q(id=actor.user_id) if actor.user_id is not None else Q(pk=None)
    seen |= Q(id__in=Role.objects.filter(within_reach(actor)).values("user_id"))
    for kind, roles in LOOKS_AFTER.items():
        ties = Tie.objects.filter(within_reach(actor, *roles), kind=kind)
        seen |= Q(id__in=ties.values("user_id"))
    return User.objects.filter(seen)


def looks_after(actor: Actor, kind: str, *, at: int) -> bool:
    """Test whether the actor deals with the clients, or the workers, of the branch `at` every day."""
    return actor.holds(*LOOKS_AFTER[kind], at=at)


def may_look_after(actor: Actor, user: User) -> Verdict:
    """
    Test whether the actor may change how somebody comes in: number, login, visits, keys.

    All that holds now of their roles and ties must lie in the actor's reach, and something of
    theirs, now or once. Two SQL queries.
    """
    if may := may_administer(actor, None):
        return may
    known = [
        (role.until is None, bool(may_give_role(actor, role.role, role.branch)))
        for role in Role.objects.filter(user=user).select_related("branch")
    ]
    known += [
        (tie.until is None, looks_after(actor, tie.kind, at=tie.branch_id))
        for tie in Tie.objects.filter(user=user)
    ]
    is_all_ours = all(is_ours for holds_now, is_ours in known if holds_now)
    if is_all_ours and any(is_ours for _holds_now, is_ours in known):
        return YES
    return no(BEYOND)


def may_end_ways_in(actor: Actor, user: User) -> Verdict:
    """Test whether the actor may end visits and keys of somebody: their own, or within reach."""
    return YES if actor.user_id == user.pk else may_look_after(actor, user)


def may_reset_factor(actor: Actor, user: User) -> Verdict:
    """
    Test whether the actor may take a lost second factor away, so that another can be set up.

    A manager may change numbers, so a manager may not do this, too: together they would be a
    colleague's login.
    """
    if actor.user_id == user.pk:
        return no(_("Change your own second factor under “My account”."))
    if not (may_administer(actor, None) or actor.branches_as(*ADMINISTRATORS)):
        return no(_("Only an administrator can reset a second factor."))
    return may_look_after(actor, user)


def may_be_given_roles(actor: Actor, user: User) -> Verdict:
    """
    Test whether the actor may give somebody a role without asking them.

    Yes within reach, and for a login that is as new as the invitation; anybody else is asked.
    """
    if may := may_look_after(actor, user):
        return may
    is_known = Role.objects.filter(user=user).exists() or Tie.objects.filter(user=user).exists()
    if user.phone_verified_at is None and not is_known:
        return YES
    return no(_("This number already signs in with us. Its owner is asked before they get a role."))


def may_administer(actor: Actor, branch: Branch | None) -> Verdict:
    """Test whether the actor may invite people and change roles and settings there."""
    if may := actor.as_first_of(actor.everywhere, *ADMINISTRATORS):
        return may
    if branch and (may := actor.require_role(*ADMINISTRATORS, "manager", at=branch.pk)):
        return may
    return no(_("Only an administrator or the manager of the branch can change this."))


def visible_roles(actor: Actor) -> QuerySet[Role]:
    """Return the actor's own roles and those held in the branches where the actor works."""
    if actor.everywhere:
        return Role.objects.all()
    own = Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk=None)
    return Role.objects.filter(own | within_reach(actor))


def visible_offers(actor: Actor) -> QuerySet[RoleOffer]:
    """Return the roles that the actor is asked to take, and those offered where they give roles."""
    own = Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk=None)
    if may_administer(actor, None):
        return RoleOffer.objects.all()
    reached = actor.branches_as(*ADMINISTRATORS, "manager")
    return RoleOffer.objects.filter(own | Q(branch_id__in=reached))


def visible_links(actor: Actor) -> QuerySet[EntryLink]:
    """Return the links of the branches where the actor gives clients and workers their way in."""
    return EntryLink.objects.filter(within_reach(actor, *ADMINISTRATORS, *OPEN_DOORS))


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the tokens of those whom the actor may see, their own among them."""
    return ApiToken.objects.filter(user_id__in=visible_users(actor).values("id"))


def may_give_role(actor: Actor, role: str, branch: Branch | None) -> Verdict:
    """Test whether the actor may give or end `role` there: nobody gives more than they hold."""
    if (branch is None or role in ABOVE_BRANCHES) and not may_administer(actor, None):
        return no(_("Only an administrator of the whole company can give or end this role."))
    return may_administer(actor, branch)


def may_invite(actor: Actor) -> Verdict:
    """Test whether the actor may make logins for staff."""
    held = actor.everywhere & {*ADMINISTRATORS} | frozenset().union(*actor.roles.values())
    return actor.as_first_of(held, *ADMINISTRATORS, "manager") or no(
        _("Only an administrator or the manager of the branch can change this.")
    )


def may_open_doors(actor: Actor) -> Verdict:
    """Test whether the actor may make logins and links for clients and workers."""
    return actor.as_first_of(actor.roles_anywhere, *ADMINISTRATORS, *OPEN_DOORS)


def may_hold_token(actor: Actor) -> Verdict:
    """Test whether the actor may let a program act as themself; nobody does so for another."""
    if actor.user_id is not None:
        return YES
    return no(_("Only a person can let a program act, and only for themself."))
