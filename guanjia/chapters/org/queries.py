"""Reading the company: who holds which role, which figures are in force."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from guanjia.chapters.org.models import ApiToken, Branch, Holiday, Role, Setting, User
from guanjia.chapters.org.rules import normal_phone
from guanjia.vault.keys import fingerprint

HOUSE_ZONE = "Asia/Shanghai"
"""The clock of what belongs to no branch."""
DEMO_MARK = "house.is_demo"
"""The setting that marks a database as a demonstration, made while it was empty."""


def is_demo() -> bool:
    """Test whether this database was told as a demonstration, in one SQL query."""
    return Setting.objects.filter(key=DEMO_MARK, branch=None, value=True).exists()


def roles_of(*, user_id: int, at: datetime) -> tuple[Mapping[int, frozenset[str]], frozenset[str]]:
    """Return a user's roles by branch and those held everywhere at `at`, in one SQL query."""
    held = Role.objects.filter(Q(until=None) | Q(until__gt=at), user_id=user_id, since__lte=at)
    by_branch: dict[int, set[str]] = {}
    everywhere = set()
    for branch_id, role in held.values_list("branch_id", "role"):
        if branch_id is None:
            everywhere.add(role)
        else:
            by_branch.setdefault(branch_id, set()).add(role)
    roles = {branch_id: frozenset(names) for branch_id, names in by_branch.items()}
    return MappingProxyType(roles), frozenset(everywhere)


def holders_of(role: str, *, branch_id: int, at: datetime) -> tuple[int, ...]:
    """Return the active users who hold a role in a branch, longest first, in one SQL query."""
    held = Role.objects.filter(
        Q(until=None) | Q(until__gt=at),
        role=role,
        branch_id=branch_id,
        since__lte=at,
        user__is_active=True,
    )
    return tuple(held.order_by("since", "id").values_list("user_id", flat=True))


def figures(keys: tuple[str, ...], *, branch_id: int | None, on: date) -> dict[str, Any]:
    """
    Return the values in force on a day for some keys, in one SQL query.

    The branch's own value goes before the company's, a later `valid_from` before an earlier one.

    :raises KeyError: if a key has no value in force; every figure is seeded with its source
    """
    rows = Setting.objects.filter(
        Q(branch_id=branch_id) | Q(branch=None), key__in=keys, valid_from__lte=on
    ).order_by("valid_from")
    found: dict[str, tuple[bool, Any]] = {}
    for row in rows:
        is_own = row.branch_id is not None
        if row.key not in found or is_own >= found[row.key][0]:
            found[row.key] = (is_own, row.value)
    if missing := set(keys) - set(found):
        raise KeyError(f"no value in force on {on} for {', '.join(sorted(missing))}")
    return {key: value for key, (_own, value) in found.items()}


def zone_of(branch_id: int) -> str:
    """Return the time zone of a branch, in one SQL query."""
    return Branch.objects.values_list("zone", flat=True).get(id=branch_id)


def holidays_between(first: date, until: date) -> dict[date, str]:
    """Return the days off from `first` to the day before `until` by name, in one SQL query."""
    rows = Holiday.objects.filter(day__gte=first, day__lt=until, kind="holiday")
    return dict(rows.values_list("day", "name"))


def digest(token: str) -> str:
    """Return what is kept of a token: its SHA-256. A token is long and random, so that is enough."""
    return sha256(token.encode()).hexdigest()


def user_by_phone(phone: str) -> User | None:
    """
    Return the user whose identity this phone number is, in one SQL query.

    :raises Invalid: on `phone`, if it cannot be a phone number
    """
    return User.objects.filter(phone_print=fingerprint("phone", normal_phone(phone))).first()


def bearer_of(token: str, *, at: datetime) -> ApiToken | None:
    """Return the token, with its user, if it is good at `at` and the user active; one SQL query."""
    return (
        ApiToken.objects.select_related("user")
        .filter(token_hash=digest(token), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )
