"""The worker's phone: today's homes, one visit, one step at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_GET,
    require_POST,
    require_safe,
)

from guanjia.chapters.dossier.commands import read_extract
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.queries import Extract
from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.files import hand_out
from guanjia.doors.rendering import page
from guanjia.doors.web.fieldwork.forms import (
    UNDONE,
    AcceptanceForm,
    Here,
    StepForm,
    UnsignedForm,
)
from guanjia.doors.web.fieldwork.labels import minded, said_there
from guanjia.doors.web.fieldwork.phones import VISITS
from guanjia.doors.web.forms import NOT_SENT, Sent, press, to, turned_down
from guanjia.doors.web.offline import FromPhone
from guanjia.flow.overviews.worker_day import worker_day, worker_days
from guanjia.outbound.commands import read_notices
from guanjia.outbound.queries import news

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
    sent = press(
        request,
        lambda: read_notices(actor=actor_of(request), at=now()),
        onward=to("fieldwork:today"),
    )
    return sent.answer or turned_down(request, sent)


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
    return show_visit(request, assignment_id)


def show_visit(request: HttpRequest, assignment_id: int, sent: Sent = NOT_SENT) -> HttpResponse:
    """Show one visit, with what was just refused."""
    sheet = queries.sheet(actor=actor_of(request), assignment_id=assignment_id)
    is_open = sheet.status in {"expected", "arrived", "left"}
    is_today = timezone.localtime(now()).date() == timezone.localtime(sheet.starts_at).date()
    return page(
        request,
        "fieldwork/visit.html",
        status=sent.status,
        sheet=sheet,
        cards=_cards(sheet),
        **extracted(request, sheet),
        here=Here(),
        told=FromPhone(auto_id=False),
        may_set_out=is_today and sheet.status == "expected" and sheet.set_out_at is None,
        undone=UNDONE,
        word=AcceptanceForm(auto_id="id_word_%s") if is_open else None,
        unsigned=UnsignedForm(auto_id="id_unsigned_%s") if is_open else None,
        refusal=sent.words,
    )


def _cards(sheet: queries.Sheet) -> list[tuple[queries.StepLine, StepForm]]:
    """Return every step with an empty form, for the phone that loses its network in the home."""
    if sheet.status not in {"expected", "arrived"}:
        return []
    return [(line, StepForm(auto_id=f"id_{line.id}_%s")) for line in sheet.steps]


def extracted(request: HttpRequest, sheet: queries.Sheet) -> dict[str, Any]:
    """Return what the worker may know of the home just now, and of it what has to be minded, in words."""
    extract = extract_of(request, sheet)
    return {
        "extract": extract,
        "diets": minded(extract.diets) if extract else [],
        "said": said_there(extract.said) if extract else [],
    }


def extract_of(request: HttpRequest, sheet: queries.Sheet) -> Extract | None:
    """Return what the worker may know of the home just now; after the visit, nothing."""
    try:
        return read_extract(
            actor=actor_of(request),
            household_id=sheet.household_id,
            home_id=sheet.home_id,
            touches_food=sheet.touches_food,
            at=now(),
        )
    except Household.DoesNotExist:
        return None


def _here(request: HttpRequest) -> Here:
    """Return where the phone says it is; what cannot be right counts as not said."""
    here = Here(request.POST)
    here.is_valid()
    return here


@require_POST
def set_out(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say that one is on the way."""
    actor = actor_of(request)
    told = FromPhone(request.POST)
    told.is_valid()

    def act(happened_at: datetime) -> None:
        commands.set_out(
            actor=actor, assignment_id=assignment_id, happened_at=happened_at, at=now()
        )

    sent = press(
        request,
        lambda: VISITS.take(request, assignment_id, about="setting_out", form=told, act=act),
        onward=to("fieldwork:visit", assignment_id),
    )
    return sent.answer or show_visit(request, assignment_id, sent)


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
    sent = press(
        request,
        lambda: VISITS.take(
            request,
            assignment_id,
            about=about,
            form=here,
            act=lambda happened_at: act(happened_at=happened_at, place=here.place()),
        ),
        onward=to(onward, assignment_id),
    )
    return sent.answer or show_visit(request, assignment_id, sent)


def before_arrival(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Answer what can only be done in the home."""
    if request.method == "GET":
        return redirect("fieldwork:visit", assignment_id)
    return show_visit(request, assignment_id, Sent(409, words=gettext("Please check in first.")))


@require_POST
def leave(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Check out, then ask for the client's word."""
    actor, at = actor_of(request), now()
    sheet = queries.sheet(actor=actor, assignment_id=assignment_id)
    if sheet.attendance_id is None:
        return before_arrival(request, assignment_id)
    if _may_be_a_slip(request, sheet, at):
        return page(request, "fieldwork/leaving.html", status=409, sheet=sheet)
    act = partial(commands.check_out, actor=actor, attendance_id=sheet.attendance_id, at=at)
    return _at_the_door(request, assignment_id, "departure", act, onward="fieldwork:acceptance")


def _may_be_a_slip(request: HttpRequest, sheet: queries.Sheet, at: datetime) -> bool:
    """Test whether a press without scripts is asked about; a phone with scripts has asked before."""
    told = _here(request).cleaned_data
    is_ready = sheet.status == "arrived" and sheet.next_step is None
    is_asked = told.get("is_sure") or told.get("happened_at")
    return is_ready and not is_asked and sheet.would_be_early(at)


@require_safe
def evidence(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a picture taken during work that the actor may see; the access is recorded."""
    file = commands.open_evidence(actor=actor_of(request), file_id=file_id, at=now())
    return hand_out(file, name=f"{gettext('Photo')} {file_id}")
