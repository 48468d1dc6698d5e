"""What the flow knows of questionnaires: how their facts are told, and who is asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Avg, Count

from guanjia.chapters.survey.policies import READERS, visible_invitations
from guanjia.chapters.survey.queries import answers_of
from guanjia.flow.chapter import Chapter, Counting, Kept, Tally
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

DAYS_OF_ANSWERS = 30
MESSAGES = {
    "survey.sent": Message(_("A questionnaire was sent.")),
    "survey.answered": Message(_("The questionnaire was answered: %(overall)s of 5.")),
    "survey.expired": Message(_("The questionnaire was not answered in time.")),
}


def _said(actor: Actor, at: datetime) -> Iterator[Tally]:
    lately = visible_invitations(actor).filter(
        answered_at__gt=at - timedelta(days=DAYS_OF_ANSWERS), overall__isnull=False
    )
    found = lately.aggregate(mean=Avg("overall"), number=Count("id"))
    yield Tally("survey.overall", found["mean"], counted_from=found["number"])


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    sent = visible_invitations(actor).filter(household_id=household_id, answered_at__isnull=False)
    rows = dict(sent.order_by("answered_at", "id").values_list("id", "answered_at"))
    said = answers_of(actor=actor, invitation_ids=rows)
    yield Kept(
        _("Your answers to us"),
        (_("When"), _("Question"), _("Answer")),
        tuple((at, one.text, one.answer) for row, at in rows.items() for one in said.get(row, ())),
    )


CHAPTER = Chapter(
    messages=MESSAGES,
    countings=(Counting(frozenset(READERS), _said),),
    notices={"survey.sent": (clients.survey_sent_asks_the_client,)},
    keeps=_keeps,
)
