"""
Which pages are there for whom, before any policy is asked.

A page that is named for nobody here belongs to the desks: for clients, workers and holders of a
link it does not exist. A link opens the pages of its purpose, for the one row that it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import ResolverMatch, reverse

from guanjia.kernel.actors import Actor, Ticket

OWN_ACCOUNT = frozenset(
    {
        "start",
        "me",
        "still_here",
        "messages",
        "account_logout",
        "account_change_password",
        "account_set_password",
        "account_reauthenticate",
        "prove",
        "prove_again",
        "end_way",
        "role_offer",
        "decline_role",
    }
)
"""What everybody who is signed in has; the pages of second factors besides, whose names begin alike."""
SECOND_FACTORS = "mfa_"

CLIENTS = frozenset(
    {
        "client_home",
        "client_visits",
        "client_visit",
        "client_contact",
        "client_consents",
        "client_give_consent",
        "client_withdraw_consent",
        "planning:answer",
        "planning:wish",
        "planning:decline",
        "planning:paper",
        "survey:answer",
        "fieldwork:done_visit",
        "fieldwork:evidence",
    }
)
WORKERS = frozenset(
    {
        "fieldwork:today",
        "fieldwork:week",
        "fieldwork:seen",
        "fieldwork:keeper",
        "fieldwork:away",
        "fieldwork:visit",
        "fieldwork:arrive",
        "fieldwork:step",
        "fieldwork:reading",
        "fieldwork:leave",
        "fieldwork:acceptance",
        "fieldwork:unsigned",
        "fieldwork:incident",
        "fieldwork:reported",
        "fieldwork:evidence",
        "catalog:services",
        "catalog:service",
        "workforce:me",
        "workforce:photo",
        "workforce:file",
        "workforce:hand_in",
        "workforce:hours",
        "workforce:leave",
        "workforce:withdraw_leave",
    }
)


@dataclass(frozen=True, slots=True)
class Opens:
    """
    What a link opens.

    :param start: the page that it leads to
    :param pages: every page that it may ask for, the start among them
    :param by: the argument of their addresses that has to be the link's own row
    """

    start: str
    pages: frozenset[str]
    by: str


LINKS: Mapping[str, Opens] = {
    "offer": Opens(
        "planning:answer", frozenset({"planning:answer", "planning:wish"}), by="version_id"
    ),
    "survey": Opens("survey:answer", frozenset({"survey:answer"}), by="invitation_id"),
    "visit": Opens("client_visit", frozenset({"client_visit"}), by="visit_id"),
}


def start_of_link(purpose: str, subject_id: int) -> str:
    """Return the address of the page that a link leads to."""
    return reverse(LINKS[purpose].start, args=[subject_id])


def is_opened_by(ticket: Ticket | None, match: ResolverMatch) -> bool:
    """Test whether a link opens the page that is asked for."""
    if ticket is None:
        return False
    opens = LINKS[ticket.purpose]
    return match.view_name in opens.pages and match.kwargs.get(opens.by) == ticket.subject_id


def is_there_for(actor: Actor, match: ResolverMatch) -> bool:
    """Test whether the page that is asked for is there for somebody who is signed in."""
    name = match.view_name
    if actor.is_staff or name in OWN_ACCOUNT or name.startswith(SECOND_FACTORS):
        return True
    if actor.worker_id is not None and name in WORKERS:
        return True
    return (bool(actor.homes) and name in CLIENTS) or is_opened_by(actor.ticket, match)
