"""One visit at the desk: who goes and why, who could, and what can be done about it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.dispatch import commands, engine, queries
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dispatch.policies import may_withdraw, visible_assignments
from guanjia.chapters.dispatch.rules.reasons import DoesNotFit, NeedsOverride
from guanjia.chapters.fieldwork.queries import DoneVisit, StepLine, done_at, missing_at
from guanjia.chapters.planning.queries import cancel_fee_now
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web import show
from guanjia.doors.web.dispatch.words import (
    BY_THE_CLIENT,
    CANCELLED_FOR,
    MISSED_FOR,
    WITHDRAWN_FOR,
    rule_words,
    sentence,
)
from guanjia.doors.web.fieldwork.words import UNDONE, word_of
from guanjia.doors.web.reading import IdField
from guanjia.flow.overviews.timeline import Happening
from guanjia.flow.overviews.visit_timeline import visit_timeline
from guanjia.kernel.clock import minute_of, moment
from guanjia.kernel.errors import Refusal


@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show one visit."""
    return _show(request, visit_id)


def _show(
    request: HttpRequest, visit_id: int, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    card = queries.visit_card(actor=actor_of(request), visit_id=visit_id)
    missing = missing_at(actor=actor_of(request), visit_id=visit_id, at=now())
    return page(
        request,
        "dispatch/visit.html",
        status=status,
        card=card,
        home=" · ".join(filter(None, (card.home, card.district))),
        may_miss=card.may_miss and (card.starts_at or card.window_start) <= now(),
        owed=_owed(request, card),
        sent=[_sent(one, missing) for one in card.sent],
        gone=[_gone(one) for one in card.gone],
        done=[_done(one) for one in done_at(actor=actor_of(request), visit_id=visit_id)],
        moments=_moments(visit_timeline(actor=actor_of(request), visit_id=visit_id)),
        reasons_to_cancel=_choices(CANCELLED_FOR),
        reasons_to_miss=_choices(MISSED_FOR),
        refusal=refusal,
    )


def _owed(request: HttpRequest, card: queries.VisitCard) -> int | None:
    """Return what the household owes if it calls a single order's visit off now; None for a plan's."""
    if not card.order_id or not card.may_cancel:
        return None
    return cancel_fee_now(actor_of(request), card.order_id, at=now())


def _moments(told: Iterable[Happening]) -> list[dict[str, object]]:
    moments: list[dict[str, object]] = []
    last = ""
    for one in told:
        day = show.day(one.at)
        moments.append(
            {
                "day": day if day != last else "",
                "time": show.clock(one.at),
                "words": one.words,
                "by": one.by,
            }
        )
        last = day
    return moments


def _choices(reasons: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, gettext(words)) for code, words in reasons]


def _sent(one: queries.Sent, missing: Collection[int] = ()) -> dict[str, object]:
    return {
        "id": one.id,
        "worker_id": one.worker_id,
        "name": one.name,
        "time": show.span(one.starts_at, one.ends_at),
        "state": show.state("assignment", one.status),
        "is_held": one.status == "held",
        "is_open": one.status in ("held", "assigned"),
        "may_be_absent": one.id in missing,
        "hold_until": show.clock(one.hold_until) if one.hold_until else "",
        "reasons": [sentence(reason) for reason in one.reasons],
        "overrides": [rule_words(code) for code in one.overrides],
        "worker": reverse("workforce:worker", args=[one.worker_id]),
        "cleared": show.when(one.cleared_at),
        "cleared_from": show.day(one.cleared_from),
        "cleared_until": show.day(one.cleared_until - timedelta(microseconds=1)),
    }


def _done(one: DoneVisit) -> dict[str, object]:
    return {
        "worker": one.worker,
        "time": _stay(one),
        "state": show.state("attendance", one.status),
        "word": word_of(one),
        "is_doubtful": one.is_doubtful,
        "may_correct": one.may_correct,
        "id": one.attendance_id,
        "steps": [
            {
                "text": step.text,
                "is_done": step.is_done,
                "said": _said(step),
                "is_abnormal": step.is_abnormal,
                "file_id": step.file_id,
            }
            for step in one.steps
        ],
        "remark": one.remark,
    }


def _stay(one: DoneVisit) -> str:
    """Return from when until when somebody was there; with the day, where that is another one."""
    came, left = one.checked_in_at, one.checked_out_at
    if left and timezone.localtime(left).date() != timezone.localtime(came).date():
        return f"{show.clock(came)}–{show.when(left)}"
    return show.span(came, left)


def _said(step: StepLine) -> str:
    """Return what was noted of a step: why it was left out, the reading, the words."""
    reason = str(dict(UNDONE)[step.reason]) if step.reason else ""
    reading = f"{step.value:g} {step.unit}".strip() if step.value is not None else ""
    return " · ".join(filter(None, (reason, reading, step.note)))


def _gone(one: queries.Sent) -> dict[str, object]:
    return {
        "name": one.name,
        "time": show.when(one.starts_at, one.ends_at),
        "since": show.when(one.status_since) if one.status_since else "",
    }


@require_GET
def people(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show who could go to a visit, the best first, and why the others cannot."""
    return _people(request, visit_id)


def _people(
    request: HttpRequest,
    visit_id: int,
    *,
    status: int = 200,
    refusal: str = "",
    told: list[str] | None = None,
    override: dict[str, object] | None = None,
) -> HttpResponse:
    actor, at = actor_of(request), now()
    card = queries.visit_card(actor=actor, visit_id=visit_id)
    found = engine.candidates(actor=actor, visit_id=visit_id, at=at)
    goes = {one.worker_id for one in card.sent if one.status != "held"}
    is_part = "HX-Request" in request.headers and request.method == "GET"
    return page(
        request,
        "dispatch/people.html#people" if is_part else "dispatch/people.html",
        status=status,
        card=card,
        replaces=_replaced(request, card),
        able=[_able(one, card) for one in found if one.can_go and one.worker_id not in goes],
        unable=sorted((_unable(one, card) for one in found if not one.can_go), key=_nearest_first),
        morning=f"{reverse('dispatch:morning')}?branch={card.branch_id}&on={card.on.isoformat()}",
        refusal=refusal,
        told=told or [],
        override=override,
    )


def _replaced(request: HttpRequest, card: queries.VisitCard) -> list[dict[str, object]]:
    """Return whom a new person would replace: nobody while the visit still lacks somebody."""
    if card.lacks:
        return []
    chosen = request.POST.get("replaces") or request.GET.get("replaces") or ""
    going = [one for one in card.sent if one.status == "assigned"]
    return [
        {
            "id": one.id,
            "name": one.name,
            "on": str(one.id) == chosen or (not chosen and one is going[0]),
        }
        for one in going
    ]


def _nearest_first(one: dict[str, Any]) -> tuple[bool, int]:
    return (not one["is_soft"], len(one["against"]))


def _able(one: engine.Candidate, card: queries.VisitCard) -> dict[str, object]:
    return {
        "worker_id": one.worker_id,
        "name": one.name,
        "clock": show.clock(one.starts_at),
        "is_late": one.starts_at is not None
        and one.starts_at + timedelta(minutes=card.minutes) > card.window_end,
        "reasons": [sentence(reason) for reason in one.reasons],
    }


def _unable(one: engine.Candidate, card: queries.VisitCard) -> dict[str, object]:
    is_soft = all(not getattr(reason, "is_hard", True) for reason in one.against)
    return {
        "worker_id": one.worker_id,
        "name": one.name,
        "clock": show.clock(card.starts_at or card.window_start),
        "against": [sentence(reason) for reason in one.against],
        "is_soft": is_soft,
    }


class AssignForm(forms.Form):
    """Who, and at what time of the visit's day."""

    worker = IdField()
    clock = forms.TimeField()
    replaces = IdField(required=False)


@require_POST
def assign(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Send somebody by hand; what speaks against it is named, and soft rules can be overridden."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        words = gettext("Choose somebody and a time such as 09:00.")
        return _people(request, visit_id, status=422, refusal=words)
    actor = actor_of(request)
    card = queries.visit_card(actor=actor, visit_id=visit_id)
    clock = form.cleaned_data["clock"]
    starts_at = moment(card.on, clock.hour * 60 + clock.minute, card.zone)
    overridden = request.POST.getlist("override")
    try:
        sent = commands.assign_worker(
            actor=actor,
            visit_id=visit_id,
            worker_id=form.cleaned_data["worker"],
            starts_at=starts_at,
            override=overridden,
            replaces=form.cleaned_data["replaces"],
            at=now(),
        )
    except NeedsOverride as error:
        return _people(
            request,
            visit_id,
            status=status_of(error),
            told=[sentence(reason) for reason in error.reasons],
            override=_override(error, form, starts_at, card),
        )
    except DoesNotFit as error:
        words = gettext(error.message) % error.params
        told = [sentence(reason) for reason in error.reasons]
        return _people(request, visit_id, status=status_of(error), refusal=words, told=told)
    except Refusal as error:
        return _people(request, visit_id, status=status_of(error), refusal=in_words(error))
    said = gettext("%(worker)s goes at %(time)s.")
    messages.success(request, said % {"worker": sent.worker.name, "time": show.clock(starts_at)})
    return redirect("dispatch:visit", visit_id)


def _override(
    error: NeedsOverride, form: AssignForm, starts_at: datetime, card: queries.VisitCard
) -> dict[str, object]:
    minutes = minute_of(starts_at, card.zone)
    return {
        "worker_id": error.worker_id,
        "name": error.params["worker"],
        "clock": f"{minutes // 60:02}:{minutes % 60:02}",
        "replaces": form.cleaned_data["replaces"] or "",
        "rules": [(reason.code, sentence(reason)) for reason in error.reasons],
    }


@require_POST
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Cancel a visit that has not begun."""
    reason = _chosen(request, CANCELLED_FOR)
    if not reason:
        return _show(request, visit_id, refusal=gettext("Please choose a reason."), status=422)
    try:
        commands.cancel_visit(
            actor=actor_of(request),
            visit_id=visit_id,
            reason=reason,
            by_client=reason in BY_THE_CLIENT,
            at=now(),
        )
    except Refusal as error:
        return _show(request, visit_id, refusal=in_words(error), status=status_of(error))
    return redirect("dispatch:visit", visit_id)


@require_POST
def miss(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Record that a visit did not take place."""
    reason = _chosen(request, MISSED_FOR)
    if not reason:
        return _show(request, visit_id, refusal=gettext("Please choose a reason."), status=422)
    try:
        commands.miss_visit(actor=actor_of(request), visit_id=visit_id, reason=reason, at=now())
    except Refusal as error:
        return _show(request, visit_id, refusal=in_words(error), status=status_of(error))
    return redirect("dispatch:visit", visit_id)


def _chosen(request: HttpRequest, reasons: Iterable[tuple[str, str]]) -> str:
    given = request.POST.get("reason", "")
    return given if given in dict(reasons) else ""


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask why, then take somebody off a visit."""
    actor = actor_of(request)
    sent = visible_assignments(actor).select_related("worker", "visit").get(id=assignment_id)
    may_withdraw(actor, sent).require()
    reason = _chosen(request, WITHDRAWN_FOR)
    if request.method == "GET" or not reason:
        return page(
            request,
            "dispatch/withdraw.html",
            status=200 if request.method == "GET" else 422,
            sent=_asked_about(sent),
            reasons=_choices(WITHDRAWN_FOR),
            is_missing=request.method == "POST",
        )
    try:
        commands.withdraw_assignment(
            actor=actor, assignment_id=assignment_id, reason=reason, at=now()
        )
    except Refusal as error:
        return _show(request, sent.visit_id, refusal=in_words(error), status=status_of(error))
    messages.success(
        request, gettext("%(worker)s no longer goes there.") % {"worker": sent.worker.name}
    )
    return redirect("dispatch:visit", sent.visit_id)


def _asked_about(sent: Assignment) -> dict[str, object]:
    return {
        "id": sent.pk,
        "visit_id": sent.visit_id,
        "name": sent.worker.name,
        "time": show.when(sent.starts_at, sent.ends_at),
    }


@require_POST
def confirm(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Let a held slot become an assignment."""
    actor = actor_of(request)
    held = visible_assignments(actor).get(id=assignment_id)
    try:
        commands.confirm_hold(actor=actor, assignment_id=assignment_id, at=now())
    except Refusal as error:
        return _show(request, held.visit_id, refusal=in_words(error), status=status_of(error))
    return redirect("dispatch:visit", held.visit_id)
