"""Why a household asks for a call: the answer, remark or incident behind the task."""

from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.dossier import policies
from guanjia.chapters.dossier.models import Contact
from guanjia.chapters.fieldwork.models import Acceptance, Incident
from guanjia.chapters.relations.queries import CallbackCard
from guanjia.chapters.survey.queries import Answered, answers_of
from guanjia.kernel.actors import Actor
from guanjia.ledger.models import Event
from guanjia.vault.masking import masked_phone


@dataclass(frozen=True, slots=True)
class WhyCalled:
    """What happened, in the household's own words where there are any, and whom to call."""

    happened_at: datetime | None
    visit_id: int | None
    words: str
    answers: tuple[Answered, ...]
    contact_id: int | None
    contact: str
    phone: str
    may_reveal: bool


def why_called(*, actor: Actor, card: CallbackCard) -> WhyCalled:
    """
    Return what is behind a call-back that the actor may see, in six SQL queries at most.

    The phone number is masked; `may_reveal` says whether the actor may see it in clear.
    """
    household = policies.visible_households(actor).filter(id=card.household_id).first()
    contact = Contact.objects.filter(household_id=card.household_id, is_decider=True).first()
    event = Event.objects.filter(id=card.about_event).first() if card.about_event else None
    payload = event.payload if event else {}
    words, answers = card.wish, tuple[Answered, ...]()
    if "invitation_id" in payload:
        invitation_id = int(payload["invitation_id"])
        answers = answers_of(actor=actor, invitation_ids=[invitation_id]).get(invitation_id, ())
    elif "attendance_id" in payload:
        said = Acceptance.objects.filter(attendance_id=payload["attendance_id"]).first()
        words = said.remark if said else ""
    elif "incident_id" in payload:
        incident = Incident.objects.filter(id=payload["incident_id"]).first()
        words = incident.note if incident else ""
    return WhyCalled(
        happened_at=event.occurred_at if event else None,
        visit_id=card.visit_id or payload.get("visit_id"),
        words=words,
        answers=answers,
        contact_id=contact.pk if contact else None,
        contact=contact.name if contact else "",
        phone=masked_phone(contact.phone) if contact else "",
        may_reveal=bool(household and policies.may_reveal(actor, household, "contact.phone")),
    )
