"""What clients are told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.models import Agreement, Consent, Contact, Household
from guanjia.chapters.dossier.queries import language_of
from guanjia.chapters.org.commands import make_link
from guanjia.chapters.org.models import User
from guanjia.chapters.planning.models import PlanVersion
from guanjia.chapters.survey.models import Invitation
from guanjia.db.brought import in_readers_language
from guanjia.flow.notices import TELLER, texts
from guanjia.flow.notices.quiet import not_before
from guanjia.kernel.clock import local
from guanjia.kernel.money import yuan
from guanjia.ledger.models import Event
from guanjia.outbound.commands import queue_notice
from guanjia.outbound.models import Notice


@dataclass(frozen=True, slots=True)
class Reader:
    """
    The one of a household who is told, and from when on.

    :param user_id: their login, if they have one
    """

    phone: str
    language: str
    user_id: int | None
    household: Household
    not_before: datetime


def reader_of(household_id: int, *, at: datetime) -> Reader | None:
    """Return whoever decides for the household, if they agreed to messages; five SQL queries."""
    household = Household.objects.select_related("branch").get(id=household_id)
    reader = _decider_of(household, at)
    agreed = Consent.objects.filter(household=household, purpose="messages", withdrawn_at=None)
    if reader is None or not agreed.exists():
        return None
    habit = Agreement.objects.filter(household=household).first() or Agreement()
    return replace(
        reader,
        not_before=not_before(
            at,
            zone=household.branch.zone,
            quiet_from=habit.quiet_from_minute,
            quiet_until=habit.quiet_until_minute,
        ),
    )


def announced_visit_tells_the_client(event: Event, at: datetime) -> None:
    """The client is told who comes and when, the day before; or what has changed of it since."""
    visit = _visit_of(event)
    reader = reader_of(visit.household_id, at=at)
    if reader is None or visit.status != "staffed" or visit.starts_at is None:
        return
    is_changed = event.payload["is_changed"]
    _tell_who_comes(event, reader, visit, is_changed=is_changed, good_until=visit.starts_at, at=at)


def setting_out_tells_the_client(event: Event, at: datetime) -> None:
    """
    The client is told that somebody is on the way, once, and when they should be there.

    What is heard too late to be of use, or in quiet hours, is not told: they are at the door by then.
    """
    sent = Assignment.objects.select_related("visit__branch", "visit__service", "worker").get(
        id=event.payload["assignment_id"]
    )
    visit, arrives_at = sent.visit, sent.arrives_at
    if sent.status != "assigned" or visit.status != "staffed" or not arrives_at:
        return
    reader = reader_of(visit.household_id, at=at)
    if reader is None or max(at, reader.not_before) >= arrives_at:
        return
    with translation.override(reader.language):
        words = gettext(texts.ON_THE_WAY) % {
            "worker": sent.worker.name,
            "time": f"{local(arrives_at, visit.branch.zone):%H:%M}",
        }
    _tell_of_visit(event, reader, words, good_until=arrives_at, at=at)


def rearranged_visit_tells_the_client(event: Event, at: datetime) -> None:
    """The client is told who comes and when, as it now stands."""
    visit = _visit_of(event)
    reader = reader_of(visit.household_id, at=at)
    if reader is None or visit.status != "staffed" or visit.starts_at is None:
        return
    _tell_who_comes(event, reader, visit, is_changed=True, at=at)


def _tell_who_comes(
    event: Event,
    reader: Reader,
    visit: Visit,
    *,
    is_changed: bool,
    at: datetime,
    good_until: datetime | None = None,
) -> None:
    assert visit.starts_at
    sent = Assignment.objects.filter(visit=visit, status="assigned").order_by("id")
    with translation.override(reader.language):
        words = gettext(texts.VISIT_CHANGED) if is_changed else gettext(texts.VISIT_AHEAD)
        words %= {
            "branch": visit.branch.name,
            "day": date_format(visit.on, "MONTH_DAY_FORMAT"),
            "worker": gettext(texts.AND).join(sent.values_list("worker__name", flat=True)),
            "time": f"{local(visit.starts_at, visit.branch.zone):%H:%M}",
            "service": in_readers_language(visit.service.name),
        }
    _tell_of_visit(event, reader, words, good_until=good_until, at=at)


def visit_left_open_tells_the_client(event: Event, at: datetime) -> None:
    """The client is told that nobody can come as agreed, and that we call."""
    visit = _visit_of(event)
    reader = reader_of(visit.household_id, at=at)
    if reader is None or visit.status != "open":
        return
    with translation.override(reader.language):
        words = gettext(texts.VISIT_LEFT_OPEN) % {"day": date_format(visit.on, "MONTH_DAY_FORMAT")}
    _tell_of_visit(event, reader, words, at=at)


def _visit_of(event: Event) -> Visit:
    return Visit.objects.select_related("branch", "service").get(id=event.payload["visit_id"])


def _tell_of_visit(
    event: Event, reader: Reader, words: str, *, at: datetime, good_until: datetime | None = None
) -> None:
    key = f"visit/{event.pk}"
    if not Notice.objects.filter(key=key).exists():
        until = good_until or at + timedelta(days=7)
        visit_id = event.payload["visit_id"]
        _tell(
            event,
            reader,
            words,
            key=key,
            purpose="visit",
            subject_id=visit_id,
            until=until,
            at=at,
        )


def _tell(
    event: Event,
    reader: Reader,
    words: str,
    *,
    key: str,
    purpose: str,
    subject_id: int,
    until: datetime,
    at: datetime,
) -> None:
    """Send words by SMS with a link for this purpose that is good until then."""
    link = make_link(
        actor=TELLER,
        purpose=purpose,
        subject_id=subject_id,
        household_id=reader.household.pk,
        branch_id=reader.household.branch_id,
        phone=reader.phone,
        expires_at=until,
        at=at,
    )
    send(event, reader, words, key=key, link_id=link.pk, good_until=until, at=at)


def send(
    event: Event,
    reader: Reader,
    words: str,
    *,
    key: str,
    link_id: int | None,
    at: datetime,
    good_until: datetime | None = None,
) -> None:
    """Put words for a household into the outbox, as an SMS."""
    queue_notice(
        actor=TELLER,
        key=key,
        kind=event.kind,
        channel="sms",
        about=event.case,
        words=words,
        entry_link=link_id,
        user_id=reader.user_id,
        branch_id=reader.household.branch_id,
        address=reader.phone,
        not_before=reader.not_before,
        good_until=good_until,
        at=at,
    )


def survey_sent_asks_the_client(event: Event, at: datetime) -> None:
    """The questionnaire goes to the client as a link, good for as long as the questionnaire is."""
    invitation = Invitation.objects.filter(id=event.payload["invitation_id"], status="sent").first()
    reader = invitation and reader_of(invitation.household_id, at=at)
    if not invitation or not reader or Notice.objects.filter(key=f"survey/{event.pk}").exists():
        return
    if invitation.expires_at <= at:
        return
    with translation.override(reader.language):
        words = gettext(texts.SURVEY)
    _tell(
        event,
        reader,
        words,
        key=f"survey/{event.pk}",
        purpose="survey",
        subject_id=invitation.pk,
        until=invitation.expires_at,
        at=at,
    )


def _decider_of(household: Household, at: datetime) -> Reader | None:
    """Return who decides, to be told at once whatever the hour: they wait for it, or have to know."""
    decider = household.contacts.filter(is_decider=True).select_related("user").first()
    if decider is None:
        return None
    return Reader(
        phone=decider.phone,
        language=_language_of(household.pk, decider.user),
        user_id=decider.user_id,
        household=household,
        not_before=at,
    )


def _language_of(household_id: int, user: User | None) -> str:
    """Return the language that somebody chose, else their household's, else that of the house."""
    chosen = user.language if user else ""
    return chosen or language_of(household_id) or settings.LANGUAGE_CODE


def confirmed_paper_tells_the_decider(event: Event, at: datetime) -> None:
    """Who decides is told that their signature on paper counts, in case it is not theirs."""
    version = PlanVersion.objects.select_related("plan__household__branch").get(
        id=event.payload["version_id"]
    )
    household = version.plan.household
    reader = _decider_of(household, at)
    if reader is None:
        return
    with translation.override(reader.language):
        words = gettext(texts.PAPER_CONFIRMED) % {
            "branch": household.branch.name,
            "number": version.number,
            "code": version.plan.code,
            "fee": yuan(version.monthly_fee_fen),
            "phone": household.branch.phone,
        }
    send(event, reader, words, key=f"paper/{event.pk}", link_id=None, at=at)


def offer_sent_goes_to_the_decider(event: Event, at: datetime) -> None:
    """The offer goes as a link to the telephone of whoever decides, at once: they are waiting for it."""
    version = PlanVersion.objects.select_related("plan__household__branch").get(
        id=event.payload["version_id"]
    )
    household = version.plan.household
    reader = _decider_of(household, at)
    if reader is None or version.status != "offered" or version.answer_by is None:
        return
    with translation.override(reader.language):
        words = gettext(texts.OFFER) % {
            "branch": household.branch.name,
            "day": date_format(
                local(version.answer_by - timedelta(minutes=1), household.branch.zone),
                "MONTH_DAY_FORMAT",
            ),
        }
    send(
        event,
        reader,
        words,
        key=f"offer/{event.pk}",
        link_id=event.payload["link_id"],
        good_until=version.answer_by,
        at=at,
    )


def moved_appointment_tells_the_household(event: Event, at: datetime) -> None:
    """Who decides is told once, of each move, when somebody was to come and when they come now."""
    appointment = Appointment.objects.get(id=event.payload["appointment_id"])
    reader = reader_of(appointment.household_id, at=at)
    if reader is None or appointment.status != "promised":
        return
    branch = reader.household.branch
    was, becomes = (
        local(datetime.fromisoformat(event.payload[name]), branch.zone)
        for name in ("was", "becomes")
    )
    with translation.override(reader.language):
        words = gettext(texts.APPOINTMENT_MOVED) % {
            "branch": branch.name,
            "day": date_format(becomes, "MONTH_DAY_FORMAT"),
            "time": f"{becomes:%H:%M}",
            "former_day": date_format(was, "MONTH_DAY_FORMAT"),
            "former_time": f"{was:%H:%M}",
            "phone": branch.phone,
        }
    key = f"appointment/{event.pk}"
    send(event, reader, words, key=key, link_id=None, good_until=becomes, at=at)


def needless_appointment_tells_the_household(event: Event, at: datetime) -> None:
    """Who decides is told that nobody comes to assess any more, before they wait for it."""
    appointment = Appointment.objects.get(id=event.payload["appointment_id"])
    reader = reader_of(appointment.household_id, at=at)
    if reader is None or appointment.starts_at <= at:
        return
    branch = reader.household.branch
    day = local(appointment.starts_at, branch.zone)
    with translation.override(reader.language):
        words = gettext(texts.APPOINTMENT_NEEDLESS) % {
            "branch": branch.name,
            "day": date_format(day, "MONTH_DAY_FORMAT"),
            "time": f"{day:%H:%M}",
            "phone": branch.phone,
        }
    key = f"appointment/{event.pk}"
    send(event, reader, words, key=key, link_id=None, good_until=appointment.starts_at, at=at)


def changed_number_tells_the_former_one(event: Event, at: datetime) -> None:
    """Whoever had the number before is told, so that nobody's number is changed behind their back."""
    contact = Contact.objects.filter(id=event.payload["contact_id"]).first()
    household = Household.objects.select_related("branch").get(id=event.payload["household_id"])
    if contact is None or not contact.former_phone:
        return
    reader = Reader(
        phone=contact.former_phone,
        language=_language_of(household.pk, None),
        user_id=None,
        household=household,
        not_before=at,
    )
    with translation.override(reader.language):
        words = gettext(texts.NUMBER_CHANGED) % {
            "branch": household.branch.name,
            "phone": household.branch.phone,
        }
    send(event, reader, words, key=f"number/{event.pk}", link_id=None, at=at)


def changed_decider_tells_the_former_one(event: Event, at: datetime) -> None:
    """Whoever decided so far is told, so that nobody takes a household over behind their back."""
    contacts = Contact.objects.select_related("user")
    former = contacts.filter(id=event.payload["former_contact_id"]).first()
    household = Household.objects.select_related("branch").get(id=event.payload["household_id"])
    if former is None or not former.phone:
        return
    reader = Reader(
        phone=former.phone,
        language=_language_of(household.pk, former.user),
        user_id=former.user_id,
        household=household,
        not_before=at,
    )
    with translation.override(reader.language):
        words = gettext(texts.DECIDER_CHANGED) % {
            "branch": household.branch.name,
            "phone": household.branch.phone,
        }
    send(event, reader, words, key=f"decider/{event.pk}", link_id=None, at=at)
