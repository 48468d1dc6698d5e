"""Figures of the trade, holidays, and what kind of house this is."""

import tomllib
from datetime import date, datetime
from typing import Any

from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.facts import (
    HolidayDecided,
    HolidaysSeeded,
    SettingDecided,
    SettingsSeeded,
)
from guanjia.chapters.org.models import (
    Holiday,
    Setting,
    User,
)
from guanjia.chapters.org.queries import (
    CLOCK_MARK,
    DEMO_MARK,
    HOUSE_ZONE,
    SEEDS,
    is_demo,
)
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import differs
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record

YEARS_OF_HOLIDAYS = range(2025, 2029)


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

    A decision for a day that is yet to come, or today, takes the place of an earlier one for it;
    deciding the same again decides nothing.

    :raises NotAllowed: if the actor does not administer the branch, or the company
    :raises Invalid: on `key`, `value`, `valid_from` or `source`
    """
    branch = policies.visible_branches(actor).get(id=branch_id) if branch_id else None
    actor = policies.may_administer(actor, branch).let(actor)
    seeded = Setting.objects.filter(key=key, branch=None).order_by("-valid_from").first()
    if not seeded:
        raise Invalid(_("There is no such setting."), field="key")
    rules.require_figure(value, like=seeded.value)
    today = local_day(at, branch.zone if branch else HOUSE_ZONE)
    rules.require_day_to_come(valid_from, today=today)
    if not source.strip():
        raise Invalid(_("Please say where this figure comes from."), field="source")
    take_turn(f"setting/{key}")
    said = {"value": value, "source": source.strip(), "decided_by_id": actor.user_id}
    before = Setting.objects.filter(key=key, branch=branch, valid_from=valid_from).first()
    if before and not differs(before, said):
        return before
    setting, _made = Setting.objects.update_or_create(
        key=key, branch=branch, valid_from=valid_from, defaults=said
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
    actor = policies.may_administer(actor, None).let(actor)
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

    actor = policies.may_administer(actor, None).let(actor)
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
def set_holiday(*, actor: Actor, day: date, name: str, kind: str, at: datetime) -> Holiday:
    """
    Enter or correct a day of the holiday table; saying the same again changes nothing.

    :param kind: "holiday" for a day off, "workday" for a weekend day that is worked
    :raises NotAllowed: unless the actor administers the whole company
    :raises Invalid: on `kind`, if it is neither
    """
    actor = policies.may_administer(actor, None).let(actor)
    if kind not in ("holiday", "workday"):
        raise Invalid(_("A day is either off or worked instead."), field="kind")
    take_turn("holidays")
    said = {"name": name, "kind": kind}
    before = Holiday.objects.filter(day=day).first()
    if before and not differs(before, said):
        return before
    row, _made = Holiday.objects.update_or_create(day=day, defaults=said)
    fact = HolidayDecided(day=day.isoformat(), is_off=kind == "holiday")
    record(fact, row, actor=actor, at=at)
    return row


@transaction.atomic
def mark_as_demo(*, actor: Actor, at: datetime) -> None:
    """
    Mark this house, while nobody lives in it, as a demonstration; doing so again does nothing.

    :raises NotAllowed: unless the actor administers the whole company
    :raises Conflict: if people have been let in already: real data never becomes a demonstration
    """
    actor = policies.may_administer(actor, None).let(actor)
    if is_demo():
        return
    if User.objects.exists():
        raise Conflict(_("This house holds real people and cannot become a demonstration."))
    setting = Setting.objects.create(
        key=DEMO_MARK, value=True, valid_from=at.date(), source="guanjia demo"
    )
    record(SettingDecided(setting_id=setting.pk, key=DEMO_MARK), setting, actor=actor, at=at)


@transaction.atomic
def trust_clock(*, actor: Actor, after: int, by: str, reason: str, at: datetime) -> None:
    """
    Note that the clock is right now, and was ahead when the facts up to `after` were written.

    Nothing of them is changed.

    :raises NotAllowed: unless the actor administers the whole company
    :raises Invalid: if nobody says who does it and why
    """
    actor = policies.may_administer(actor, None).let(actor)
    if not by.strip() or not reason.strip():
        raise Invalid(_("Say who says that the clock is right, and why."))
    said = {"value": after, "source": f"{by.strip()}: {reason.strip()}"[:300]}
    setting, _made = Setting.objects.update_or_create(
        key=CLOCK_MARK, branch=None, valid_from=local_day(at, HOUSE_ZONE), defaults=said
    )
    record(SettingDecided(setting_id=setting.pk, key=CLOCK_MARK), setting, actor=actor, at=at)
