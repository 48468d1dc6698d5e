"""One step of an assessment as it is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from guanjia.chapters.assessment import policies, rules
from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.assessment.queries.findings import dossier_of
from guanjia.chapters.assessment.queries.forms import (
    PhotoLine,
    answers_of,
    form_of,
    shown_assessment,
)
from guanjia.chapters.dossier.queries import consents_of
from guanjia.kernel.actors import Actor, Verdict


@dataclass(frozen=True, slots=True)
class AskedOption:
    """An option as it stands on the page."""

    code: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the page, with the answer so far."""

    code: str
    kind: str
    words: str
    help: str
    unit: str
    is_required: bool
    value: str
    least: int | None
    most: int | None
    options: tuple[AskedOption, ...]
    known: rules.Known | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A group among the steps: how much of it is answered."""

    code: str
    words: str
    answered: int
    of: int
    needed: int


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A question without an answer and the step where it is asked."""

    group: str
    question: str
    words: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One step of an assessment as it is filled in."""

    id: int
    household_id: int
    household: str
    member: str
    form: str
    status: str
    group: str
    words: str
    intro: str
    has_photos: bool
    may_take_photos: bool
    no_photo_rooms: tuple[str, ...]
    steps: tuple[Step, ...]
    questions: tuple[Asked, ...]
    photos: tuple[PhotoLine, ...]
    missing: tuple[MissingLine, ...]
    before: str
    after: str
    may_assess: Verdict


def assessment_sheet(actor: Actor, assessment_id: int, group: str, *, language: str) -> Sheet:
    """
    Return one step of an assessment with the answers so far, in eight SQL queries at most.

    A question that nobody has answered yet brings along what the dossier knows of it.

    :param group: the step's code; the first step that misses something, if empty or unknown
    :raises Assessment.DoesNotExist: if there is none that the actor may see
    """
    assessment = shown_assessment(actor, assessment_id)
    form = form_of(assessment.form, assessment.form_version)
    answers = answers_of(assessment)
    missing = rules.gaps(form, answers)
    codes = [one.code for one in form.groups]
    if group not in codes:
        group = next((gap.group for gap in missing), codes[0])
    shown, place = form.group(group), codes.index(group)
    known = rules.known_answers(form, dossier_of(assessment))
    may_take = "photos" in consents_of([assessment.household_id])[assessment.household_id]
    rooms = [home.no_photo_rooms for home in assessment.household.homes.all()]
    return Sheet(
        id=assessment.pk,
        household_id=assessment.household_id,
        household=assessment.household.display_name,
        member=assessment.member.name if assessment.member else "",
        form=form.words.read(language),
        status=assessment.status,
        group=group,
        words=shown.words.read(language),
        intro=shown.intro.read(language),
        has_photos=shown.has_photos,
        may_take_photos=may_take,
        no_photo_rooms=tuple(room for names in rooms for room in names),
        steps=tuple(_step(one, answers, missing, language) for one in form.groups),
        questions=tuple(
            _asked(one, answers.get(one.code, ""), known.get(one.code), language)
            for one in shown.questions
        ),
        photos=_photos(assessment, group) if shown.has_photos else (),
        missing=tuple(
            MissingLine(
                gap.group,
                gap.question,
                form.question(gap.question).words.read(language),
                gap.is_required,
            )
            for gap in missing
        ),
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
        may_assess=policies.may_assess(actor, assessment.household),
    )


def _photos(assessment: Assessment, group: str) -> tuple[PhotoLine, ...]:
    rows = assessment.photos.filter(group=group).order_by("id")
    return tuple(PhotoLine(row.pk, row.caption) for row in rows)


def _step(
    group: rules.Group,
    answers: Mapping[str, str],
    missing: tuple[rules.Gap, ...],
    language: str,
) -> Step:
    asked = rules.asked(group, answers)
    here = [gap for gap in missing if gap.group == group.code]
    return Step(
        code=group.code,
        words=group.words.read(language),
        answered=len(asked) - len(here),
        of=len(asked),
        needed=sum(gap.is_required for gap in here),
    )


def _asked(question: rules.Question, value: str, known: rules.Known | None, language: str) -> Asked:
    picked = rules.chosen(value)
    return Asked(
        code=question.code,
        kind=question.kind,
        words=question.words.read(language),
        help=question.help.read(language) if question.help else "",
        unit=question.unit.read(language) if question.unit else "",
        is_required=question.is_required,
        value=value,
        least=question.least,
        most=question.most,
        options=tuple(
            AskedOption(one.code, one.words.read(language), one.code in picked)
            for one in question.options
        ),
        known=known if not value else None,
    )
