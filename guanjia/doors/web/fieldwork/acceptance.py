"""The phone is handed to the household: it signs, or it is noted why it has not."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.fieldwork.forms import AcceptanceForm, UnsignedForm
from guanjia.doors.web.fieldwork.phones import VISITS
from guanjia.doors.web.fieldwork.views import before_arrival
from guanjia.doors.web.forms import NOT_SENT, Sent, posted, submit, to
from guanjia.doors.web.uploads import drawn_signature
from guanjia.kernel.errors import Refusal
from guanjia.vault.commands import keeping


@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Hand the phone to the client: accept and sign, or say what is not right."""
    sheet = queries.own_sheet(actor=actor_of(request), assignment_id=assignment_id)
    if sheet.attendance_id is None or sheet.status in {"expected", "arrived"}:
        return redirect("fieldwork:visit", assignment_id)
    form = AcceptanceForm(posted(request))
    sent = submit(
        request,
        form,
        lambda _told: _take_word(request, sheet, form),
        onward=to("fieldwork:acceptance", assignment_id),
        page_says=Refusal,
    )
    return sent.answer or _acceptance(request, sheet, sent, word=form)


def _acceptance(
    request: HttpRequest,
    sheet: queries.Sheet,
    sent: Sent = NOT_SENT,
    *,
    word: AcceptanceForm | None = None,
    unsigned: UnsignedForm | None = None,
) -> HttpResponse:
    return page(
        request,
        "fieldwork/acceptance.html",
        status=sent.status,
        sheet=sheet,
        word=word or AcceptanceForm(),
        unsigned=unsigned or UnsignedForm(),
        refusal=sent.words,
    )


def _take_word(request: HttpRequest, sheet: queries.Sheet, form: AcceptanceForm) -> None:
    actor, at, said = actor_of(request), now(), form.cleaned_data
    attendance_id = sheet.attendance_id
    if attendance_id is None:
        raise Http404
    drawing = drawn_signature(said["signature"])

    def act(happened_at: datetime) -> None:
        with keeping(drawing, purpose="signature", user_id=actor.user_id, at=at) as file_id:
            commands.accept_work(
                actor=actor,
                attendance_id=attendance_id,
                is_accepted=said["is_accepted"],
                remark=said["remark"],
                signature_file_id=file_id,
                told_by=said["told_by"],
                at=min(happened_at, at),
            )

    VISITS.take(request, sheet.assignment_id, about="acceptance", form=form, act=act)


@require_POST
def unsigned(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Note that the household has not signed, and why."""
    actor, at = actor_of(request), now()
    sheet = queries.own_sheet(actor=actor, assignment_id=assignment_id)
    attendance_id = sheet.attendance_id
    if attendance_id is None:
        return before_arrival(request, assignment_id)
    form = UnsignedForm(request.POST)
    sent = submit(
        request,
        form,
        lambda told: VISITS.take(
            request,
            assignment_id,
            about="unsigned",
            form=form,
            act=lambda happened_at: commands.leave_unsigned(
                actor=actor,
                attendance_id=attendance_id,
                reason=told["unsigned"],
                told_by=told["told_by"],
                at=min(happened_at, at),
            ),
        ),
        onward=to("fieldwork:acceptance", assignment_id),
        page_says=Refusal,
    )
    return sent.answer or _acceptance(request, sheet, sent, unsigned=form)
