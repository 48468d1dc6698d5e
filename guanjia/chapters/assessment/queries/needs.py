"""What follows from an assessment for a plan."""

from dataclasses import dataclass

from guanjia.chapters.assessment import policies, rules
from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.assessment.queries.forms import answers_of, form_of
from guanjia.kernel.actors import Actor

FEN = 100
TOOLS = frozenset({"mop", "cloths", "liquids"})


def finished_assessment(household_id: int) -> int | None:
    """Return the id of the household's newest finished assessment, in one SQL query."""
    rows = Assessment.objects.filter(household_id=household_id, status="finished")
    return rows.order_by("-status_since", "-id").values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Need:
    """A service that follows from an assessment, and why; minutes are after midnight."""

    service: str
    times_a_week: int
    every_weeks: int
    minutes: int
    window: tuple[int, int]
    reason: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a plan is drafted from."""

    assessment_id: int
    goal: str
    needs: tuple[Need, ...]
    not_before: int
    not_after: int
    best_days: frozenset[int]
    budget_fen: int | None
    has_tools: bool


def needs_of(actor: Actor, assessment_id: int, *, language: str) -> Needs:
    """
    Return what follows from a finished assessment, in two SQL queries.

    :raises Assessment.DoesNotExist: if there is no finished one that the actor may see
    """
    assessment = policies.visible_assessments(actor).get(id=assessment_id, status="finished")
    form = form_of(assessment.form, assessment.form_version)
    answers = answers_of(assessment)
    budget = answers.get("budget")
    return Needs(
        assessment_id=assessment.pk,
        goal=answers.get("goal", ""),
        needs=tuple(
            Need(
                one.service,
                one.times_a_week,
                one.every_weeks,
                one.minutes,
                one.window,
                one.reason.read(language),
            )
            for one in rules.suggested(form, answers)
        ),
        not_before=rules.EARLIEST.get(answers.get("not_before", ""), 7 * 60),
        not_after=rules.LATEST.get(answers.get("not_after", ""), 21 * 60),
        best_days=frozenset(int(code[1:]) for code in rules.chosen(answers.get("best_days", ""))),
        budget_fen=int(budget) * FEN if budget else None,
        has_tools=set(rules.chosen(answers.get("has_tools", ""))) >= TOOLS,
    )
