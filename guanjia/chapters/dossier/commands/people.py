"""The people of a household: who lives there, and how."""

from datetime import datetime
from typing import Any

from django.db import transaction

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.facts import DossierChanged
from guanjia.chapters.dossier.models import HABIT_KINDS, Habit, Household, Member
from guanjia.chapters.org.queries import zone_of
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import KEPT, Kept, changed, differs
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.vault.commands import remember

FIRST_YEAR = 1900
"""Nobody who lives was born earlier."""
WHO = ("name", "birth_year", "birth_month", "birth_day", "is_lunar", "is_leap_month")
"""What makes somebody who lives there the same person as somebody noted before."""


def kept_household(actor: Actor, household_id: int) -> tuple[Actor, Household]:
    """
    Return a household into whose dossier the actor may write, as the only one at this moment.

    :raises NotAllowed: if the actor may see it only
    """
    take_turn(f"household/{household_id}")
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_keep(actor, household).let(actor)
    return actor, household


def note_change(
    household: Household, row: Any, act: str, *, actor: Actor, at: datetime, part: str = ""
) -> None:
    """Record that `row` of the dossier was added, changed or removed."""
    fact = DossierChanged(
        household_id=household.pk,
        part=part or row._meta.model_name,
        row_id=row.pk,
        act=act,
    )
    record(fact, household, actor=actor, at=at)


def _check_birthday(member: Member, at: datetime) -> None:
    today = local_day(at, zone_of(member.household.branch_id))
    year, month, day = member.birth_year, member.birth_month, member.birth_day
    if year is not None and not FIRST_YEAR <= year <= today.year:
        raise Invalid(_("Please check the year."), field="birth_year")
    if (month is None) != (day is None):
        raise Invalid(_("A birthday needs a month and a day."), field="birth_day")
    if member.is_leap_month and not member.is_lunar:
        raise Invalid(_("Only the lunar calendar has leap months."), field="is_leap_month")
    if month is None or day is None:
        return
    kept_by = {"is_lunar": member.is_lunar, "is_leap_month": member.is_leap_month}
    if not rules.is_a_day(rules.Birthday(month, day, year, **kept_by)):
        raise Invalid(_("There is no such day."), field="birth_day")
    born = rules.born_by_the_sun(year, month, day, **kept_by)
    if year is not None and born > (today.year, today.month, today.day):
        raise Invalid(_("A birthday lies in the past."), field="birth_day")


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    household_id: int,
    name: str,
    at: datetime,
    relation: str = "",
    sex: str = "",
    birth_year: int | None = None,
    birth_month: int | None = None,
    birth_day: int | None = None,
    is_lunar: bool = False,
    is_leap_month: bool = False,
    occupation: str = "",
    health: str = "",
) -> Member:
    """
    Add somebody who lives there.

    :raises Invalid: if the name is empty, or the birthday is no day or yet to come
    :raises Conflict: if somebody of this name and birthday is noted already
    """
    actor, household = kept_household(actor, household_id)
    if not name.strip():
        raise Invalid(_("Please fill this in."), field="name")
    member = Member(
        household=household,
        name=name.strip(),
        relation=relation,
        sex=sex,
        birth_year=birth_year,
        birth_month=birth_month,
        birth_day=birth_day,
        is_lunar=is_lunar,
        is_leap_month=is_leap_month,
        occupation=occupation,
        health=health,
    )
    _check_birthday(member, at)
    same = {name: getattr(member, name) for name in WHO}
    if not all(differs(known, same) for known in household.members.all()):
        raise Conflict(_("This person is noted already. Nothing was written twice."))
    member.save(force_insert=True)
    remember(member, name=member.name)
    note_change(household, member, "added", actor=actor, at=at)
    return member


@transaction.atomic
def change_member(
    *,
    actor: Actor,
    household_id: int,
    member_id: int,
    at: datetime,
    name: str | Kept = KEPT,
    relation: str | Kept = KEPT,
    sex: str | Kept = KEPT,
    birth_year: int | Kept | None = KEPT,
    birth_month: int | Kept | None = KEPT,
    birth_day: int | Kept | None = KEPT,
    is_lunar: bool | Kept = KEPT,
    is_leap_month: bool | Kept = KEPT,
    occupation: str | Kept = KEPT,
    health: str | Kept = KEPT,
) -> Member:
    """
    Correct what is given of what is known of a member; the rest stays as it is.

    :raises Invalid: if the birthday is no day or yet to come
    """
    actor, household = kept_household(actor, household_id)
    member = household.members.get(id=member_id)
    columns = changed(
        name=name,
        relation=relation,
        sex=sex,
        birth_year=birth_year,
        birth_month=birth_month,
        birth_day=birth_day,
        is_lunar=is_lunar,
        is_leap_month=is_leap_month,
        occupation=occupation,
        health=health,
    )
    if not differs(member, columns):
        return member
    for column, value in columns.items():
        setattr(member, column, value)
    _check_birthday(member, at)
    member.save(update_fields=list(columns))
    remember(member, name=member.name)
    note_change(household, member, "changed", actor=actor, at=at)
    return member


@transaction.atomic
def remove_member(*, actor: Actor, household_id: int, member_id: int, at: datetime) -> None:
    """
    Take somebody who was noted by mistake, or no longer lives there, out of the dossier.

    :raises Conflict: if an assessment or a consent speaks of them
    """
    actor, household = kept_household(actor, household_id)
    member = household.members.get(id=member_id)
    if household.consents.filter(member=member, withdrawn_at=None).exists():
        raise Conflict(_("A consent stands for this person. Withdraw it first."))
    note_change(household, member, "removed", actor=actor, at=at)
    remember(member, name="")
    member.delete()


@transaction.atomic
def add_habit(
    *,
    actor: Actor,
    household_id: int,
    kind: str,
    text: str,
    at: datetime,
    member_id: int | None = None,
    is_for_workers: bool = True,
) -> Habit:
    """
    Note how the household, or one member, lives: rhythm, taboo, pet, language, wish.

    :raises Invalid: if the kind is unknown or there are no words
    :raises Conflict: if just this is noted already
    """
    actor, household = kept_household(actor, household_id)
    if kind not in HABIT_KINDS:
        raise Invalid(_("Please choose what kind of habit this is."), field="kind")
    if not text.strip():
        raise Invalid(_("Please fill this in."), field="text")
    member = household.members.get(id=member_id) if member_id else None
    if _says_so(household, member, kind, text):
        raise Conflict(_("This is noted already. Nothing was written twice."))
    habit = Habit.objects.create(
        household=household,
        member=member,
        kind=kind,
        text=text.strip(),
        is_for_workers=is_for_workers,
    )
    note_change(household, habit, "added", actor=actor, at=at)
    return habit


def _says_so(household: Household, member: Member | None, kind: str, text: str) -> bool:
    known = household.habits.filter(member=member, kind=kind)
    return any(habit.text == text.strip() for habit in known)


@transaction.atomic
def note_wish(*, actor: Actor, household_id: int, text: str, at: datetime) -> Habit | None:
    """
    Note what a household says it would like; None if it has said just that before.

    :raises Invalid: if there are no words
    """
    actor, household = kept_household(actor, household_id)
    if _says_so(household, None, "wish", text):
        return None
    return add_habit(
        actor=actor,
        household_id=household_id,
        kind="wish",
        text=text,
        is_for_workers=False,
        at=at,
    )


@transaction.atomic
def remove_habit(*, actor: Actor, household_id: int, habit_id: int, at: datetime) -> None:
    """Take a habit that no longer holds out of the dossier."""
    actor, household = kept_household(actor, household_id)
    habit = household.habits.get(id=habit_id)
    note_change(household, habit, "removed", actor=actor, at=at)
    habit.delete()
