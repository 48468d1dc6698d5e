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
