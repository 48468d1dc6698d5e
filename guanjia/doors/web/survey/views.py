"""The questionnaire as the client opens it from a link."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from guanjia.chapters.survey import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import NOT_SENT, Sent, press, to


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Show the questions and take the answers; whatever was chosen stays chosen after a refusal."""
    actor = actor_of(request)
    here = to("survey:answer", invitation_id)
    sent = press(
        request,
        lambda: commands.answer(
            actor=actor, invitation_id=invitation_id, given=request.POST.dict(), at=now()
        ),
        onward=lambda _done: here if actor.user_id is not None else _card(request, invitation_id),
    )
    return sent.answer or _card(request, invitation_id, sent)


def _card(request: HttpRequest, invitation_id: int, sent: Sent = NOT_SENT) -> HttpResponse:
    actor = actor_of(request)
    card = queries.invitation_card(actor=actor, invitation_id=invitation_id)
    is_open = card.status == "sent" and now() < card.expires_at
    if is_open:
        card.may_answer.require()
    asked = [
        {
            "question": question,
            "chosen": request.POST.get(question.code, ""),
            "error": sent.at(question.code),
        }
        for question in card.questions
    ]
    return page(
        request,
        "survey/answer.html",
        status=sent.status,
        card=card,
        has_home=not actor.is_unproven,
        is_open=is_open,
        asked=asked,
        refusal="" if sent.field else sent.words,
    )
