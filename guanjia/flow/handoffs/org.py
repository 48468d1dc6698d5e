"""What follows when somebody's login, number or roles are no longer what they were."""

from datetime import datetime

from guanjia.chapters.assessment.commands import pass_on_appointments_of
from guanjia.chapters.dossier.commands import release_households
from guanjia.chapters.org import commands as org
from guanjia.chapters.relations.commands import pass_on_calls_of
from guanjia.chapters.workforce.commands import follow_number
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


def phone_changed_keeps_the_worker_reachable(event: Event, at: datetime) -> None:
    """A worker's record has the number by which they sign in."""
    follow_number(actor=HANDOFFS, user_id=event.payload["user_id"], at=at)


def role_ended_signs_out_who_has_nothing_left(event: Event, at: datetime) -> None:
    """Whoever had a desk and has nothing here any more is signed out, and so are their programs."""
    org.end_visits_of_nobody(actor=HANDOFFS, user_id=event.payload["user_id"], at=at)
