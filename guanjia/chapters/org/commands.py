"""Opening branches, letting people in, and deciding figures."""

import secrets
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.facts import (
    BranchOpened,
    HolidayDecided,
    HolidaysSeeded,
    LinkMade,
    LinkOpened,
    LinkRevoked,
    RoleEnded,
    RoleGranted,
    SettingDecided,
    SettingsSeeded,
    TokenMade,
    TokenRevoked,
    UserInvited,
)
from guanjia.chapters.org.models import (
    ApiToken,
    Branch,
    EntryLink,
    Holiday,
    Role,
    Setting,
    User,
)
from guanjia.chapters.org.queries import (
    DEMO_MARK,
    HOUSE_ZONE,
    digest,
    is_demo,
    user_by_phone,
)
from guanjia.kernel.actors import STAFF_ROLES, Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.vault.keys import fingerprint

SEEDS = Path(__file__).parent / "data" / "settings"
YEARS_OF_HOLIDAYS = range(2025, 2029)


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
def client_login(*, actor: Actor, name: str, phone: str, at: datetime) -> User:
    """
    Return the login of a client or worker with this phone number, made if there is none.

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


@dataclass(frozen=True, slots=True)
class Entry:
    """What an opened link leads to: who comes in, and where to."""

    link: EntryLink
    user: User
    target: str


@transaction.atomic
def make_link(
    *, actor: Actor, user_id: int, target: str, at: datetime, days: int = 7
) -> tuple[EntryLink, str]:
    """
    Make a way in for one person and return it with its token, which is never shown again.

    A visit that began with a link has none of the person's staff roles, so no link opens a desk.
    The caller has found the user among those whom the actor may see.

    :raises NotAllowed: if the actor does not deal with clients or workers
    :raises Invalid: on `target`, if it leaves the house; on `days`, if it lasts too long
    """
    policies.may_open_doors(actor).require()
    rules.require_local_target(target)
    rules.require_length(timedelta(days=days), rules.LONGEST_LINK)
    user = User.objects.get(id=user_id, is_active=True)
    token = secrets.token_urlsafe(24)
    link = EntryLink.objects.create(
        user=user,
        token_hash=digest(token),
        target=target,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(LinkMade(link_id=link.pk, user_id=user.pk), user, link, actor=actor, at=at)
    return link, token


@transaction.atomic
def open_link(*, token: str, at: datetime) -> Entry:
    """
    Let in whoever holds the token; it may be opened again until it expires or is revoked.

    :raises EntryLink.DoesNotExist: if no link has this token
    :raises Conflict: if the link has expired or was revoked, or the login was closed
    """
    link = EntryLink.objects.select_related("user").get(token_hash=digest(token))
    user = link.user
    if link.revoked_at or link.expires_at <= at or not user.is_active:
        raise Conflict(_("This link no longer works. Please ask us for a new one."))
    if not link.opened_at:
        EntryLink.objects.filter(id=link.pk, opened_at=None).update(opened_at=at)
        note_phone_verified(user_id=user.pk, at=at)
        record(
            LinkOpened(link_id=link.pk, user_id=user.pk),
            user,
            link,
            actor=Actor(user_id=user.pk, name=user.name),
            at=at,
        )
    return Entry(link=link, user=user, target=link.target)


def note_phone_verified(*, user_id: int, at: datetime) -> None:
    """Note that somebody has shown, with a code, that the phone number is theirs; once."""
    User.objects.filter(id=user_id, phone_verified_at=None).update(phone_verified_at=at)


@transaction.atomic
def revoke_link(*, actor: Actor, link_id: int, at: datetime) -> EntryLink:
    """
    Close a link, and with it every visit that began with it. Closing it twice does nothing.

    :raises NotAllowed: if the actor does not deal with clients or workers
    """
    policies.may_open_doors(actor).require()
    link = EntryLink.objects.select_related("user").get(id=link_id)
    if EntryLink.objects.filter(id=link.pk, revoked_at=None).update(revoked_at=at):
        link.revoked_at = at
        fact = LinkRevoked(link_id=link.pk, user_id=link.user_id)
        record(fact, link.user, link, actor=actor, at=at)
    return link


@transaction.atomic
def make_token(
    *,
    actor: Actor,
    user_id: int,
    name: str,
    scopes: list[str],
    at: datetime,
    days: int = 90,
) -> tuple[ApiToken, str]:
    """
    Give a program the right to act as a user and return it with its token, shown this once.

    :raises NotAllowed: unless the user is the actor, or the actor administers the company
    :raises Invalid: on `days`, if it lasts too long
    """
    user = User.objects.get(id=user_id, is_active=True)
    policies.may_hold_token(actor, user).require()
    rules.require_length(timedelta(days=days), rules.LONGEST_TOKEN)
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=name,
        token_hash=digest(token),
        scopes=scopes,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(TokenMade(token_id=row.pk, user_id=user.pk), user, row, actor=actor, at=at)
    return row, token


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: int, at: datetime) -> ApiToken:
    """
    End a program's right to act. Ending it twice does nothing.

    :raises NotAllowed: unless the token is the actor's, or the actor administers the company
    """
    row = policies.visible_tokens(actor).select_related("user").get(id=token_id)
    policies.may_hold_token(actor, row.user).require()
    if ApiToken.objects.filter(id=row.pk, revoked_at=None).update(revoked_at=at):
        row.revoked_at = at
        fact = TokenRevoked(token_id=row.pk, user_id=row.user_id)
        record(fact, row.user, row, actor=actor, at=at)
    return row


@transaction.atomic
def decide_setting(
    *,
    actor: Actor,
    key: str,
    branch_id: int | None,
    value: Any,
    valid_from: date,
    source: str,
    at: datetime,
) -> Setting:
    """
    Decide a figure of the trade, for one branch or for all, from a day on.

    A decision for a day that is yet to come, or today, takes the place of an earlier one for it.

    :raises NotAllowed: if the actor does not administer the branch, or the company
    :raises Invalid: on `key`, `value`, `valid_from` or `source`
    """
    branch = policies.visible_branches(actor).get(id=branch_id) if branch_id else None
    policies.may_administer(actor, branch).require()
    seeded = Setting.objects.filter(key=key, branch=None).order_by("-valid_from").first()
    if not seeded:
        raise Invalid(_("There is no such setting."), field="key")
    rules.require_figure(value, like=seeded.value)
    today = local_day(at, branch.zone if branch else HOUSE_ZONE)
    rules.require_day_to_come(valid_from, today=today)
    if not source.strip():
        raise Invalid(_("Please say where this figure comes from."), field="source")
    setting, _made = Setting.objects.update_or_create(
        key=key,
        branch=branch,
        valid_from=valid_from,
        defaults={"value": value, "source": source.strip(), "decided_by_id": actor.user_id},
    )
    record(SettingDecided(setting_id=setting.pk, key=key), setting, actor=actor, at=at)
    return setting


@transaction.atomic
def seed_settings(*, actor: Actor, at: datetime) -> int:
    """
    Bring in the figures of data/settings that are not there yet, and return how many.

    A figure that somebody has decided is never touched.

    :raises NotAllowed: unless the actor administers the whole company
    """
    policies.may_administer(actor, None).require()
    known = set(Setting.objects.filter(branch=None).values_list("key", "valid_from"))
    new = [
        Setting(key=row["key"], value=row["value"], valid_from=day, source=row["source"])
        for file in sorted(SEEDS.glob("*.toml"))
        for row in tomllib.loads(file.read_text(encoding="utf-8")).get("setting", ())
        if (row["key"], day := _day(row["valid_from"])) not in known
    ]
    Setting.objects.bulk_create(new, batch_size=200)
    if new:
        record(SettingsSeeded(count=len(new)), new[0], actor=actor, at=at)
    return len(new)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


@transaction.atomic
def seed_holidays(*, actor: Actor, at: datetime) -> int:
    """
    Bring in China's public holidays and make-up workdays that are not there yet; return how many.

    Years whose arrangement is not announced hold the statutory days; the table can be edited.

    :raises NotAllowed: unless the actor administers the whole company
    """
    import holidays

    policies.may_administer(actor, None).require()
    known = set(Holiday.objects.values_list("day", flat=True))
    china = holidays.country_holidays("CN", years=YEARS_OF_HOLIDAYS, language="zh_CN")
    days = {day: ("holiday", _plain(name)) for day, name in china.items()}
    for day in china.weekend_workdays:
        if day.year in YEARS_OF_HOLIDAYS:
            days[day] = ("workday", "调休上班")
    new = [
        Holiday(day=day, kind=kind, name=name)
        for day, (kind, name) in sorted(days.items())
        if day not in known
    ]
    Holiday.objects.bulk_create(new, batch_size=200)
    if new:
        record(HolidaysSeeded(count=len(new)), new[0], actor=actor, at=at)
    return len(new)


def _plain(name: str) -> str:
    if name.startswith("休息日"):
        return "调休放假"
    return name.replace("农历除夕", "除夕").replace("; ", "、")[:40]


@transaction.atomic
def mark_as_demo(*, actor: Actor, at: datetime) -> None:
    """
    Mark this house, while nobody lives in it, as a demonstration; doing so again does nothing.

    :raises NotAllowed: unless the actor administers the whole company
    :raises Conflict: if people have been let in already: real data never becomes a demonstration
    """
    policies.may_administer(actor, None).require()
    if is_demo():
        return
    if User.objects.exists():
        raise Conflict(_("This house holds real people and cannot become a demonstration."))
    setting = Setting.objects.create(
        key=DEMO_MARK, value=True, valid_from=at.date(), source="guanjia demo"
    )
    record(SettingDecided(setting_id=setting.pk, key=DEMO_MARK), setting, actor=actor, at=at)


@transaction.atomic
def set_holiday(*, actor: Actor, day: date, name: str, kind: str, at: datetime) -> Holiday:
    """
    Enter or correct a day of the holiday table.

    :param kind: "holiday" for a day off, "workday" for a weekend day that is worked
    :raises NotAllowed: unless the actor administers the whole company
    :raises Invalid: on `kind`, if it is neither
    """
    policies.may_administer(actor, None).require()
    if kind not in ("holiday", "workday"):
        raise Invalid(_("A day is either off or worked instead."), field="kind")
    row, _made = Holiday.objects.update_or_create(day=day, defaults={"name": name, "kind": kind})
    fact = HolidayDecided(day=day.isoformat(), is_off=kind == "holiday")
    record(fact, row, actor=actor, at=at)
    return row
