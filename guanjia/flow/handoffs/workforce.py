"""What follows when a worker, a paper of theirs or a skill no longer is what it was."""

from datetime import datetime

from guanjia.chapters.clearance.commands import review_passes
from guanjia.chapters.org import commands as org
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.states import NOT_WITH_US
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def worker_changed_reviews_passes(event: Event, at: datetime) -> None:
    """Whatever may have made a worker unfit to be sent has their passes looked at anew."""
    review_passes(actor=HANDOFFS, worker_id=event.payload["worker_id"], at=at)


def worker_gone_loses_their_login(event: Event, at: datetime) -> None:
    """Whoever left, or was not taken on, comes in no more; their number may become somebody else's."""
    worker = Worker.objects.get(id=event.payload["worker_id"])
    if worker.user_id is None or worker.status not in NOT_WITH_US:
        return
    org.untie(user_id=worker.user_id, kind="worker", row_id=worker.pk, at=at)
    org.retire_login(actor=HANDOFFS, user_id=worker.user_id, at=at)


def phone_changed_reviews_passes(event: Event, at: datetime) -> None:
    """A worker whose number turns out to be that of a client is not sent to their own home."""
    worker = Worker.objects.filter(user_id=event.payload["user_id"]).first()
    if worker:
        review_passes(actor=HANDOFFS, worker_id=worker.pk, at=at)
