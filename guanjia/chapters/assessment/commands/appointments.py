"""Promising to come and assess, and what becomes of the promise."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.assessment import policies, rules
from guanjia.chapters.assessment.facts import (
    AppointmentCalledOff,
    AppointmentKept,
    AppointmentMoved,
    AppointmentNeedless,
    AppointmentPassedOn,
    AppointmentPromised,
)
from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.assessment.states import APPOINTMENT
from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.commands import open_household
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.states import GONE
from guanjia.chapters.org.queries import standing_in, zone_of
from guanjia.db.ours import ours
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import check_reach, local
from guanjia.kernel.errors import Conflict, Invalid, Stale
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
    is_meant: bool = False,
) -> Appointment:
    """
    Promise that somebody comes to assess; the actor, unless another is named.

    :param is_meant: they are promised elsewhere at that time, and the actor has seen that
    :raises ElsewhereThen: if they are, and nobody has been asked
    :raises Invalid: if the time has passed or is years ahead, or nobody is named to come who could
    :raises Conflict: if somebody is to come to the household at that time already
    """
    household = dossier.visible_households(actor).get(id=household_id)
    actor = policies.may_assess(actor, household).let(actor)
    _check_time(starts_at, at)
    assessor = assessor_id or actor.user_id
    if assessor is None:
        raise Invalid(_("Choose who comes."), field="assessor")
    if assessor != actor.user_id and assessor not in standing_in(
        household.branch_id, roles=policies.ASSESSORS, at=at
    ):
        raise Invalid(_("This colleague does not assess here. Choose another."), field="assessor")
    _require_free_household(household, starts_at)
    if not is_meant:
        _require_free_assessor(actor, assessor, rules.Stay(starts_at, minutes), household)
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


def _check_time(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Invalid(_("This time has passed. Please choose a later one."), field="starts_at")
    check_reach(starts_at, at, field="starts_at")


def _require_free_household(household: Household, starts_at: datetime) -> None:
    take_turn(f"household/{household.pk}")
    promised = Appointment.objects.filter(household=household, status="promised")
    if promised.filter(starts_at=starts_at).exists():
        raise Conflict(
            _("This household has been promised a visit at this time already. Nothing was added.")
        )


def _require_free_assessor(
    actor: Actor,
    assessor_id: int,
    stay: rules.Stay,
    household: Household,
    *,
    besides: int = 0,
) -> None:
    """
    Pass if whoever comes is promised nowhere else at that time.

    :param besides: the appointment that is moved
    :raises ElsewhereThen: naming the home, if the actor may see it
    """
    take_turn(f"assessor/{assessor_id}")
    around = Appointment.objects.filter(
        assessor_id=assessor_id,
        status="promised",
        starts_at__gt=stay.starts_at - rules.LONGEST,
        starts_at__lt=stay.ends_at,
    ).exclude(id=besides)
    rows = {rules.Stay(one.starts_at, one.minutes): one for one in around}
    there = rules.first_in_the_way(stay, rows)
    if there is None:
        return
    zone = zone_of(household.branch_id)
    where = (
        policies.visible_appointments(actor).filter(id=rows[there].pk).select_related("household")
    )
    names = [one.household.display_name for one in where]
    raise rules.ElsewhereThen(
        _("At that time, %(since)s–%(until)s, they are promised to %(household)s. Promise both?")
        if names
        else _("At that time, %(since)s–%(until)s, they are promised elsewhere. Promise both?"),
        since=f"{local(there.starts_at, zone):%H:%M}",
        until=f"{local(there.ends_at, zone):%H:%M}",
        household=next(iter(names), ""),
    )


@transaction.atomic
def move_appointment(
    *,
    actor: Actor,
    appointment_id: int,
    was: datetime,
    starts_at: datetime,
    at: datetime,
    minutes: int | None = None,
    is_meant: bool = False,
) -> Appointment:
    """
    Come at another time than was promised; the household is told both (see flow/notices).

    :param was: the time that stood there when the actor decided
    :param is_meant: they are promised elsewhere at that time, and the actor has seen that
    :raises Stale: if somebody has moved it meanwhile
    :raises IllegalMove: if it was kept or called off already
    :raises Invalid: if the time has passed, is years ahead, or is the one that was promised
    :raises Conflict: as `promise_appointment` does
    """
    appointment = (
        policies.visible_appointments(actor).select_related("household").get(id=appointment_id)
    )
    household = appointment.household
    actor = policies.may_assess(actor, household).let(actor)
    if appointment.starts_at != was:
        raise Stale(_("Somebody has moved this visit meanwhile. Please look at the new time."))
    minutes = minutes or appointment.minutes
    if (starts_at, minutes) == (was, appointment.minutes):
        raise Invalid(_("This is the time that is promised already."), field="starts_at")
    _check_time(starts_at, at)
    if starts_at != was:
        _require_free_household(household, starts_at)
    if not is_meant:
        stay = rules.Stay(starts_at, minutes)
        _require_free_assessor(
            actor, appointment.assessor_id, stay, household, besides=appointment.pk
        )
    fact = AppointmentMoved(
        appointment_id=appointment.pk,
        household_id=household.pk,
        was=was.astimezone(UTC).isoformat(timespec="minutes"),
        becomes=starts_at.astimezone(UTC).isoformat(timespec="minutes"),
    )
    move(
        appointment,
        APPOINTMENT,
        "put_off",
        fact,
        household,
        actor=actor,
        at=at,
        starts_at=starts_at,
        minutes=minutes,
    )
    return appointment


@transaction.atomic
def promise_by_phone(
    *,
    actor: Actor,
    caller: Mapping[str, Any],
    starts_at: datetime,
    at: datetime,
    is_meant: bool = False,
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
        is_meant=is_meant,
        at=at,
    )


def keep_appointments(household: Household, which: Q, *, actor: Actor, at: datetime) -> None:
    """Note of those promises to a household that they were kept."""
    for appointment in Appointment.objects.filter(which, household=household, status="promised"):
        kept = AppointmentKept(appointment_id=appointment.pk, household_id=household.pk)
        move(appointment, APPOINTMENT, "keep", kept, household, actor=actor, at=at)


@transaction.atomic
def settle_appointments_of(
    *, actor: Actor, household_id: int, promised_before: datetime, at: datetime
) -> int:
    """
    Settle what was promised to a household that has agreed to a plan; return how many were settled.

    A time that has passed was kept; who was still to come does not, and the household is told.

    :param promised_before: when the plan was offered: a visit that was promised since still stands

    :raises NotAllowed: if the actor's role does not include it
    """
    promised = policies.visible_appointments(actor).filter(
        household_id=household_id, status="promised", promised_at__lt=promised_before
    )
    ahead = list(promised.select_related("household").order_by("starts_at", "id"))
    for appointment in ahead:
        household = appointment.household
        actor = policies.may_assess(actor, household).let(actor)
        ids = {"appointment_id": appointment.pk, "household_id": household.pk}
        is_past = appointment.starts_at <= at
        fact = AppointmentKept(**ids) if is_past else AppointmentNeedless(**ids)
        name = "keep" if is_past else "call_off"
        move(appointment, APPOINTMENT, name, fact, household, actor=actor, at=at)
    return len(ahead)


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
