"""What follows from visits."""

from datetime import datetime

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.planning import commands as planning
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def visit_finished_fulfils_its_order(event: Event, at: datetime) -> None:
    """The single order behind a visit is fulfilled when the visit is over."""
    visit = Visit.objects.get(id=event.payload["visit_id"])
    if visit.order_id is not None:
        planning.fulfil_order(actor=HANDOFFS, order_id=visit.order_id, at=at)


def visit_cancelled_cancels_its_order(event: Event, at: datetime) -> None:
    """The single order behind a visit that was called off ends, at the fee of the notice given."""
    _end_order(event, by_client=event.payload["by_client"], at=at)


def visit_missed_cancels_its_order(event: Event, at: datetime) -> None:
    """The single order behind a missed visit ends; it costs only whoever was not at home."""
    _end_order(event, by_client=event.payload["reason"] == "client_absent", at=at)


def _end_order(event: Event, *, by_client: bool, at: datetime) -> None:
    visit = Visit.objects.get(id=event.payload["visit_id"])
    if visit.order_id is not None:
        planning.end_order_of_visit(
            actor=HANDOFFS,
            order_id=visit.order_id,
            by_client=by_client,
            said_at=event.occurred_at,
            at=at,
        )
