"""An assessment to be read: its scales, its answers in words, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.assessment import policies, rules
from guanjia.chapters.assessment.models import Photo
from guanjia.chapters.assessment.queries.findings import answer_in_words
from guanjia.chapters.assessment.queries.forms import (
    PhotoLine,
    answers_of,
    form_of,
    shown_assessment,
)
from guanjia.chapters.catalog.models import ServiceType
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A scale's result in words; `points` is None where an answer is missing."""

    code: str
    words: str
    points: int | None
    most: int
    band: str
    tone: str


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A question and its answer in words."""

    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnsweredGroup:
    """The answers of one step."""

    code: str
    words: str
    lines: tuple[AnsweredLine, ...]
    photos: tuple[PhotoLine, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """An assessment to be read: scales first, then what was answered."""

    id: int
    household_id: int
    household: str
    member: str
    form: str
    status: str
    status_since: datetime | None
    assessor: str
    scores: tuple[ScoreLine, ...]
    groups: tuple[AnsweredGroup, ...]
    reasons: tuple[tuple[str, str], ...]
    may_assess: bool


def assessment_result(actor: Actor, assessment_id: int, *, language: str) -> Result:
    """
    Return an assessment to be read, in five SQL queries.

    :raises Assessment.DoesNotExist: if there is none that the actor may see
    """
    assessment = shown_assessment(actor, assessment_id)
    form = form_of(assessment.form, assessment.form_version)
    answers = answers_of(assessment)
    photos: dict[str, list[PhotoLine]] = {}
    for row in Photo.objects.filter(assessment=assessment).order_by("id"):
        photos.setdefault(row.group, []).append(PhotoLine(row.pk, row.caption))
    followed = rules.suggested(form, answers)
    services = ServiceType.objects.filter(code__in=[one.service for one in followed])
    names = dict(services.values_list("code", "name"))
    return Result(
        id=assessment.pk,
        household_id=assessment.household_id,
        household=assessment.household.display_name,
        member=assessment.member.name if assessment.member else "",
        form=form.words.read(language),
        status=assessment.status,
        status_since=assessment.status_since,
        assessor=assessment.assessor.name,
        scores=_score_lines(form, answers, language),
        groups=tuple(
            AnsweredGroup(
                group.code,
                group.words.read(language),
                tuple(
                    AnsweredLine(
                        question.words.read(language),
                        answer_in_words(question, answers[question.code], language),
                    )
                    for question in rules.asked(group, answers)
                    if answers.get(question.code)
                ),
                tuple(photos.get(group.code, ())),
            )
            for group in form.groups
        ),
        reasons=tuple(
            (names.get(one.service, one.service), one.reason.read(language)) for one in followed
        ),
        may_assess=bool(policies.may_assess(actor, assessment.household)),
    )


def _score_lines(
    form: rules.Form, answers: Mapping[str, str], language: str
) -> tuple[ScoreLine, ...]:
    lines = []
    for scale, score in zip(form.scales, rules.scores(form, answers), strict=True):
        band = scale.band_of(score.points) if score.points is not None else None
        lines.append(
            ScoreLine(
                code=scale.code,
                words=scale.words.read(language),
                points=score.points,
                most=scale.most,
                band=band.words.read(language) if band else "",
                tone=band.tone if band else "idle",
            )
        )
    return tuple(lines)
