"""One household as its record page shows it: masked, finished, with what the actor may do."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.models import (
    Agreement,
    Consent,
    Contact,
    Habit,
    Home,
    Household,
    Member,
    WorkerWish,
)
from guanjia.chapters.dossier.queries.diets import DietLine, diets_of
from guanjia.chapters.dossier.queries.preferences import PreferenceLine, preferences_of
from guanjia.chapters.dossier.queries.rights import born_on
from guanjia.chapters.dossier.states import HOUSEHOLD
from guanjia.db.compiled import CompiledQuery
from guanjia.kernel.actors import Actor
from guanjia.vault.masking import masked_address, masked_phone


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody who speaks for the household, their number masked, and their login once it was shown."""

    id: int
    name: str
    relation: str
    phone: str
    channel: str
    topics: tuple[str, ...]
    is_decider: bool
    can_sign_in: bool
    user_id: int | None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody who lives there. `birthday` is the next celebration, `age` in full years."""

    id: int
    name: str
    relation: str
    sex: str
    age: int | None
    birth: rules.Birthday | None
    birthday: date | None
    occupation: str
    has_health_note: bool
    needs_guardian: bool


@dataclass(frozen=True, slots=True)
class HabitLine:
    """How the household lives, in its own words."""

    id: int
    kind: str
    text: str
    member: str
    is_for_workers: bool


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A home; the address is masked."""

    id: int
    name: str
    kind: str
    district: str
    address: str
    has_access_note: bool
    area_m2: int | None
    rooms: tuple[str, ...]
    no_photo_rooms: tuple[str, ...]
    facilities: tuple[str, ...]
    is_on_map: bool


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A yes to one purpose, standing or withdrawn."""

    id: int
    purpose: str
    member: str
    how: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """How we speak with one another; minutes are after midnight."""

    channel: str
    every_days: int
    quiet_from_minute: int
    quiet_until_minute: int
    agreed_at: datetime


@dataclass(frozen=True, slots=True)
class WishLine:
    """A worker asked for or ruled out."""

    worker_id: int
    worker: str
    kind: str


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """All that the record of a household shows; `gaps` names what nobody has asked yet."""

    id: int
    version: int
    branch_id: int
    code: str
    name: str
    alias: str
    display_name: str
    audience: str
    source: str
    status: str
    opened_at: datetime
    consultant_id: int | None
    consultant: str
    butler_id: int | None
    butler: str
    expectation: str
    contacts: tuple[ContactLine, ...]
    members: tuple[MemberLine, ...]
    habits: tuple[HabitLine, ...]
    preferences: tuple[PreferenceLine, ...]
    diets: tuple[DietLine, ...]
    homes: tuple[HomeLine, ...]
    consents: tuple[ConsentLine, ...]
    agreement: AgreementLine | None
    wishes: tuple[WishLine, ...]
    gaps: tuple[str, ...]
    not_asked: tuple[str, ...]
    moves: tuple[str, ...]
    may_know: bool
    may_know_health: bool
    may_take_calls: bool
    may_keep: bool
    may_consent: bool
    may_reveal: bool
    may_audit: bool


@CompiledQuery
def _household(actor: Actor, household_id: int) -> QuerySet[Household]:
    return (
        policies.visible_households(actor)
        .filter(id=household_id)
        .select_related("consultant", "butler")
    )


@CompiledQuery
def _contacts(household_id: int) -> QuerySet[Contact]:
    rows = Contact.objects.filter(household_id=household_id)
    return rows.order_by("-is_decider", "position", "id")


@CompiledQuery
def _members(household_id: int) -> QuerySet[Member]:
    return Member.objects.filter(household_id=household_id).order_by("id")


@CompiledQuery
def _habits(household_id: int) -> QuerySet[Habit]:
    return Habit.objects.filter(household_id=household_id).order_by("kind", "id")


@CompiledQuery
def _homes(household_id: int) -> QuerySet[Home]:
    return Home.objects.filter(household_id=household_id).order_by("id")


@CompiledQuery
def _consents(household_id: int) -> QuerySet[Consent]:
    return Consent.objects.filter(household_id=household_id).order_by("given_at", "id")


@CompiledQuery
def _agreements(household_id: int) -> QuerySet[Agreement]:
    return Agreement.objects.filter(household_id=household_id)


@CompiledQuery
def _wishes(household_id: int) -> QuerySet[WorkerWish, tuple[int, str, str]]:
    rows = WorkerWish.objects.filter(household_id=household_id).order_by("id")
    return rows.values_list("worker_id", "worker__name", "kind")


def household_record(actor: Actor, household_id: int, *, on: date) -> HouseholdRecord:
    """
    Return the record of one household as of the day `on`, in ten SQL queries at most.

    :raises Household.DoesNotExist: if there is none that the actor may see
    """
    household = _household.get(actor, household_id)
    members = tuple(_member(member, on) for member in _members(household_id))
    names = {member.id: member.name for member in members}
    consents = _consents(household_id)
    habits = _habits(household_id)
    homes = _homes(household_id)
    agreement = _agreements.first(household_id)
    standing = {row.purpose for row in consents if row.withdrawn_at is None}
    has_minor = any(member.age is not None and member.age < rules.OF_AGE for member in members)
    asked = rules.consents_asked(audience=household.audience, has_minor=has_minor)
    may_move = bool(policies.may_move(actor, household))
    may_know_health = bool(policies.may_know_health(actor, household))
    record = HouseholdRecord(
        id=household.pk,
        version=household.version,
        branch_id=household.branch_id,
        code=household.code,
        name=household.name,
        alias=household.alias,
        display_name=household.display_name,
        audience=household.audience,
        source=household.source,
        status=household.status,
        opened_at=household.opened_at,
        consultant_id=household.consultant_id,
        consultant=household.consultant.name if household.consultant else "",
        butler_id=household.butler_id,
        butler=household.butler.name if household.butler else "",
        expectation=household.expectation,
        contacts=tuple(_contact(row) for row in _contacts(household_id)),
        members=members,
        preferences=preferences_of(household_id),
        diets=diets_of(household_id) if may_know_health else (),
        habits=tuple(
            HabitLine(
                row.pk, row.kind, row.text, names.get(row.member_id or 0, ""), row.is_for_workers
            )
            for row in habits
        ),
        homes=tuple(_home(row) for row in homes),
        consents=tuple(
            ConsentLine(
                row.pk,
                row.purpose,
                names.get(row.member_id or 0, ""),
                row.how,
                row.given_at,
                row.withdrawn_at,
            )
            for row in consents
        ),
        agreement=AgreementLine(
            agreement.channel,
            agreement.every_days,
            agreement.quiet_from_minute,
            agreement.quiet_until_minute,
            agreement.agreed_at,
        )
        if agreement
        else None,
        wishes=tuple(WishLine(*row) for row in _wishes(household_id)),
        gaps=_gaps(
            household, homes, members, has_habits=bool(habits), has_agreement=bool(agreement)
        ),
        not_asked=tuple(purpose for purpose in asked if purpose not in standing),
        moves=HOUSEHOLD.open_to(household.status) if may_move else (),
        may_know=bool(policies.may_know(actor, household)),
        may_know_health=may_know_health,
        may_take_calls=bool(policies.may_open(actor, household.branch_id)),
        may_keep=bool(policies.may_keep(actor, household)),
        may_consent=bool(policies.may_consent(actor, household)),
        may_reveal=bool(policies.may_reveal(actor, household, "contact.phone")),
        may_audit=bool(policies.may_audit(actor, household)),
    )
    return record if record.may_know else _for_bills(record)


def _for_bills(record: HouseholdRecord) -> HouseholdRecord:
    """Return of a record who speaks and pays for the household, and where; nothing of how it lives."""
    nothing: tuple[Any, ...] = ()
    return replace(
        record,
        expectation="",
        members=nothing,
        habits=nothing,
        preferences=nothing,
        diets=nothing,
        homes=tuple(
            replace(
                home,
                has_access_note=False,
                rooms=nothing,
                no_photo_rooms=nothing,
                facilities=nothing,
            )
            for home in record.homes
        ),
        consents=nothing,
        wishes=nothing,
        gaps=nothing,
        not_asked=nothing,
    )


def _contact(row: Contact) -> ContactLine:
    return ContactLine(
        id=row.pk,
        name=row.name,
        relation=row.relation,
        phone=masked_phone(row.phone),
        channel=row.channel,
        topics=tuple(row.topics),
        is_decider=row.is_decider,
        can_sign_in=row.user_id is not None,
        user_id=row.user_id,
    )


def _member(row: Member, on: date) -> MemberLine:
    birth = None
    if row.birth_month and row.birth_day:
        birth = rules.Birthday(
            month=row.birth_month,
            day=row.birth_day,
            year=row.birth_year,
            is_lunar=row.is_lunar,
            is_leap_month=row.is_leap_month,
        )
    age = rules.age_on(on, *born_on(row))
    return MemberLine(
        id=row.pk,
        name=row.name,
        relation=row.relation,
        sex=row.sex,
        age=age,
        birth=birth,
        birthday=birth.next_after(on) if birth else None,
        occupation=row.occupation,
        has_health_note=bool(row.health),
        needs_guardian=age is not None and age < rules.GUARDIAN_UNTIL,
    )


def _home(row: Home) -> HomeLine:
    return HomeLine(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        district=row.district,
        address=masked_address(row.address),
        has_access_note=bool(row.access_note),
        area_m2=row.area_m2,
        rooms=tuple(row.rooms),
        no_photo_rooms=tuple(row.no_photo_rooms),
        facilities=tuple(row.facilities),
        is_on_map=row.latitude is not None and row.longitude is not None,
    )


def _gaps(
    household: Household,
    homes: list[Home],
    members: tuple[MemberLine, ...],
    *,
    has_habits: bool,
    has_agreement: bool,
) -> tuple[str, ...]:
    """Return what a colleague who takes over would have to ask, by code."""
    missing = {
        "members": not members,
        "birthdays": bool(members) and any(member.birth is None for member in members),
        "habits": not has_habits,
        "rooms": any(not home.rooms for home in homes),
        "access": any(not home.access_note for home in homes),
        "place": any(home.latitude is None for home in homes),
        "agreement": not has_agreement,
        "expectation": not household.expectation,
        "butler": household.butler_id is None,
    }
    return tuple(code for code, is_missing in missing.items() if is_missing)
