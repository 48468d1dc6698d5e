"""The first calls: households opened with who lives there, how, where, and what they agree to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from guanjia.chapters.dossier import commands
from guanjia.chapters.dossier.models import DIET_CODES, TIMES, Household, Member
from guanjia.chapters.workforce.models import Worker
from guanjia.demo import planning
from guanjia.demo.families import FAMILIES
from guanjia.demo.kin import STREETS, Family, Soul
from guanjia.demo.simulation import Simulation
from guanjia.kernel.actors import Actor

GUARDIAN_UNTIL = 14
LATE_CALLS = {
    "called": (0, "08:40"),
    "assessing": (4, "10:15"),
    "offered": (6, "14:05"),
    "blocked": (9, "11:30"),
    "new": (17, "09:50"),
    "declined": (20, "16:20"),
}
"""Who calls late in the story: how many days ago, and when on that day."""

CHANNELS = ("phone", "wechat", "wechat", "sms")
KINDS = {"wealthy": "villa", "general": "flat"}


def write_agenda(simulation: Simulation) -> None:
    """Put on the agenda which family calls when."""
    for number, family in enumerate(FAMILIES[: simulation.size.families]):
        day = simulation.opening + timedelta(days=3 + number // 6)
        at = simulation.on(day, "09:10") + timedelta(minutes=47 * (number % 6))
        if late := LATE_CALLS.get(family.fate):
            at = max(at, simulation.ago(*late))
        simulation.later(at, _call(simulation, family))


def _call(simulation: Simulation, family: Family) -> Callable[[datetime], None]:
    def call(at: datetime) -> None:
        branch = simulation.branches[family.branch]
        consultant = simulation.at_desk("consultant", branch)
        household = _open(simulation, family, consultant, at)
        if family.fate != "called":
            _write_down(simulation, family, household, consultant, at)
        planning.carry_on(simulation, family, household, at)

    return call


def _open(simulation: Simulation, family: Family, consultant: Actor, at: datetime) -> Household:
    dice, branch = simulation.dice, simulation.branches[family.branch]
    street = dice.choice(STREETS[family.branch])
    gate, house, flat = dice.randrange(10, 900), dice.randrange(1, 30), dice.randrange(1, 19)
    is_villa = family.audience == "wealthy"
    address = f"{street}{gate}弄{house}号" + (
        "" if is_villa else f"{flat}0{dice.randrange(1, 5)}室"
    )
    consents = ["service", "messages"]
    if family.audience in {"older", "patient", "infant"}:
        consents.append("health")
    if family.fate == "photos":
        consents.append("photos")
    if dice.random() < 0.3:
        consents.append("marketing")
    return commands.open_household(
        actor=consultant,
        branch_id=branch.pk,
        name=family.name,
        caller=family.caller,
        relation=_relation(family),
        alias=family.alias,
        phone=simulation.phone(),
        channel=dice.choice(CHANNELS),
        address=f"示例市{branch.name[:2]}{address}",
        district=f"{branch.name[:2]}·{street}",
        area_m2=family.area,
        access_note="进门前请先打电话，我们来开门" if dice.random() < 0.4 else "",
        latitude=round(branch.latitude + dice.gauss(0, 0.014), 6),
        longitude=round(branch.longitude + dice.gauss(0, 0.016), 6),
        audience=family.audience,
        source=dice.choice(("phone", "phone", "referral", "platform", "walk_in")),
        wish=family.wish,
        consents=tuple(consents),
        at=at,
    )


def _relation(family: Family) -> str:
    theirs = [soul.relation for soul in family.souls if soul.name == family.caller]
    return theirs[0] if theirs else "子女"


def _write_down(
    simulation: Simulation, family: Family, household: Household, consultant: Actor, at: datetime
) -> None:
    """Note what was said on the phone and on the first visit: people, habits, agreements."""
    for soul in family.souls:
        member = _add(simulation, household, consultant, soul, at)
        is_child = soul.born > simulation.today.year - GUARDIAN_UNTIL - 1
        if is_child and family.fate == "guarded":
            commands.give_consent(
                actor=consultant,
                household_id=household.pk,
                purpose="minors",
                member_id=member.pk,
                how="paper",
                at=at,
            )
    for kind, words in family.habits:
        _say(kind, words, household, consultant, at)
    commands.agree_communication(
        actor=consultant,
        household_id=household.pk,
        channel=simulation.dice.choice(CHANNELS),
        every_days=simulation.dice.choice((7, 14, 30)),
        quiet_from_minute=21 * 60,
        quiet_until_minute=9 * 60 if family.audience == "older" else 8 * 60,
        at=at,
    )
    if family.audience in {"wealthy", "patient"}:
        _give_butler(simulation, household, consultant, at)
    _agree_to_more(simulation, family, household, consultant, at)


def _say(kind: str, words: str, household: Household, consultant: Actor, at: datetime) -> None:
    """Note one thing that they said where it belongs: a time, a code, a diet, or how they live."""
    kind, _colon, code = kind.partition(":")
    where: dict[str, Any] = {
        "actor": consultant,
        "household_id": household.pk,
        "kind": kind,
        "at": at,
    }
    if kind in TIMES:
        hours, _colon, minutes = code.partition(":")
        commands.note_preference(**where, minute=int(hours) * 60 + int(minutes))
    elif kind in DIET_CODES:
        commands.note_diet(**where, code=code, text=words)
    elif code:
        commands.note_preference(**where, code=code)
    else:
        commands.add_habit(**where, text=words)


def _add(
    simulation: Simulation, household: Household, consultant: Actor, soul: Soul, at: datetime
) -> Member:
    month, day = soul.birthday or (
        simulation.dice.randrange(1, 13),
        simulation.dice.randrange(1, 29),
    )
    return commands.add_member(
        actor=consultant,
        household_id=household.pk,
        name=soul.name,
        relation=soul.relation,
        sex=soul.sex,
        birth_year=soul.born,
        birth_month=month,
        birth_day=day,
        is_lunar=soul.is_lunar,
        health=soul.health,
        at=at,
    )


def _give_butler(
    simulation: Simulation, household: Household, consultant: Actor, at: datetime
) -> None:
    roles = [key for key in simulation.staff if key[0].startswith("butler")]
    theirs = [key for key in roles if key[1] == household.branch.code]
    butler = simulation.staff[simulation.dice.choice(theirs)]
    commands.change_household(
        actor=consultant,
        household_id=household.pk,
        version=household.version,
        butler_id=butler.user_id,
        at=at,
    )


def _agree_to_more(
    simulation: Simulation, family: Family, household: Household, consultant: Actor, at: datetime
) -> None:
    match family.fate:
        case "two_homes":
            branch = simulation.branches[family.branch]
            commands.add_home(
                actor=consultant,
                household_id=household.pk,
                name="父母家",
                address=f"示例市{branch.name[:2]}锦川路88弄6号1102室",
                district=f"{branch.name[:2]}·锦川路",
                area_m2=110,
                latitude=round(branch.latitude - 0.011, 6),
                longitude=round(branch.longitude + 0.013, 6),
                at=at,
            )
        case "never" | "ask":
            day = simulation.ago(24, "19:40")
            simulation.later(max(day, at), _wish(simulation, household, family.fate))
        case "withdrew":
            simulation.later(simulation.ago(3, "18:15"), _withdrawal(simulation, household))


def _wish(simulation: Simulation, household: Household, kind: str) -> Callable[[datetime], None]:
    def wish(at: datetime) -> None:
        known = Worker.objects.filter(branch_id=household.branch_id, status="active")
        order = "-id" if kind == "ask" else "id"
        worker = known.filter(skills__skill__code="housework").order_by(order).first()
        if worker:
            commands.wish_worker(
                actor=simulation.at_desk("consultant", household.branch),
                household_id=household.pk,
                worker_id=worker.pk,
                kind=kind,
                at=at,
            )

    return wish


def _withdrawal(simulation: Simulation, household: Household) -> Callable[[datetime], None]:
    def withdraw(at: datetime) -> None:
        consent = household.consents.get(purpose="service", withdrawn_at=None)
        commands.withdraw_consent(
            actor=simulation.at_desk("consultant", household.branch),
            household_id=household.pk,
            consent_id=consent.pk,
            at=at,
        )

    return withdraw
