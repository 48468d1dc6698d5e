"""The offer on the household's phone: read, ask for a change, sign."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.org.queries import phone_of_link
from guanjia.chapters.planning import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.forms import NOT_SENT, Sent, press, submit, to
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.planning import labels
from guanjia.doors.web.planning.edits import READ_AGAIN
from guanjia.doors.web.planning.forms import SignForm, WishForm
from guanjia.doors.web.uploads import as_it_was_drawn, drawn_signature
from guanjia.kernel.clock import hours_and_minutes
from guanjia.vault.masking import masked_phone


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what is offered; take the signature."""
    sent = submit(
        request,
        SignForm(request.POST),
        lambda data: commands.accept_plan(
            actor=actor_of(request),
            version_id=version_id,
            number=data["number"],
            signed_name=data["signed_name"],
            signature=drawn_signature(data["signature"]),
            at=now(),
        ),
        onward=to("planning:answer", version_id),
        unread=gettext(READ_AGAIN),
    )
    return sent.answer or _card(
        request,
        version_id,
        sent,
        name=request.POST.get("signed_name", ""),
        drawn=as_it_was_drawn(request.POST.get("signature", "")),
    )


@require_POST
def wish(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take down what should be otherwise; the offer stands."""
    sent = submit(
        request,
        WishForm(request.POST),
        lambda data: commands.ask_for_change(
            actor=actor_of(request), version_id=version_id, at=now(), **data
        ),
        onward=to("planning:answer", version_id),
        unread=gettext(READ_AGAIN),
    )
    return sent.answer or _card(request, version_id, sent, wish=request.POST.get("words", ""))


@require_POST
def decline(request: HttpRequest, version_id: int) -> HttpResponse:
    """Turn the offer down."""
    sent = press(
        request,
        lambda: commands.decline_plan(
            actor=actor_of(request),
            version_id=version_id,
            number=reading.whole_number(request.POST.get("number", "")) or 0,
            at=now(),
        ),
        onward=to("planning:answer", version_id),
    )
    return sent.answer or _card(request, version_id, sent)


def _card(
    request: HttpRequest,
    version_id: int,
    sent: Sent = NOT_SENT,
    *,
    name: str = "",
    drawn: str = "",
    wish: str = "",
) -> HttpResponse:
    actor, at = actor_of(request), now()
    plan = queries.plan_record(
        actor, version_id, today=local_today(at), language=get_language() or ""
    )
    week = queries.plan_calendar(plan, first=plan.starts_on, days=7)
    name_error = sent.at("signed_name", "signature")
    is_over = plan.answer_by is not None and plan.answer_by <= at
    return page(
        request,
        "planning/answer.html",
        status=sent.status,
        plan=plan,
        address=plan.contract.home if plan.contract and plan.household_id in actor.homes else "",
        lines=[labels.line_row(line) for line in plan.lines],
        payment=dict(labels.PAYMENTS).get(plan.payment, ""),
        week=[
            {
                "day": formatting.day(one.day),
                "holiday": one.holiday,
                "items": [
                    f"{hours_and_minutes(item.window_from)}–{hours_and_minutes(item.window_until)}"
                    f" {item.service}"
                    for item in one.items
                ],
            }
            for one in week
            if one.items or one.holiday
        ],
        last_day=formatting.dated(plan.ends_on - timedelta(days=1)) if plan.ends_on else "",
        is_open=plan.status == "offered" and not is_over,
        is_over=plan.status == "offered" and is_over,
        can_sign=plan.status == "offered" and not is_over and plan.may_answer,
        why_not=gettext(plan.why_not_answer) if plan.why_not_answer else "",
        code_goes_to=masked_phone(phone_of_link(actor)) if actor.is_unproven else "",
        refusal="" if name_error else sent.words,
        name_error=name_error,
        name=name,
        drawn=drawn,
        wish=wish,
    )
