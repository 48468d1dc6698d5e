"""
Fills an empty house for measuring: 25 branches, 10,000 households, 100,000 visits.

Set-based writing with the ledger's facts beside, because commands would take hours; every constraint
and guard of the database holds all the same. Two thirds of the visits are over, the rest lie ahead.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from guanjia.chapters.catalog.commands import seed_catalogue
from guanjia.chapters.catalog.models import ServiceType, Sop
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.models import Agreement, Consent, Contact, Home, Household
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import Branch, User
from guanjia.chapters.planning.models import Plan, PlanLine, PlanVersion
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor, house_actor
from guanjia.kernel.clock import moment
from guanjia.ledger.models import Event, EventObject
from guanjia.vault.keys import fingerprint

HOUSEHOLDS_EACH, WORKERS_EACH = 400, 40
DAYS_BACK, DAYS_AHEAD, VISITS_A_DAY = 33, 17, 80
FOUNDER = house_actor("founding", "owner", "administrator")
SURNAMES = "吴陈林赵钱孙李周郑王冯褚卫蒋沈韩杨朱秦许"
GIVEN = "敏静磊芳丽强娟涛明超秀英华慧巧美娜雅芝玉萍红娥玲芬燕彩春菊兰凤洁梅琳素云莲真环雪荣爱妹霞香月莺媛"
CHUNK = 1000


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield rows in lists of at most a thousand."""
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def keep(table: Any, rows: Iterable[Any]) -> list[Any]:
    """Write rows of one table, and return them with their ids."""
    return [row for chunk in chunks(rows) for row in table.objects.bulk_create(chunk)]


@transaction.atomic
def fill(*, at: datetime, branches: int = 25, seed: int = 1) -> None:
    """Fill an empty, migrated house; some two minutes for 25 branches."""
    dice = Random(seed)
    org.seed_settings(actor=FOUNDER, at=at)
    org.seed_holidays(actor=FOUNDER, at=at)
    seed_catalogue(actor=FOUNDER, at=at)
    service = ServiceType.objects.get(code="CLN-D")
    sop = Sop.objects.filter(service=service, status="in_force").first()
    for number in range(branches):
        branch = org.open_branch(
            actor=FOUNDER,
            code=f"bench-{number}",
            name=f"{number + 1} 号店",
            latitude=31.1 + number * 0.01,
            longitude=121.4,
            at=at,
        )
        staff = _staff(branch, number, at)
        _branch(branch, staff, service, sop, dice, at)


def _name(dice: Random) -> str:
    return dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)


def _staff(branch: Branch, number: int, at: datetime) -> Actor:
    user = org.invite_user(
        actor=FOUNDER, name=f"调度 {number + 1}", phone=f"1990001{number:04}", at=at
    )
    for role in ("dispatcher", "manager", "consultant"):
        org.grant_role(actor=FOUNDER, user_id=user.pk, branch_id=branch.pk, role=role, at=at)
    return Actor(user_id=user.pk, name=user.name)


def _branch(
    branch: Branch, staff: Actor, service: ServiceType, sop: Sop | None, dice: Random, at: datetime
) -> None:
    homes = keep(Household, _households(branch, staff, dice, at))
    places = keep(Home, (_home(household, dice) for household in homes))
    _people(homes, dice, at)
    workers = keep(Worker, _workers(branch, dice, at))
    plans = keep(
        Plan,
        (
            Plan(household=household, home=home, code=f"BP-{household.pk}", opened_at=at)
            for household, home in zip(homes, places, strict=True)
        ),
    )
    today = at.date()
    first = today - timedelta(days=DAYS_BACK)
    versions = keep(
        PlanVersion,
        (
            PlanVersion(
                plan=plan,
                number=1,
                goal="家里清爽，老人安心",
                starts_on=first,
                monthly_fee_fen=156_000,
                offered_at=at,
                status="accepted",
                status_since=at,
            )
            for plan in plans
        ),
    )
    lines = keep(
        PlanLine,
        (
            PlanLine(
                version=version,
                position=1,
                service=service,
                sop=sop,
                weekdays=list(range(7)),
                minutes=120,
                window_from=480,
                window_until=1080,
                unit_price_fen=5000,
            )
            for version in versions
        ),
    )
    passes = keep(
        Pass,
        (
            Pass(
                worker=workers[number % WORKERS_EACH],
                service=service,
                household=household,
                valid_from=at - timedelta(days=400),
                valid_until=at + timedelta(days=400),
                granted_at=at,
            )
            for number, household in enumerate(homes)
        ),
    )
    _visits(branch, homes, places, lines, passes, service, sop, first, at)


def _households(branch: Branch, staff: Actor, dice: Random, at: datetime) -> Iterator[Household]:
    for number in range(HOUSEHOLDS_EACH):
        yield Household(
            branch=branch,
            code=f"B{branch.pk:03}-{number:05}",
            name=f"{_name(dice)[0]}家",
            consultant_id=staff.user_id,
            opened_at=at,
            status="client",
            status_since=at,
        )


def _home(household: Household, dice: Random) -> Home:
    return Home(
        household=household,
        name="家",
        district="静安区",
        address=f"示例路 {dice.randint(1, 999)} 弄 {dice.randint(1, 60)} 号",
        area_m2=dice.randint(50, 200),
        rooms=["客厅", "厨房", "卧室"],
        latitude=31.1 + dice.random() * 0.2,
        longitude=121.3 + dice.random() * 0.2,
    )


def _people(homes: list[Household], dice: Random, at: datetime) -> None:
    keep(
        Contact,
        (
            Contact(
                household=household,
                name=_name(dice),
                phone=f"+861990{household.pk:07}",
                is_decider=True,
            )
            for household in homes
        ),
    )
    keep(
        Consent,
        (Consent(household=household, purpose="service", given_at=at) for household in homes),
    )
    keep(Agreement, (Agreement(household=household, agreed_at=at) for household in homes))


def _workers(branch: Branch, dice: Random, at: datetime) -> Iterator[Worker]:
    users = keep(
        User,
        (
            User(
                handle=f"bench-{branch.pk}-{number}",
                name=_name(dice),
                phone_print=fingerprint("phone", f"{branch.pk}-{number}"),
            )
            for number in range(WORKERS_EACH)
        ),
    )
    for number, user in enumerate(users):
        yield Worker(
            branch=branch,
            user=user,
            code=f"W{branch.pk:03}-{number:04}",
            name=user.name,
            latitude=31.1,
            longitude=121.4,
            status="active",
            status_since=at,
        )


def _visits(
    branch: Branch,
    homes: list[Household],
    places: list[Home],
    lines: list[PlanLine],
    passes: list[Pass],
    service: ServiceType,
    sop: Sop | None,
    first: date,
    at: datetime,
) -> None:
    def opened() -> Iterator[Visit]:
        for day in range(DAYS_BACK + DAYS_AHEAD):
            on = first + timedelta(days=day)
            for place in range(VISITS_A_DAY):
                number = (day * VISITS_A_DAY + place) % HOUSEHOLDS_EACH
                starts = moment(on, 480 + 240 * (place // WORKERS_EACH), branch.zone)
                yield Visit(
                    branch=branch,
                    household=homes[number],
                    home=places[number],
                    service=service,
                    sop=sop,
                    line=lines[number],
                    on=on,
                    window_start=starts,
                    window_end=starts + timedelta(hours=4),
                    minutes=120,
                    starts_at=starts,
                    ends_at=starts + timedelta(minutes=120),
                    status="finished" if starts < at else "staffed",
                    status_since=at,
                )

    visits = keep(Visit, opened())
    by_household = {granted.household_id: granted for granted in passes}
    keep(
        Assignment,
        (
            Assignment(
                visit=visit,
                worker_id=by_household[visit.household_id].worker_id,
                granted=by_household[visit.household_id],
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                status="completed" if visit.status == "finished" else "assigned",
                status_since=at,
            )
            for visit in visits
        ),
    )
    _facts(branch, visits)


def _facts(branch: Branch, visits: list[Visit]) -> None:
    """Write what the ledger would say: every visit was opened, and some were finished."""
    kinds = {"staffed": ("visit.opened",), "finished": ("visit.opened", "visit.finished")}
    told = [(visit, kind) for visit in visits for kind in kinds[visit.status]]
    events = keep(
        Event,
        (
            Event(
                kind=kind,
                case=visit.case,
                branch_id=branch.pk,
                occurred_at=visit.ends_at if kind == "visit.finished" else visit.starts_at,
                role="handoffs",
                payload={
                    "visit_id": visit.pk,
                    "household_id": visit.household_id,
                    **({"minutes": 118} if kind == "visit.finished" else {"on": str(visit.on)}),
                },
            )
            for visit, kind in told
        ),
    )
    keep(
        EventObject,
        (
            EventObject(event=event, noun="visit", object_id=visit.pk)
            for event, (visit, _kind) in zip(events, told, strict=True)
        ),
    )
