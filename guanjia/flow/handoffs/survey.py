"""What follows from a household's answers."""

from datetime import datetime

from guanjia.chapters.relations import commands as relations
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def low_answer_is_called_back(event: Event, at: datetime) -> None:
    """A household that was not content is called; the task has an owner and a clock."""
    if not event.payload["is_low"]:
        return
    relations.open_callback(
        actor=HANDOFFS,
        household_id=event.payload["household_id"],
        reason="low_score",
        about_event=event.pk,
        at=at,
    )
