"""What the pages of plans and orders say of themselves."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from guanjia.chapters.dispatch.queries import held_orders
from guanjia.chapters.planning.queries import orders_by_code, plans_by_code
from guanjia.doors.web import formatting
from guanjia.doors.web.planning.held import order_state
from guanjia.doors.web.sections import (
    READERS_OF_CLIENTS,
    Entry,
    Found,
    Opens,
    Section,
    TallyWords,
    one_task,
)
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

MOST_FOUND = 8
SHORTEST_CODE = 4


def _found(actor: Actor, text: str, at: datetime) -> Iterator[Found]:
    if len(text) < SHORTEST_CODE or not text.isascii():
        return
    orders = orders_by_code(actor, text, most=MOST_FOUND)
    held = held_orders([order.id for order in orders], at=at) if orders else {}
    for order in orders:
        yield Found(
            href=reverse("planning:order", args=[order.id]),
            name=order.code,
            kind=gettext("Order"),
            more=f"{order.household} · {order.service} · {formatting.day(order.starts_at)}",
            state=order_state(order.status, held.get(order.id), at=at),
        )
    for plan in plans_by_code(actor, text, most=MOST_FOUND):
        yield Found(
            href=reverse("planning:plan", args=[plan.id]),
            name=f"{plan.code}-{plan.number}",
            kind=gettext("Plan"),
            more=plan.household,
            state=formatting.state("plan version", plan.status),
        )


SECTION = Section(
    menu=(Entry(_("Plans"), "planning:plans", "clipboard", 40, READERS_OF_CLIENTS, "p"),),
    for_clients=frozenset(
        {"planning:answer", "planning:wish", "planning:decline", "planning:paper"}
    ),
    links={
        "offer": Opens(
            "planning:answer", frozenset({"planning:answer", "planning:wish"}), by="version_id"
        )
    },
    state_styles={
        "plan version": {
            "draft": "draft",
            "offered": "waiting",
            "accepted": "good",
            "declined": "missed",
            "withdrawn": "idle",
            "superseded": "idle",
            "ended": "idle",
        },
        "order": {"booked": "good", "fulfilled": "done", "cancelled": "idle"},
        "signed paper": {
            "waiting": "waiting",
            "confirmed": "done",
            "refused": "missed",
            "taken_back": "idle",
            "lapsed": "idle",
        },
    },
    event_styles={"plan.accepted": "good"},
    event_pages={"version_id": "planning:plan", "order_id": "planning:order"},
    tallies={
        "plans.offered": TallyWords(
            _("Plans that wait for an answer"), "month", "planning:plans", query="status=offered"
        ),
        "plans.signed": TallyWords(
            _("Signed this month, a month’s fee"),
            "month",
            "planning:plans",
            query="status=accepted",
            shown="money",
        ),
        "orders.sum": TallyWords(_("Orders of this month"), "month", shown="money"),
        "orders.fees": TallyWords(_("Fees for late cancellations"), "month", shown="money"),
    },
    tasks={
        "draft": one_task(
            _("The plan is drafted and not offered yet"), _("Go on with the plan"), "planning:plan"
        ),
        "wish": one_task(_("Asks to change the plan"), _("Revise the plan"), "planning:plan"),
        "offer": one_task(
            _("The answer to our plan is due"), _("Ask for the answer"), "planning:plan"
        ),
        "signed_paper": one_task(
            _("Signed on paper; a second person has to compare it"),
            _("Compare and confirm"),
            "planning:check_paper",
        ),
        "paper_refused": one_task(
            _("The signed paper that you brought in was refused"), _("Read why"), "planning:plan"
        ),
    },
    search=_found,
)
