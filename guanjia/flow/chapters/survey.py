"""What the flow knows of questionnaires: how their facts are told, and who is asked."""

from collections.abc import Iterator

from guanjia.chapters.survey.policies import visible_invitations
from guanjia.chapters.survey.queries import answers_of
from guanjia.flow.chapter import Chapter, Kept
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

MESSAGES = {
    "survey.sent": Message(_("A questionnaire was sent.")),
    "survey.answered": Message(_("The questionnaire was answered: %(overall)s of 5.")),
    "survey.expired": Message(_("The questionnaire was not answered in time.")),
}


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
    notices={"survey.sent": (clients.survey_sent_asks_the_client,)},
    keeps=_keeps,
)
