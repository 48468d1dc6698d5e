"""Who sees what: grants to those who come, values shown in clear, and the record of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier import policies, queries
from guanjia.chapters.dossier.facts import DataTaken, SensitiveRevealed, SightEnded, SightGranted
from guanjia.chapters.dossier.models import DietNote, Grant, Household
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record, record_many
from guanjia.vault.commands import record_access

CHUNK = 200

REVEALED = {
    "contact.phone": ("contacts", "phone"),
    "home.address": ("homes", "address"),
    "home.access_note": ("homes", "access_note"),
    "member.health": ("members", "health"),
}


@transaction.atomic
def reveal(
    *,
    actor: Actor,
    household_id: int,
    part: str,
    row_id: int,
    at: datetime,
    purpose: str = "dossier",
) -> str:
    """
    Return a masked value in clear, and record who looked and what for.

    :param part: contact.phone, home.address, home.access_note or member.health
    :raises NotAllowed: if the actor's role does not include this look
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_reveal(actor, household, part).let(actor)
    if part not in REVEALED:
        raise Invalid(_("There is nothing to show here."), field="part")
    rows, field = REVEALED[part]
    row = getattr(household, rows).get(id=row_id)
    if actor.user_id is not None:
        record_access(user_id=actor.user_id, rows=[row], field=field, purpose=purpose, at=at)
    fact = SensitiveRevealed(household_id=household.pk, part=part, row_id=row.pk)
    record(fact, household, actor=actor, at=at)
    return str(getattr(row, field))


@transaction.atomic
def note_data_taken(*, actor: Actor, household_id: int, at: datetime) -> None:
    """
    Record that the household takes all that we keep of it.

    :raises NotAllowed: if the actor does not decide for it
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_take_data(actor, household).let(actor)
    record(DataTaken(household_id=household.pk), household, actor=actor, at=at)


def note_diets_read(
    *, actor: Actor, household_id: int, diets: Iterable[queries.DietLine], at: datetime
) -> None:
    """Record, in one statement, that the actor was shown these diets and allergies of a household."""
    rows = [DietNote(pk=diet.id) for diet in diets]
    if rows and actor.user_id is not None and household_id not in actor.homes:
        record_access(user_id=actor.user_id, rows=rows, field="text", purpose="dossier", at=at)


@transaction.atomic
def grant_sight(
    *,
    actor: Actor,
    user_id: int,
    household_id: int,
    purpose: str,
    since: datetime,
    until: datetime,
    at: datetime,
) -> Grant:
    """
    Let a user read extracts of a household from `since` until `until`, for a purpose such as "visit".

    The same grant given twice is one grant.

    :raises Invalid: if it would end before it begins
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_grant(actor, household).let(actor)
    if until <= since:
        raise Invalid(_("It must end after it begins."), field="until")
    grant, is_new = Grant.objects.get_or_create(
        household=household,
        user_id=user_id,
        purpose=purpose,
        since=since,
        until=until,
        ended_at=None,
    )
    if is_new:
        fact = SightGranted(household_id=household.pk, user_id=user_id, purpose=purpose)
        record(fact, household, actor=actor, at=at)
    return grant


@transaction.atomic
def end_sight(
    *,
    actor: Actor,
    user_id: int,
    household_id: int,
    purpose: str,
    since: datetime,
    until: datetime,
    at: datetime,
) -> None:
    """Take back the grant that was given with these times; nothing happens if there is none."""
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_grant(actor, household).let(actor)
    ended = Grant.objects.filter(
        household=household,
        user_id=user_id,
        purpose=purpose,
        since=since,
        until=until,
        ended_at=None,
    ).update(ended_at=at)
    if ended:
        fact = SightEnded(household_id=household.pk, user_id=user_id, purpose=purpose)
        record(fact, household, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Sight:
    """One user's sight of one household for a time."""

    user_id: int
    household_id: int
    since: datetime
    until: datetime


@transaction.atomic
def grant_sights(*, actor: Actor, sights: Sequence[Sight], purpose: str, at: datetime) -> int:
    """
    Give many users sight of many households, as `grant_sight` does for one; return how many new.

    Its statements grow by a few for every two hundred.
    """
    actor, households = _granted_by(actor, sights)
    known = {_sight_of(row) for row in _standing(sights, purpose)}
    new = [one for one in dict.fromkeys(sights) if one not in known]
    Grant.objects.bulk_create(
        [
            Grant(
                household_id=one.household_id,
                user_id=one.user_id,
                purpose=purpose,
                since=one.since,
                until=one.until,
            )
            for one in new
        ],
        batch_size=CHUNK,
    )
    record_many(
        [
            (
                SightGranted(household_id=one.household_id, user_id=one.user_id, purpose=purpose),
                (households[one.household_id],),
            )
            for one in new
        ],
        actor=actor,
        at=at,
    )
    return len(new)


@transaction.atomic
def end_sights(*, actor: Actor, sights: Sequence[Sight], purpose: str, at: datetime) -> int:
    """Take back the grants given with these times, and return how many there were."""
    actor, households = _granted_by(actor, sights)
    wanted = set(sights)
    over = [row for row in _standing(sights, purpose) if _sight_of(row) in wanted]
    for first in range(0, len(over), CHUNK):
        chunk = [row.pk for row in over[first : first + CHUNK]]
        Grant.objects.filter(pk__in=chunk).update(ended_at=at)
    record_many(
        [
            (
                SightEnded(household_id=row.household_id, user_id=row.user_id, purpose=purpose),
                (households[row.household_id],),
            )
            for row in over
        ],
        actor=actor,
        at=at,
    )
    return len(over)


def _granted_by(actor: Actor, sights: Sequence[Sight]) -> tuple[Actor, dict[int, Household]]:
    ids = {one.household_id for one in sights}
    households = policies.visible_households(actor).in_bulk(ids)
    for household_id in ids - set(households):
        raise Household.DoesNotExist(household_id)
    for household in households.values():
        actor = policies.may_grant(actor, household).let(actor)
    return actor, households


def _standing(sights: Sequence[Sight], purpose: str) -> list[Grant]:
    if not sights:
        return []
    return list(
        Grant.objects.filter(
            user_id__in={one.user_id for one in sights},
            until__gte=min(one.until for one in sights),
            since__lte=max(one.since for one in sights),
            purpose=purpose,
            ended_at=None,
        )
    )


def _sight_of(row: Grant) -> Sight:
    return Sight(row.user_id, row.household_id, row.since, row.until)


def read_extract(
    *,
    actor: Actor,
    household_id: int,
    at: datetime,
    home_id: int | None = None,
    touches_food: bool = False,
) -> queries.Extract:
    """
    Return what somebody who comes may see of a household, and record the access.

    :param touches_food: whether they do something with food there, and so learn what is to be minded

    :raises Household.DoesNotExist: if no grant of the actor holds now
    """
    extract = queries.extract_for_visit(
        actor, household_id, at=at, home_id=home_id, touches_food=touches_food
    )
    household = Household(pk=household_id)
    if actor.user_id is not None:
        record_access(
            user_id=actor.user_id, rows=[household], field="extract", purpose="visit", at=at
        )
    return extract
