"""Single orders: one card each, and cancelling."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.dispatch.queries import held_orders, visit_of_order
from guanjia.chapters.planning import commands, policies, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.forms import submit, to
from guanjia.doors.web.household_card import card_of
from guanjia.doors.web.planning.forms import CancelForm
from guanjia.doors.web.planning.held import order_state


@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show one order as it was agreed."""
    actor, at = actor_of(request), now()
    card = queries.order_card(actor, order_id)
    held_until = held_orders([order_id], at=at).get(order_id)
    going = visit_of_order(actor=actor, order_id=order_id) if actor.is_staff else None
    return page(
        request,
        "planning/order.html",
        order=card,
        card=card_of(request, card.household_id),
        ends=_ends(card),
        state=order_state(card.status, held_until, at=at),
        is_held=held_until is not None,
        going=going,
        may_cancel=card.may_cancel and card.starts_at > at,
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
    sent = submit(
        request,
        form,
        lambda data: commands.cancel_order(
            actor=actor, order_id=order_id, reason=data["reason"], at=at
        ),
        onward=to("planning:order", order_id),
        said=lambda done: (
            gettext("Cancelled. Due: %(fee)s.") % {"fee": formatting.money(done.cancel_fee_fen)}
        ),
    )
    return sent.answer or page(
        request,
        "planning/cancel.html",
        status=sent.status,
        order=card,
        ends=_ends(card),
        form=form,
        fee=queries.cancel_fee_now(actor, order_id, at=at),
    )
