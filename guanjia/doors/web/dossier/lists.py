"""The lists of the dossier: households, and who has looked at one."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from guanjia.chapters.dossier import policies
from guanjia.chapters.dossier.queries import (
    AccessRecords,
    HouseholdRow,
    access_to_household,
    household_list,
)
from guanjia.chapters.dossier.states import HOUSEHOLD
from guanjia.doors.actors import actor_of
from guanjia.doors.web import formatting
from guanjia.doors.web.dossier import labels
from guanjia.doors.web.listing import (
    Asked,
    Choice,
    Column,
    Empty,
    Listing,
    Toggle,
    day_of,
    moment_column,
    state_column,
    state_filter,
    with_small,
)
from guanjia.kernel.listed import Listed


def _households(asked: Asked) -> Listed[HouseholdRow]:
    return household_list(
        asked.actor,
        text=asked.text,
        status=asked["status"],
        audience=asked["audience"],
        mine=bool(asked["whose"]),
        sort=asked.sort,
        number=asked.number,
        rows_a_page=asked.size,
    )


HOUSEHOLDS = Listing(
    name="households",
    title=_("Households"),
    address="dossier:households",
    export_at="dossier:export",
    find=_households,
    href=lambda row: reverse("dossier:household", args=[row.id]),
    aside=lambda row: row.code,
    sort="newest",
    orders=(("since", _("last changed first")),),
    searches=_("Name, pinyin, initials, phone, last four digits"),
    filters=(
        state_filter("household", HOUSEHOLD.states),
        Toggle("whose", _("Show"), _("Mine only"), value="mine"),
        Choice("audience", _("Show"), lambda: labels.AUDIENCES),
    ),
    columns=(
        Column(_("Number"), lambda row: row.code, is_shown=False),
        Column(_("Household"), lambda row: row.display_name, sorts=("name", "-name")),
        state_column("household"),
        Column(_("Kind of household"), lambda row: labels.said(labels.AUDIENCES, row.audience)),
        Column(_("District"), lambda row: row.district),
        Column(
            _("Contact"),
            lambda row: with_small(row.contact, row.phone),
            lambda row: row.contact,
        ),
        Column(_("Consultant"), lambda row: row.consultant, is_labelled=True),
        Column(_("Butler"), lambda row: row.butler, is_labelled=True),
        Column(
            _("Opened"),
            lambda row: formatting.day(row.opened_at),
            lambda row: day_of(row.opened_at),
            sorts=("oldest", "newest"),
            kind="time",
            is_labelled=True,
        ),
    ),
    none_yet=Empty(
        "home",
        _("No family is kept yet"),
        _("Every family that calls is kept here, with what they need and what was promised."),
        action=_("Take the first call"),
        to="dossier:new_call",
        may=lambda asked: policies.takes_calls(asked.actor),
    ),
    none_fits=Empty(
        "search",
        _("No household fits"),
        _(
            "Search finds whole names, surnames, pinyin, initials, whole phone numbers and their "
            "last four digits."
        ),
        action=_("Show all households"),
    ),
    template="dossier/households.html",
)


@require_GET
def households(request: HttpRequest) -> HttpResponse:
    """List the households; search, filters and order stand in the address."""
    return HOUSEHOLDS.answer(request, takes_calls=policies.takes_calls(actor_of(request)))


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the list as it is filtered, without phone numbers, as CSV or as a workbook."""
    return HOUSEHOLDS.hand_out(request)


def _access_records(asked: Asked) -> AccessRecords:
    household_id = asked.path["household_id"]
    return access_to_household(asked.actor, household_id, number=asked.number, size=asked.size)


ACCESS_RECORDS = Listing(
    name="access_records",
    title=_("Who has looked"),
    address="dossier:access_records",
    find=_access_records,
    size=100,
    columns=(
        moment_column(_("When"), lambda row: row.at),
        Column(_("Who"), lambda row: row.who),
        Column(_("What was seen"), lambda row: labels.ACCESSED_FIELDS.get(row.what, row.what)),
        Column(_("Of whom"), lambda row: row.whose),
        Column(_("For"), lambda row: labels.ACCESS_PURPOSES.get(row.purpose, row.purpose)),
    ),
    none_yet=Empty(
        "eye",
        _("Nobody has looked yet"),
        _("Masked values are shown here as soon as somebody has them shown."),
    ),
    template="dossier/access_records.html",
    about=lambda found: {"household_id": found.household_id, "display_name": found.display_name},
)


@require_GET
def access_records(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show who has seen what of a household in clear, and what for; seven SQL queries."""
    return ACCESS_RECORDS.answer(request, path={"household_id": household_id})
