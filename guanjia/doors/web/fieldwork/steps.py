"""The worker's phone: one step of the standard at a time."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.fieldwork import commands, queries
from guanjia.chapters.fieldwork.rules import AlreadyRecorded, Unlikely
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.fieldwork.forms import UNDONE, StepForm
from guanjia.doors.web.fieldwork.labels import reading_of, words_of
from guanjia.doors.web.fieldwork.phones import VISITS
from guanjia.doors.web.fieldwork.views import before_arrival, extracted
from guanjia.doors.web.forms import posted, submit, uploaded
from guanjia.kernel.errors import Refusal
from guanjia.vault.commands import keeping


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, assignment_id: int, step_id: int) -> HttpResponse:
    """Show one step of the standard, and record what became of it; then lead to the next."""
    actor = actor_of(request)
    sheet = queries.own_sheet(actor=actor, assignment_id=assignment_id)
    line = sheet.step(step_id)
    if line is None:
        raise Http404
    if sheet.attendance_id is None:
        return before_arrival(request, assignment_id)
    form = StepForm(posted(request), uploaded(request))
    sent = submit(
        request,
        form,
        lambda _told: _record(request, sheet, step_id, form),
        onward=lambda _done: _after_step(request, assignment_id, step_id),
        page_says=Refusal,
    )
    if sent.answer:
        return sent.answer
    stands = isinstance(sent.refusal, AlreadyRecorded)
    if stands:
        sheet = queries.sheet(actor=actor, assignment_id=assignment_id)
        line = sheet.step(step_id) or line
    return page(
        request,
        "fieldwork/step.html",
        status=sent.status,
        sheet=sheet,
        line=line,
        number=sheet.steps.index(line) + 1,
        following=sheet.next_step,
        is_unlikely=isinstance(sent.refusal, Unlikely),
        stands=stands,
        standing_words=words_of(line),
        form=form,
        undone=UNDONE,
        refusal=sent.words,
        **extracted(request, sheet),
    )


def _record(request: HttpRequest, sheet: queries.Sheet, step_id: int, form: StepForm) -> None:
    actor, at, told = actor_of(request), now(), form.cleaned_data
    attendance_id = sheet.attendance_id
    if attendance_id is None:
        raise Http404

    def act(happened_at: datetime) -> None:
        with keeping(told["photo"], purpose="evidence", user_id=actor.user_id, at=at) as file_id:
            commands.record_step(
                actor=actor,
                attendance_id=attendance_id,
                told=commands.StepTold(
                    step_id=step_id,
                    is_done=told["is_done"],
                    reason=told["reason"],
                    value=told["value"],
                    note=told["note"],
                    file_id=file_id,
                    is_sure=told["is_sure"],
                    seen=told["seen"] or 0,
                    key=told["key"],
                    follows=told["follows"],
                ),
                happened_at=happened_at,
                at=at,
            )

    VISITS.take(request, sheet.assignment_id, about=f"step/{step_id}", form=form, act=act)


def _after_step(request: HttpRequest, assignment_id: int, step_id: int) -> HttpResponse:
    """Lead on to the next step; first to what may be done about a reading outside the normal."""
    sheet = queries.sheet(actor=actor_of(request), assignment_id=assignment_id)
    line = sheet.step(step_id)
    if line and line.is_abnormal:
        return redirect("fieldwork:reading", assignment_id, step_id)
    if sheet.next_step and sheet.status == "arrived":
        return redirect("fieldwork:step", assignment_id, sheet.next_step.id)
    return redirect("fieldwork:visit", assignment_id)


@require_GET
def reading(request: HttpRequest, assignment_id: int, step_id: int) -> HttpResponse:
    """Show that a reading lies outside the normal, and offer to tell and to call."""
    sheet = queries.sheet(actor=actor_of(request), assignment_id=assignment_id)
    line = sheet.step(step_id)
    if line is None:
        raise Http404
    if not line.is_abnormal:
        return redirect("fieldwork:visit", assignment_id)
    return page(
        request,
        "fieldwork/reading.html",
        sheet=sheet,
        line=line,
        measured=reading_of(line),
        following=sheet.next_step,
        **extracted(request, sheet),
    )
