"""
Which pages are there for whom, before any policy is asked.

A page that no section names for somebody belongs to the desks: for clients, workers and holders of a
link it does not exist. A link opens the pages of its purpose, for the one row that it is about.
"""

from functools import cache

from django.urls import ResolverMatch, reverse

from guanjia.doors.web.sections import links, sections
from guanjia.kernel.actors import Actor, Ticket

SECOND_FACTORS = "mfa_"
"""How the names of the pages of second factors begin, which everybody has who is signed in."""


def start_of_link(purpose: str, subject_id: int) -> str:
    """Return the address of the page that a link leads to."""
    return reverse(links()[purpose].start, args=[subject_id])


def is_opened_by(ticket: Ticket | None, match: ResolverMatch) -> bool:
    """Test whether a link opens the page that is asked for."""
    if ticket is None:
        return False
    opens = links()[ticket.purpose]
    return match.view_name in opens.pages and match.kwargs.get(opens.by) == ticket.subject_id


def is_there_for(actor: Actor, match: ResolverMatch) -> bool:
    """Test whether the page that is asked for is there for somebody who is signed in."""
    name = match.view_name
    if actor.is_staff or name in _for_everybody() or name.startswith(SECOND_FACTORS):
        return True
    if actor.worker_id is not None and name in _for_workers():
        return True
    return (bool(actor.homes) and name in _for_clients()) or is_opened_by(actor.ticket, match)


@cache
def _for_everybody() -> frozenset[str]:
    return frozenset().union(*(section.for_everybody for section in sections()))


@cache
def _for_workers() -> frozenset[str]:
    return frozenset().union(*(section.for_workers for section in sections()))


@cache
def _for_clients() -> frozenset[str]:
    return frozenset().union(*(section.for_clients for section in sections()))
