"""Every way in that somebody has, from all the chapters that know of one."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from guanjia.chapters.dossier.models import Standing
from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.org.policies import (
    may_end_ways_in,
    may_reset_factor,
    visible_users,
)
from guanjia.chapters.org.queries import HeldRole, WaysIn, roles_held, ways_of
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.chapters.workforce.states import NOT_WITH_US
from guanjia.kernel.actors import Actor, Verdict
from guanjia.vault.masking import masked_phone

NOTHING = WaysIn((), (), ())


@dataclass(frozen=True, slots=True)
class HeldStanding:
    """A household for which somebody acts: ended where its contacts are kept."""

    household_id: int
    household: str
    standing: str


@dataclass(frozen=True, slots=True)
class HeldWork:
    """The worker that somebody is: ended where the worker's record is kept."""

    worker_id: int
    code: str
    branch: str
    status: str


@dataclass(frozen=True, slots=True)
class PersonsWays:
    """
    A person, by which ways they come in, and what the actor may do about it.

    :param may_look_after: why not, if the actor sees the person only; then the ways are empty
    :param has_factor: None where that is not the actor's to know
    """

    id: int
    name: str
    phone: str
    is_active: bool
    is_shown: bool
    is_self: bool
    may_look_after: Verdict
    may_reset_factor: bool
    has_factor: bool | None
    roles: tuple[HeldRole, ...]
    standings: tuple[HeldStanding, ...]
    work: tuple[HeldWork, ...]
    ways: WaysIn


def ways_in_of(*, actor: Actor, user_id: int, at: datetime, here: str = "") -> PersonsWays:
    """
    Return every way in that somebody has, in eleven SQL queries at most.

    :param here: the key of the visit in which this is asked
    :raises User.DoesNotExist: if there is no such person for the actor
    """
    user = visible_users(actor).get(id=user_id)
    may = may_end_ways_in(actor, user)
    standings = Standing.objects.filter(user=user, household__in=visible_households(actor))
    workers = visible_workers(actor).filter(user=user).exclude(status__in=NOT_WITH_US)
    factors = Authenticator.objects.filter(user_id=user.pk).exclude(type="recovery_codes")
    return PersonsWays(
        id=user.pk,
        name=user.name,
        phone=masked_phone(user.phone),
        is_active=user.is_active,
        is_shown=user.phone_verified_at is not None,
        is_self=user.pk == actor.user_id,
        may_look_after=may,
        may_reset_factor=bool(may and may_reset_factor(actor, user)),
        has_factor=factors.exists() if may else None,
        roles=tuple(roles_held(actor=actor, user_ids=[user.pk], at=at).get(user.pk, ())),
        standings=tuple(map(_standing, standings.select_related("household").order_by("id"))),
        work=tuple(map(_work, workers.select_related("branch").order_by("id"))),
        ways=ways_of(actor=actor, user=user, at=at, here=here) if may else NOTHING,
    )


def _standing(row: Standing) -> HeldStanding:
    return HeldStanding(row.household_id, row.household.display_name, row.standing)


def _work(row: Worker) -> HeldWork:
    return HeldWork(row.pk, row.code, row.branch.name, row.status)
