"""What follows from passes."""

from datetime import datetime

from guanjia.chapters.dispatch import commands as dispatch
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def pass_revoked_withdraws_people(event: Event, at: datetime) -> None:
    """Whoever may no longer be sent is taken off the visits ahead, which are to be staffed anew."""
    dispatch.withdraw_uncovered(actor=HANDOFFS, pass_id=event.payload["pass_id"], at=at)
