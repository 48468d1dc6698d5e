"""The phone is handed to the household: it signs, or it is noted why it has not."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web.fieldwork.forms import AcceptanceForm, UnsignedForm
from guanjia.doors.web.fieldwork.views import before_arrival
from guanjia.doors.web.uploads import drawn_signature
from guanjia.kernel.errors import Invalid, Refusal
from guanjia.vault.commands import keeping


@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Hand the phone to the client: accept and sign, or say what is not right."""
    actor = actor_of(request)
    sheet = queries.own_sheet(actor=actor, assignment_id=assignment_id)
    if sheet.attendance_id is None or sheet.status in {"expected", "arrived"}:
        return redirect("fieldwork:visit", assignment_id)
    form = AcceptanceForm(request.POST or None)
    refusal, status = "", 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            _take_word(request, sheet, form)
        except Refusal as error:
            refusal, status = _beside(form, error), status_of(error)
        else:
            return redirect("fieldwork:acceptance", assignment_id)
    return _acceptance(request, sheet, word=form, refusal=refusal, status=status)


def _beside(form: AcceptanceForm | UnsignedForm, error: Refusal) -> str:
    """Put a refusal beside the field at fault; return what has no place of its own."""
    words = in_words(error)
    if isinstance(error, Invalid) and error.field in form.fields:
        form.add_error(error.field, words)
        return ""
    return words


def _acceptance(
    request: HttpRequest,
    sheet: queries.Sheet,
    *,
    word: AcceptanceForm | None = None,
    unsigned: UnsignedForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "fieldwork/acceptance.html",
        status=status,
        sheet=sheet,
        word=word or AcceptanceForm(),
        unsigned=unsigned or UnsignedForm(),
        refusal=refusal,
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

    commands.once(
        actor=actor,
        assignment_id=sheet.assignment_id,
        about="acceptance",
        sending=form.sending(),
        act=act,
        at=at,
    )


@require_POST
def unsigned(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Note that the household has not signed, and why."""
    actor, at = actor_of(request), now()
    sheet = queries.own_sheet(actor=actor, assignment_id=assignment_id)
    attendance_id = sheet.attendance_id
    if attendance_id is None:
        return before_arrival(request, assignment_id)
    form = UnsignedForm(request.POST)
    refusal, status = "", 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            commands.once(
                actor=actor,
                assignment_id=assignment_id,
                about="unsigned",
                sending=form.sending(),
                act=lambda happened_at: commands.leave_unsigned(
                    actor=actor,
                    attendance_id=attendance_id,
                    reason=said["unsigned"],
                    told_by=said["told_by"],
                    at=min(happened_at, at),
                ),
                at=at,
            )
        except Refusal as error:
            refusal, status = _beside(form, error), status_of(error)
        else:
            return redirect("fieldwork:acceptance", assignment_id)
    return _acceptance(request, sheet, unsigned=form, refusal=refusal, status=status)
