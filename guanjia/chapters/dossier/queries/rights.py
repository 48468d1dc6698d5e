"""What households allow, for many at once: later chapters ask before they plan and send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.models import (
    CONSENT_PURPOSES,
    Consent,
    Contact,
    Household,
    Member,
    Standing,
    WorkerWish,
)
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import standing_in
from guanjia.kernel.actors import Actor

LOOKING_AFTER = ("consultant", "butler", "manager")


def standings_of(*, user_id: int) -> dict[int, str]:
    """Return the households for which a user may act, and how far, in one SQL query."""
    return dict(Standing.objects.filter(user_id=user_id).values_list("household_id", "standing"))


def colleagues(branch_id: int, *, at: datetime) -> tuple[tuple[int, str], ...]:
    """Return who may look after households of a branch, by id and name, in one SQL query."""
    held = Q(roles__branch_id=branch_id) | Q(roles__branch=None)
    now_held = Q(roles__until=None) | Q(roles__until__gt=at)
    users = User.objects.filter(
        held & now_held, roles__role__in=LOOKING_AFTER, roles__since__lte=at, is_active=True
    )
    return tuple(users.distinct().order_by("name", "id").values_list("id", "name"))


def responsible_for(household: Household, *, at: datetime) -> int | None:
    """
    Return the user to whom what concerns a household belongs, in one SQL query.

    Its butler, else its consultant, else whoever cares for households in the branch, the longest
    there first. Who has gone, or no longer looks after households there, is passed over; None if
    nobody is left.
    """
    there = standing_in(household.branch_id, roles=policies.CARERS, at=at)
    named = [one for one in (household.butler_id, household.consultant_id) if one in there]
    named += [
        user_id for role in ("care", "manager") for user_id, held in there.items() if role in held
    ]
    return named[0] if named else None


@dataclass(frozen=True, slots=True)
class Decider:
    """
    Who decides for a household: whom one writes to and asks.

    :param user_id: their login, once they have shown the number to be theirs; None until then
    :param since: since when they decide in the place of another; None if nobody did before
    """

    contact_id: int
    user_id: int | None
    name: str
    phone: str
    phone_print: str
    since: datetime | None


def deciders_of(household_ids: Iterable[int]) -> dict[int, Decider]:
    """Return who decides, by household, where somebody is noted who does; one SQL query."""
    rows = Contact.objects.filter(household_id__in=list(household_ids), is_decider=True)
    return {
        row.household_id: Decider(
            row.pk, row.user_id, row.name, row.phone, row.phone_print, row.decides_since
        )
        for row in rows
    }


def names_of(household_ids: Iterable[int]) -> dict[int, str]:
    """Return what each household is called: the alias where there is one; one SQL query."""
    rows = Household.objects.filter(id__in=list(household_ids))
    return {
        row_id: alias or name for row_id, name, alias in rows.values_list("id", "name", "alias")
    }


def consents_of(household_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the purposes for which each household's consent stands, in one SQL query."""
    wanted = list(household_ids)
    found: dict[int, set[str]] = {household_id: set() for household_id in wanted}
    rows = Consent.objects.filter(household_id__in=wanted, withdrawn_at=None)
    for household_id, purpose in rows.values_list("household_id", "purpose"):
        found[household_id].add(purpose)
    return {household_id: frozenset(purposes) for household_id, purposes in found.items()}


BORN = ("birth_year", "birth_month", "birth_day", "is_lunar", "is_leap_month")
"""The columns that `born_on` reads."""


def born_on(row: Member) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day of a member's birth by the sun, as far as they are known."""
    return rules.born_by_the_sun(
        row.birth_year,
        row.birth_month,
        row.birth_day,
        is_lunar=row.is_lunar,
        is_leap_month=row.is_leap_month,
    )


def minors_among(household_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """Return the age of the youngest for households where somebody is under 18; one SQL query."""
    rows = Member.objects.filter(
        household_id__in=list(household_ids), birth_year__isnull=False
    ).only("household_id", *BORN)
    youngest: dict[int, int] = {}
    for row in rows:
        household_id, age = row.household_id, rules.age_on(on, *born_on(row))
        if age is not None and age < min(rules.OF_AGE, youngest.get(household_id, rules.OF_AGE)):
            youngest[household_id] = age
    return youngest


def worker_wishes_of(household_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return, per household, the workers asked for ("ask") and ruled out ("never"); one SQL query."""
    found: dict[int, dict[int, str]] = {}
    rows = WorkerWish.objects.filter(household_id__in=list(household_ids))
    for household_id, worker_id, kind in rows.values_list("household_id", "worker_id", "kind"):
        found.setdefault(household_id, {})[worker_id] = kind
    return found


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A yes of the household's that stands; `member` is empty if it is for all."""

    id: int
    purpose: str
    member: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class OwnConsents:
    """What one of the actor's own households has agreed to, and has not."""

    household_id: int
    household: str
    may_change: bool
    given: tuple[GivenConsent, ...]
    open: tuple[str, ...]


def own_consents(*, actor: Actor) -> tuple[OwnConsents, ...]:
    """Return what each of the actor's own households has agreed to, in two SQL queries."""
    households = list(Household.objects.filter(id__in=tuple(actor.homes)).order_by("id"))
    given: dict[int, list[GivenConsent]] = {household.pk: [] for household in households}
    standing = Consent.objects.filter(household__in=households, withdrawn_at=None)
    for row in standing.select_related("member").order_by("id"):
        member = row.member.name if row.member else ""
        given[row.household_id].append(GivenConsent(row.pk, row.purpose, member, row.given_at))
    return tuple(
        OwnConsents(
            household_id=household.pk,
            household=household.display_name,
            may_change=bool(policies.may_consent(actor, household)),
            given=tuple(given[household.pk]),
            open=tuple(
                purpose
                for purpose in CONSENT_PURPOSES
                if purpose not in {one.purpose for one in given[household.pk]}
            ),
        )
        for household in households
    )
