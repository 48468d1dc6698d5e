"""An incident at the desk: what was reported, and seeing to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting as shown
from guanjia.doors.web.fieldwork.forms import INCIDENTS, WEIGHT
from guanjia.doors.web.forms import NOT_SENT, Sent, press, to

MOVES = {"take_up": commands.take_up_incident, "close": commands.close_incident}


@require_GET
def show(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show what a worker reported, with the picture if there is one."""
    return _show(request, incident_id)


def _show(request: HttpRequest, incident_id: int, sent: Sent = NOT_SENT) -> HttpResponse:
    card = queries.incident_card(actor=actor_of(request), incident_id=incident_id)
    return page(
        request,
        "fieldwork/incident_record.html",
        status=sent.status,
        card=card,
        kind=INCIDENTS[card.kind],
        weight=WEIGHT[card.severity],
        moves=[(name, shown.word("incident", name)) for name in MOVES if name in card.moves],
        refusal=sent.words,
    )


@require_POST
def handle(request: HttpRequest, incident_id: int, name: str) -> HttpResponse:
    """Take an incident up, or say that it has been seen to."""
    if name not in MOVES:
        raise Http404
    sent = press(
        request,
        lambda: MOVES[name](actor=actor_of(request), incident_id=incident_id, at=now()),
        onward=to("fieldwork:incident_record", incident_id),
        said=gettext("It is noted with your name."),
    )
    return sent.answer or _show(request, incident_id, sent)
