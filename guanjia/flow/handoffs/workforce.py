"""What follows when a worker, a paper of theirs or a skill no longer is what it was."""

from datetime import datetime

from guanjia.chapters.clearance.commands import review_passes
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def worker_changed_reviews_passes(event: Event, at: datetime) -> None:
    """Whatever may have made a worker unfit to be sent has their passes looked at anew."""
    review_passes(actor=HANDOFFS, worker_id=event.payload["worker_id"], at=at)
