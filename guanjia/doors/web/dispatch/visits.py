"""One visit at the desk: who goes and why, who could, and what can be done about it."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
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
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dispatch.forms import CHOOSE_WHY, AssignForm, WhyForm
from guanjia.doors.web.dispatch.labels import (
    BY_THE_CLIENT,
    CANCELLED_FOR,
    MISSED_FOR,
    WITHDRAWN_FOR,
    rule_words,
    sentence,
)
from guanjia.doors.web.fieldwork.labels import UNDONE, word_of
from guanjia.doors.web.forms import NOT_SENT, Sent, is_part, posted, press, submit, to
from guanjia.doors.web.forms.inputs import instant
from guanjia.doors.web.household_card import card_of
from guanjia.doors.web.timeline import moments
from guanjia.flow.overviews.visit_timeline import visit_timeline


@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show one visit."""
    return _show(request, visit_id)


def _show(request: HttpRequest, visit_id: int, sent: Sent = NOT_SENT) -> HttpResponse:
    card = queries.visit_card(actor=actor_of(request), visit_id=visit_id)
    missing = missing_at(actor=actor_of(request), visit_id=visit_id, at=now())
    return page(
        request,
        "dispatch/visit.html",
        status=sent.status,
        card=card,
        household=card_of(request, card.household_id),
        home=" · ".join(filter(None, (card.home, card.district))),
        may_miss=card.may_miss and (card.starts_at or card.window_start) <= now(),
        owed=_owed(request, card),
        sent=[_sent(one, missing) for one in card.sent],
        gone=[_gone(one) for one in card.gone],
        done=[_done(one) for one in done_at(actor=actor_of(request), visit_id=visit_id)],
        moments=moments(
            visit_timeline(actor=actor_of(request), visit_id=visit_id),
            here=to("dispatch:visit", visit_id),
        ),
        reasons_to_cancel=_choices(CANCELLED_FOR),
        reasons_to_miss=_choices(MISSED_FOR),
        refusal=sent.words,
    )


def _owed(request: HttpRequest, card: queries.VisitCard) -> int | None:
    """Return what the household owes if it calls a single order's visit off now; None for a plan's."""
    if not card.order_id or not card.may_cancel:
        return None
    return cancel_fee_now(actor_of(request), card.order_id, at=now())


def _choices(reasons: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, gettext(words)) for code, words in reasons]


def _sent(one: queries.Sent, missing: Collection[int] = ()) -> dict[str, object]:
    return {
        "id": one.id,
        "worker_id": one.worker_id,
        "name": one.name,
        "time": formatting.span(one.starts_at, one.ends_at),
        "state": formatting.state("assignment", one.status),
        "is_held": one.status == "held",
        "is_open": one.status in ("held", "assigned"),
        "may_be_absent": one.id in missing,
        "hold_until": formatting.clock(one.hold_until) if one.hold_until else "",
        "arrives": formatting.clock(one.arrives_at) if one.arrives_at else "",
        "reasons": [sentence(reason) for reason in one.reasons],
        "overrides": [rule_words(code) for code in one.overrides],
        "worker": reverse("workforce:worker", args=[one.worker_id]),
        "cleared": formatting.when(one.cleared_at),
        "cleared_from": formatting.day(one.cleared_from),
        "cleared_until": formatting.day(one.cleared_until - timedelta(microseconds=1)),
    }


def _done(one: DoneVisit) -> dict[str, object]:
    return {
        "worker": one.worker,
        "time": _stay(one),
        "state": formatting.state("attendance", one.status),
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
        return f"{formatting.clock(came)}–{formatting.when(left)}"
    return formatting.span(came, left)


def _said(step: StepLine) -> str:
    """Return what was noted of a step: why it was left out, the reading, the words."""
    reason = str(dict(UNDONE)[step.reason]) if step.reason else ""
    reading = f"{step.value:g} {step.unit}".strip() if step.value is not None else ""
    return " · ".join(filter(None, (reason, reading, step.note)))


def _gone(one: queries.Sent) -> dict[str, object]:
    return {
        "name": one.name,
        "time": formatting.when(one.starts_at, one.ends_at),
        "since": formatting.when(one.status_since) if one.status_since else "",
    }


@require_GET
def people(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show who could go to a visit, the best first, and why the others cannot."""
    return _people(request, visit_id)


def _people(
    request: HttpRequest, visit_id: int, sent: Sent = NOT_SENT, form: AssignForm | None = None
) -> HttpResponse:
    actor, at = actor_of(request), now()
    card = queries.visit_card(actor=actor, visit_id=visit_id)
    found = engine.candidates(actor=actor, visit_id=visit_id, at=at)
    goes = {one.worker_id for one in card.sent if one.status != "held"}
    against = sent.refusal if isinstance(sent.refusal, DoesNotFit) else None
    override = None
    if form and isinstance(against, NeedsOverride):
        override = _override(against, form)
    return page(
        request,
        "dispatch/people.html#people"
        if is_part(request) and request.method == "GET"
        else "dispatch/people.html",
        status=sent.status,
        card=card,
        replaces=_replaced(request, card),
        able=[_able(one, card) for one in found if one.can_go and one.worker_id not in goes],
        unable=sorted((_unable(one, card) for one in found if not one.can_go), key=_nearest_first),
        morning=f"{reverse('dispatch:morning')}?branch={card.branch_id}&on={card.on.isoformat()}",
        refusal=_against(sent),
        objections=[sentence(reason) for reason in against.reasons] if against else [],
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
        "clock": formatting.clock(one.starts_at),
        "is_late": one.starts_at is not None
        and one.starts_at + timedelta(minutes=card.minutes) > card.window_end,
        "reasons": [sentence(reason) for reason in one.reasons],
    }


def _unable(one: engine.Candidate, card: queries.VisitCard) -> dict[str, object]:
    is_soft = all(not getattr(reason, "is_hard", True) for reason in one.against)
    return {
        "worker_id": one.worker_id,
        "name": one.name,
        "clock": formatting.clock(card.starts_at or card.window_start),
        "against": [sentence(reason) for reason in one.against],
        "is_soft": is_soft,
    }


@require_POST
def assign(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Send somebody by hand; what speaks against it is named, and soft rules can be overridden."""
    actor = actor_of(request)
    form = AssignForm(request.POST)

    def act(data: dict[str, Any]) -> Assignment:
        card = queries.visit_card(actor=actor, visit_id=visit_id)
        return commands.assign_worker(
            actor=actor,
            visit_id=visit_id,
            worker_id=data["worker"],
            starts_at=instant(card.on, data["clock"], card.zone),
            override=request.POST.getlist("override"),
            replaces=data["replaces"],
            at=now(),
        )

    sent = submit(
        request,
        form,
        act,
        onward=to("dispatch:visit", visit_id),
        said=lambda sent: (
            gettext("%(worker)s goes at %(time)s.")
            % {"worker": sent.worker.name, "time": formatting.clock(sent.starts_at)}
        ),
        unread=gettext("Choose somebody and a time such as 09:00."),
    )
    return sent.answer or _people(request, visit_id, sent, form)


def _override(error: NeedsOverride, form: AssignForm) -> dict[str, object]:
    return {
        "worker_id": error.worker_id,
        "name": error.params["worker"],
        "clock": f"{form.cleaned_data['clock']:%H:%M}",
        "replaces": form.cleaned_data["replaces"] or "",
        "rules": [(reason.code, sentence(reason)) for reason in error.reasons],
    }


@require_POST
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Cancel a visit that has not begun."""
    sent = submit(
        request,
        WhyForm(request.POST, reasons=CANCELLED_FOR),
        lambda data: commands.cancel_visit(
            actor=actor_of(request),
            visit_id=visit_id,
            reason=data["reason"],
            by_client=data["reason"] in BY_THE_CLIENT,
            at=now(),
        ),
        onward=to("dispatch:visit", visit_id),
        unread=gettext(CHOOSE_WHY),
    )
    return sent.answer or _show(request, visit_id, sent)


@require_POST
def miss(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Record that a visit did not take place."""
    sent = submit(
        request,
        WhyForm(request.POST, reasons=MISSED_FOR),
        lambda data: commands.miss_visit(
            actor=actor_of(request), visit_id=visit_id, reason=data["reason"], at=now()
        ),
        onward=to("dispatch:visit", visit_id),
        unread=gettext(CHOOSE_WHY),
    )
    return sent.answer or _show(request, visit_id, sent)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask why, then take somebody off a visit."""
    actor = actor_of(request)
    rows = visible_assignments(actor).select_related("worker", "visit")
    assigned = rows.get(id=assignment_id)
    may_withdraw(actor, assigned).require()
    sent = submit(
        request,
        WhyForm(posted(request), reasons=WITHDRAWN_FOR),
        lambda data: commands.withdraw_assignment(
            actor=actor, assignment_id=assignment_id, reason=data["reason"], at=now()
        ),
        onward=to("dispatch:visit", assigned.visit_id),
        said=gettext("%(worker)s no longer goes there.") % {"worker": assigned.worker.name},
        unread=gettext(CHOOSE_WHY),
    )
    return sent.answer or page(
        request,
        "dispatch/withdraw.html",
        status=sent.status,
        sent=_asked_about(assigned),
        reasons=_choices(WITHDRAWN_FOR),
        chosen=request.POST.get("reason", ""),
        refusal=sent.words,
    )


def _asked_about(sent: Assignment) -> dict[str, object]:
    return {
        "id": sent.pk,
        "visit_id": sent.visit_id,
        "name": sent.worker.name,
        "time": formatting.when(sent.starts_at, sent.ends_at),
    }


@require_POST
def confirm(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Let a held slot become an assignment."""
    actor = actor_of(request)
    held = visible_assignments(actor).get(id=assignment_id)
    sent = press(
        request,
        lambda: commands.confirm_hold(actor=actor, assignment_id=assignment_id, at=now()),
        onward=_back_to(request, held),
        said=gettext("Confirmed."),
    )
    return sent.answer or _show(request, held.visit_id, sent)


def _back_to(request: HttpRequest, held: Assignment) -> str:
    """Return the page on which it was pressed: of the order, or of the visit."""
    order_id = reading.row_id(request.POST.get("order", ""))
    return to("planning:order", order_id) if order_id else to("dispatch:visit", held.visit_id)


def _against(sent: Sent) -> str:
    """Return what stands above the reasons against somebody; nothing, if they can be overridden."""
    match sent.refusal:
        case NeedsOverride():
            return ""
        case DoesNotFit(message=message, params=params):
            return gettext(message) % params
        case _:
            return sent.words
