"""An incident at the desk: what was reported, and seeing to it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.web import formatting
from guanjia.doors.web.fieldwork.forms import INCIDENTS, WEIGHT
from guanjia.doors.web.forms import press, to
from guanjia.doors.web.record import Looked, Record

MOVES = {"take_up": commands.take_up_incident, "close": commands.close_incident}


def _says(looked: Looked[queries.IncidentCard]) -> dict[str, Any]:
    card = looked.row
    return {
        "kind": INCIDENTS[card.kind],
        "weight": WEIGHT[card.severity],
        "moves": [
            (name, formatting.word("incident", name)) for name in MOVES if name in card.moves
        ],
    }


INCIDENT = Record(
    address="fieldwork:incident_record",
    template="fieldwork/incident_record.html",
    named="incident_id",
    find=lambda actor, row_id, _at: queries.incident_card(actor=actor, incident_id=row_id),
    says=_says,
)
show = INCIDENT.view


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
    return sent.answer or INCIDENT.show(request, incident_id, sent)
