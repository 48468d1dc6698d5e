"""What a household said that is reckoned with: noted with who said it, ended and kept."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier.commands.people import kept_household, note_change
from guanjia.chapters.dossier.models import PREFERENCES, SAYERS, TIMES, Household, Preference
from guanjia.chapters.dossier.rules import Said
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _


@transaction.atomic
def note_preference(
    *,
    actor: Actor,
    household_id: int,
    kind: str,
    at: datetime,
    code: str = "",
    minute: int | None = None,
    said_by: str = "client",
) -> Preference:
    """
    Note what a household said; a time takes the place of the one that stood, which is kept.

    :param code: one of PREFERENCES for the kind; "" for a time
    :param minute: of a time, after midnight
    :raises Invalid: naming what cannot be right
    :raises Conflict: if just this is noted already
    """
    actor, household = kept_household(actor, household_id)
    preference = write_preference(
        household, kind, code, minute, actor=actor, at=at, said_by=said_by
    )
    if preference is None:
        raise Conflict(_("This is noted already. Nothing was written twice."))
    return preference


def write_preference(
    household: Household,
    kind: str,
    code: str,
    minute: int | None,
    *,
    actor: Actor,
    at: datetime,
    said_by: str = "client",
) -> Preference | None:
    """Note what a household said, for whoever may; None if just this stands already."""
    _check(kind, code, minute, said_by)
    code, minute = ("", minute) if kind in TIMES else (code, None)
    standing = list(household.preferences.filter(ended_at=None))
    former = next((one for one in standing if (one.kind, one.code) == (kind, code)), None)
    if former and former.minute == minute:
        return None
    if kind in TIMES:
        times = {one.kind: one.minute for one in standing if one.kind in TIMES}
        _check_day(times | {kind: minute})
    if former:
        _end(former, household, actor=actor, at=at)
    preference = Preference.objects.create(
        household=household,
        kind=kind,
        code=code,
        minute=minute,
        said_by=said_by,
        said_at=at,
        recorded_by_id=actor.user_id,
    )
    note_change(household, preference, "added", actor=actor, at=at)
    return preference


def _check(kind: str, code: str, minute: int | None, said_by: str) -> None:
    if kind not in (*TIMES, *PREFERENCES):
        raise Invalid(_("Please choose what this is about."), field="kind")
    if kind in TIMES and not (minute and 0 < minute < 24 * 60):
        raise Invalid(_("Please give the time of day."), field="time")
    if kind not in TIMES and code not in PREFERENCES[kind]:
        raise Invalid(_("Please choose what they said."), field=kind)
    if said_by not in SAYERS:
        raise Invalid(_("Please choose who said it."), field="said_by")


def _check_day(times: dict[str, int | None]) -> None:
    said = Said(not_before=times.get("not_before"), not_after=times.get("not_after"))
    if not said.leaves_time:
        raise Invalid(
            _("Between these two times nobody could come at all. Please ask again."), field="time"
        )


@transaction.atomic
def end_preference(
    *, actor: Actor, household_id: int, preference_id: int, at: datetime
) -> Preference:
    """Note that what a household said no longer holds; ending it twice ends it once."""
    actor, household = kept_household(actor, household_id)
    preference: Preference = household.preferences.get(id=preference_id)
    if preference.ended_at is None:
        _end(preference, household, actor=actor, at=at)
    return preference


def _end(preference: Preference, household: Household, *, actor: Actor, at: datetime) -> None:
    preference.ended_at = at
    preference.save(update_fields=["ended_at"])
    note_change(household, preference, "ended", actor=actor, at=at)
