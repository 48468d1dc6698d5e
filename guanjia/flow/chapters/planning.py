"""What the flow knows of plans and orders: how their facts are told, what waits, who is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import pgettext

from guanjia.chapters.planning.models import Order, PaperSignature, PlanVersion
from guanjia.chapters.planning.policies import (
    CHECKERS,
    visible_orders,
    visible_papers,
    visible_versions,
)
from guanjia.flow.chapter import (
    MOST_TASKS,
    SELLERS,
    Chapter,
    Counting,
    Duty,
    Kept,
    Obstacle,
    Tally,
    Task,
    month_around,
)
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.actors import Actor
from guanjia.kernel.money import yuan
from guanjia.kernel.words import _

ACCOUNTANTS = frozenset({"finance", "manager", "owner", "head_office"})
"""Who keeps an eye on what is agreed and owed."""

CANCELLED_FOR = {
    "client": _("the client asked for it"),
    "company": _("for reasons of our own"),
    "weather": _("the weather"),
    "mistake": _("ordered by mistake"),
    "other": _("another reason"),
}
MESSAGES = {
    "plan.drafted": Message(_("Version %(number)s of the plan was drafted.")),
    "plan.offered": Message(
        _("Version %(number)s of the plan was offered at %(monthly_fee_fen)s a month.")
    ),
    "plan.accepted": Message(
        _("Version %(number)s of the plan was accepted at %(monthly_fee_fen)s a month.")
    ),
    "plan.paper_brought": Message(_("Version %(number)s, signed on paper, was brought in.")),
    "plan.paper_confirmed": Message(_("The paper signed under version %(number)s was confirmed.")),
    "plan.paper_refused": Message(_("The paper signed under version %(number)s was refused.")),
    "plan.paper_taken_back": Message(
        _("The paper signed under version %(number)s was taken back.")
    ),
    "plan.paper_lapsed": Message(_("The paper signed under version %(number)s came to nothing.")),
    "plan.declined": Message(_("Version %(number)s of the plan was declined.")),
    "plan.change_asked": Message(
        _("The household asked to change version %(number)s of the plan.")
    ),
    "plan.withdrawn": Message(_("Version %(number)s of the plan was withdrawn.")),
    "plan.superseded": Message(_("Version %(number)s of the plan was replaced.")),
    "plan.ended": Message(_("The plan ended.")),
    "order.booked": Message(_("%(service_id)s was ordered for %(price_fen)s.")),
    "order.cancelled": Message(
        _("The order was cancelled: %(reason)s."), codes={"reason": CANCELLED_FOR}
    ),
    "order.fulfilled": Message(_("The order was fulfilled.")),
}


def _plans(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = (
        visible_versions(actor)
        .filter(status__in=("draft", "offered"))
        .select_related("plan__household")
        .annotate(wishes_count=Count("wishes"))
    )
    if not actor.holds_anywhere("manager"):
        rows = rows.filter(plan__household__consultant_id=actor.user_id)
    for row in rows.order_by("status_since")[:MOST_TASKS]:
        who = row.plan.household.display_name
        if row.status == "draft":
            yield Task("draft", who, row.status_since, (row.pk,))
        elif row.wishes_count:
            yield Task("wish", who, row.status_since, (row.pk,))
        elif row.answer_by and row.answer_by - at < timedelta(days=3):
            yield Task("offer", who, row.answer_by, (row.pk,))


def _signed_papers(actor: Actor, at: datetime) -> Iterator[Task]:
    """Papers that wait for a second person, and those of the actor's own that were refused."""
    later = PaperSignature.objects.filter(version=OuterRef("version"), id__gt=OuterRef("id"))
    theirs = Q(brought_by_id=actor.user_id)
    rows = (
        visible_papers(actor)
        .filter(Q(status="waiting") & ~theirs | Q(status="refused") & theirs)
        .filter(~Exists(later), version__status="offered")
        .select_related("version__plan__household")
    )
    for row in rows.order_by("status_since")[:MOST_TASKS]:
        who = row.version.plan.household.display_name
        if row.status == "refused":
            yield Task("paper_refused", who, row.version.answer_by, (row.version_id,))
        else:
            yield Task("signed_paper", who, row.version.answer_by, (row.pk,))


def _agreed(actor: Actor, at: datetime) -> Iterator[Tally]:
    versions = visible_versions(actor)
    signed = versions.filter(approval__signed_at__gte=month_around(at)[0])
    found = signed.aggregate(sum=Sum("monthly_fee_fen"), number=Count("id"))
    yield Tally("plans.offered", versions.filter(status="offered").count())
    yield Tally("plans.signed", found["sum"], counted_from=found["number"])


def _ordered(actor: Actor, at: datetime) -> Iterator[Tally]:
    """What this month's orders bring, and what is owed for those that were cancelled too late."""
    first, until = month_around(at)
    rows = visible_orders(actor).filter(starts_at__gte=first, starts_at__lt=until)
    found = rows.aggregate(
        sum=Sum("price_fen", filter=~Q(status="cancelled")),
        number=Count("id", filter=~Q(status="cancelled")),
        fees=Sum("cancel_fee_fen", filter=Q(cancel_fee_fen__gt=0)),
        cancelled=Count("id", filter=Q(cancel_fee_fen__gt=0)),
    )
    yield Tally("orders.sum", found["sum"], counted_from=found["number"])
    if found["cancelled"]:
        yield Tally("orders.fees", found["fees"], counted_from=found["cancelled"])


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    versions = visible_versions(actor).filter(plan__household_id=household_id)
    yield Kept(
        _("Plans"),
        (_("Number"), _("State"), _("Goal"), _("From"), _("Until"), _("A month"), _("Signed by")),
        tuple(
            (
                f"{row.plan.code}-{row.number}",
                pgettext("plan", row.status),
                row.goal,
                row.starts_on,
                row.stops_on or row.ends_on,
                yuan(row.monthly_fee_fen),
                row.approval.signed_name if hasattr(row, "approval") else None,
            )
            for row in versions.select_related("plan", "approval").order_by("id")
        ),
    )
    yield Kept(
        _("Orders"),
        (_("Number"), _("State"), _("Service"), _("When"), _("Price"), _("Note")),
        tuple(
            (
                row.code,
                pgettext("order", row.status),
                row.service.name,
                row.starts_at,
                yuan(row.price_fen),
                row.note,
            )
            for row in visible_orders(actor)
            .filter(household_id=household_id)
            .select_related("service")
            .order_by("starts_at", "id")
        ),
    )


def _stands_against(household_id: int) -> Iterator[Obstacle]:
    living = ("draft", "offered", "accepted")
    versions = PlanVersion.objects.filter(plan__household_id=household_id, status__in=living)
    for version in versions.order_by("id"):
        yield Obstacle("plan", version.pk)
    for order in Order.objects.filter(household_id=household_id, status="booked").order_by("id"):
        yield Obstacle("order", order.pk, order.starts_at)


CHAPTER = Chapter(
    messages=MESSAGES,
    keeps=_keeps,
    stands_against=_stands_against,
    duties=(Duty(SELLERS, _plans), Duty(frozenset(CHECKERS), _signed_papers)),
    countings=(
        Counting(SELLERS | ACCOUNTANTS, _agreed),
        Counting(ACCOUNTANTS, _ordered),
    ),
    notices={
        "plan.offer_sent": (clients.offer_sent_goes_to_the_decider,),
        "plan.paper_confirmed": (clients.confirmed_paper_tells_the_decider,),
    },
)
