"""Reading the company: who holds which role, which figures are in force."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import hexdigits
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare

from guanjia.chapters.org.models import (
    ApiToken,
    Branch,
    EntryLink,
    Holiday,
    Role,
    Setting,
    Tie,
    User,
)
from guanjia.chapters.org.policies import within_reach
from guanjia.chapters.org.rules import normal_phone
from guanjia.db.compiled import CompiledQuery
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.vault.keys import fingerprint

HOUSE_ZONE = "Asia/Shanghai"
"""The clock of what belongs to no branch."""
SEEDS = Path(__file__).parent.parent / "data" / "settings"
BY_LINK = "link"
"""What the ledger calls whoever came by a link and did not show who they are."""
DEMO_MARK = "house.is_demo"
"""The setting that marks a database as a demonstration, made while it was empty."""


CLOCK_MARK = "house.clock_was_ahead"
"""The setting that says up to which fact the clock was ahead, by the word of whoever set it right."""
MARKS = (DEMO_MARK, CLOCK_MARK)
"""What is kept as a setting and is no figure of the trade."""


def last_by_a_clock_ahead() -> int:
    """Return the id of the last fact that is known to be of a clock that was ahead, 0 if none is."""
    marks = Setting.objects.filter(key=CLOCK_MARK, branch=None).order_by("-id")
    return int(marks.values_list("value", flat=True).first() or 0)


def is_demo() -> bool:
    """Test whether this database was told as a demonstration, in one SQL query."""
    return Setting.objects.filter(key=DEMO_MARK, branch=None, value=True).exists()


def roles_of(*, user_id: int, at: datetime) -> tuple[Mapping[int, frozenset[str]], frozenset[str]]:
    """Return a user's roles by branch and those held everywhere at `at`, in one SQL query."""
    held = Role.objects.filter(Q(until=None) | Q(until__gt=at), user_id=user_id, since__lte=at)
    by_branch: dict[int, set[str]] = {}
    everywhere: set[str] = set()
    for branch_id, role in held.values_list("branch_id", "role"):
        if branch_id is None:
            everywhere.add(role)
        else:
            by_branch.setdefault(branch_id, set()).add(role)
    roles = {branch_id: frozenset(names) for branch_id, names in by_branch.items()}
    return MappingProxyType(roles), frozenset(everywhere)


def standing_in(
    branch_id: int, *, roles: Iterable[str], at: datetime
) -> Mapping[int, frozenset[str]]:
    """
    Return who really is there: active users by id, with those of `roles` they hold in a branch.

    The branch's own come first, longest first, then those who hold the role everywhere. Who was
    named for something and is not among them has gone. One SQL query.
    """
    held = Role.objects.filter(
        Q(until=None) | Q(until__gt=at),
        Q(branch_id=branch_id) | Q(branch=None),
        role__in=tuple(roles),
        since__lte=at,
        user__is_active=True,
    ).order_by(F("branch_id").asc(nulls_last=True), "since", "id")
    found: dict[int, frozenset[str]] = {}
    for user_id, role in held.values_list("user_id", "role"):
        found[user_id] = found.get(user_id, frozenset()) | {role}
    return MappingProxyType(found)


def has_gone(user: str, branch: str, *, roles: Iterable[str]) -> Q:
    """Return the condition that the user named in column `user` holds none of `roles` there now."""
    held = Role.objects.filter(
        Q(branch_id=OuterRef(branch)) | Q(branch=None),
        user_id=OuterRef(user),
        role__in=tuple(roles),
        until=None,
        user__is_active=True,
    )
    return Q(~Exists(held))


@CompiledQuery
def _settings(
    keys: tuple[str, ...], branch_id: int, on: date
) -> QuerySet[Setting, tuple[str, int | None, Any]]:
    rows = Setting.objects.filter(
        Q(branch_id=branch_id) | Q(branch=None), key__in=keys, valid_from__lte=on
    )
    return rows.order_by("valid_from").values_list("key", "branch_id", "value")


def figures(keys: tuple[str, ...], *, branch_id: int | None, on: date) -> dict[str, Any]:
    """
    Return the values in force on a day for some keys, in one SQL query.

    The branch's own value goes before the company's, a later `valid_from` before an earlier one. On a
    day before the house had any value for a key, the company's first one holds: one SQL query more.

    :raises KeyError: if a key has no value at all; every figure is seeded with its source
    """
    found: dict[str, tuple[bool, Any]] = {}
    for key, of_branch, value in _settings(keys, branch_id or 0, on):
        is_own = of_branch is not None
        if key not in found or is_own >= found[key][0]:
            found[key] = (is_own, value)
    in_force = {key: value for key, (_own, value) in found.items()}
    if missing := set(keys) - set(in_force):
        in_force |= _first_values(missing)
    if missing := set(keys) - set(in_force):
        raise KeyError(f"no value for {', '.join(sorted(missing))}")
    return in_force


def _first_values(keys: set[str]) -> dict[str, Any]:
    """Return the value that the company had first, for the keys for which it has any."""
    rows = Setting.objects.filter(branch=None, key__in=keys).order_by("-valid_from")
    return dict(rows.values_list("key", "value"))


@CompiledQuery
def _zones(branch_id: int) -> QuerySet[Branch, tuple[str]]:
    return Branch.objects.filter(id=branch_id).values_list("zone")


def zone_of(branch_id: int) -> str:
    """
    Return the time zone of a branch, in one SQL query.

    :raises Branch.DoesNotExist: if there is no such branch
    """
    (zone,) = _zones.get(branch_id)
    return zone


@CompiledQuery
def _holidays(first: date, until: date) -> QuerySet[Holiday, tuple[date, str]]:
    rows = Holiday.objects.filter(day__gte=first, day__lt=until, kind="holiday")
    return rows.values_list("day", "name")


def holidays_between(first: date, until: date) -> dict[date, str]:
    """Return the days off from `first` to the day before `until` by name, in one SQL query."""
    return dict(_holidays(first, until))


LONGEST_NUMBER = 15
"""Digits of a link's number in its address: more are no number of a row."""


def digest(token: str) -> str:
    """Return what is kept of a token: its SHA-256. A token is long and random, so that is enough."""
    return sha256(token.encode()).hexdigest()


def token_of(link_id: int) -> str:
    """
    Return what the address of a link ends with.

    It follows from the vault's key, so that the database alone, or a copy of it, opens nothing.
    """
    return f"{link_id:x}-{fingerprint('link', str(link_id))}"


def link_by_token(token: str) -> EntryLink:
    """
    Return the link with this token, in one SQL query.

    It is known by the digest that was kept of it; one that was worked out after the vault's key was
    changed, by that key itself.

    :raises EntryLink.DoesNotExist: if there is none
    """
    known = Q(token_hash=digest(token))
    number = token.partition("-")[0]
    if 0 < len(number) <= LONGEST_NUMBER and set(number) <= set(hexdigits):
        link_id = int(number, 16)
        if constant_time_compare(token, token_of(link_id)):
            known |= Q(id=link_id)
    return EntryLink.objects.select_related("branch").get(known)


def phone_of_link(actor: Actor) -> str:
    """Return the number that the actor's link was made for, in one SQL query; empty without one."""
    if actor.ticket is None:
        return ""
    return EntryLink.objects.get(id=actor.ticket.link_id).phone


def require_good(link: EntryLink, *, at: datetime) -> None:
    """
    Pass if a link still opens something.

    :raises Conflict: if it has expired, was closed, or its purpose is over
    """
    if link.revoked_at or link.expires_at <= at:
        raise Conflict(_("This link no longer works. Please ask us for a new one."))


def is_known_elsewhere(phone: str, *, household_id: int) -> bool:
    """
    Test whether the number is that of somebody with a desk, a job or another home here.

    In two SQL queries. What is for such a person goes to their telephone, never onto a screen.

    :raises Invalid: on `phone`, if it cannot be a phone number
    """
    user = user_by_phone(phone)
    if user is None:
        return False
    here = Q(kind="client", row_id=household_id)
    return (
        Role.objects.filter(user=user, until=None).exists()
        or Tie.objects.filter(user=user, until=None).exclude(here).exists()
    )


def comparable_phone(text: str) -> str:
    """Return a phone number as it is compared with others; "" if it cannot be one."""
    try:
        return normal_phone(text)
    except Invalid:
        return ""


def phone_print(phone: str) -> str:
    """
    Return the fingerprint by which a phone number is found, however it was written.

    :raises Invalid: on `phone`, if it cannot be a phone number
    """
    return fingerprint("phone", normal_phone(phone))


def user_by_phone(phone: str) -> User | None:
    """
    Return the user whose identity this phone number is, in one SQL query.

    :raises Invalid: on `phone`, if it cannot be a phone number
    """
    return User.objects.filter(phone_print=phone_print(phone)).first()


def phone_to_call(*, user_id: int) -> str:
    """
    Return the number of a branch that knows somebody, in two SQL queries at most.

    Where they have a role, else where they are client or worker; empty if neither names a number.
    """
    held = Role.objects.filter(user_id=user_id, until=None).exclude(branch__phone="")
    tied = Tie.objects.filter(user_id=user_id, until=None).exclude(branch__phone="")
    for rows in (held, tied):
        phone = rows.order_by("id").values_list("branch__phone", flat=True).first()
        if phone:
            return str(phone)
    return ""


@CompiledQuery
def _tokens(token_hash: str, at: datetime) -> QuerySet[ApiToken]:
    good = ApiToken.objects.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)
    return good.filter(token_hash=token_hash).select_related("user")


def bearer_of(token: str, *, at: datetime) -> ApiToken | None:
    """Return the token, with its user, if it is good at `at` and the user active; one SQL query."""
    return _tokens.first(digest(token), at)


@dataclass(frozen=True, slots=True)
class Figure:
    """A setting as it is in force, or was, or will be."""

    key: str
    value: Any
    branch: str
    valid_from: date
    source: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class FigureName:
    """
    How a setting is called and counted; `name`, `title` and the words of `parts` are message ids.

    :param title: under what it stands with its like
    :param unit: what its whole numbers count, such as minutes or fen
    :param parts: for a table, what its keys stand for
    """

    name: str
    title: str
    unit: str
    parts: Mapping[str, str]


@cache
def names_of_figures() -> Mapping[str, FigureName]:
    """Return how every seeded setting is called, by key; read from data/settings once."""
    seeds = [
        tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(SEEDS.glob("*.toml"))
    ]
    return MappingProxyType(
        {
            row["key"]: FigureName(
                row["name"], seed["title"], row["unit"], MappingProxyType(row.get("parts", {}))
            )
            for seed in seeds
            for row in seed.get("setting", ())
            if "name" in row
        }
    )


def _figure(row: Setting) -> Figure:
    return Figure(
        key=row.key,
        value=row.value,
        branch=row.branch.name if row.branch else "",
        valid_from=row.valid_from,
        source=row.source,
        decided_by=row.decided_by.name if row.decided_by else "",
    )


def figures_in_force(*, on: date) -> tuple[Figure, ...]:
    """Return every setting of the company as it is in force on a day, by key; one SQL query."""
    rows = Setting.objects.filter(branch=None, valid_from__lte=on).exclude(key__in=MARKS)
    latest = {row.key: row for row in rows.select_related("decided_by").order_by("valid_from")}
    return tuple(_figure(latest[key]) for key in sorted(latest))


def history_of(*, actor: Actor, key: str) -> tuple[Figure, ...]:
    """Return all that was decided about a setting where the actor works, newest first; one query."""
    rows = Setting.objects.filter(Q(branch=None) | within_reach(actor), key=key)
    rows = rows.exclude(key__in=MARKS).select_related("branch", "decided_by")
    return tuple(_figure(row) for row in rows.order_by("-valid_from", "-id"))
