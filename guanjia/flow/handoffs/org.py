"""What follows when a colleague's login closes or a role of theirs ends."""

from datetime import datetime

from guanjia.chapters.assessment.commands import pass_on_appointments_of
from guanjia.chapters.dossier.commands import release_households
from guanjia.chapters.relations.commands import pass_on_calls_of
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def who_left_is_nobody_s_contact(event: Event, at: datetime) -> None:
    """No household names somebody who no longer looks after households in its branch."""
    release_households(actor=HANDOFFS, user_id=event.payload["user_id"], at=at)


def who_left_lets_others_assess(event: Event, at: datetime) -> None:
    """Where they had promised to come and assess, somebody else comes."""
    pass_on_appointments_of(actor=HANDOFFS, user_id=event.payload["user_id"], at=at)


def who_left_lets_others_call(event: Event, at: datetime) -> None:
    """Their open call-backs get another owner, who is told."""
    pass_on_calls_of(actor=HANDOFFS, user_id=event.payload["user_id"], at=at)
