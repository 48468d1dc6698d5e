"""What follows from the work in a home."""

from datetime import datetime

from guanjia.chapters.relations import commands as relations
from guanjia.chapters.survey import commands as survey
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event


def visit_finished_asks_how_it_was(event: Event, at: datetime) -> None:
    """After a visit the household is asked, unless it was asked a little while ago."""
    survey.invite(
        actor=HANDOFFS,
        household_id=event.payload["household_id"],
        visit_id=event.payload["visit_id"],
        questionnaire="after_visit",
        at=at,
    )


def disputed_work_is_called_back(event: Event, at: datetime) -> None:
    """A household that does not accept the work is called."""
    relations.open_callback(
        actor=HANDOFFS,
        household_id=event.payload["household_id"],
        reason="disputed_work",
        about_event=event.pk,
        at=at,
    )


def grave_incident_is_called_back(event: Event, at: datetime) -> None:
    """After anything but a small incident somebody calls the household; at once if it is danger."""
    if event.payload["severity"] == "minor":
        return
    relations.open_callback(
        actor=HANDOFFS,
        household_id=event.payload["household_id"],
        reason="incident",
        about_event=event.pk,
        is_urgent=event.payload["severity"] == "safety",
        at=at,
    )
