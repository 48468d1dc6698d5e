"""Households."""

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from guanjia.chapters.dossier import commands, queries
from guanjia.chapters.dossier.models import Home
from guanjia.chapters.dossier.policies import visible_households
from guanjia.db.ours import ours
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Endpoints, Id, Paged, Text, Word, listed, many, shape
from guanjia.doors.clock import now
from guanjia.kernel.listed import Listed

router = Endpoints(tags=["households"])
HouseholdOut = shape(
    queries.HouseholdRow,
    "HouseholdOut",
    "id code display_name audience status district contact phone opened_at",
    about="A household as a list shows it; the telephone number is masked.",
)
HomeOut = shape(
    Home,
    "HomeOut",
    "id name district",
    about="A place where the household is served, without the exact address.",
)


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


class Search(Paged):
    """What to look for and which page."""

    text: Text = ""
    status: str = Field("", max_length=16, pattern=r"^[a-z_]*$")


@router.reads("/households", listed(HouseholdOut))
def households(request: HttpRequest, search: Query[Search]) -> Listed[queries.HouseholdRow]:
    """Find households by name, pinyin, initials, telephone number or its last four digits."""
    return queries.household_list(caller(request), **search.dict())


@router.creates("/households", OpenedOut)
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


@router.reads("/households/{household_id}/homes", many(HomeOut))
def homes(request: HttpRequest, household_id: Id) -> QuerySet[Home]:
    """List the homes of a household."""
    household = visible_households(caller(request)).get(id=household_id)
    return household.homes.order_by("id")
