"""What follows when a household is no longer what it was."""

from datetime import datetime

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.clearance.commands import review_passes
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.fieldwork import commands as fieldwork
from guanjia.chapters.org import commands as org
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.survey import commands as survey
from guanjia.flow.handoffs import HANDOFFS
from guanjia.ledger.models import Event

ABOUT_THE_GATE = ("member", "wish", "contact")
"""The parts of a dossier that the gate reads: who belongs there, and who shall not come again."""


def consent_withdrawn_reviews_passes(event: Event, at: datetime) -> None:
    """Nobody is sent where the consent no longer stands."""
    review_passes(actor=HANDOFFS, household_id=event.payload["household_id"], at=at)


def dossier_changed_reviews_passes(event: Event, at: datetime) -> None:
    """A child who moves in, or a worker who is not wanted again, has the passes looked at anew."""
    if event.payload["part"] in ABOUT_THE_GATE:
        review_passes(actor=HANDOFFS, household_id=event.payload["household_id"], at=at)


def standing_ended_gives_up_the_login(event: Event, at: datetime) -> None:
    """Whoever speaks for no household any more, and is nothing else here, has no login any more."""
    org.retire_login(actor=HANDOFFS, user_id=event.payload["user_id"], at=at)


def contacts_changed_close_the_links_of_others(event: Event, at: datetime) -> None:
    """The links of a household open nothing for a number that is no longer one of its contacts'."""
    if event.payload["part"] == "contact":
        household_id = event.payload["household_id"]
        dossier.end_links_of_others(actor=HANDOFFS, household_id=household_id, at=at)


def household_gone_ends_what_is_planned(event: Event, at: datetime) -> None:
    """Nothing goes on for a household that has gone: plans end, offers and single orders are over."""
    household_id = event.payload["household_id"]
    planning.end_what_is_planned(actor=HANDOFFS, household_id=household_id, at=at)


def household_gone_calls_off_appointments(event: Event, at: datetime) -> None:
    """Nobody comes to assess a household that has gone."""
    household_id = event.payload["household_id"]
    assessment.call_off_appointments_of(actor=HANDOFFS, household_id=household_id, at=at)


def household_erased_empties_its_assessments(event: Event, at: datetime) -> None:
    """What a household that was erased answered of itself, and the pictures of its home, are forgotten."""
    assessment.forget_household(household_id=event.payload["household_id"], at=at)


def household_erased_empties_its_plans(event: Event, at: datetime) -> None:
    """Of what was agreed with a household that was erased no word, name or signature stays."""
    planning.forget_household(actor=HANDOFFS, household_id=event.payload["household_id"], at=at)


def household_erased_empties_the_work(event: Event, at: datetime) -> None:
    """Of the work done for a household that was erased no word, reading or picture stays."""
    fieldwork.forget_household(household_id=event.payload["household_id"], at=at)


def household_erased_empties_its_answers(event: Event, at: datetime) -> None:
    """What a household that was erased wrote about how it was is forgotten; its numbers count on."""
    survey.forget_household(household_id=event.payload["household_id"])


def household_erased_empties_its_calls(event: Event, at: datetime) -> None:
    """What was said on the telephone with a household that was erased is forgotten."""
    relations.forget_household(household_id=event.payload["household_id"])
