"""The list of households made ready: its lines, its filters, and its export."""

from collections.abc import Mapping

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.dossier.queries import SORTS, HouseholdRow
from guanjia.chapters.dossier.states import HOUSEHOLD
from guanjia.doors.web import show
from guanjia.doors.web.asking import address_with
from guanjia.doors.web.dossier import words

Row = dict[str, object]

SORT_WORDS = {
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "name": _("by name"),
    "since": _("last changed first"),
}


def household_row(row: HouseholdRow) -> Row:
    """Return a line of the list."""
    return {
        "href": reverse("dossier:household", args=[row.id]),
        "called": row.called,
        "code": row.code,
        "state": show.state("household", row.status),
        "audience": words.said(words.AUDIENCES, row.audience),
        "district": row.district,
        "contact": row.contact,
        "phone": row.phone,
        "consultant": row.consultant,
        "butler": row.butler,
        "opened": show.day(row.opened_at),
    }


def export_head() -> list[str]:
    """Return the headings of an exported list."""
    return [
        gettext("Number"),
        gettext("Household"),
        gettext("State"),
        gettext("Kind of household"),
        gettext("District"),
        gettext("Contact"),
        gettext("Consultant"),
        gettext("Butler"),
        gettext("Opened"),
    ]


def export_row(row: HouseholdRow) -> list[str]:
    """Return a line of an exported list; phone numbers stay in the house."""
    return [
        row.code,
        row.called,
        show.word("household", row.status),
        words.said(words.AUDIENCES, row.audience),
        row.district,
        row.contact,
        row.consultant,
        row.butler,
        f"{row.opened_at:%Y-%m-%d}",
    ]


def state_chips(query: QueryDict, by_status: Mapping[str, int]) -> list[Row]:
    """Return a filter for every state a household can be in, with how many there are."""
    chosen = query.get("status", "")
    every: Row = {
        "words": gettext("All"),
        "href": address_with(query, status=""),
        "on": not chosen,
        "count": sum(by_status.values()),
    }
    return [
        every,
        *(
            {
                "words": show.word("household", name),
                "href": address_with(query, status=name),
                "on": chosen == name,
                "count": by_status.get(name, 0),
            }
            for name in HOUSEHOLD.states
        ),
    ]


def audience_chips(query: QueryDict) -> list[Row]:
    """Return a filter for every kind of household, and one for my own."""
    chosen, mine = query.get("audience", ""), query.get("whose") == "mine"
    return [
        {
            "words": gettext("Mine only"),
            "href": address_with(query, whose="" if mine else "mine"),
            "on": mine,
        },
        *(
            {
                "words": str(name),
                "href": address_with(query, audience="" if chosen == code else code),
                "on": chosen == code,
            }
            for code, name in words.AUDIENCES
        ),
    ]


def sort_chips(query: QueryDict) -> list[Row]:
    """Return the orders in which the list can be read."""
    chosen = query.get("sort", "newest")
    return [
        {
            "words": str(SORT_WORDS[name]),
            "href": address_with(query, sort=name),
            "on": chosen == name,
        }
        for name in SORTS
    ]


def pages(query: QueryDict, number: int, of: int) -> Row:
    """Return where a long list stands."""
    return {
        "number": number,
        "of": of,
        "back": address_with(query, page=number - 1) if number > 1 else "",
        "on": address_with(query, page=number + 1) if number < of else "",
    }
