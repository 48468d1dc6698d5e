"""Branches, staff, logins, the clock, and how much has happened so far."""

from datetime import datetime
from itertools import count
from types import MappingProxyType
from zoneinfo import ZoneInfo

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import Branch, User
from guanjia.chapters.org.queries import roles_of
from guanjia.kernel.actors import Actor, house_actor
from guanjia.ledger import models as ledger

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_9 = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
"""When the tests' world begins: a Monday morning."""

FOUNDER = house_actor("founding", "owner", "administrator")
"""Opens branches and lets in the first people; holds no other role."""

HANDOFFS = house_actor("handoffs", "manager", "consultant", "dispatcher", "care")
"""As whom the house itself acts when it hands a fact on."""

_numbers = count(1)


def phone_number() -> str:
    """Return a phone number nobody else in this run has, from a block that belongs to no one."""
    return f"19900{next(_numbers):06}"


def open_branch(code: str = "", *, name: str = "静安店", at: datetime = MONDAY_9) -> Branch:
    """Open a branch in the middle of Shanghai."""
    return commands.open_branch(
        actor=FOUNDER,
        code=code or f"branch-{next(_numbers)}",
        name=name,
        latitude=31.2304,
        longitude=121.4737,
        at=at,
    )


def login(name: str = "周敏", *, phone: str = "", at: datetime = MONDAY_9) -> User:
    """Make a login that has no role yet."""
    return commands.invite_user(actor=FOUNDER, name=name, phone=phone or phone_number(), at=at)


def staff(
    role: str, branch: Branch | None = None, *, name: str = "周敏", at: datetime = MONDAY_9
) -> Actor:
    """Let in somebody with one role in a branch, or everywhere if none is given."""
    user = login(name, at=at)
    commands.grant_role(
        actor=FOUNDER, user_id=user.pk, branch_id=branch.pk if branch else None, role=role, at=at
    )
    return actor_of_user(user, at=at)


def also(actor: Actor, role: str, branch: Branch, *, at: datetime = MONDAY_9) -> Actor:
    """Give somebody who is here already one more role, and return them as they now are."""
    user = User.objects.get(id=actor.user_id)
    commands.grant_role(actor=FOUNDER, user_id=user.pk, branch_id=branch.pk, role=role, at=at)
    return actor_of_user(user, at=at)


def actor_of_user(
    user: User,
    *,
    worker_id: int | None = None,
    homes: dict[int, str] | None = None,
    at: datetime = MONDAY_9,
) -> Actor:
    """Return a user as the actor they are, with their roles and the worker or homes given."""
    roles, everywhere = roles_of(user_id=user.pk, at=at)
    return Actor(
        user_id=user.pk,
        name=user.name,
        roles=roles,
        everywhere=everywhere,
        worker_id=worker_id,
        homes=MappingProxyType(homes or {}),
    )


def seed() -> None:
    """Bring in every figure of the trade and the holidays, as a new house has them."""
    commands.seed_settings(actor=FOUNDER, at=MONDAY_9)
    commands.seed_holidays(actor=FOUNDER, at=MONDAY_9)


def ledger_size() -> int:
    """Return how many facts there are; the same before and after means that nothing happened."""
    return ledger.Event.objects.count()
