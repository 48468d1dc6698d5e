"""A household as a whole: opened, renamed, engaged, parted with."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.commands.heard import NOTHING_HEARD, Heard, write_heard
from guanjia.chapters.dossier.facts import (
    ConsentGiven,
    DossierChanged,
    HouseholdDropped,
    HouseholdEngaged,
    HouseholdOpened,
    HouseholdParted,
    HouseholdReopened,
)
from guanjia.chapters.dossier.models import (
    CONSENT_PURPOSES,
    Consent,
    Contact,
    Habit,
    Home,
    Household,
)
from guanjia.chapters.dossier.states import HOUSEHOLD
from guanjia.chapters.org.queries import phone_print, standing_in
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import KEPT, Kept, changed
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import change, move, record
from guanjia.vault.commands import remember

SOURCES = ("phone", "referral", "walk_in", "platform", "video", "import")
PARTING_REASONS = ("price", "quality", "staff", "moved", "need_ended", "other")


@transaction.atomic
def open_household(
    *,
    actor: Actor,
    branch_id: int,
    name: str,
    phone: str,
    address: str,
    at: datetime,
    caller: str = "",
    relation: str = "",
    channel: str = "phone",
    alias: str = "",
    audience: str = "general",
    source: str = "phone",
    wish: str = "",
    heard: Heard = NOTHING_HEARD,
    home_name: str = "",
    district: str = "",
    access_note: str = "",
    area_m2: int | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    consents: tuple[str, ...] = ("service",),
    is_other: bool = False,
) -> Household:
    """
    Open a household from what one says on the phone: a name, a number, an address, a yes.

    The caller becomes the contact who decides, the address the first home. Who opened it is its
    consultant until somebody else is. All else can wait.

    :param caller: who is on the phone, if not the person the household is named for
    :param wish: what they would like, in their words
    :param heard: what they say by the way: times, language, pets, diets
    :param consents: the purposes the caller said yes to; without "service" nothing may be kept
    :param is_other: that it is another household of somebody whose number is known
    :raises NotAllowed: if the actor does not take calls in this branch
    :raises Conflict: if a household of the branch, or one that the actor sees, has the number
    :raises Invalid: if the phone number is none, the address is empty, or consent is missing
    """
    actor = policies.may_open(actor, branch_id).let(actor)
    number = rules.phone_number(phone)
    _require_words(name, "name")
    _require_words(address, "address")
    if unknown := set(consents) - set(CONSENT_PURPOSES):
        raise Invalid(
            _("There is no consent called “%(purpose)s”."),
            field="consents",
            purpose=min(unknown),
        )
    if "service" not in consents:
        raise Invalid(
            _("Without the caller's consent nothing may be kept. Read the sentence out and ask."),
            field="consents",
        )
    filed = phone_print(number)
    if not is_other:
        _require_unknown(actor, filed, branch_id)
    household = Household.objects.create(
        branch_id=branch_id,
        code=secrets.token_hex(8),
        name=name.strip(),
        alias=alias.strip(),
        audience=audience,
        source=source,
        consultant_id=actor.user_id if actor.holds("consultant", at=branch_id) else None,
        opened_at=at,
    )
    household.code = f"H{household.pk:05}"
    household.save(update_fields=["code"])
    contact = Contact.objects.create(
        household=household,
        name=(caller or name).strip(),
        relation=relation,
        phone=number,
        phone_print=filed,
        channel=channel,
        is_decider=True,
    )
    Home.objects.create(
        household=household,
        name=home_name,
        district=district,
        address=address.strip(),
        access_note=access_note,
        area_m2=area_m2,
        latitude=latitude,
        longitude=longitude,
    )
    if wish.strip():
        Habit.objects.create(
            household=household, kind="wish", text=wish.strip(), is_for_workers=False
        )
    remember(household, name=household.name, alias=household.alias, code=household.code)
    remember(contact, name=contact.name, phone=number)
    record(HouseholdOpened(household_id=household.pk, source=source), household, actor=actor, at=at)
    for purpose in consents:
        consent = Consent.objects.create(
            household=household, purpose=purpose, given_at=at, recorded_by_id=actor.user_id
        )
        record(
            ConsentGiven(household_id=household.pk, consent_id=consent.pk, purpose=purpose),
            household,
            actor=actor,
            at=at,
        )
    write_heard(household, heard, actor=actor, at=at)
    return household


def _require_unknown(actor: Actor, filed: str, branch_id: int) -> None:
    # Two who are called back by one person at once would both find the number unknown.
    take_turn(f"number/{filed}")
    of_number = Contact.objects.filter(phone_print=filed)
    there = Q(branch_id=branch_id) | Q(id__in=policies.visible_households(actor).values("id"))
    known = Household.objects.filter(there, id__in=of_number.values("household_id")).first()
    if known:
        raise Conflict(
            _(
                "This number belongs to %(household)s (%(code)s) already. Take the call for that "
                "household, or say that it is another."
            ),
            household=known.display_name,
            code=known.code,
        )


def _require_words(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid(_("Please fill this in."), field=field)


@transaction.atomic
def change_household(
    *,
    actor: Actor,
    household_id: int,
    version: int,
    at: datetime,
    name: str | Kept = KEPT,
    alias: str | Kept = KEPT,
    audience: str | Kept = KEPT,
    consultant_id: int | Kept | None = KEPT,
    butler_id: int | Kept | None = KEPT,
    expectation: str | Kept = KEPT,
) -> Household:
    """
    Set what is given of what is known of the household as a whole; the rest stays as it is.

    :raises Stale: if somebody changed the household after `version` was read
    :raises Invalid: if the name is empty, or who is newly named does not look after households
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_keep(actor, household).let(actor)
    if name is not KEPT:
        _require_words(name, "name")
    for column, named in (("consultant_id", consultant_id), ("butler_id", butler_id)):
        if named not in {None, KEPT, getattr(household, column)} and named not in standing_in(
            household.branch_id, roles=policies.CARERS, at=at
        ):
            raise Invalid(_("This colleague does not look after households here."), field=column)
    fact = DossierChanged(
        household_id=household.pk, part="household", row_id=household.pk, act="changed"
    )
    columns = changed(
        name=name,
        alias=alias,
        audience=audience,
        consultant_id=consultant_id,
        butler_id=butler_id,
        expectation=expectation,
    )
    change(household, version, fact, actor=actor, at=at, **columns)
    if {"name", "alias"} & set(columns):
        remember(household, name=household.name, alias=household.alias)
    return household


@transaction.atomic
def release_households(*, actor: Actor, user_id: int, at: datetime) -> int:
    """
    Name somebody who has gone no longer as consultant or butler; return how often they were.

    Where they still look after households they stay named.

    :raises NotAllowed: if the actor may not write into one of the dossiers
    """
    released = 0
    there: dict[int, bool] = {}
    for column in ("consultant_id", "butler_id"):
        named = policies.visible_households(actor).filter(**{column: user_id})
        for household in named.order_by("id"):
            actor = policies.may_keep(actor, household).let(actor)
            branch_id = household.branch_id
            if branch_id not in there:
                standing = standing_in(branch_id, roles=policies.CARERS, at=at)
                there[branch_id] = user_id in standing
            if there[branch_id]:
                continue
            fact = DossierChanged(
                household_id=household.pk, part="household", row_id=household.pk, act="changed"
            )
            change(household, household.version, fact, actor=actor, at=at, **{column: None})
            released += 1
    return released


@transaction.atomic
def engage_household(*, actor: Actor, household_id: int, at: datetime) -> Household:
    """Make a prospect or former client a client. Nothing happens if it is one already."""
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_move(actor, household).let(actor)
    if HOUSEHOLD.can(household.status, "engage"):
        fact = HouseholdEngaged(household_id=household.pk)
        move(household, HOUSEHOLD, "engage", fact, actor=actor, at=at)
    return household


@transaction.atomic
def part_with_household(*, actor: Actor, household_id: int, reason: str, at: datetime) -> Household:
    """
    End the relationship, with the reason by its code.

    :raises IllegalMove: if it is not a client
    :raises Invalid: if the reason is none of PARTING_REASONS
    """
    actor, household = _to_move(actor, household_id, reason)
    fact = HouseholdParted(household_id=household.pk, reason=reason)
    move(household, HOUSEHOLD, "part", fact, actor=actor, at=at)
    return household


@transaction.atomic
def drop_household(*, actor: Actor, household_id: int, reason: str, at: datetime) -> Household:
    """
    Give up a prospect, with the reason by its code.

    :raises IllegalMove: if it is not a prospect
    :raises Invalid: if the reason is none of PARTING_REASONS
    """
    actor, household = _to_move(actor, household_id, reason)
    fact = HouseholdDropped(household_id=household.pk, reason=reason)
    move(household, HOUSEHOLD, "drop", fact, actor=actor, at=at)
    return household


@transaction.atomic
def reopen_household(*, actor: Actor, household_id: int, at: datetime) -> Household:
    """
    Take up again a prospect that was given up.

    :raises IllegalMove: if it was not dropped
    """
    actor, household = _to_move(actor, household_id, "other")
    fact = HouseholdReopened(household_id=household.pk)
    move(household, HOUSEHOLD, "reopen", fact, actor=actor, at=at)
    return household


def _to_move(actor: Actor, household_id: int, reason: str) -> tuple[Actor, Household]:
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_move(actor, household).let(actor)
    if reason not in PARTING_REASONS:
        raise Invalid(_("Please choose a reason."), field="reason")
    return actor, household
