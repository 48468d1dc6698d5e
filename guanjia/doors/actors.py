"""Who acts: asked once for a request, whichever door it came by."""

from django.http import HttpRequest

from guanjia.chapters.org.queries import BY_LINK
from guanjia.doors.clock import now
from guanjia.flow.overviews.request_actor import Presence, presence_of
from guanjia.kernel.actors import Actor, Ticket

NOBODY = Actor(user_id=None, name="nobody")

ABSENT = Presence(NOBODY, has_second_factor=False)

LINK_KEY = "link_id"
"""Where a visit remembers the link that was opened in it."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who makes this request; asked once per request. Nobody has no rights at all."""
    return _presence(request).actor


def has_second_factor(request: HttpRequest) -> bool:
    """Test whether who makes this request has set up a second factor; costs nothing more."""
    return _presence(request).has_second_factor


def ticket_of(request: HttpRequest) -> Ticket | None:
    """Return the link that this visit holds and that is still good; None if there is none."""
    if LINK_KEY not in request.session:
        return None
    visit = getattr(request.session, "visit", None)
    if visit is None:
        return None
    ticket: Ticket | None = visit.ticket
    return ticket if ticket and ticket.link_id == request.session[LINK_KEY] else None


def _presence(request: HttpRequest) -> Presence:
    known: Presence | None = getattr(request, "presence", None)
    if known is None:
        known, ticket = ABSENT, ticket_of(request)
        if request.user.is_authenticated:
            user_id, name = request.user.pk, request.user.name
            known = presence_of(user_id=user_id, name=name, at=now(), ticket=ticket)
        elif ticket:
            by_link = Actor(user_id=None, name=BY_LINK, ticket=ticket)
            known = Presence(by_link, has_second_factor=False)
        request.presence = known  # type: ignore[attr-defined]  # kept for this request only
        request.actor = known.actor  # type: ignore[attr-defined]  # for the frame of the page
    return known
