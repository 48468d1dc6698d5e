"""Single orders: one card each, and cancelling."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.dispatch.queries import visit_of_order
from guanjia.chapters.planning import commands, policies, queries
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.web import show
from guanjia.doors.web.asking import put_refusal
from guanjia.doors.web.planning.forms import CancelForm
from guanjia.kernel.errors import Refusal


@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show one order as it was agreed."""
    actor = actor_of(request)
    card = queries.order_card(actor, order_id)
    going = visit_of_order(actor=actor, order_id=order_id) if actor.is_staff else None
    return page(
        request,
        "planning/order.html",
        order=card,
        ends=_ends(card),
        going=going,
        may_cancel=card.may_cancel and card.starts_at > now(),
    )


def _ends(card: queries.OrderRow) -> object:
    return card.starts_at + timedelta(minutes=card.minutes)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, order_id: int) -> HttpResponse:
    """Say what cancelling costs, ask why, and cancel."""
    actor, at = actor_of(request), now()
    card = queries.order_card(actor, order_id)
    asked = policies.visible_orders(actor).select_related("household").get(id=order_id)
    policies.may_order(actor, asked.household).require()
    form = CancelForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = commands.cancel_order(
                    actor=actor, order_id=order_id, reason=form.cleaned_data["reason"], at=at
                )
            except Refusal as error:
                status = put_refusal(form, error)
            else:
                words = gettext("Cancelled. Due: %(fee)s.")
                messages.success(request, words % {"fee": show.money(done.cancel_fee_fen)})
                return redirect("planning:order", order_id)
    return page(
        request,
        "planning/cancel.html",
        status=status,
        order=card,
        ends=_ends(card),
        form=form,
        fee=queries.cancel_fee_now(actor, order_id, at=at),
    )
