"""Households: opened by a call, with people in them, and assessed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.dossier import commands
from guanjia.chapters.dossier.models import Contact, Home, Household, Member
from guanjia.chapters.dossier.queries import standings_of
from guanjia.chapters.org.commands import note_phone_verified
from guanjia.chapters.org.models import Branch
from guanjia.kernel.actors import Actor
from tests.world import company
from tests.world.company import MONDAY_9

FRAIL = {
    "lives_with": "alone",
    "speaks": "shanghainese",
    "recent": "fall",
    "illnesses": "pressure,bones",
    "medicines": "5",
    "hearing_sight": "hearing",
    "adl_eating": "alone",
    "adl_bathing": "helped",
    "adl_grooming": "alone",
    "adl_dressing": "some",
    "adl_bowels": "sure",
    "adl_bladder": "sure",
    "adl_toilet": "alone",
    "adl_rising": "little",
    "adl_walking": "alone",
    "adl_stairs": "some",
    "iadl_phone": "able",
    "iadl_shopping": "helped",
    "iadl_cooking": "helped",
    "iadl_housework": "helped",
    "iadl_laundry": "able",
    "iadl_transport": "helped",
    "iadl_medicine": "helped",
    "iadl_money": "able",
    "falls_year": "more",
    "falls_injury": "no",
    "falls_gait": "unsteady",
    "falls_dizzy": "yes",
    "falls_night": "once",
    "falls_sedative": "yes",
    "falls_fear": "no",
    "home_floor": "yes",
    "home_light": "yes",
    "home_bath": "yes",
    "home_slip": "no",
    "home_toilet": "no",
    "home_bed": "no",
    "home_gas": "no",
    "home_stairs": "no",
    "home_reach": "no",
    "home_call": "yes",
    "has_tools": "mop,cloths,liquids",
    "has_aids": "stick",
    "has_help": "none",
    "goal": "别再摔了，还能自己下楼晒太阳",
    "matters": "safe,independent",
    "not_before": "t09",
}
"""An older woman alone, after a fall: every question that has to be answered."""


def consultant_of(branch: Branch, *, name: str = "家政顾问 林晓") -> Actor:
    """Return a consultant, new to the branch."""
    return company.staff("consultant", branch, name=name)


def open_household(
    branch: Branch,
    *,
    name: str = "吴家",
    phone: str = "",
    address: str = "南京西路1234弄5号602室",
    consents: tuple[str, ...] = ("service", "health"),
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    **known: Any,
) -> Household:
    """Open a household as a consultant does on the phone."""
    known = {"district": "静安区", "latitude": 31.2281, "longitude": 121.4547} | known
    return commands.open_household(
        actor=by or consultant_of(branch),
        branch_id=branch.pk,
        name=name,
        phone=phone or company.phone_number(),
        address=address,
        consents=consents,
        at=at,
        **known,
    )


def home_of(household: Household) -> Home:
    """Return the household's first home."""
    return household.homes.earliest("id")


def with_elder(
    household: Household,
    *,
    name: str = "吴秀英",
    birth_year: int | None = 1942,
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    **known: Any,
) -> Member:
    """Add an older woman who keeps her birthday by the moon."""
    known = {"birth_month": 12, "birth_day": 30, "is_lunar": True, "sex": "f"} | known
    return commands.add_member(
        actor=by or consultant_of(household.branch),
        household_id=household.pk,
        name=name,
        relation="母亲",
        birth_year=birth_year,
        at=at,
        **known,
    )


def client_actor(household: Household, *, at: datetime = MONDAY_9) -> Actor:
    """Return the person who decides for the household, as they sign in."""
    return signed_in(household.contacts.get(is_decider=True), at=at)


def relative_actor(
    household: Household, *, name: str = "吴磊", at: datetime = MONDAY_9, by: Actor | None = None
) -> Actor:
    """Return a relative who may read and not decide, as they sign in."""
    actor = by or consultant_of(household.branch)
    contact = commands.add_contact(
        actor=actor,
        household_id=household.pk,
        name=name,
        phone=company.phone_number(),
        relation="儿子",
        at=at,
    )
    return signed_in(contact, at=at)


def signed_in(contact: Contact, *, at: datetime = MONDAY_9) -> Actor:
    """Return a contact as they are once they have typed the code that was sent to their number."""
    user = commands.login_of_contact(phone=contact.phone, at=at)
    assert user is not None, "the number is a contact's"
    note_phone_verified(user_id=user.pk, at=at)
    commands.bind_contacts(user_id=user.pk, at=at)
    return company.actor_of_user(user, homes=standings_of(user_id=user.pk), at=at)


def begun_assessment(
    household: Household, *, by: Actor, member: Member | None = None, at: datetime = MONDAY_9
) -> Assessment:
    """Begin to assess an older person of the household."""
    return assessment.start_assessment(
        actor=by,
        household_id=household.pk,
        form="older_people",
        member_id=member.pk if member else None,
        at=at,
    )


def assessed(
    household: Household,
    *,
    answers: Mapping[str, str] | None = None,
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    member: Member | None = None,
) -> Assessment:
    """Assess an older person of the household; `answers` goes before what FRAIL says."""
    actor = by or consultant_of(household.branch)
    begun = begun_assessment(household, by=actor, member=member, at=at)
    assessment.save_answers(
        actor=actor, assessment_id=begun.pk, answers=FRAIL | dict(answers or {}), at=at
    )
    return assessment.finish_assessment(
        actor=actor, assessment_id=begun.pk, at=at + timedelta(minutes=40)
    )
