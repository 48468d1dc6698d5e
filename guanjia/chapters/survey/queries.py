"""Reading questionnaires and answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from guanjia.chapters.survey import policies, rules
from guanjia.chapters.survey.models import Answer, Questionnaire
from guanjia.db.brought import as_shown
from guanjia.kernel.actors import Actor, Verdict


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """An invitation as the household opens it."""

    id: int
    household_id: int
    visit_id: int | None
    name: str
    status: str
    sent_at: datetime
    expires_at: datetime
    questions: tuple[rules.Question, ...]
    branch_phone: str
    may_answer: Verdict


def invitation_card(*, actor: Actor, invitation_id: int) -> InvitationCard:
    """
    Return one invitation with its questions, in one SQL query.

    :raises Invitation.DoesNotExist: if there is none such among those the actor may see
    """
    row = (
        policies.visible_invitations(actor)
        .select_related("questionnaire", "household__branch")
        .get(id=invitation_id)
    )
    return InvitationCard(
        id=row.pk,
        household_id=row.household_id,
        visit_id=row.visit_id,
        name=row.questionnaire.name,
        status=row.status,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        questions=_questions(row.questionnaire),
        branch_phone=row.household.branch.phone,
        may_answer=policies.may_answer(actor, row),
    )


def _questions(questionnaire: Questionnaire) -> tuple[rules.Question, ...]:
    """Return the questions in the language of whoever reads them."""
    return tuple(
        replace(
            one,
            text=as_shown(one.text),
            choices=tuple((code, as_shown(words)) for code, words in one.choices),
        )
        for one in rules.questions(questionnaire.questions)
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer beside its question, in words."""

    text: str
    answer: str


def answers_of(*, actor: Actor, invitation_ids: Iterable[int]) -> dict[int, tuple[Answered, ...]]:
    """Return what was answered to several invitations, in the order asked; two SQL queries."""
    rows = (
        policies.visible_invitations(actor)
        .filter(id__in=tuple(invitation_ids))
        .select_related("questionnaire")
        .in_bulk()
    )
    said: dict[int, dict[str, Answer]] = {}
    for row in Answer.objects.filter(invitation_id__in=tuple(rows)):
        said.setdefault(row.invitation_id, {})[row.question] = row
    return {
        invitation_id: tuple(
            Answered(question.text, _in_words(question, answers[question.code]))
            for question in _questions(row.questionnaire)
            if question.code in (answers := said.get(invitation_id, {}))
        )
        for invitation_id, row in rows.items()
    }


def _in_words(question: rules.Question, said: Answer) -> str:
    if said.number is not None:
        return f"{said.number} / {question.scale[-1]}"
    return said.words or dict(question.choices).get(said.choice, said.choice)
