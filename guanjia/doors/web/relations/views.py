"""One call-back with all that is needed to call."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.dossier.commands import reveal
from guanjia.chapters.relations import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import NOT_SENT, Sent, is_part, posted, press, submit, to
from guanjia.doors.web.relations.forms import OUTCOMES, REASON_WORDS, OwnerForm, SettleForm
from guanjia.flow.overviews.callback import why_called
from guanjia.kernel.errors import Refusal


@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, callback_id: int) -> HttpResponse:
    """Show one call-back with its reason; take down how the call ended."""
    form = SettleForm(posted(request))
    sent = submit(
        request,
        form,
        lambda told: commands.settle_callback(
            actor=actor_of(request),
            callback_id=callback_id,
            outcome=told["outcome"],
            words=told["words"],
            at=now(),
        ),
        onward=to("relations:callback", callback_id),
        page_says=Refusal,
    )
    return sent.answer or _show(request, callback_id, sent, form=form)


def _show(
    request: HttpRequest,
    callback_id: int,
    sent: Sent = NOT_SENT,
    *,
    form: SettleForm | None = None,
    phone: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    card = queries.callback_card(actor=actor, callback_id=callback_id)
    return page(
        request,
        "relations/callback.html",
        status=sent.status,
        card=card,
        reason=REASON_WORDS.get(card.reason, card.reason),
        outcome=dict(OUTCOMES).get(card.outcome, ""),
        is_late=card.is_late(now()),
        why=why_called(actor=actor, card=card),
        colleagues=queries.colleagues_for(actor=actor, callback_id=callback_id, at=now()),
        form=form or SettleForm(),
        refusal=sent.words,
        phone=phone,
    )


@require_POST
def number(request: HttpRequest, callback_id: int) -> HttpResponse:
    """Show in clear the number to call; the look is recorded with what it was for."""
    actor = actor_of(request)
    card = queries.callback_card(actor=actor, callback_id=callback_id)
    contact_id = why_called(actor=actor, card=card).contact_id
    if contact_id is None:
        raise Http404

    def shown(phone: str) -> HttpResponse:
        if is_part(request):
            return page(request, "relations/callback.html#number", phone=phone)
        return _show(request, callback_id, phone=phone)

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
    return sent.answer or _show(request, callback_id, sent)


@require_POST
def tried(request: HttpRequest, callback_id: int) -> HttpResponse:
    """Record a call that reached nobody."""
    sent = press(
        request,
        lambda: commands.try_callback(actor=actor_of(request), callback_id=callback_id, at=now()),
        onward=to("relations:callback", callback_id),
    )
    return sent.answer or _show(request, callback_id, sent)


@require_POST
def pass_on(request: HttpRequest, callback_id: int) -> HttpResponse:
    """Give the task to a colleague."""
    sent = submit(
        request,
        OwnerForm(request.POST),
        lambda told: commands.pass_on_callback(
            actor=actor_of(request),
            callback_id=callback_id,
            version=told["version"],
            owner_id=told["owner"],
            at=now(),
        ),
        onward=to("relations:callback", callback_id),
        unread=gettext("Please choose a colleague."),
    )
    return sent.answer or _show(request, callback_id, sent)
