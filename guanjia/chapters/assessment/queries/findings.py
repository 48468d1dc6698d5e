"""The dossier beside an assessment: what it knows before, and what it could take over afterwards."""

from dataclasses import dataclass

from guanjia.chapters.assessment import rules
from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.assessment.queries.forms import answers_of, form_of, shown_assessment
from guanjia.chapters.dossier.models import Habit, Home
from guanjia.chapters.dossier.policies import may_keep
from guanjia.chapters.dossier.queries import DietLine, diets_of, preferences_of
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Something that was found and the dossier does not say: the question and the answer, in words."""

    question: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Findings:
    """
    What the dossier could take over from an assessment.

    :param home: where things and the area would be written
    """

    home: str
    lines: tuple[FindingLine, ...]
    may_take_over: bool


def home_of(assessment: Assessment) -> Home | None:
    """Return the home that an assessment is about: the household's first; no SQL where it was fetched."""
    homes = sorted(assessment.household.homes.all(), key=lambda home: home.pk)
    return homes[0] if homes else None


def dossier_of(assessment: Assessment) -> rules.Dossier:
    """Return what the dossier knows of what the form asks, in three SQL queries."""
    household, home = assessment.household, home_of(assessment)
    habits = list(Habit.objects.filter(household=household).order_by("id"))
    return rules.Dossier(
        expectation=household.expectation,
        told=tuple(
            rules.Told(one.kind, one.code, one.minute, one.said_by, one.said_at)
            for one in preferences_of(household.pk)
            if one.ended_at is None
        ),
        eating=tuple(
            rules.Eating(one.id, one.kind, one.code, one.text)
            for one in diets_of(household.pk)
            if one.ended_at is None and _concerns(one, assessment)
        ),
        habits=frozenset(row.text for row in habits),
        area_m2=home.area_m2 if home else None,
        facilities=tuple(home.facilities) if home else (),
    )


def _concerns(diet: DietLine, assessment: Assessment) -> bool:
    """Test whether it is of the household as a whole or of whom is assessed; all, if nobody is named."""
    return not assessment.member_id or diet.member_id in (None, assessment.member_id)


def findings_of(actor: Actor, assessment_id: int, *, language: str) -> Findings:
    """
    Return what the dossier could take over from a finished assessment, in six SQL queries.

    :raises Assessment.DoesNotExist: if there is none that the actor may see
    """
    assessment = shown_assessment(actor, assessment_id)
    home = home_of(assessment)
    form = form_of(assessment.form, assessment.form_version)
    answers = answers_of(assessment)
    found: tuple[rules.Finding, ...] = ()
    if assessment.status == "finished":
        found = rules.findings(form, answers, dossier_of(assessment))
    return Findings(
        home=home.label if home else "",
        lines=tuple(
            FindingLine(
                one.question,
                form.question(one.question).words.read(language),
                answer_in_words(form.question(one.question), answers[one.question], language),
            )
            for one in found
        ),
        may_take_over=bool(may_keep(actor, assessment.household)),
    )


def answer_in_words(question: rules.Question, value: str, language: str) -> str:
    """Return an answer as it is read: options by their words, numbers with their unit."""
    if question.options:
        picked = rules.chosen(value)
        between = "、" if language.startswith("zh") else ", "
        return between.join(
            one.words.read(language) for one in question.options if one.code in picked
        )
    return f"{value} {question.unit.read(language)}" if question.unit else value
