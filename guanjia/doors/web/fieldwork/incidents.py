"""An incident at the desk: what was reported, and seeing to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web import show as shown
from guanjia.doors.web.fieldwork.forms import INCIDENTS, WEIGHT
from guanjia.kernel.errors import Refusal

MOVES = {"take_up": commands.take_up_incident, "close": commands.close_incident}


@require_GET
def show(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show what a worker reported, with the picture if there is one."""
    return _show(request, incident_id)


def _show(
    request: HttpRequest, incident_id: int, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    card = queries.incident_card(actor=actor_of(request), incident_id=incident_id)
    return page(
        request,
        "fieldwork/incident_record.html",
        status=status,
        card=card,
        kind=INCIDENTS[card.kind],
        weight=WEIGHT[card.severity],
        moves=[(name, shown.word("incident", name)) for name in MOVES if name in card.moves],
        refusal=refusal,
    )


@require_POST
def handle(request: HttpRequest, incident_id: int, name: str) -> HttpResponse:
    """Take an incident up, or say that it has been seen to."""
    if name not in MOVES:
        raise Http404
    try:
        MOVES[name](actor=actor_of(request), incident_id=incident_id, at=now())
    except Refusal as error:
        refusal, status = in_words(error), status_of(error)
        return _show(request, incident_id, refusal=refusal, status=status)
    messages.success(request, gettext("It is noted with your name."))
    return redirect("fieldwork:incident_record", incident_id)
