"""What ends when a household goes."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.states import GONE
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import policies
from guanjia.chapters.planning.commands.answers import end_plan
from guanjia.chapters.planning.commands.drafts import withdraw_plan
from guanjia.chapters.planning.commands.orders import cancel_order
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day


@transaction.atomic
def end_what_is_planned(*, actor: Actor, household_id: int, at: datetime) -> int:
    """
    End the plans of a household that has gone, take its drafts and offers back, and cancel the
    orders ahead without a fee; return how many there were.

    A plan ends today, or has never begun. Work that is under way is finished. Nothing happens if
    the household has come back meanwhile.

    :raises NotAllowed: if the actor may not plan for the household
    """
    household = dossier.visible_households(actor).get(id=household_id)
    actor = policies.may_plan(actor, household).let(actor)
    if household.status not in GONE:
        return 0
    today = local_day(at, zone_of(household.branch_id))
    versions = PlanVersion.objects.filter(
        plan__household=household, status__in=("draft", "offered", "accepted")
    )
    orders = Order.objects.filter(household=household, status="booked", starts_at__gt=at)
    ended = 0
    for version in versions.order_by("id"):
        if version.status == "accepted":
            stops_on = max(today, version.starts_on)
            end_plan(actor=actor, version_id=version.pk, stops_on=stops_on, at=at)
        else:
            withdraw_plan(actor=actor, version_id=version.pk, at=at)
        ended += 1
    for order in orders.order_by("id"):
        cancel_order(actor=actor, order_id=order.pk, reason="other", at=at)
        ended += 1
    return ended
