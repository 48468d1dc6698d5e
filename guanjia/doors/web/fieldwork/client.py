"""What the household sees of the work done in its home."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.fieldwork.forms import AcceptanceForm
from guanjia.doors.web.fieldwork.labels import why_of, word_of
from guanjia.doors.web.forms import posted, submit, to
from guanjia.kernel.errors import Refusal


@require_http_methods(["GET", "POST"])
def done_visit(request: HttpRequest, attendance_id: int) -> HttpResponse:
    """Show what was done at one visit, and take the household's word on it."""
    actor = actor_of(request)
    form = AcceptanceForm(posted(request))
    sent = submit(
        request,
        form,
        lambda told: commands.accept_work(
            actor=actor,
            attendance_id=attendance_id,
            is_accepted=told["is_accepted"],
            remark=told["remark"],
            at=now(),
        ),
        onward=to("fieldwork:done_visit", attendance_id),
        page_says=Refusal,
    )
    if sent.answer:
        return sent.answer
    done = queries.done_visit(actor=actor, attendance_id=attendance_id)
    return page(
        request,
        "fieldwork/done_visit.html",
        status=sent.status,
        done=done,
        steps=[(step, why_of(step)) for step in done.steps],
        word=word_of(done),
        form=form,
        refusal=sent.words,
    )
