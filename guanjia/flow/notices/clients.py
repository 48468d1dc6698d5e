"""What clients are told."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.models import Agreement, Consent, Household, Standing
from guanjia.chapters.org.commands import make_link
from guanjia.chapters.org.models import User
from guanjia.chapters.survey.models import Invitation
from guanjia.flow.notices import TELLER
from guanjia.flow.notices.quiet import not_before
from guanjia.kernel.clock import local
from guanjia.ledger.models import Event
from guanjia.outbound.commands import queue_notice
from guanjia.outbound.models import Notice


@dataclass(frozen=True, slots=True)
class Reader:
    """The one of a household who is told, and from when on."""

    user: User
    household: Household
    not_before: datetime


def reader_of(household_id: int, *, at: datetime) -> Reader | None:
    """Return whoever decides for the household, if they agreed to messages; four SQL queries."""
    household = Household.objects.select_related("branch").get(id=household_id)
    standing = (
        Standing.objects.filter(household=household, standing="decider")
        .select_related("user")
        .first()
    )
    agreed = Consent.objects.filter(household=household, purpose="messages", withdrawn_at=None)
    if standing is None or not agreed.exists():
        return None
    habit = Agreement.objects.filter(household=household).first() or Agreement()
    return Reader(
        user=standing.user,
        household=household,
        not_before=not_before(
            at,
            zone=household.branch.zone,
            quiet_from=habit.quiet_from_minute,
            quiet_until=habit.quiet_until_minute,
        ),
    )


def rearranged_visit_tells_the_client(event: Event, at: datetime) -> None:
    """The client is told who comes and when, as it now stands."""
    visit = _visit_of(event)
    reader = reader_of(visit.household_id, at=at)
    if reader is None or visit.status != "staffed" or visit.starts_at is None:
        return
    sent = Assignment.objects.filter(visit=visit, status="assigned").order_by("id")
    with translation.override(reader.user.language):
        words = gettext(
            "A change to your visit on %(day)s: %(worker)s comes at %(time)s. We apologise."
        ) % {
            "day": date_format(visit.on, "MONTH_DAY_FORMAT"),
            "worker": gettext(", ").join(sent.values_list("worker__name", flat=True)),
            "time": f"{local(visit.starts_at, visit.branch.zone):%H:%M}",
        }
    _tell_of_visit(event, reader, words, at=at)


def visit_left_open_tells_the_client(event: Event, at: datetime) -> None:
    """The client is told that nobody can come as agreed, and that we call."""
    visit = _visit_of(event)
    reader = reader_of(visit.household_id, at=at)
    if reader is None or visit.status != "open":
        return
    with translation.override(reader.user.language):
        words = gettext(
            "Nobody can come to your visit on %(day)s as agreed. We call you to find another way."
        ) % {"day": date_format(visit.on, "MONTH_DAY_FORMAT")}
    _tell_of_visit(event, reader, words, at=at)


def _visit_of(event: Event) -> Visit:
    return Visit.objects.select_related("branch").get(id=event.payload["visit_id"])


def _tell_of_visit(event: Event, reader: Reader, words: str, *, at: datetime) -> None:
    key = f"visit/{event.pk}"
    if not Notice.objects.filter(key=key).exists():
        _tell(event, reader, words, key=key, target=reverse("client_visits"), at=at)


def _tell(
    event: Event,
    reader: Reader,
    words: str,
    *,
    key: str,
    target: str,
    at: datetime,
    days: int = 7,
) -> None:
    """Send words by SMS with a link that leads to `target` and is good for `days`."""
    _link, token = make_link(actor=TELLER, user_id=reader.user.pk, target=target, at=at, days=days)
    queue_notice(
        actor=TELLER,
        key=key,
        kind=event.kind,
        channel="sms",
        about=event.case,
        words=words,
        link=reverse("go", args=[token]),
        user_id=reader.user.pk,
        branch_id=reader.household.branch_id,
        address=reader.user.phone,
        not_before=reader.not_before,
        at=at,
    )


def survey_sent_asks_the_client(event: Event, at: datetime) -> None:
    """The questionnaire goes to the client as a link, good for as long as the questionnaire is."""
    invitation = Invitation.objects.filter(id=event.payload["invitation_id"], status="sent").first()
    reader = invitation and reader_of(invitation.household_id, at=at)
    if not invitation or not reader or Notice.objects.filter(key=f"survey/{event.pk}").exists():
        return
    with translation.override(reader.user.language):
        words = gettext(
            "How was our visit today? Three taps are enough, and a person reads your answer."
        )
    _tell(
        event,
        reader,
        words,
        key=f"survey/{event.pk}",
        target=reverse("survey:answer", args=[invitation.pk]),
        days=max((invitation.expires_at - at).days, 1),
        at=at,
    )
