"""The worker's phone: today's homes, one visit, one step at a time."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from guanjia.chapters.dossier.commands import read_extract
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.queries import Extract
from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.files import hand_out
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web.fieldwork.forms import (
    GRAVITY,
    INCIDENTS,
    UNDONE,
    AcceptanceForm,
    Here,
    IncidentForm,
    StepForm,
)
from guanjia.doors.web.uploads import drawn_signature
from guanjia.flow.overviews.worker_day import worker_day, worker_days
from guanjia.kernel.errors import Invalid, Refusal
from guanjia.outbound.commands import read_notices
from guanjia.outbound.queries import news
from guanjia.vault.commands import keeping

DAYS_AHEAD = 7
NEWS_LAST = timedelta(hours=20)


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show today's homes in order, the next one first in sight."""
    on, actor = timezone.localtime(now()).date(), actor_of(request)
    told = (
        news(user_id=actor.user_id, kind="assignment.changed", since=now() - NEWS_LAST)
        if actor.user_id
        else ()
    )
    return page(
        request,
        "fieldwork/today.html",
        day=worker_day(actor=actor, on=on),
        today=on,
        news=[notice.words for notice in told],
    )


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Note that the worker has seen what was told: whoever planned the day sees it, too."""
    read_notices(actor=actor_of(request), at=now())
    return redirect("fieldwork:today")


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Show the days ahead that hold a visit."""
    first = timezone.localtime(now()).date()
    days = worker_days(
        actor=actor_of(request), first=first, until=first + timedelta(days=DAYS_AHEAD)
    )
    return page(request, "fieldwork/week.html", days=days)


@require_GET
def visit(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show one visit as it stands: how to get there, the steps, or the client's word."""
    return _visit(request, assignment_id)


def _visit(
    request: HttpRequest, assignment_id: int, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    sheet = queries.sheet(actor=actor_of(request), assignment_id=assignment_id)
    return page(
        request,
        "fieldwork/visit.html",
        status=status,
        sheet=sheet,
        cards=_cards(sheet),
        extract=_extract(request, sheet.household_id),
        here=Here(),
        undone=UNDONE,
        refusal=refusal,
    )


def _cards(sheet: queries.Sheet) -> list[tuple[queries.StepLine, StepForm]]:
    """Return every step with an empty form, for the phone that loses its network in the home."""
    if sheet.status not in {"expected", "arrived"}:
        return []
    return [(line, StepForm(auto_id=f"id_{line.id}_%s")) for line in sheet.steps]


def _extract(request: HttpRequest, household_id: int) -> Extract | None:
    """Return what the worker may know of the home just now; after the visit, nothing."""
    try:
        return read_extract(actor=actor_of(request), household_id=household_id, at=now())
    except Household.DoesNotExist:
        return None


def _here(request: HttpRequest) -> Here:
    """Return where the phone says it is; what cannot be right counts as not said."""
    here = Here(request.POST)
    here.is_valid()
    return here


@require_POST
def arrive(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Check in."""
    actor, at = actor_of(request), now()
    act = partial(commands.check_in, actor=actor, assignment_id=assignment_id, at=at)
    return _at_the_door(request, assignment_id, "arrival", act, onward="fieldwork:visit")


def _at_the_door(
    request: HttpRequest, assignment_id: int, about: str, act: Callable[..., object], *, onward: str
) -> HttpResponse:
    """Come or go as the phone tells, once; where that is refused, say so on the visit's page."""
    here = _here(request)
    try:
        commands.once(
            actor=actor_of(request),
            assignment_id=assignment_id,
            about=about,
            sending=here.sending(),
            act=lambda happened_at: act(happened_at=happened_at, place=here.place()),
            at=now(),
        )
    except Refusal as refusal:
        return _visit(request, assignment_id, refusal=in_words(refusal), status=status_of(refusal))
    return redirect(onward, assignment_id)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, assignment_id: int, step_id: int) -> HttpResponse:
    """Show one step of the standard, and record what became of it; then lead to the next."""
    actor = actor_of(request)
    sheet = queries.sheet(actor=actor, assignment_id=assignment_id)
    line = sheet.step(step_id)
    if line is None:
        raise Http404
    if sheet.attendance_id is None:
        return _before_arrival(request, assignment_id)
    form = StepForm(request.POST or None, request.FILES or None)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _record(request, sheet, step_id, form)
            except Refusal as error:
                refusal, status = in_words(error), status_of(error)
                if isinstance(error, Invalid) and error.field in form.fields:
                    form.add_error(error.field, refusal)
                    refusal = ""
            else:
                return _after_step(request, assignment_id)
    return page(
        request,
        "fieldwork/step.html",
        status=status,
        sheet=sheet,
        line=line,
        number=sheet.steps.index(line) + 1,
        form=form,
        undone=UNDONE,
        refusal=refusal,
        extract=_extract(request, sheet.household_id),
    )


def _before_arrival(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Answer what can only be done in the home."""
    if request.method == "GET":
        return redirect("fieldwork:visit", assignment_id)
    return _visit(request, assignment_id, refusal=gettext("Please check in first."), status=409)


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
                ),
                happened_at=happened_at,
                at=at,
            )

    commands.once(
        actor=actor,
        assignment_id=sheet.assignment_id,
        about=f"step/{step_id}",
        sending=form.sending(),
        act=act,
        at=at,
    )


def _after_step(request: HttpRequest, assignment_id: int) -> HttpResponse:
    following = queries.sheet(actor=actor_of(request), assignment_id=assignment_id).next_step
    if following:
        return redirect("fieldwork:step", assignment_id, following.id)
    return redirect("fieldwork:visit", assignment_id)


@require_POST
def leave(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Check out, then ask for the client's word."""
    actor, at = actor_of(request), now()
    attendance_id = queries.sheet(actor=actor, assignment_id=assignment_id).attendance_id
    if attendance_id is None:
        return _before_arrival(request, assignment_id)
    act = partial(commands.check_out, actor=actor, attendance_id=attendance_id, at=at)
    return _at_the_door(request, assignment_id, "departure", act, onward="fieldwork:acceptance")


@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Hand the phone to the client: accept and sign, or say what is not right."""
    actor = actor_of(request)
    sheet = queries.sheet(actor=actor, assignment_id=assignment_id)
    if sheet.attendance_id is None or sheet.status in {"expected", "arrived"}:
        return redirect("fieldwork:visit", assignment_id)
    form = AcceptanceForm(request.POST or None)
    refusal, at_field, status = "", "", 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        said, at = form.cleaned_data, now()
        try:
            drawing = drawn_signature(said["signature"])
            with keeping(drawing, purpose="signature", user_id=actor.user_id, at=at) as file_id:
                commands.accept_work(
                    actor=actor,
                    attendance_id=sheet.attendance_id,
                    is_accepted=said["is_accepted"],
                    remark=said["remark"],
                    signature_file_id=file_id,
                    signed_name=said["signed_name"],
                    at=at,
                )
        except Refusal as error:
            refusal, status = in_words(error), status_of(error)
            at_field = error.field if isinstance(error, Invalid) else ""
            if at_field == "remark":
                form.add_error("remark", refusal)
        else:
            return redirect("fieldwork:acceptance", assignment_id)
    return page(
        request,
        "fieldwork/acceptance.html",
        status=status,
        sheet=sheet,
        form=form,
        refusal=refusal,
        name_error=refusal if at_field == "signature" else "",
    )


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Report that something went wrong."""
    actor = actor_of(request)
    sheet = queries.sheet(actor=actor, assignment_id=assignment_id)
    form = IncidentForm(
        request.POST or None, request.FILES or None, initial={"key": uuid.uuid4().hex}
    )
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _report(request, assignment_id, form)
            except Refusal as error:
                refusal, status = in_words(error), status_of(error)
            else:
                return redirect("fieldwork:reported", assignment_id)
    return page(
        request,
        "fieldwork/incident.html",
        status=status,
        sheet=sheet,
        form=form,
        kinds=tuple(INCIDENTS.items()),
        severities=tuple(GRAVITY.items()),
        refusal=refusal,
    )


@require_GET
def reported(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Thank for the report."""
    sheet = queries.sheet(actor=actor_of(request), assignment_id=assignment_id)
    return page(request, "fieldwork/reported.html", sheet=sheet)


def _report(request: HttpRequest, assignment_id: int, form: IncidentForm) -> None:
    actor, at, told = actor_of(request), now(), form.cleaned_data

    def act(happened_at: datetime) -> None:
        with keeping(told["photo"], purpose="incident", user_id=actor.user_id, at=at) as file_id:
            commands.report_incident(
                actor=actor,
                assignment_id=assignment_id,
                key=told["key"],
                kind=told["kind"],
                severity=told["severity"],
                note=told["note"],
                file_id=file_id,
                happened_at=happened_at,
                at=at,
            )

    commands.once(
        actor=actor,
        assignment_id=assignment_id,
        about="incident",
        sending=form.sending(),
        act=act,
        at=at,
    )


@require_safe
def evidence(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a picture taken during work that the actor may see; the look is recorded."""
    file = commands.open_evidence(actor=actor_of(request), file_id=file_id, at=now())
    return hand_out(file, name=f"{gettext('Photo')} {file_id}")
