"""Promising to come and assess, and what becomes of the promise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from guanjia.chapters.assessment import policies
from guanjia.chapters.assessment.facts import (
    AppointmentCalledOff,
    AppointmentPassedOn,
    AppointmentPromised,
)
from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.assessment.states import APPOINTMENT
from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.commands import open_household
from guanjia.chapters.dossier.states import GONE
from guanjia.chapters.org.queries import standing_in
from guanjia.db.ours import ours
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import check_reach
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record


@transaction.atomic
def promise_appointment(
    *,
    actor: Actor,
    household_id: int,
    home_id: int,
    starts_at: datetime,
    at: datetime,
    minutes: int = 60,
    assessor_id: int | None = None,
) -> Appointment:
    """
    Promise that somebody comes to assess; the actor, unless another is named.

    :raises Invalid: if the time has passed or is years ahead, or nobody is named to come who could
    :raises Conflict: if somebody is to come to the household at that time already
    """
    household = dossier.visible_households(actor).get(id=household_id)
    actor = policies.may_assess(actor, household).let(actor)
    if starts_at <= at:
        raise Invalid(_("This time has passed. Please choose a later one."), field="starts_at")
    check_reach(starts_at, at, field="starts_at")
    assessor = assessor_id or actor.user_id
    if assessor is None:
        raise Invalid(_("Choose who comes."), field="assessor")
    if assessor != actor.user_id and assessor not in standing_in(
        household.branch_id, roles=policies.ASSESSORS, at=at
    ):
        raise Invalid(_("This colleague does not assess here. Choose another."), field="assessor")
    take_turn(f"household/{household.pk}")
    promised = Appointment.objects.filter(household=household, status="promised")
    if promised.filter(starts_at=starts_at).exists():
        raise Conflict(
            _("This household has been promised a visit at this time already. Nothing was added.")
        )
    appointment = Appointment.objects.create(
        household=household,
        home=household.homes.get(id=home_id),
        assessor_id=assessor,
        starts_at=starts_at,
        minutes=minutes,
        promised_at=at,
    )
    fact = AppointmentPromised(appointment_id=appointment.pk, household_id=household.pk)
    record(fact, appointment, household, actor=actor, at=at)
    return appointment


@transaction.atomic
def promise_by_phone(
    *, actor: Actor, caller: Mapping[str, Any], starts_at: datetime, at: datetime
) -> Appointment:
    """
    Open a household and promise to come and assess, in one go.

    :param caller: what `open_household` asks for: branch_id, name, phone, address …
    :raises Refusal: as those two do; then neither has happened
    """
    household = open_household(actor=actor, at=at, **caller)
    return promise_appointment(
        actor=actor,
        household_id=household.pk,
        home_id=ours(household.homes.all()).pk,
        starts_at=starts_at,
        at=at,
    )


@transaction.atomic
def call_off_appointment(*, actor: Actor, appointment_id: int, at: datetime) -> Appointment:
    """
    Call an appointment off.

    :raises IllegalMove: if it was kept or called off already
    """
    appointment = policies.visible_appointments(actor).get(id=appointment_id)
    actor = policies.may_assess(actor, appointment.household).let(actor)
    fact = AppointmentCalledOff(
        appointment_id=appointment.pk, household_id=appointment.household_id
    )
    move(appointment, APPOINTMENT, "call_off", fact, appointment.household, actor=actor, at=at)
    return appointment


@transaction.atomic
def call_off_appointments_of(*, actor: Actor, household_id: int, at: datetime) -> int:
    """
    Call off what was promised to a household that has gone; return how many.

    Nothing happens if it has come back meanwhile.

    :raises NotAllowed: if the actor's role does not include it
    """
    promised = policies.visible_appointments(actor).filter(
        household_id=household_id, household__status__in=GONE, status="promised"
    )
    appointments = list(promised.values_list("id", flat=True))
    for appointment_id in appointments:
        call_off_appointment(actor=actor, appointment_id=appointment_id, at=at)
    return len(appointments)


@transaction.atomic
def pass_on_appointments_of(*, actor: Actor, user_id: int, at: datetime) -> int:
    """
    Let somebody else come where a colleague who has gone was to; return how many were passed on.

    The household's butler or consultant comes, else whoever is there: the promise stands.

    :raises NotAllowed: if the actor's role does not include it
    """
    passed_on = 0
    ahead = policies.visible_appointments(actor).filter(assessor_id=user_id, status="promised")
    for appointment in ahead.select_related("household").order_by("starts_at", "id"):
        household = appointment.household
        actor = policies.may_assess(actor, household).let(actor)
        there = standing_in(household.branch_id, roles=policies.ASSESSORS, at=at)
        named = [one for one in (household.butler_id, household.consultant_id) if one in there]
        assessor_id = next(iter([*named, *there]), None)
        if user_id in there or assessor_id is None:
            continue
        fact = AppointmentPassedOn(
            appointment_id=appointment.pk, household_id=household.pk, assessor_id=assessor_id
        )
        move(
            appointment,
            APPOINTMENT,
            "pass_on",
            fact,
            household,
            actor=actor,
            at=at,
            assessor_id=assessor_id,
        )
        passed_on += 1
    return passed_on
