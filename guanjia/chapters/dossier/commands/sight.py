"""Who sees what: grants to those who come, values shown in clear, and the record of both."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier import policies, queries
from guanjia.chapters.dossier.facts import SensitiveRevealed, SightEnded, SightGranted
from guanjia.chapters.dossier.models import Grant, Household
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.vault.commands import note_looks

REVEALED = {
    "contact.phone": ("contacts", "phone"),
    "home.address": ("homes", "address"),
    "home.access_note": ("homes", "access_note"),
    "member.health": ("members", "health"),
}


@transaction.atomic
def reveal(*, actor: Actor, household_id: int, part: str, row_id: int, at: datetime) -> str:
    """
    Return a masked value in clear, and record who looked.

    :param part: contact.phone, home.address, home.access_note or member.health
    :raises NotAllowed: if the actor's role does not include this look
    """
    household = policies.visible_households(actor).get(id=household_id)
    policies.may_reveal(actor, household, part).require()
    if part not in REVEALED:
        raise Invalid(_("There is nothing to show here."), field="part")
    rows, field = REVEALED[part]
    row = getattr(household, rows).get(id=row_id)
    if actor.user_id is not None:
        note_looks(user_id=actor.user_id, rows=[row], field=field, purpose="dossier", at=at)
    fact = SensitiveRevealed(household_id=household.pk, part=part, row_id=row.pk)
    record(fact, household, actor=actor, at=at)
    return str(getattr(row, field))


@transaction.atomic
def note_allergies_read(*, actor: Actor, household_id: int, at: datetime) -> None:
    """Record, in one statement, that the actor was shown the household's allergies."""
    household = policies.visible_households(actor).get(id=household_id)
    rows = list(household.habits.filter(kind="allergy"))
    if rows and actor.user_id is not None and household.pk not in actor.homes:
        note_looks(user_id=actor.user_id, rows=rows, field="text", purpose="dossier", at=at)


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
    policies.may_grant(actor, household).require()
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
    policies.may_grant(actor, household).require()
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


@transaction.atomic
def read_extract(*, actor: Actor, household_id: int, at: datetime) -> queries.Extract:
    """
    Return what somebody who comes may see of a household, and record the look.

    :raises Household.DoesNotExist: if no grant of the actor holds now
    """
    extract = queries.extract_for_visit(actor, household_id, at=at)
    household = Household(pk=household_id)
    if actor.user_id is not None:
        note_looks(user_id=actor.user_id, rows=[household], field="extract", purpose="visit", at=at)
    return extract
