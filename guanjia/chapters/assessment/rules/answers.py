"""Answers: which are asked for, which are missing, what they add up to, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from guanjia.chapters.assessment.rules.forms import (
    Form,
    Group,
    Question,
    Scale,
    Suggestion,
    chosen,
)
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _

NONE_OF_THESE = "none"
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Score:
    """What a scale came to; `points` and `band` are None while one of its questions is open."""

    scale: str
    points: int | None
    band: str | None
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that has not been answered."""

    group: str
    question: str
    is_required: bool


def asked(group: Group, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions of a group that are to be asked, given the answers so far."""
    return tuple(
        question
        for question in group.questions
        if question.ask_if is None or question.ask_if.holds(answers, {})
    )


def gaps(form: Form, answers: Mapping[str, str]) -> tuple[Gap, ...]:
    """Return what is still missing, in the order of the form."""
    return tuple(
        Gap(group.code, question.code, question.is_required)
        for group in form.groups
        for question in asked(group, answers)
        if not answers.get(question.code)
    )


def checked(question: Question, answer: str) -> str:
    """
    Return an answer as it is stored; empty means that nothing is known.

    "None of these" beside other options gives way to them.

    :raises Invalid: on the question's code, if it cannot be an answer
    """
    answer = answer.strip()
    if not answer:
        return ""
    if question.kind == "text":
        return answer[:LONGEST_TEXT]
    if question.kind == "number":
        return _checked_number(question, answer)
    known = [option.code for option in question.options]
    codes = chosen(answer)
    if not set(codes) <= set(known) or (question.kind == "choice" and len(codes) != 1):
        raise Invalid(_("Please choose from the answers given."), field=question.code)
    if len(codes) > 1:
        codes = tuple(code for code in known if code in codes and code != NONE_OF_THESE)
    return ",".join(codes)


class AnsweredOtherwise(Conflict):
    """Somebody else has answered meanwhile; that is replaced only by who has seen it."""


def unseen(
    told: Mapping[str, str], *, seen: Mapping[str, str], recorded: Mapping[str, str]
) -> tuple[str, ...]:
    """
    Return the questions at which what is recorded would be replaced by somebody who has not seen it.

    :param told: question -> answer as it is stored
    :param seen: question -> the answer that the teller has read; a question that is not there is
        not compared
    """
    return tuple(
        code
        for code, answer in told.items()
        if code in seen
        and recorded.get(code, "") not in (answer, seen[code])
        and answer != seen[code]
    )


def check_seen(
    told: Mapping[str, str], *, seen: Mapping[str, str], recorded: Mapping[str, str]
) -> None:
    """
    Pass if whoever answers has seen what is recorded where they say something else.

    :raises AnsweredOtherwise: if somebody else has answered meanwhile; see `unseen`
    """
    if unseen(told, seen=seen, recorded=recorded):
        raise AnsweredOtherwise(
            _("Somebody else has answered this meanwhile. Please say which of the two counts.")
        )


def _checked_number(question: Question, answer: str) -> str:
    try:
        number = int(answer)
    except ValueError:
        raise Invalid(_("Please give a whole number."), field=question.code) from None
    least = question.least if question.least is not None else number
    most = question.most if question.most is not None else number
    if not least <= number <= most:
        raise Invalid(
            _("Please give a number between %(least)s and %(most)s."),
            field=question.code,
            least=least,
            most=most,
        )
    return str(number)


def scores(form: Form, answers: Mapping[str, str]) -> tuple[Score, ...]:
    """
    Return every scale of the form.

    A question that was not to be asked counts nothing; one that was asked and left open leaves
    the whole scale without a result, for a sum with holes would be read as a sum.
    """
    return tuple(_score(form, scale, answers) for scale in form.scales)


def _score(form: Form, scale: Scale, answers: Mapping[str, str]) -> Score:
    counted = [
        question
        for group in form.groups
        for question in asked(group, answers)
        if question.scale == scale.code
    ]
    given = [question for question in counted if answers.get(question.code)]
    if len(given) < len(counted):
        return Score(scale.code, None, None, len(given), len(counted))
    points = sum(
        option.points
        for question in given
        for option in question.options
        if option.code in chosen(answers[question.code])
    )
    return Score(scale.code, points, scale.band_of(points).code, len(given), len(counted))


def suggested(form: Form, answers: Mapping[str, str]) -> tuple[Suggestion, ...]:
    """
    Return the services that follow from the answers, most needed first, each at most once.

    What the home already has, help included, is not suggested again.
    """
    bands = {score.scale: score.band for score in scores(form, answers) if score.band}
    found: dict[str, Suggestion] = {}
    for suggestion in form.suggestions:
        needed = all(condition.holds(answers, bands) for condition in suggestion.when)
        had = any(condition.holds(answers, bands) for condition in suggestion.unless)
        if needed and not had:
            found.setdefault(suggestion.service, suggestion)
    return tuple(found.values())
