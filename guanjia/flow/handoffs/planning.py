"""What follows from plans and orders."""

from datetime import datetime

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.planning.models import Plan, PlanVersion
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def plan_accepted_opens_visits(event: Event, at: datetime) -> None:
    """An accepted plan becomes visits to staff, as many weeks ahead as the branch opens them."""
    dispatch.open_visits_of_plan(actor=HANDOFFS, version_id=event.payload["version_id"], at=at)


def plan_accepted_engages_the_household(event: Event, at: datetime) -> None:
    """Whoever has said yes to a plan is a client from then on."""
    plan = Plan.objects.get(id=event.payload["plan_id"])
    dossier.engage_household(actor=HANDOFFS, household_id=plan.household_id, at=at)


def plan_accepted_settles_appointments(event: Event, at: datetime) -> None:
    """Whoever has agreed to a plan needs no visit any more to find out what they need."""
    version = PlanVersion.objects.select_related("plan").get(id=event.payload["version_id"])
    assessment.settle_appointments_of(
        actor=HANDOFFS,
        household_id=version.plan.household_id,
        promised_before=version.offered_at or at,
        at=at,
    )


def plan_stopped_closes_visits(event: Event, at: datetime) -> None:
    """A plan that is superseded or ended takes its coming visits with it."""
    dispatch.close_visits_of_plan(actor=HANDOFFS, version_id=event.payload["version_id"], at=at)


def order_booked_opens_its_visit(event: Event, at: datetime) -> None:
    """A single order becomes one visit to staff."""
    dispatch.open_visit_of_order(actor=HANDOFFS, order_id=event.payload["order_id"], at=at)


def order_cancelled_cancels_its_visit(event: Event, at: datetime) -> None:
    """A cancelled order frees whoever was to go, unless they are there already."""
    dispatch.cancel_visit_of_order(
        actor=HANDOFFS,
        order_id=event.payload["order_id"],
        reason="order_cancelled",
        by_client=event.payload["reason"] != "company",
        at=at,
    )
