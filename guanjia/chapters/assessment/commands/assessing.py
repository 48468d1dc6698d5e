"""Filling in an assessment as one goes, finishing it, and looking at it again."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.assessment import policies, queries, rules
from guanjia.chapters.assessment.commands.appointments import keep_appointments
from guanjia.chapters.assessment.facts import (
    AssessmentFinished,
    AssessmentReopened,
    AssessmentStarted,
)
from guanjia.chapters.assessment.models import Answer, Assessment, Photo
from guanjia.chapters.assessment.states import ASSESSMENT
from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.queries import consents_of
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record
from guanjia.vault.commands import keeping, record_access
from guanjia.vault.files import Opened, is_kept, opened
from guanjia.vault.intake import Prepared


@transaction.atomic
def start_assessment(
    *,
    actor: Actor,
    household_id: int,
    form: str,
    at: datetime,
    member_id: int | None = None,
) -> Assessment:
    """
    Begin an assessment; one that is open already is returned. Being there keeps the appointment.

    :raises Invalid: if there is no such form
    :raises Conflict: if the household has not agreed that health is noted
    """
    household = dossier.visible_households(actor).get(id=household_id)
    actor = policies.may_assess(actor, household).let(actor)
    try:
        definition = queries.form_of(form)
    except KeyError:
        raise Invalid(_("There is no such form."), field="form") from None
    if "health" not in consents_of([household.pk])[household.pk]:
        raise Conflict(
            _("The household has not agreed that health is noted. Ask for this consent first.")
        )
    if actor.user_id is None:
        raise Invalid(_("Choose who comes."), field="assessor")
    member = household.members.get(id=member_id) if member_id else None
    open_one = Assessment.objects.filter(
        household=household, member=member, form=form, status="draft"
    ).first()
    if open_one:
        return open_one
    assessment = Assessment.objects.create(
        household=household,
        member=member,
        form=form,
        form_version=definition.version,
        assessor_id=actor.user_id,
        started_at=at,
    )
    fact = AssessmentStarted(assessment_id=assessment.pk, household_id=household.pk, form=form)
    record(fact, assessment, household, actor=actor, at=at)
    keep_appointments(household, Q(starts_at__lte=at), actor=actor, at=at)
    return assessment


@transaction.atomic
def save_answers(
    *,
    actor: Actor,
    assessment_id: int,
    answers: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
    at: datetime,
) -> Assessment:
    """
    Keep answers as one goes; an empty one takes an earlier answer back.

    :param answers: question code -> answer; several codes of options are joined by commas
    :param seen: question code -> the answer that stood there before, so far as the actor has read;
        what they left as it was is not written, and what somebody else answered not replaced
    :raises Conflict: if the assessment is finished
    :raises AnsweredOtherwise: if somebody else has answered meanwhile what the actor has not seen
    :raises Invalid: on a question's code, if there is no such question or it cannot be an answer
    """
    actor, assessment = _draft(actor, assessment_id)
    form = queries.form_of(assessment.form, assessment.form_version)
    checked = {}
    for code, answer in answers.items():
        try:
            checked[code] = rules.checked(form.question(code), answer)
        except KeyError:
            raise Invalid(_("There is no such question."), field=code) from None
    if seen:
        take_turn(f"assessment/{assessment.pk}")
        rules.check_seen(checked, seen=seen, recorded=queries.answers_of(assessment))
        checked = {code: told for code, told in checked.items() if told != seen.get(code)}
    Answer.objects.bulk_create(
        [
            Answer(assessment=assessment, question=code, value=value, answered_at=at)
            for code, value in checked.items()
        ],
        update_conflicts=True,
        unique_fields=["assessment", "question"],
        update_fields=["value", "answered_at"],
    )
    return assessment


@transaction.atomic
def add_photos(
    *,
    actor: Actor,
    assessment_id: int,
    group: str,
    pictures: Iterable[Prepared],
    at: datetime,
    caption: str = "",
) -> list[Photo]:
    """
    Keep pictures taken at the home, all of them or none; those that are there already are kept once.

    :raises Conflict: if the assessment is finished, or the household does not agree to pictures
    """
    actor, assessment = _draft(actor, assessment_id)
    if "photos" not in consents_of([assessment.household_id])[assessment.household_id]:
        raise Conflict(_("The household has not agreed to pictures. Ask first, or leave them out."))
    take_turn(f"assessment/{assessment.pk}")
    known = assessment.photos.filter(group=group).values_list("file_id", flat=True)
    with ExitStack() as kept:
        return [
            Photo.objects.create(
                assessment=assessment,
                group=group,
                file_id=kept.enter_context(
                    keeping(picture, purpose="assessment", user_id=actor.user_id, at=at)
                ),
                caption=caption.strip()[:100],
                taken_at=at,
            )
            for picture in pictures
            if not is_kept(picture, among=known)
        ]


def open_photo(*, actor: Actor, photo_id: int, at: datetime) -> Opened:
    """
    Return a picture in clear; the access is recorded. Three SQL queries at most.

    :raises Photo.DoesNotExist: if there is none that the actor may see
    :raises Lost: if its file is lost; nobody has looked at it then
    """
    photo = queries.shown_photo(actor, photo_id)
    picture = opened(photo.file_id)
    _record_access(actor, photo.assessment.household_id, field="photo", at=at)
    return picture


@transaction.atomic
def remove_photo(*, actor: Actor, assessment_id: int, photo_id: int, at: datetime) -> None:
    """
    Take a picture out of an assessment that is not finished.

    :raises Conflict: if the assessment is finished
    """
    _actor, assessment = _draft(actor, assessment_id)
    assessment.photos.get(id=photo_id).delete()


@transaction.atomic
def finish_assessment(*, actor: Actor, assessment_id: int, at: datetime) -> Assessment:
    """
    Finish an assessment: the scales are added up and kept.

    What was promised before it was begun is settled with it, though somebody came earlier than that;
    another visit that was promised since still stands.

    :raises Invalid: on the first question that has to be answered and is not
    :raises IllegalMove: if it is finished already
    """
    actor, assessment = _assessed(actor, assessment_id)
    form = queries.form_of(assessment.form, assessment.form_version)
    answers = queries.answers_of(assessment)
    missing = rules.gaps(form, answers)
    needed = [gap for gap in missing if gap.is_required]
    if needed and assessment.status == "draft":
        raise Invalid(
            _("%(count)s questions still need an answer."),
            field=needed[0].question,
            count=len(needed),
        )
    results = {
        score.scale: {"points": score.points, "band": score.band}
        for score in rules.scores(form, answers)
    }
    fact = AssessmentFinished(
        assessment_id=assessment.pk,
        household_id=assessment.household_id,
        form=assessment.form,
        missing=len(missing),
    )
    move(
        assessment,
        ASSESSMENT,
        "finish",
        fact,
        assessment.household,
        actor=actor,
        at=at,
        scores=results,
    )
    settled = Q(starts_at__lte=at) | Q(promised_at__lt=assessment.started_at)
    keep_appointments(assessment.household, settled, actor=actor, at=at)
    return assessment


@transaction.atomic
def reopen_assessment(*, actor: Actor, assessment_id: int, at: datetime) -> Assessment:
    """
    Open a finished assessment again, to correct it.

    :raises IllegalMove: if it is open
    :raises Conflict: if another one of the same form has been begun since
    """
    actor, assessment = _assessed(actor, assessment_id)
    if (
        Assessment.objects.filter(
            household=assessment.household_id,
            member=assessment.member_id,
            form=assessment.form,
            status="draft",
        )
        .exclude(id=assessment.pk)
        .exists()
    ):
        raise Conflict(_("Another assessment is open already. Go on with that one."))
    fact = AssessmentReopened(assessment_id=assessment.pk, household_id=assessment.household_id)
    move(assessment, ASSESSMENT, "reopen", fact, assessment.household, actor=actor, at=at)
    return assessment


def note_result_read(*, actor: Actor, result: queries.Result, at: datetime) -> None:
    """Record, in one statement, that the actor was shown what this says of health."""
    _record_access(actor, result.household_id, field="assessment", at=at)


def _record_access(actor: Actor, household_id: int, *, field: str, at: datetime) -> None:
    """Record a look, in one statement; those who live there look at their own."""
    if actor.user_id is not None and household_id not in actor.homes:
        record_access(
            user_id=actor.user_id,
            rows=[Household(pk=household_id)],
            field=field,
            purpose="assessment",
            at=at,
        )


def _assessed(actor: Actor, assessment_id: int) -> tuple[Actor, Assessment]:
    assessment = (
        policies.visible_assessments(actor).select_related("household").get(id=assessment_id)
    )
    actor = policies.may_assess(actor, assessment.household).let(actor)
    return actor, assessment


def _draft(actor: Actor, assessment_id: int) -> tuple[Actor, Assessment]:
    actor, assessment = _assessed(actor, assessment_id)
    if assessment.status != "draft":
        raise Conflict(_("This assessment is finished. Open it again to change an answer."))
    return actor, assessment
