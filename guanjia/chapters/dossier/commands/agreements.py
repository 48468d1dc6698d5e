"""What a household agrees to: consents, how we speak with one another, whom to send and whom not."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier import policies
from guanjia.chapters.dossier.commands.people import kept_household, note_change
from guanjia.chapters.dossier.facts import CommunicationAgreed, ConsentGiven, ConsentWithdrawn
from guanjia.chapters.dossier.models import (
    CHANNELS,
    CONSENT_PURPOSES,
    WISHES,
    Agreement,
    Consent,
    WorkerWish,
)
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import differs
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record

MINUTES_A_DAY = 24 * 60


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    household_id: int,
    purpose: str,
    at: datetime,
    member_id: int | None = None,
    how: str = "phone",
    notice_version: int = 1,
) -> Consent:
    """
    Record the household's yes to one purpose; a yes that stands already is returned unchanged.

    :param how: phone, paper, link or person
    :raises Invalid: if there is no such purpose
    """
    take_turn(f"household/{household_id}")
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_consent(actor, household).let(actor)
    if purpose not in CONSENT_PURPOSES:
        raise Invalid(_("Please choose what the consent is for."), field="purpose")
    member = household.members.get(id=member_id) if member_id else None
    standing = household.consents.filter(purpose=purpose, member=member, withdrawn_at=None).first()
    if standing:
        return standing
    consent = Consent.objects.create(
        household=household,
        member=member,
        purpose=purpose,
        how=how,
        notice_version=notice_version,
        given_at=at,
        recorded_by_id=actor.user_id,
    )
    fact = ConsentGiven(household_id=household.pk, consent_id=consent.pk, purpose=purpose)
    record(fact, household, actor=actor, at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, household_id: int, consent_id: int, at: datetime) -> Consent:
    """
    End a consent from now on; what was done under it stays right.

    :raises Conflict: if it was withdrawn before
    """
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_consent(actor, household).let(actor)
    consent = household.consents.get(id=consent_id)
    if not household.consents.filter(id=consent_id, withdrawn_at=None).update(withdrawn_at=at):
        raise Conflict(_("This consent has already been withdrawn."))
    consent.withdrawn_at = at
    fact = ConsentWithdrawn(
        household_id=household.pk, consent_id=consent.pk, purpose=consent.purpose
    )
    record(fact, household, actor=actor, at=at)
    return consent


@transaction.atomic
def agree_communication(
    *,
    actor: Actor,
    household_id: int,
    channel: str,
    every_days: int,
    quiet_from_minute: int,
    quiet_until_minute: int,
    at: datetime,
) -> Agreement:
    """
    Agree how we speak with one another: by which channel, every how many days, and when not. What
    is agreed already is not agreed again.

    :raises Invalid: if the channel is unknown, the rhythm is no number of days, or a time no time
    """
    actor, household = kept_household(actor, household_id)
    if channel not in CHANNELS:
        raise Invalid(_("Please choose a channel."), field="channel")
    if not 1 <= every_days <= 366:
        raise Invalid(_("Between 1 and 366 days."), field="every_days")
    for field, minute in (("quiet_from", quiet_from_minute), ("quiet_until", quiet_until_minute)):
        if not 0 <= minute <= MINUTES_A_DAY:
            raise Invalid(_("There is no such time of day."), field=field)
    said = {
        "channel": channel,
        "every_days": every_days,
        "quiet_from_minute": quiet_from_minute,
        "quiet_until_minute": quiet_until_minute,
    }
    before = Agreement.objects.filter(household=household).first()
    if before and not differs(before, said):
        return before
    agreement, _is_new = Agreement.objects.update_or_create(
        household=household, defaults=said | {"agreed_at": at}
    )
    fact = CommunicationAgreed(household_id=household.pk, every_days=every_days)
    record(fact, household, actor=actor, at=at)
    return agreement


@transaction.atomic
def wish_worker(
    *, actor: Actor, household_id: int, worker_id: int, kind: str, at: datetime
) -> WorkerWish | None:
    """
    Note that the household asks for a worker ("ask"), never wants them again ("never"), or neither.

    :param kind: "ask", "never", or "" to take back what was said
    :raises Invalid: if the kind is none of these
    """
    take_turn(f"household/{household_id}")
    household = policies.visible_households(actor).get(id=household_id)
    actor = policies.may_wish(actor, household).let(actor)
    if kind not in ("", *WISHES):
        raise Invalid(_("Please choose: ask for, or never send again."), field="kind")
    before = household.wishes.filter(worker_id=worker_id).first()
    if before and before.kind == kind:
        return before
    if not kind:
        if before:
            note_change(household, before, "removed", actor=actor, at=at, part="wish")
            before.delete()
        return None
    wish, _is_new = WorkerWish.objects.update_or_create(
        household=household, worker_id=worker_id, defaults={"kind": kind}
    )
    note_change(household, wish, kind, actor=actor, at=at, part="wish")
    return wish
