"""What follows when the catalogue asks for something else."""

from datetime import datetime

from guanjia.chapters.clearance.commands import review_passes
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def requirements_changed_reviews_passes(event: Event, at: datetime) -> None:
    """When a service asks for more, whoever lacks it loses their passes for that service."""
    review_passes(actor=HANDOFFS, service_id=event.payload["service_id"], at=at)
