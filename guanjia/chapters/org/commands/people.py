"""Opening branches, letting people in, and what they may do."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.facts import (
    BranchOpened,
    PhoneChanged,
    RoleEnded,
    RoleGranted,
    UserClosed,
    UserInvited,
    UserReopened,
)
from guanjia.chapters.org.models import (
    Branch,
    Role,
    Session,
    Tie,
    User,
)
from guanjia.chapters.org.queries import (
    HOUSE_ZONE,
    user_by_phone,
)
from guanjia.kernel.actors import STAFF_ROLES, Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.vault.keys import fingerprint


@transaction.atomic
def open_branch(
    *,
    actor: Actor,
    code: str,
    name: str,
    latitude: float,
    longitude: float,
    at: datetime,
    zone: str = HOUSE_ZONE,
    phone: str = "",
) -> Branch:
    """
    Open a branch.

    :raises NotAllowed: unless the actor administers the whole company
    :raises Invalid: on `code`, if another branch has it
    """
    policies.may_administer(actor, None).require()
    if Branch.objects.filter(code=code).exists():
        raise Invalid(_("Another branch has this code."), field="code")
    branch = Branch.objects.create(
        code=code, name=name, zone=zone, phone=phone, latitude=latitude, longitude=longitude
    )
    record(BranchOpened(), branch, actor=actor, at=at)
    return branch


def _login(actor: Actor, name: str, phone: str, at: datetime) -> User:
    known = user_by_phone(phone)
    if known:
        return known
    if not name.strip():
        raise Invalid(_("Please give a name."), field="name")
    number = rules.normal_phone(phone)
    user = User(
        handle=secrets.token_hex(12),
        name=name.strip(),
        phone=number,
        phone_print=fingerprint("phone", number),
    )
    user.set_unusable_password()
    user.save()
    record(UserInvited(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def invite_user(*, actor: Actor, name: str, phone: str, at: datetime) -> User:
    """
    Return the user with this phone number, made if there is none; roles are granted separately.

    :raises NotAllowed: if the actor administers no branch
    :raises Invalid: on `phone` or `name`
    """
    policies.may_invite(actor).require()
    return _login(actor, name, phone, at)


@transaction.atomic
def contact_login(*, actor: Actor, name: str, phone: str, at: datetime) -> User:
    """
    Return the login of a client or worker with this phone number, made if there is none.

    It opens nothing by itself: a later chapter says what its owner may do, once they have shown
    with a code that the number is theirs.

    :raises NotAllowed: if the actor does not deal with clients or workers
    :raises Invalid: on `phone` or `name`
    """
    policies.may_open_doors(actor).require()
    return _login(actor, name, phone, at)


@transaction.atomic
def grant_role(
    *, actor: Actor, user_id: int, branch_id: int | None, role: str, at: datetime
) -> Role:
    """
    Give a user a role in a branch, or everywhere if `branch_id` is None, from `at` on.

    A role already held is returned as it is.

    :raises NotAllowed: if the actor may not give this role there
    :raises Invalid: on `role`, if there is no such role
    """
    branch = policies.visible_branches(actor).get(id=branch_id) if branch_id else None
    policies.may_give_role(actor, role, branch).require()
    if role not in STAFF_ROLES:
        raise Invalid(_("There is no such role."), field="role")
    user = User.objects.get(id=user_id)
    held = Role.objects.filter(user=user, branch=branch, role=role, until=None).first()
    if held:
        return held
    granted = Role.objects.create(user=user, branch=branch, role=role, since=at)
    record(RoleGranted(user_id=user.pk, role=role), granted, user, actor=actor, at=at)
    return granted


@transaction.atomic
def end_role(*, actor: Actor, role_id: int, at: datetime) -> Role:
    """
    End a role; the next request of its holder no longer has it.

    :raises NotAllowed: if the actor may not end this role there
    :raises Conflict: if it has ended already, or nobody would be left to administer the company
    """
    role = policies.visible_roles(actor).select_related("user", "branch").get(id=role_id)
    policies.may_give_role(actor, role.role, role.branch).require()
    rules_over_all = Role.objects.filter(
        branch=None, role__in=policies.ADMINISTRATORS, until=None, user__is_active=True
    )
    is_over_all = role.branch_id is None and role.role in policies.ADMINISTRATORS
    if is_over_all and not rules_over_all.exclude(id=role.pk).exists():
        raise Conflict(_("Somebody must remain who administers the company."))
    if not Role.objects.filter(id=role.pk, until=None).update(
        until=max(at, role.since + timedelta(microseconds=1))
    ):
        raise Conflict(_("This role has ended already."))
    role.refresh_from_db(fields=["until"])
    record(RoleEnded(user_id=role.user_id, role=role.role), role, role.user, actor=actor, at=at)
    return role


@transaction.atomic
def change_phone(*, actor: Actor, user_id: int, phone: str, at: datetime) -> User:
    """
    Give a colleague another phone number, by which they sign in from now on.

    Their visits end, and the new number is theirs only once they have shown it with a code.

    :raises NotAllowed: unless the actor may give every role that the user holds
    :raises Invalid: on `phone`, if it is none, or somebody else's
    """
    user = _looked_after(actor, user_id)
    number = rules.normal_phone(phone)
    known = user_by_phone(number)
    if known and known != user:
        raise Invalid(_("Somebody else has this phone number."), field="phone")
    User.objects.filter(id=user.pk).update(
        phone=number, phone_print=fingerprint("phone", number), phone_verified_at=None
    )
    Session.objects.filter(user=user).delete()
    record(PhoneChanged(user_id=user.pk), user, actor=actor, at=at)
    user.refresh_from_db()
    return user


@transaction.atomic
def close_login(*, actor: Actor, user_id: int, at: datetime) -> User:
    """
    Close a colleague's login: roles, links and tokens stay on record and open nothing any more.

    :raises NotAllowed: unless the actor may give every role that the user holds
    :raises Conflict: if it is the actor's own, or is closed already
    """
    user = _looked_after(actor, user_id)
    if user.pk == actor.user_id:
        raise Conflict(_("Nobody closes their own login."))
    if not User.objects.filter(id=user.pk, is_active=True).update(is_active=False):
        raise Conflict(_("This login is closed already."))
    Session.objects.filter(user=user).delete()
    user.is_active = False
    record(UserClosed(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def reopen_login(*, actor: Actor, user_id: int, at: datetime) -> User:
    """
    Open a login again that was closed.

    :raises NotAllowed: unless the actor may give every role that the user holds
    :raises Conflict: if it is open
    """
    user = _looked_after(actor, user_id)
    if not User.objects.filter(id=user.pk, is_active=False).update(is_active=True):
        raise Conflict(_("This login is open already."))
    user.is_active = True
    record(UserReopened(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def tie(*, user_id: int, branch_id: int, kind: str, row_id: int, at: datetime) -> None:
    """
    Note that a login now belongs to a client or a worker of a branch; twice is once.

    :param kind: "client" or "worker"
    :param row_id: the household or the worker; the chapter that keeps it calls this
    """
    known = Tie.objects.filter(user_id=user_id, kind=kind, row_id=row_id, until=None)
    if not known.exists():
        Tie.objects.create(user_id=user_id, branch_id=branch_id, kind=kind, row_id=row_id, since=at)


@transaction.atomic
def untie(*, user_id: int, kind: str, row_id: int, at: datetime) -> None:
    """Note that a login no longer belongs to that client or worker; the chapter that knows calls this."""
    Tie.objects.filter(user_id=user_id, kind=kind, row_id=row_id, until=None).update(until=at)


def _looked_after(actor: Actor, user_id: int) -> User:
    user = policies.visible_users(actor).get(id=user_id)
    policies.may_invite(actor).require()
    for role in Role.objects.filter(user=user, until=None).select_related("branch"):
        policies.may_give_role(actor, role.role, role.branch).require()
    return user
