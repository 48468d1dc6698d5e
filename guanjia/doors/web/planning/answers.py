"""The offer on the household's phone: read, ask for a change, sign."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.org.queries import phone_of_link
from guanjia.chapters.planning import commands, queries
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web import reading, show
from guanjia.doors.web.asking import local_today
from guanjia.doors.web.planning import words
from guanjia.doors.web.planning.edits import READ_AGAIN
from guanjia.doors.web.planning.forms import SignForm, WishForm
from guanjia.doors.web.uploads import drawn_signature
from guanjia.kernel.clock import hours_and_minutes, week_of
from guanjia.kernel.errors import Invalid, Refusal
from guanjia.vault.masking import masked_phone


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what is offered; take the signature."""
    if request.method == "GET":
        return _card(request, version_id)
    form = SignForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("signed_name", "")
        return _card(request, version_id, error=Invalid(READ_AGAIN), name=typed)
    given = form.cleaned_data
    try:
        commands.accept_plan(
            actor=actor_of(request),
            version_id=version_id,
            number=given["number"],
            signed_name=given["signed_name"],
            signature=drawn_signature(given["signature"]),
            at=now(),
        )
    except Refusal as error:
        return _card(request, version_id, error=error, name=given["signed_name"])
    return redirect("planning:answer", version_id)


@require_POST
def wish(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take down what should be otherwise; the offer stands."""
    form = WishForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(READ_AGAIN)
        commands.ask_for_change(
            actor=actor_of(request), version_id=version_id, at=now(), **form.cleaned_data
        )
    except Refusal as error:
        return _card(request, version_id, error=error, wish=request.POST.get("words", ""))
    return redirect("planning:answer", version_id)


@require_POST
def decline(request: HttpRequest, version_id: int) -> HttpResponse:
    """Turn the offer down."""
    try:
        commands.decline_plan(
            actor=actor_of(request),
            version_id=version_id,
            number=reading.whole_number(request.POST.get("number", "")) or 0,
            at=now(),
        )
    except Refusal as error:
        return _card(request, version_id, error=error)
    return redirect("planning:answer", version_id)


def _card(
    request: HttpRequest,
    version_id: int,
    *,
    error: Refusal | None = None,
    name: str = "",
    wish: str = "",
) -> HttpResponse:
    actor, at = actor_of(request), now()
    plan = queries.plan_record(
        actor, version_id, today=local_today(at), language=get_language() or ""
    )
    first = week_of(max(plan.starts_on, local_today(at)))
    if first < plan.starts_on:
        first = plan.starts_on
    week = queries.plan_calendar(plan, first=first, days=7)
    at_name = isinstance(error, Invalid) and error.field in {"signed_name", "signature"}
    refusal = in_words(error) if error else ""
    is_over = plan.answer_by is not None and plan.answer_by <= at
    return page(
        request,
        "planning/answer.html",
        status=status_of(error) if error else 200,
        plan=plan,
        lines=[words.line_row(line) for line in plan.lines],
        payment=dict(words.PAYMENTS).get(plan.payment, ""),
        week=[
            {
                "day": show.day(one.day),
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
        last_day=show.dated(plan.ends_on - timedelta(days=1)) if plan.ends_on else "",
        is_open=plan.status == "offered" and not is_over,
        is_over=plan.status == "offered" and is_over,
        can_sign=plan.status == "offered" and not is_over and plan.may_answer,
        why_not=gettext(plan.why_not_answer) if plan.why_not_answer else "",
        code_goes_to=masked_phone(phone_of_link(actor)) if actor.is_unproven else "",
        refusal="" if at_name else refusal,
        name_error=refusal if at_name else "",
        name=name,
        wish=wish,
    )
