"""Households."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from guanjia.chapters.dossier import commands, queries
from guanjia.chapters.dossier.policies import visible_households
from guanjia.doors.api.bearer import READ, WRITE, caller, within
from guanjia.doors.api.shapes import REFUSALS, Id, Text, Word
from guanjia.doors.manners import now
from guanjia.store.ours import ours

router = Router(tags=["households"])


class HouseholdOut(Schema):
    """A household as a list shows it; the telephone number is masked."""

    id: int
    code: str
    called: str
    audience: str
    status: str
    district: str
    contact: str
    phone: str
    opened_at: datetime


class HouseholdsOut(Schema):
    """A page of households, and how many pages there are."""

    rows: list[HouseholdOut]
    number: int
    of: int
    total: int


class CallIn(Schema):
    """What is known after the first call."""

    branch_id: Id
    name: Word
    phone: Word
    address: Text
    district: Text = ""
    is_other: bool = Field(
        default=False, description="It is another household of somebody whose number is known."
    )
    consents: list[Word] = Field(default_factory=lambda: ["service"], max_length=6)


class OpenedOut(Schema):
    """The household that was opened, and its first home."""

    id: int
    code: str
    home_id: int


class Search(Schema):
    """What to look for and which page."""

    text: Text = ""
    status: str = Field("", max_length=16, pattern=r"^[a-z_]*$")
    number: int = Field(1, ge=1, le=100_000)


@router.get("/households", response={200: HouseholdsOut} | REFUSALS)
@within(READ)
def households(request: HttpRequest, search: Query[Search]) -> HouseholdsOut:
    """Find households by name, pinyin, initials, telephone number or its last four digits."""
    found = queries.household_list(
        caller(request), text=search.text, status=search.status, number=search.number
    )
    return HouseholdsOut(
        rows=[HouseholdOut.from_orm(row) for row in found.rows],
        number=found.number,
        of=found.of,
        total=found.total,
    )


@router.post("/households", response={201: OpenedOut} | REFUSALS)
@within(WRITE)
def open_household(request: HttpRequest, call: CallIn) -> Status[OpenedOut]:
    """
    Open a household from a call.

    A number that is known already is answered with 409, unless `is_other` says that it is another
    household of the same person.
    """
    household = commands.open_household(
        actor=caller(request),
        branch_id=call.branch_id,
        name=call.name,
        phone=call.phone,
        address=call.address,
        district=call.district,
        consents=tuple(call.consents),
        is_other=call.is_other,
        at=now(),
    )
    home_id = ours(household.homes.all()).pk
    return Status(201, OpenedOut(id=household.pk, code=household.code, home_id=home_id))


class HomeOut(Schema):
    """A place where the household is served, without the exact address."""

    id: int
    name: str
    district: str


@router.get("/households/{household_id}/homes", response={200: list[HomeOut]} | REFUSALS)
@within(READ)
def homes(request: HttpRequest, household_id: Id) -> list[HomeOut]:
    """List the homes of a household."""
    household = visible_households(caller(request)).get(id=household_id)
    return [HomeOut.from_orm(home) for home in household.homes.order_by("id")]
