"""Reading people: colleagues with their roles, and roles on offer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from guanjia.chapters.org.models import Role, RoleOffer
from guanjia.chapters.org.policies import (
    may_give_role,
    visible_offers,
    visible_users,
    within_reach,
)
from guanjia.kernel.actors import Actor
from guanjia.vault.masking import masked_phone


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds now; `branch` is empty if they hold it everywhere."""

    id: int
    role: str
    branch: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague and the roles they hold."""

    id: int
    name: str
    is_active: bool
    has_come: bool
    roles: tuple[HeldRole, ...]


def roles_held(*, actor: Actor, user_ids: Iterable[int], at: datetime) -> dict[int, list[HeldRole]]:
    """Return the roles that users hold at `at`, by user, longest first; one SQL query."""
    held = Role.objects.filter(Q(until=None) | Q(until__gt=at), user_id__in=tuple(user_ids))
    roles: dict[int, list[HeldRole]] = {}
    for row in held.select_related("branch").order_by("id"):
        may_end = bool(may_give_role(actor, row.role, row.branch))
        branch = row.branch.name if row.branch else ""
        roles.setdefault(row.user_id, []).append(HeldRole(row.pk, row.role, branch, may_end))
    return roles


PERSON_ORDERS: Mapping[str, Callable[[Person], Any]] = {
    "name": lambda person: person.name,
    "login": lambda person: (person.is_active, person.has_come),
}


def people(*, actor: Actor, at: datetime, search: str = "") -> tuple[Person, ...]:
    """
    Return the actor's colleagues by name with the roles they hold, in two SQL queries.

    Clients and workers are not among them; whoever held a role once is.

    :param search: a part of the name; a phone number is looked up by `user_by_phone`
    """
    desks = Role.objects.filter(within_reach(actor)).values("user_id")
    users = visible_users(actor).filter(id__in=desks)
    if search:
        users = users.filter(name__icontains=search)
    found = {user.pk: user for user in users.order_by("name", "id")[:300]}
    roles = roles_held(actor=actor, user_ids=found, at=at)
    return tuple(
        Person(
            id=user.pk,
            name=user.name,
            is_active=user.is_active,
            has_come=user.phone_verified_at is not None or user.last_login is not None,
            roles=tuple(roles.get(user.pk, ())),
        )
        for user in found.values()
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A role that somebody was asked to take and has not answered; `branch` is empty for all."""

    id: int
    role: str
    branch: str
    by: str
    phone: str
    offered_at: datetime
    expires_at: datetime


def _offer(row: RoleOffer) -> Offer:
    return Offer(
        id=row.pk,
        role=row.role,
        branch=row.branch.name if row.branch else "",
        by=row.offered_by.name,
        phone=masked_phone(row.user.phone),
        offered_at=row.offered_at,
        expires_at=row.expires_at,
    )


def offers_to(*, actor: Actor, at: datetime) -> tuple[Offer, ...]:
    """Return the roles that the actor is asked to take, oldest first; one SQL query."""
    rows = RoleOffer.objects.filter(user_id=actor.user_id or 0, status="offered", expires_at__gt=at)
    return tuple(map(_offer, rows.select_related("user", "branch", "offered_by").order_by("id")))


def offers_made(*, actor: Actor, at: datetime) -> tuple[Offer, ...]:
    """Return the roles on offer where the actor gives roles, newest first; one SQL query."""
    rows = visible_offers(actor).filter(status="offered", expires_at__gt=at)
    rows = rows.exclude(user_id=actor.user_id or 0).select_related("user", "branch", "offered_by")
    return tuple(map(_offer, rows.order_by("-id")[:100]))
