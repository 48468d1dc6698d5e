"""A household is forgotten: asked for, confirmed, taken back or carried out."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.commands.contacts import settle_standings
from guanjia.chapters.dossier.facts import (
    ErasureAsked,
    ErasureCarriedOut,
    ErasureConfirmed,
    ErasureTakenBack,
    HouseholdErased,
)
from guanjia.chapters.dossier.models import HOWS, Agreement, Erasure, Grant, Household
from guanjia.chapters.dossier.states import ERASURE, HOUSEHOLD
from guanjia.chapters.org.commands import forget_logins_of
from guanjia.chapters.org.queries import figures, zone_of
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record
from guanjia.outbound.commands import forget_notices
from guanjia.vault.commands import forget_rows

OPEN = ("asked", "confirmed")


@transaction.atomic
def ask_for_erasure(
    *,
    actor: Actor,
    household_id: int,
    at: datetime,
    how: str = "page",
    who: str = "",
    reason: str = "",
) -> Erasure:
    """
    Take down that a household wants to be forgotten. Asking again while that waits is asking once.

    :param how: by which way it said so; its own decider asks on their page, and nowhere else
    :param who: who of them asked, where one of ours notes it
    :raises NotAllowed: if the actor neither decides for it nor keeps its dossier
    :raises Invalid: if one of ours does not say who asked, how and why
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_ask_to_be_forgotten(actor, household).let(actor)
    is_own = household.pk in actor.homes
    if not is_own:
        _require_said(how, who, reason)
    take_turn(f"household/{household.pk}")
    if asked := household.erasures.filter(status__in=OPEN).first():
        return asked
    wait_days, _years = _figures(household, at)
    erasure = Erasure.objects.create(
        household=household,
        how="page" if is_own else how,
        asked_by_id=actor.user_id if is_own else None,
        noted_by_id=None if is_own else actor.user_id,
        who=who.strip(),
        reason=reason.strip(),
        asked_at=at,
        due_at=rules.erasure_due(at, wait_days=wait_days),
    )
    fact = ErasureAsked(household_id=household.pk, erasure_id=erasure.pk, how=erasure.how)
    record(fact, household, actor=actor, at=at)
    return erasure


def _require_said(how: str, who: str, reason: str) -> None:
    if how not in HOWS or how == "page":
        raise Invalid(_("Please say how they asked."), field="how")
    for field, words in (("who", who), ("reason", reason)):
        if not words.strip():
            raise Invalid(_("Please fill this in."), field=field)


def _figures(household: Household, at: datetime) -> tuple[int, int]:
    on = local_day(at, zone_of(household.branch_id))
    found = figures(rules.ERASURE_FIGURES, branch_id=household.branch_id, on=on)
    wait_days, kept_years = (int(found[key]) for key in rules.ERASURE_FIGURES)
    return wait_days, kept_years


def _open_erasure(actor: Actor, household_id: int) -> tuple[Household, Erasure]:
    household = policies.visible_households(actor).get(id=household_id)
    take_turn(f"household/{household.pk}")
    erasure = household.erasures.filter(status__in=OPEN).first()
    if erasure is None:
        raise Conflict(_("Nobody asks any more that this household be erased."))
    return household, erasure


@transaction.atomic
def take_back_erasure(*, actor: Actor, household_id: int, at: datetime) -> Erasure:
    """
    Let a household stay after all.

    :raises NotAllowed: if the actor neither decides for it nor keeps its dossier
    :raises Conflict: if nobody asks for it to be erased, or it is taken back already
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_ask_to_be_forgotten(actor, household).let(actor)
    household, erasure = _open_erasure(actor, household_id)
    fact = ErasureTakenBack(household_id=household.pk, erasure_id=erasure.pk)
    move(erasure, ERASURE, "take_back", fact, household, actor=actor, at=at)
    return erasure


@transaction.atomic
def confirm_erasure(*, actor: Actor, household_id: int, at: datetime) -> Erasure:
    """
    Confirm that a household is to be erased, once it has had its time to think again.

    The door has asked who confirms to show once more who they are, and what stands against it.

    :raises NotAllowed: unless the actor answers for the branch
    :raises Conflict: if nobody asks for it to be erased, or it is confirmed already
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_confirm_erasure(actor, household).let(actor)
    household, erasure = _open_erasure(actor, household_id)
    if erasure.status == "confirmed":
        raise Conflict(_("This is confirmed already."))
    fact = ErasureConfirmed(household_id=household.pk, erasure_id=erasure.pk)
    move(
        erasure,
        ERASURE,
        "confirm",
        fact,
        household,
        actor=actor,
        at=at,
        confirmed_by_id=actor.user_id,
        confirmed_at=at,
    )
    return erasure


def lock_household(household_id: int) -> None:
    """Let nobody book or plan for a household, nor write into its dossier, while this transaction lasts."""
    take_turn(f"household/{household_id}")
    Household.objects.select_for_update().filter(id=household_id).first()


@transaction.atomic
def carry_out_erasure(*, actor: Actor, household_id: int, opposed: int, at: datetime) -> bool:
    """
    Empty all that says who a household was; return whether its time had come. It cannot be undone.

    The chapters that follow forget their own part as the fact is handed on to them.

    :param opposed: how many things stand against it, counted under `lock_household`
    """
    household = policies.visible_households(actor).filter(id=household_id).first()
    if household is None:
        return False
    actor = policies.may_confirm_erasure(actor, household).let(actor)
    erasure = household.erasures.filter(status__in=OPEN).first()
    if erasure is None or not rules.may_be_erased(
        is_confirmed=erasure.status == "confirmed", due_at=erasure.due_at, at=at, opposed=opposed
    ):
        return False
    today = local_day(at, zone_of(household.branch_id))
    _wait, years = _figures(household, at)
    with translation.override(settings.LANGUAGE_CODE):
        _forget_ways_in(household, actor=actor, at=at)
        _forget_dossier(household)
        name = gettext("Erased household · %(code)s") % {"code": household.code}
    carried_out = ErasureCarriedOut(household_id=household.pk, erasure_id=erasure.pk)
    erased = HouseholdErased(household_id=household.pk)
    kept_until = rules.accounts_kept_until(today, years=years)
    move(
        erasure,
        ERASURE,
        "carry_out",
        carried_out,
        household,
        actor=actor,
        at=at,
        kept_until=kept_until,
    )
    household.erasures.update(who="", reason="")
    Household.objects.filter(pk=household.pk).update(
        name=name, alias="", expectation="", audience="general"
    )
    move(household, HOUSEHOLD, "erase", erased, actor=actor, at=at)
    return True


def _forget_ways_in(household: Household, *, actor: Actor, at: datetime) -> None:
    contacts = list(household.contacts.all())
    forget_rows(contacts)
    household.contacts.all().delete()
    settle_standings(household, actor=actor, at=at)
    forgotten = forget_logins_of(
        actor=actor,
        household_id=household.pk,
        phone_prints=[one.phone_print for one in contacts if one.phone_print],
        at=at,
    )
    forget_notices(actor=actor, about=household.case, user_ids=forgotten, at=at)


def _forget_dossier(household: Household) -> None:
    """Empty what plans, orders and consents hang on, and take out the rest."""
    forget_rows([household])
    forget_rows(household.members.all())
    for rows in (household.habits, household.preferences, household.diets, household.wishes):
        rows.all().delete()
    Grant.objects.filter(household=household).delete()
    Agreement.objects.filter(household=household).delete()
    household.members.update(
        name="",
        relation="",
        sex="",
        birth_year=None,
        birth_month=None,
        birth_day=None,
        is_lunar=False,
        is_leap_month=False,
        occupation="",
        health="",
    )
    household.homes.update(
        name="",
        kind="flat",
        district="",
        address="",
        access_note="",
        area_m2=None,
        rooms=[],
        no_photo_rooms=[],
        facilities=[],
        latitude=None,
        longitude=None,
    )
