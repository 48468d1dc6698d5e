"""The questionnaire as the client opens it from a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from guanjia.chapters.survey import commands, queries
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.kernel.errors import Invalid, Refusal


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Show the questions and take the answers; whatever was chosen stays chosen after a refusal."""
    actor = actor_of(request)
    refusal, at_fault, status = "", "", 200
    if request.method == "POST":
        try:
            commands.answer(
                actor=actor, invitation_id=invitation_id, given=request.POST.dict(), at=now()
            )
        except Refusal as error:
            refusal, status = in_words(error), status_of(error)
            at_fault = error.field if isinstance(error, Invalid) else ""
        else:
            if actor.user_id is not None:
                return redirect("survey:answer", invitation_id)
    card = queries.invitation_card(actor=actor, invitation_id=invitation_id)
    is_open = card.status == "sent" and now() < card.expires_at
    if is_open:
        card.may_answer.require()
    return page(
        request,
        "survey/answer.html",
        status=status,
        card=card,
        has_home=not actor.is_unproven,
        is_open=is_open,
        asked=[
            {
                "question": question,
                "chosen": request.POST.get(question.code, ""),
                "error": refusal if question.code == at_fault else "",
            }
            for question in card.questions
        ],
        refusal="" if at_fault else refusal,
    )
