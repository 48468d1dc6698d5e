"""What the flow knows of questionnaires: how their facts are told, and who is asked."""

from guanjia.flow.chapter import Chapter
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.words import _

MESSAGES = {
    "survey.sent": Message(_("A questionnaire was sent.")),
    "survey.answered": Message(_("The questionnaire was answered: %(overall)s of 5.")),
    "survey.expired": Message(_("The questionnaire was not answered in time.")),
}

CHAPTER = Chapter(
    messages=MESSAGES, notices={"survey.sent": (clients.survey_sent_asks_the_client,)}
)
