"""What follows when a household is no longer what it was."""

from datetime import datetime

from guanjia.chapters.clearance.commands import review_passes
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event

ABOUT_THE_GATE = ("member", "wish")
"""The parts of a dossier that the gate reads: who lives there, and who shall not come again."""


def consent_withdrawn_reviews_passes(event: Event, at: datetime) -> None:
    """Nobody is sent where the consent no longer stands."""
    review_passes(actor=HANDOFFS, household_id=event.payload["household_id"], at=at)


def dossier_changed_reviews_passes(event: Event, at: datetime) -> None:
    """A child who moves in, or a worker who is not wanted again, has the passes looked at anew."""
    if event.payload["part"] in ABOUT_THE_GATE:
        review_passes(actor=HANDOFFS, household_id=event.payload["household_id"], at=at)
