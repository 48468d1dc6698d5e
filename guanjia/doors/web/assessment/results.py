"""What came out of an assessment: read, corrected, and taken over into the household's file."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.chapters.assessment import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.assessment.views import FINISHED
from guanjia.doors.web.forms import press, to, turned_down


def _language() -> str:
    return get_language() or ""


@require_GET
def result(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show what came out: scales, answers, what follows."""
    found = queries.assessment_result(actor_of(request), assessment_id, language=_language())
    commands.note_result_read(actor=actor_of(request), result=found, at=now())
    return show_result(request, found)


def show_result(
    request: HttpRequest, found: queries.Result, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """Return the page of a result, with what the dossier could take over from it."""
    findings = queries.findings_of(actor_of(request), found.id, language=_language())
    return page(
        request,
        "assessment/result.html",
        status=status,
        refusal=refusal,
        result=found,
        findings=findings,
        scores=[
            {
                "words": one.words,
                "points": one.points,
                "most": one.most,
                "band": formatting.mark(one.tone, one.band) if one.band else formatting.no_data(),
            }
            for one in found.scores
        ],
        is_finished=found.status == FINISHED,
        finished=formatting.when(found.status_since) if found.status_since else "",
    )


@require_POST
def reopen(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Open a finished assessment again."""
    sent = press(
        request,
        lambda: commands.reopen_assessment(
            actor=actor_of(request), assessment_id=assessment_id, at=now()
        ),
        onward=to("assessment:begin_at", assessment_id),
    )
    return sent.answer or turned_down(request, sent)


@require_POST
def take_over(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Write into the dossier one thing that was found, or all of them."""
    actor, question = actor_of(request), request.POST.get("question", "")
    sent = press(
        request,
        lambda: commands.take_over(
            actor=actor,
            assessment_id=assessment_id,
            questions=[question] if question else None,
            at=now(),
        ),
        onward=to("assessment:result", assessment_id),
        said=gettext("Written into the household's file."),
    )
    if sent.answer:
        return sent.answer
    found = queries.assessment_result(actor, assessment_id, language=_language())
    return show_result(request, found, status=sent.status, refusal=sent.words)
