"""What the household sees of the work done in its home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web.fieldwork.forms import AcceptanceForm
from guanjia.doors.web.fieldwork.words import word_of
from guanjia.kernel.errors import Refusal


@require_http_methods(["GET", "POST"])
def done_visit(request: HttpRequest, attendance_id: int) -> HttpResponse:
    """Show what was done at one visit, and take the household's word on it."""
    actor = actor_of(request)
    form = AcceptanceForm(request.POST or None)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            commands.accept_work(
                actor=actor,
                attendance_id=attendance_id,
                is_accepted=form.cleaned_data["is_accepted"],
                remark=form.cleaned_data["remark"],
                at=now(),
            )
        except Refusal as error:
            refusal, status = in_words(error), status_of(error)
        else:
            return redirect("fieldwork:done_visit", attendance_id)
    done = queries.done_visit(actor=actor, attendance_id=attendance_id)
    return page(
        request,
        "fieldwork/done_visit.html",
        status=status,
        done=done,
        word=word_of(done),
        form=form,
        refusal=refusal,
    )
