"""
Who speaks for a household, and whose login that makes.

A contact is not a login. A number is somebody's own once they have typed a code that was sent to
it; from then on what they may do here follows from the contacts, and changes with them.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.dossier import rules
from guanjia.chapters.dossier.commands.people import kept_household, note_change
from guanjia.chapters.dossier.facts import (
    ContactNumberChanged,
    DeciderChanged,
    StandingEnded,
    StandingGiven,
)
from guanjia.chapters.dossier.models import Contact, Household, Standing
from guanjia.chapters.org.commands import contact_login, end_links_to_others, tie, untie
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import phone_print
from guanjia.kernel.actors import Actor, house_actor
from guanjia.kernel.changes import differs
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.vault.commands import remember

DOORKEEPER = house_actor("doorkeeper", "care")
"""As whom rights follow from a code that somebody has typed."""


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    household_id: int,
    name: str,
    phone: str,
    at: datetime,
    relation: str = "",
    channel: str = "phone",
    topics: tuple[str, ...] = (),
    is_decider: bool = False,
) -> Contact:
    """
    Add somebody who speaks for the household. A new decider takes the place of the former one.

    :raises Invalid: if the name is empty or the phone number is none
    :raises Conflict: if a contact of the household has this number already
    """
    actor, household = kept_household(actor, household_id)
    if not name.strip():
        raise Invalid(_("Please fill this in."), field="name")
    number = rules.phone_number(phone)
    _require_new_number(household, number)
    former = _step_down(household) if is_decider else None
    contact = Contact.objects.create(
        household=household,
        name=name.strip(),
        relation=relation,
        phone=number,
        phone_print=phone_print(number),
        channel=channel,
        topics=list(topics),
        is_decider=is_decider,
        decides_since=at if former and former.phone != number else None,
        position=household.contacts.count() + 1,
    )
    remember(contact, name=contact.name, phone=number)
    note_change(household, contact, "added", actor=actor, at=at)
    _note_decider(household, contact, former, actor=actor, at=at)
    settle_standings(household, actor=actor, at=at)
    return contact


def _require_new_number(household: Household, number: str) -> None:
    known = household.contacts.filter(phone_print=phone_print(number)).first()
    if known:
        raise Conflict(
            _("This number is noted for %(name)s already. Correct that contact instead."),
            name=known.name,
        )


def _step_down(household: Household) -> Contact | None:
    """Let whoever decides so far decide no more, and return them."""
    former = household.contacts.filter(is_decider=True).first()
    household.contacts.filter(is_decider=True).update(is_decider=False, decides_since=None)
    return former


def _note_decider(
    household: Household, contact: Contact, former: Contact | None, *, actor: Actor, at: datetime
) -> None:
    """Record that somebody else decides now, unless it is the same telephone."""
    if former is None or former.pk == contact.pk or former.phone == contact.phone:
        return
    fact = DeciderChanged(
        household_id=household.pk, contact_id=contact.pk, former_contact_id=former.pk
    )
    record(fact, household, actor=actor, at=at)


@transaction.atomic
def change_contact(
    *,
    actor: Actor,
    household_id: int,
    contact_id: int,
    at: datetime,
    name: str | None = None,
    relation: str | None = None,
    phone: str | None = None,
    channel: str | None = None,
    topics: tuple[str, ...] | None = None,
    is_decider: bool | None = None,
) -> Contact:
    """
    Correct what is known of a contact; what is None stays as it is.

    With another number, whoever had shown the former one to be theirs speaks for this household
    no more, and is told; the new number is somebody's once they have typed a code sent to it.

    :raises Invalid: if the name is empty or the phone number is none
    :raises Conflict: if it would leave the household without anyone who decides, or another
        contact has the number
    """
    actor, household = kept_household(actor, household_id)
    contact = household.contacts.get(id=contact_id)
    if name is not None and not name.strip():
        raise Invalid(_("Please fill this in."), field="name")
    if contact.is_decider and is_decider is False:
        raise Conflict(_("Somebody has to decide. Choose who does instead."))
    former = _step_down(household) if is_decider and not contact.is_decider else None
    number = contact.phone if phone is None else rules.phone_number(phone)
    is_renumbered = number != contact.phone
    if is_renumbered:
        _require_new_number(household, number)
    given = {
        "name": name.strip() if name else None,
        "relation": relation,
        "channel": channel,
        "topics": None if topics is None else list(topics),
        "is_decider": is_decider,
    }
    columns: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    if is_renumbered:
        columns |= {
            "former_phone": contact.phone,
            "phone": number,
            "phone_print": phone_print(number),
            "user": None,
        }
    is_new_decider = former is not None and former.phone != number
    if is_new_decider or (is_renumbered and contact.is_decider):
        columns["decides_since"] = at
    if not differs(contact, columns):
        return contact
    for column, value in columns.items():
        setattr(contact, column, value)
    contact.save(update_fields=list(columns))
    remember(contact, name=contact.name, phone=contact.phone)
    note_change(household, contact, "changed", actor=actor, at=at)
    if is_renumbered:
        fact = ContactNumberChanged(household_id=household.pk, contact_id=contact.pk)
        record(fact, household, actor=actor, at=at)
    _note_decider(household, contact, former, actor=actor, at=at)
    settle_standings(household, actor=actor, at=at)
    return contact


@transaction.atomic
def remove_contact(*, actor: Actor, household_id: int, contact_id: int, at: datetime) -> None:
    """
    Let somebody speak for the household no more; what they could do here ends at once.

    :raises Conflict: if it is who decides: somebody else has to be chosen first
    """
    actor, household = kept_household(actor, household_id)
    contact = household.contacts.get(id=contact_id)
    if contact.is_decider:
        raise Conflict(_("Somebody has to decide. Choose who does instead."))
    note_change(household, contact, "removed", actor=actor, at=at)
    remember(contact, name="", phone="")
    contact.delete()
    settle_standings(household, actor=actor, at=at)


@transaction.atomic
def settle_standings(household: Household, *, actor: Actor, at: datetime) -> None:
    """
    Make what logins may do for a household follow from its contacts.

    A login stands for a household while a contact's number is its own; it decides if one of these
    contacts does. Two SQL queries where nothing has changed.
    """
    wanted: dict[int, str] = {}
    for user_id, is_decider in household.contacts.exclude(user=None).values_list(
        "user_id", "is_decider"
    ):
        if is_decider or user_id not in wanted:
            wanted[user_id] = "decider" if is_decider else "family"
    held = {row.user_id: row for row in Standing.objects.filter(household=household)}
    for user_id, row in held.items():
        if user_id not in wanted:
            row.delete()
            untie(user_id=user_id, kind="client", row_id=household.pk, at=at)
            fact = StandingEnded(household_id=household.pk, user_id=user_id)
            record(fact, household, actor=actor, at=at)
    # Whoever decided steps down before somebody else steps up: at no moment are there two.
    for user_id, standing in sorted(wanted.items(), key=lambda one: one[1] == "decider"):
        former = held.get(user_id)
        if former is not None and former.standing == standing:
            continue
        if former is None:
            Standing.objects.create(household=household, user_id=user_id, standing=standing)
            tie(
                user_id=user_id,
                branch_id=household.branch_id,
                kind="client",
                row_id=household.pk,
                at=at,
            )
        else:
            Standing.objects.filter(pk=former.pk).update(standing=standing)
        given = StandingGiven(household_id=household.pk, user_id=user_id, standing=standing)
        record(given, household, actor=actor, at=at)


@transaction.atomic
def bind_contacts(*, user_id: int, at: datetime) -> int:
    """
    Let a login speak for every household that notes its number, and return for how many anew.

    Call it when somebody has typed a code that was sent to the number, and only then. A login
    that has been closed meanwhile speaks for nobody.
    """
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return 0
    theirs = Contact.objects.filter(phone_print=user.phone_print)
    unbound = theirs.filter(Q(user=None) | ~Q(user_id=user.pk))
    households = {row.household_id: row.household for row in unbound.select_related("household")}
    unbound.update(user=user)
    for household in households.values():
        settle_standings(household, actor=DOORKEEPER, at=at)
    return len(households)


@transaction.atomic
def login_of_contact(*, phone: str, at: datetime) -> User | None:
    """
    Return the login for a number that a household notes as a contact's, made if there is none yet.

    It may do nothing until a code sent to the number has been typed. None if nobody has noted it.

    :raises Invalid: on `phone`, if it cannot be a phone number
    """
    contact = Contact.objects.filter(phone_print=phone_print(phone)).order_by("id").first()
    if contact is None:
        return None
    return contact_login(actor=DOORKEEPER, name=contact.name, phone=contact.phone, at=at)


@transaction.atomic
def end_links_of_others(*, actor: Actor, household_id: int, at: datetime) -> int:
    """End the household's links that lie with a number none of its contacts has; return how many."""
    theirs = Contact.objects.filter(household_id=household_id).values_list("phone_print", flat=True)
    return end_links_to_others(
        actor=actor, household_id=household_id, phone_prints=list(theirs), at=at
    )
