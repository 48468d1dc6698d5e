"""Finding households: the list, and those that already have the caller's number."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.models import Contact, Home, Household, Member
from guanjia.db.pages import page_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.listed import Listed
from guanjia.vault.masking import masked_phone
from guanjia.vault.search import find

SORTS = {
    "newest": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "since": ("-status_since", "-id"),
}
ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the list of households."""

    id: int
    code: str
    display_name: str
    audience: str
    status: str
    district: str
    contact: str
    phone: str
    consultant: str
    butler: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A household that already has the number of the person on the phone."""

    id: int
    code: str
    display_name: str
    status: str
    contact: str
    homes: tuple[tuple[int, str], ...]


def found_by(text: str) -> Q:
    """Return the condition that a household is found under `text`, in three SQL queries."""
    ids = find("household", text)
    people = Q(id__in=list(ids))
    contacts, members = find("contact", text), find("member", text)
    if contacts:
        people |= Q(id__in=Contact.objects.filter(id__in=contacts).values("household_id"))
    if members:
        people |= Q(id__in=Member.objects.filter(id__in=members).values("household_id"))
    return people | Q(code__iexact=text.strip())


def household_list(
    actor: Actor,
    *,
    text: str = "",
    status: str = "",
    audience: str = "",
    mine: bool = False,
    sort: str = "newest",
    number: int = 1,
    rows_a_page: int = ROWS_A_PAGE,
) -> Listed[HouseholdRow]:
    """
    Return a page of the households the actor may see, in four SQL queries, seven with a search.

    They are counted by state, under the same search.

    :param text: a name, its pinyin or initials, a phone number or its last four digits, a code
    :param mine: only those the actor looks after as consultant or butler
    """
    found = policies.visible_households(actor)
    if text.strip():
        found = found.filter(found_by(text))
    if audience:
        found = found.filter(audience=audience)
    if mine:
        found = found.filter(Q(consultant_id=actor.user_id) | Q(butler_id=actor.user_id))
    order = SORTS.get(sort, SORTS["newest"])
    return page_of(found, _rows, order=order, number=number, size=rows_a_page, status=status)


def _rows(wanted: QuerySet[Household]) -> tuple[HouseholdRow, ...]:
    households = list(wanted.select_related("consultant", "butler"))
    ids = [household.pk for household in households]
    contacts: dict[int, Contact] = {}
    for contact in Contact.objects.filter(household_id__in=ids).order_by("is_decider", "-position"):
        contacts[contact.household_id] = contact
    homes: dict[int, Home] = {}
    for home in Home.objects.filter(household_id__in=ids).order_by("-id").defer("access_note"):
        homes[home.household_id] = home
    return tuple(
        HouseholdRow(
            id=household.pk,
            code=household.code,
            display_name=household.display_name,
            audience=household.audience,
            status=household.status,
            district=homes[household.pk].district if household.pk in homes else "",
            contact=contacts[household.pk].name if household.pk in contacts else "",
            phone=masked_phone(contacts[household.pk].phone) if household.pk in contacts else "",
            consultant=household.consultant.name if household.consultant else "",
            butler=household.butler.name if household.butler else "",
            opened_at=household.opened_at,
        )
        for household in households
    )


def duplicates_of(actor: Actor, phone: str) -> tuple[Duplicate, ...]:
    """
    Return the households with a contact of exactly this number, in at most four SQL queries.

    Nothing for a number that is not complete yet.
    """
    try:
        number = rules.phone_number(phone)
    except Invalid:
        return ()
    ids = find("contact", number)
    if not ids:
        return ()
    contacts = {
        contact.household_id: contact
        for contact in Contact.objects.filter(id__in=ids)
        if contact.phone == number
    }
    households = (
        policies.visible_households(actor)
        .filter(id__in=list(contacts))
        .prefetch_related("homes")
        .order_by("-opened_at")
    )
    return tuple(
        Duplicate(
            id=household.pk,
            code=household.code,
            display_name=household.display_name,
            status=household.status,
            contact=contacts[household.pk].name,
            homes=tuple((home.pk, home.name or home.district) for home in household.homes.all()),
        )
        for household in households
    )
