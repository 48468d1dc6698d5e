"""The family asks to be forgotten, and may think again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.dossier import commands
from guanjia.chapters.dossier.queries import erasure_card
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import NOT_SENT, Sent, press, to
from guanjia.flow.overviews.erasing import what_stands_against


@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest, household_id: int) -> HttpResponse:
    """Say what would be gone and what is kept, until when; take down that they ask for it."""
    _require_own(request, household_id)
    sent = press(
        request,
        lambda: commands.ask_for_erasure(
            actor=actor_of(request), household_id=household_id, at=now()
        ),
        onward=to("client_erasure", household_id),
        said=gettext("We have noted that you wish to be forgotten."),
    )
    return sent.answer or _shown(request, household_id, sent)


@require_POST
def take_back(request: HttpRequest, household_id: int) -> HttpResponse:
    """Let everything stay as it is."""
    _require_own(request, household_id)
    sent = press(
        request,
        lambda: commands.take_back_erasure(
            actor=actor_of(request), household_id=household_id, at=now()
        ),
        onward=to("client_erasure", household_id),
        said=gettext("Everything stays as it is."),
    )
    return sent.answer or _shown(request, household_id, sent)


def _require_own(request: HttpRequest, household_id: int) -> None:
    if household_id not in actor_of(request).homes:
        raise Http404


def _shown(request: HttpRequest, household_id: int, sent: Sent = NOT_SENT) -> HttpResponse:
    return page(
        request,
        "home/erasure.html",
        status=sent.status,
        refusal=sent.words,
        card=erasure_card(actor_of(request), household_id, at=now()),
        open_things=len(what_stands_against(household_id)),
    )
