"""Asking a household, taking its answer once, and closing what was never answered."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.dossier.queries import Decider, deciders_of
from guanjia.chapters.org.commands import end_links
from guanjia.chapters.org.queries import figures, zone_of
from guanjia.chapters.survey import policies, rules
from guanjia.chapters.survey.facts import SurveyAnswered, SurveyExpired, SurveySent
from guanjia.chapters.survey.models import Answer, Invitation, Questionnaire
from guanjia.chapters.survey.states import INVITATION
from guanjia.db.apart import all_or_each
from guanjia.db.ours import ours
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.ledger.record import move, move_many, record

SEEDS = Path(__file__).parent / "data" / "questionnaires.toml"


@transaction.atomic
def seed_questionnaires() -> int:
    """Bring in the questionnaires that are not there yet, and return how many."""
    known = set(Questionnaire.objects.values_list("code", "number"))
    rows = tomllib.loads(SEEDS.read_text(encoding="utf-8"))["questionnaire"]
    new = [
        Questionnaire(
            code=row["code"], number=row["number"], name=row["name"], questions=row["question"]
        )
        for row in rows
        if (row["code"], row["number"]) not in known
    ]
    for row in new:
        Questionnaire.objects.filter(code=row.code, is_in_use=True).update(is_in_use=False)
        row.save()
    return len(new)


def _limits(branch_id: int, at: datetime) -> rules.Limits:
    on = local_day(at, zone_of(branch_id))
    return rules.limits(figures(rules.KEYS, branch_id=branch_id, on=on))


@transaction.atomic
def invite(
    *, actor: Actor, household_id: int, visit_id: int | None, questionnaire: str, at: datetime
) -> Invitation | None:
    """
    Ask the household's decider, unless they were asked too recently, about this visit already, or
    nobody is noted who decides; then return None. Whoever was sent is never asked about the visit.

    :raises NotAllowed: if the actor's role does not include it
    """
    household = visible_households(actor).get(id=household_id)
    actor = policies.may_invite(actor, household.branch_id).let(actor)
    limits = _limits(household.branch_id, at)
    take_turn(f"household/{household.pk}")
    latest = (
        Invitation.objects.filter(household=household)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)
        .first()
    )
    decider = deciders_of([household_id]).get(household_id)
    is_asked_already = visit_id and Invitation.objects.filter(visit_id=visit_id).exists()
    if decider is None or is_asked_already or not rules.may_ask_again(latest, at, limits):
        return None
    if visit_id and _was_sent(decider, visit_id):
        return None
    invitation = Invitation.objects.create(
        household=household,
        visit=ours(Visit.objects.all(), id=visit_id, household=household) if visit_id else None,
        questionnaire=ours(Questionnaire.objects.all(), code=questionnaire, is_in_use=True),
        user_id=decider.user_id,
        sent_at=at,
        expires_at=at + timedelta(days=limits.days_open),
        status_since=at,
    )
    record(
        SurveySent(
            invitation_id=invitation.pk,
            household_id=household_id,
            visit_id=visit_id,
            questionnaire=questionnaire,
        ),
        invitation,
        household,
        actor=actor,
        at=at,
    )
    return invitation


def _was_sent(decider: Decider, visit_id: int) -> bool:
    """Test whether who decides is also one of those who were sent: their own work."""
    sent = Assignment.objects.filter(visit_id=visit_id)
    return sent.filter(worker__user__phone_print=decider.phone_print).exists()


@transaction.atomic
def answer(
    *, actor: Actor, invitation_id: int, given: Mapping[str, str], at: datetime
) -> Invitation:
    """
    Take the household's answers, once.

    :param given: question code -> number, choice or words, as they came from the page
    :raises NotAllowed: if the actor is not of the household
    :raises Conflict: if the link has expired
    :raises IllegalMove: if it has been answered
    :raises Invalid: naming the question that lacks an answer
    """
    invitation = (
        policies.visible_invitations(actor)
        .select_related("household", "questionnaire")
        .get(id=invitation_id)
    )
    actor = policies.may_answer(actor, invitation).let(actor)
    INVITATION.after(invitation.status, "answer")
    if at >= invitation.expires_at:
        raise Conflict(
            _("This questionnaire has expired. Please call us if something is not right.")
        )
    asked = rules.questions(invitation.questionnaire.questions)
    answers = rules.read_answers(asked, given)
    limits = _limits(invitation.household.branch_id, at)
    overall = rules.overall(answers)
    move(
        invitation,
        INVITATION,
        "answer",
        SurveyAnswered(
            invitation_id=invitation.pk,
            household_id=invitation.household_id,
            visit_id=invitation.visit_id,
            overall=overall,
            is_low=rules.is_low(answers, limits),
        ),
        invitation.household,
        actor=actor,
        at=at,
        answered_at=at,
        overall=overall,
    )
    Answer.objects.bulk_create(
        Answer(
            invitation=invitation,
            question=said.question,
            number=said.number,
            choice=said.choice,
            words=said.words,
        )
        for said in answers
    )
    end_links(actor=actor, purpose="survey", subject_ids=[invitation.pk], at=at)
    return invitation


@transaction.atomic
def expire_invitations(*, actor: Actor, at: datetime) -> int:
    """Close the invitations whose time is over, and return how many; for the nightly job."""
    due = list(
        Invitation.objects.filter(status="sent", expires_at__lte=at).select_related("household")
    )

    def expire(rows: Sequence[Invitation]) -> int:
        move_many(
            rows,
            INVITATION,
            "expire",
            lambda row: SurveyExpired(
                invitation_id=row.pk, household_id=row.household_id, visit_id=row.visit_id
            ),
            about=lambda row: (row.household,),
            actor=actor,
            at=at,
        )
        end_links(actor=actor, purpose="survey", subject_ids=[row.pk for row in rows], at=at)
        return len(rows)

    return all_or_each(due, expire, doing="Closing surveys")


def forget_household(*, household_id: int) -> None:
    """
    Take the words out of what a household that was erased answered; its numbers stay.

    It follows from the household's own erasure, which asked who may.
    """
    Answer.objects.filter(invitation__household_id=household_id).update(words="")
