"""
Rows of dispatch put straight into the tables, past every command.

For the tests of the database's own guards only: they must hold whoever writes. All other tests
arrange by commands (see tests/world).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.models import Home, Household
from guanjia.chapters.org.models import Branch
from guanjia.chapters.planning.models import Order
from guanjia.chapters.workforce.models import Worker
from tests.world.company import MONDAY_9, open_branch

HOUR = timedelta(hours=1)
_numbers = count(1)


@dataclass(frozen=True)
class Town:
    """One branch, one service, one household with a home."""

    branch: Branch
    service: ServiceType
    household: Household
    home: Home


def town() -> Town:
    branch = open_branch()
    service = ServiceType.objects.create(
        code=f"service-{next(_numbers)}",
        name="日常保洁",
        category="cleaning",
        price_fen=5000,
        usual_minutes=120,
        least_minutes=60,
    )
    household = Household.objects.create(
        branch=branch, code=f"H{next(_numbers)}", name="吴家", opened_at=MONDAY_9
    )
    home = Home.objects.create(household=household, name="家", address="某路 1 号")
    return Town(branch, service, household, home)


def worker(place: Town) -> Worker:
    return Worker.objects.create(branch=place.branch, code=f"W{next(_numbers)}", name="李梅")


def visit(place: Town, *, starts_at: datetime = MONDAY_9, hours: int = 2) -> Visit:
    number = next(_numbers)
    order = Order.objects.create(
        household=place.household,
        home=place.home,
        service=place.service,
        code=f"O{number}",
        key=f"key-{number}",
        starts_at=starts_at,
        latest_start_at=starts_at,
        minutes=hours * 60,
        price_fen=10_000,
        ordered_at=MONDAY_9,
    )
    return Visit.objects.create(
        branch=place.branch,
        household=place.household,
        home=place.home,
        service=place.service,
        order=order,
        on=starts_at.date(),
        window_start=starts_at,
        window_end=starts_at + hours * HOUR,
        minutes=hours * 60,
    )


def standing_pass(place: Town, who: Worker, *, days: int = 30) -> Pass:
    known = Pass.objects.filter(worker=who, household=place.household, revoked_at=None).first()
    return known or Pass.objects.create(
        worker=who,
        service=place.service,
        household=place.household,
        valid_from=MONDAY_9 - timedelta(days=1),
        valid_until=MONDAY_9 + timedelta(days=days),
        granted_at=MONDAY_9,
    )


def assignment(
    place: Town,
    who: Worker,
    *,
    starts_at: datetime = MONDAY_9,
    hours: int = 2,
    status: str = "assigned",
    granted: Pass | None = None,
) -> Assignment:
    return Assignment.objects.create(
        visit=visit(place, starts_at=starts_at, hours=hours),
        worker=who,
        granted=granted or standing_pass(place, who),
        starts_at=starts_at,
        ends_at=starts_at + hours * HOUR,
        hold_until=starts_at if status == "held" else None,
        status=status,
    )
