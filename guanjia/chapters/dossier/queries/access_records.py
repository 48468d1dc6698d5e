"""Who has looked at what is sensitive of a household, for those who may ask."""

from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.dossier import policies
from guanjia.chapters.dossier.models import Household
from guanjia.kernel.actors import Actor
from guanjia.kernel.listed import Listed
from guanjia.vault.access_records import access_records_of

RECORDS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class AccessLine:
    """Somebody saw something of the household in clear; `whose` is empty where it is no person's."""

    at: datetime
    who: str
    what: str
    whose: str
    purpose: str


@dataclass(frozen=True, slots=True)
class AccessRecords(Listed[AccessLine]):
    """One page of the records of access to a household, latest first."""

    household_id: int = 0
    display_name: str = ""


def access_to_household(
    actor: Actor, household_id: int, *, number: int = 1, size: int = RECORDS_A_PAGE
) -> AccessRecords:
    """
    Return who has seen which sensitive part of a household, in seven SQL queries.

    `what` is the noun of the row and its field, such as "contact.phone".

    :raises Household.DoesNotExist: if there is none that the actor may see
    :raises NotAllowed: if the actor's role does not include this question
    """
    household: Household = policies.visible_households(actor).get(id=household_id)
    policies.may_audit(actor, household).require()
    contacts = dict(household.contacts.values_list("id", "name"))
    members = dict(household.members.values_list("id", "name"))
    rows = {
        "contact": contacts.keys(),
        "member": members.keys(),
        "habit": list(household.habits.values_list("id", flat=True)),
        "home": list(household.homes.values_list("id", flat=True)),
        "household": [household.pk],
    }
    number = max(number, 1)
    found, total = access_records_of(rows, first=(number - 1) * size, most=size)
    names = {"contact": contacts, "member": members}
    lines = tuple(
        AccessLine(
            at=one.at,
            who=one.user,
            what=f"{one.noun}.{one.field}",
            whose=names.get(one.noun, {}).get(one.object_id, ""),
            purpose=one.purpose,
        )
        for one in found
    )
    return AccessRecords(
        rows=lines,
        total=total,
        number=number,
        of=max(-(-total // size), 1),
        household_id=household.pk,
        display_name=household.display_name,
    )
