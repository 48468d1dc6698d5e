"""Plans drafted, offered and signed, and single orders."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import week_of
from tests.world import homes, people
from tests.world.company import MONDAY_9, SHANGHAI

NEXT_MONDAY = date(2026, 11, 30)
"""The Monday after the world begins, when plans begin unless their tests say otherwise."""

_keys = count(1)


def draft(
    household: Household,
    *,
    service: str = "CLN-D",
    weekdays: Sequence[int] = (1, 4),
    minutes: int | None = None,
    window: tuple[int, int] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    goal: str = "家里总是清清爽爽",
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    home_id: int | None = None,
    **line: Any,
) -> PlanVersion:
    """Draft a plan of one service for a home, the first unless said, from the next Monday on."""
    wanted = people.service(service)
    actor = by or homes.consultant_of(household.branch)
    version = commands.draft_plan(
        actor=actor,
        household_id=household.pk,
        home_id=home_id or homes.home_of(household).pk,
        at=at,
    )
    commands.add_line(
        actor=actor,
        version_id=version.pk,
        service_id=wanted.pk,
        weekdays=list(weekdays),
        minutes=minutes,
        window=window,
        at=at,
        **line,
    )
    commands.set_goal(actor=actor, version_id=version.pk, goal=goal, at=at)
    return commands.set_terms(
        actor=actor,
        version_id=version.pk,
        starts_on=starts_on or monday_after(at),
        ends_on=ends_on,
        at=at,
    )


def monday_after(at: datetime) -> date:
    """Return the Monday of the week after this moment."""
    return week_of(at.astimezone(SHANGHAI).date()) + timedelta(weeks=1)


def offered_plan(
    household: Household, *, at: datetime = MONDAY_9, by: Actor | None = None, **plan: Any
) -> PlanVersion:
    """Draft a plan and offer it."""
    actor = by or homes.consultant_of(household.branch)
    version = draft(household, at=at, by=actor, **plan)
    return commands.offer_plan(actor=actor, version_id=version.pk, at=at)


def accepted_plan(
    household: Household, *, at: datetime = MONDAY_9, by: Actor | None = None, **plan: Any
) -> PlanVersion:
    """Draft a plan, offer it, and let who decides for the household sign it."""
    actor = by or homes.consultant_of(household.branch)
    return accept(offered_plan(household, at=at, by=actor, **plan), at=at)


def accept(version: PlanVersion, *, at: datetime = MONDAY_9) -> PlanVersion:
    """Let who decides for the household sign an offer."""
    return commands.accept_plan(
        actor=homes.client_actor(version.plan.household, at=at),
        version_id=version.pk,
        number=version.number,
        signed_name="吴敏",
        at=at,
    )


def booked_order(
    household: Household,
    *,
    service: str = "CLN-D",
    starts_at: datetime = MONDAY_9 + timedelta(days=1),
    minutes: int | None = None,
    key: str = "",
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    **order: Any,
) -> Order:
    """Book a single service for tomorrow at nine."""
    return commands.book_order(
        actor=by or homes.consultant_of(household.branch),
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        service_id=people.service(service).pk,
        starts_at=starts_at,
        minutes=minutes,
        key=key or f"order-{next(_keys)}",
        at=at,
        **order,
    )
