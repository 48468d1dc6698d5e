"""One call-back with all that is needed to call."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from guanjia.chapters.dossier.commands import reveal
from guanjia.chapters.relations import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import is_part, press
from guanjia.doors.web.record import Looked, Record
from guanjia.doors.web.relations.forms import OUTCOMES, REASON_WORDS, OwnerForm, SettleForm
from guanjia.flow.overviews.callback import why_called
from guanjia.kernel.errors import Refusal


def _says(looked: Looked[queries.CallbackCard]) -> dict[str, Any]:
    actor, card = looked.actor, looked.row
    return {
        "reason": REASON_WORDS.get(card.reason, card.reason),
        "outcome": dict(OUTCOMES).get(card.outcome, ""),
        "is_late": card.is_late(looked.at),
        "why": why_called(actor=actor, card=card),
        "colleagues": queries.colleagues_for(actor=actor, callback_id=card.id, at=looked.at),
    }


CALLBACK = Record(
    address="relations:callback",
    template="relations/callback.html",
    named="callback_id",
    find=lambda actor, row_id, _at: queries.callback_card(actor=actor, callback_id=row_id),
    says=_says,
    forms=(("form", SettleForm), ("owner_form", OwnerForm)),
)
callback = CALLBACK.page(commands.settle_callback, "form", page_says=Refusal)
tried = CALLBACK.button(commands.try_callback)
pass_on = CALLBACK.form(
    commands.pass_on_callback, "owner_form", unread=_("Please choose a colleague.")
)


@require_POST
def number(request: HttpRequest, callback_id: int) -> HttpResponse:
    """Show in clear the number to call; the access is recorded with what it was for."""
    actor = actor_of(request)
    card = queries.callback_card(actor=actor, callback_id=callback_id)
    contact_id = why_called(actor=actor, card=card).contact_id
    if contact_id is None:
        raise Http404

    def shown(phone: str) -> HttpResponse:
        if is_part(request):
            return page(request, "relations/callback.html#number", phone=phone)
        return CALLBACK.show(request, callback_id, phone=phone)

    sent = press(
        request,
        lambda: reveal(
            actor=actor,
            household_id=card.household_id,
            part="contact.phone",
            row_id=contact_id,
            purpose="call-back",
            at=now(),
        ),
        onward=shown,
    )
    return sent.answer or CALLBACK.show(request, callback_id, sent)
