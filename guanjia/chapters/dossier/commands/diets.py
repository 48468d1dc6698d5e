"""What somebody eats otherwise, and what they cannot bear: noted with its source, ended and kept."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier.commands.people import kept_household, note_change
from guanjia.chapters.dossier.models import (
    DIET_CODES,
    DIET_PURPOSES,
    DIET_SOURCES,
    ON_VISITS,
    DietNote,
    Household,
    Member,
)
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _


@transaction.atomic
def note_diet(
    *,
    actor: Actor,
    household_id: int,
    kind: str,
    at: datetime,
    code: str = "",
    text: str = "",
    member_id: int | None = None,
    purpose: str = "",
    source: str = "client",
) -> DietNote:
    """
    Note a diet or an allergy of the household, or of one member.

    :param code: one of DIET_CODES for the kind; "" for what only words say
    :param purpose: who is told, of DIET_PURPOSES; "" for what goes without saying
    :raises Invalid: naming what cannot be right
    :raises Conflict: if just this is noted already
    """
    actor, household = kept_household(actor, household_id)
    member = household.members.get(id=member_id) if member_id else None
    diet = write_diet(
        household,
        kind,
        code,
        text,
        actor=actor,
        at=at,
        member=member,
        purpose=purpose,
        source=source,
    )
    if diet is None:
        raise Conflict(_("This is noted already. Nothing was written twice."))
    return diet


def write_diet(
    household: Household,
    kind: str,
    code: str,
    text: str,
    *,
    actor: Actor,
    at: datetime,
    member: Member | None = None,
    purpose: str = "",
    source: str = "client",
) -> DietNote | None:
    """Note a diet or an allergy, for whoever may; None if just this stands already."""
    text, purpose = text.strip(), purpose or _usual_purpose(code)
    _check(kind, code, text, purpose, source)
    standing = household.diets.filter(kind=kind, member=member, ended_at=None)
    if any((one.code, one.text) == (code, text) for one in standing):
        return None
    diet = DietNote.objects.create(
        household=household,
        member=member,
        kind=kind,
        code=code,
        text=text,
        purpose=purpose,
        source=source,
        said_at=at,
        recorded_by_id=actor.user_id,
    )
    note_change(household, diet, "added", actor=actor, at=at, part="diet")
    return diet


def _usual_purpose(code: str) -> str:
    return "visits" if code in ON_VISITS else "meals"


def _check(kind: str, code: str, text: str, purpose: str, source: str) -> None:
    if kind not in DIET_CODES or (code and code not in DIET_CODES[kind]):
        raise Invalid(_("Please choose what this is about."), field="kind")
    if not code and not text:
        raise Invalid(_("Please choose something, or say it in words."), field="text")
    if purpose not in DIET_PURPOSES:
        raise Invalid(_("Please choose who is told."), field="purpose")
    if source not in DIET_SOURCES:
        raise Invalid(_("Please choose who said it."), field="source")


@transaction.atomic
def end_diet(*, actor: Actor, household_id: int, diet_id: int, at: datetime) -> DietNote:
    """Note that a diet or an allergy no longer holds; ending it twice ends it once."""
    actor, household = kept_household(actor, household_id)
    diet: DietNote = household.diets.get(id=diet_id)
    if diet.ended_at is None:
        diet.ended_at = at
        diet.save(update_fields=["ended_at"])
        note_change(household, diet, "ended", actor=actor, at=at, part="diet")
    return diet
