"""Roles: given within reach, offered to everybody else, and ended."""

from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.facts import (
    RoleAccepted,
    RoleDeclined,
    RoleEnded,
    RoleGranted,
    RoleOffered,
    RoleOfferLapsed,
    RoleOfferWithdrawn,
)
from guanjia.chapters.org.models import Branch, Role, RoleOffer, User
from guanjia.chapters.org.queries import roles_of
from guanjia.chapters.org.states import ROLE_OFFER
from guanjia.db.ours import ours
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import STAFF_ROLES, Actor
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record


def _place(actor: Actor, branch_id: int | None, role: str) -> tuple[Actor, Branch | None]:
    """
    Return where a role is to be held.

    :raises NotAllowed: if the actor may not give this role there
    :raises Invalid: on `role`, if there is no such role
    """
    branch = policies.visible_branches(actor).get(id=branch_id) if branch_id else None
    actor = policies.may_give_role(actor, role, branch).let(actor)
    if role not in STAFF_ROLES:
        raise Invalid(_("There is no such role."), field="role")
    return actor, branch


@transaction.atomic
def grant_role(
    *, actor: Actor, user_id: int, branch_id: int | None, role: str, at: datetime
) -> Role:
    """
    Give a user a role in a branch, or everywhere if `branch_id` is None, from `at` on.

    A role already held is returned as it is.

    :raises NotAllowed: if the actor may not give this role there, or has to ask the user first
    :raises Invalid: on `role`, if there is no such role
    """
    actor, branch = _place(actor, branch_id, role)
    user = ours(User.objects.all(), id=user_id)
    actor = policies.may_be_given_roles(actor, user).let(actor)
    return _given(user, branch, role, actor=actor, at=at)


def _given(user: User, branch: Branch | None, role: str, *, actor: Actor, at: datetime) -> Role:
    take_turn(f"user/{user.pk}")
    held = Role.objects.filter(user=user, branch=branch, role=role, until=None).first()
    if held:
        return held
    granted = Role.objects.create(user=user, branch=branch, role=role, since=at)
    record(RoleGranted(user_id=user.pk, role=role), granted, user, actor=actor, at=at)
    return granted


@transaction.atomic
def give_role(
    *, actor: Actor, user_id: int, branch_id: int | None, role: str, at: datetime
) -> Role | RoleOffer:
    """
    Give somebody within reach a role, and ask anybody else whether they want it.

    :raises NotAllowed: if the actor may not give this role there
    :raises Invalid: on `role`, if there is no such role
    :raises Conflict: if the login is closed
    """
    actor, branch = _place(actor, branch_id, role)
    user = ours(User.objects.all(), id=user_id)
    if not user.is_active:
        raise Conflict(_("This login is closed. Whoever closed it has to open it again first."))
    if policies.may_be_given_roles(actor, user):
        return _given(user, branch, role, actor=actor, at=at)
    return _offered(user, branch, role, actor=actor, at=at)


def _offered(
    user: User, branch: Branch | None, role: str, *, actor: Actor, at: datetime
) -> RoleOffer:
    take_turn(f"user/{user.pk}")
    open_ = RoleOffer.objects.filter(user=user, branch=branch, role=role, status="offered").first()
    if open_ and open_.expires_at > at:
        return open_
    if open_:
        fact = RoleOfferLapsed(offer_id=open_.pk, user_id=user.pk, role=role)
        move(open_, ROLE_OFFER, "lapse", fact, user, actor=actor, at=at)
    if actor.user_id is None:
        raise NotAllowed(_("A person has to decide this."))
    offer = RoleOffer.objects.create(
        user=user,
        branch=branch,
        role=role,
        offered_by_id=actor.user_id,
        offered_at=at,
        expires_at=at + rules.OFFER_LASTS,
        status_since=at,
    )
    fact_of_offer = RoleOffered(offer_id=offer.pk, user_id=user.pk, role=role)
    record(fact_of_offer, offer, user, actor=actor, at=at)
    return offer


@transaction.atomic
def accept_offer(*, actor: Actor, offer_id: int, at: datetime) -> Role:
    """
    Say yes to a role; it is the actor's own from `at` on.

    :raises RoleOffer.DoesNotExist: if nobody asked the actor
    :raises Conflict: if it was answered, has lapsed, or whoever offered it may give it no more
    """
    offer = (
        policies.visible_offers(actor)
        .select_related("user", "branch", "offered_by")
        .get(id=offer_id, user_id=actor.user_id or 0)
    )
    fact = RoleAccepted(offer_id=offer.pk, user_id=offer.user_id, role=offer.role)
    if offer.expires_at <= at or not _may_still_offer(offer, at=at):
        raise Conflict(_("This offer no longer holds. Ask the branch to offer the role again."))
    move(offer, ROLE_OFFER, "accept", fact, offer.user, actor=actor, at=at)
    return _given(offer.user, offer.branch, offer.role, actor=actor, at=at)


def _may_still_offer(offer: RoleOffer, *, at: datetime) -> bool:
    roles, everywhere = roles_of(user_id=offer.offered_by_id, at=at)
    by = Actor(user_id=offer.offered_by_id, roles=roles, everywhere=everywhere)
    may = policies.may_give_role(by, offer.role, offer.branch)
    return bool(may) and offer.offered_by.is_active


@transaction.atomic
def decline_offer(*, actor: Actor, offer_id: int, at: datetime) -> RoleOffer:
    """
    Say no to a role.

    :raises RoleOffer.DoesNotExist: if nobody asked the actor
    :raises IllegalMove: if it was answered already
    """
    offer = (
        policies.visible_offers(actor)
        .select_related("user")
        .get(id=offer_id, user_id=actor.user_id or 0)
    )
    fact = RoleDeclined(offer_id=offer.pk, user_id=offer.user_id, role=offer.role)
    move(offer, ROLE_OFFER, "decline", fact, offer.user, actor=actor, at=at)
    return offer


@transaction.atomic
def withdraw_offer(*, actor: Actor, offer_id: int, at: datetime) -> RoleOffer:
    """
    Take an offer back before it is answered.

    :raises NotAllowed: if the actor may not give this role there
    :raises IllegalMove: if it was answered already
    """
    offers = policies.visible_offers(actor).select_related("user", "branch")
    offer = offers.get(id=offer_id)
    actor = policies.may_give_role(actor, offer.role, offer.branch).let(actor)
    _withdraw(offer, actor=actor, at=at)
    return offer


def _withdraw(offer: RoleOffer, *, actor: Actor, at: datetime) -> None:
    fact = RoleOfferWithdrawn(offer_id=offer.pk, user_id=offer.user_id, role=offer.role)
    move(offer, ROLE_OFFER, "withdraw", fact, offer.user, actor=actor, at=at)


def withdraw_all_offers(*, user: User, actor: Actor, at: datetime) -> None:
    """Take back whatever somebody was asked and has not answered."""
    for offer in RoleOffer.objects.filter(user=user, status="offered").select_related("user"):
        _withdraw(offer, actor=actor, at=at)


@transaction.atomic
def end_role(*, actor: Actor, role_id: int, at: datetime) -> Role:
    """
    End a role; the next request of its holder no longer has it.

    :raises NotAllowed: if the actor may not end this role there
    :raises Conflict: if it has ended already, or nobody would be left to administer the company
    """
    role = policies.visible_roles(actor).select_related("user", "branch").get(id=role_id)
    actor = policies.may_give_role(actor, role.role, role.branch).let(actor)
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
