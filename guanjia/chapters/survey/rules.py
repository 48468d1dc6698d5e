"""What may be answered, how an answer is read, and when a household may be asked again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

SCALES = {"scale5": (1, 5), "scale7": (1, 7), "scale10": (0, 10)}
KEYS = (
    "survey.days_between",
    "survey.days_open",
    "survey.low_satisfaction",
    "survey.low_recommendation",
)
MOST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The figures of the trade for surveys: days between two questions to one household, days that
    a link is good for, and up to which answer satisfaction (of 5) and recommendation (of 10) are low.
    """

    days_between: int
    days_open: int
    low_satisfaction: int
    low_recommendation: int


def limits(figures: Mapping[str, int]) -> Limits:
    """Return the figures in force as one value."""
    return Limits(*(int(figures[key]) for key in KEYS))


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `kind` is a scale, a choice among `choices` (code, words), or text."""

    code: str
    kind: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def scale(self) -> tuple[int, ...]:
        """The numbers that may be answered; none if it is no scale."""
        lowest, highest = SCALES.get(self.kind, (1, 0))
        return tuple(range(lowest, highest + 1))


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to one question, in the one way that fits it."""

    question: str
    number: int | None = None
    choice: str = ""
    words: str = ""


def questions(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return a questionnaire's questions as they are stored."""
    return tuple(
        Question(
            code=row["code"],
            kind=row["kind"],
            text=row["text"],
            choices=tuple((code, words) for code, words in row.get("choices", ())),
        )
        for row in stored
    )


def read_answers(asked: Iterable[Question], given: Mapping[str, str]) -> tuple[Said, ...]:
    """
    Return what was answered, question by question; text may be left out.

    :param given: question code -> what was chosen or typed
    :raises Invalid: naming the first question that lacks an answer or has none of its choices
    """
    return tuple(
        said for question in asked if (said := _read(question, given.get(question.code, "")))
    )


def _read(question: Question, given: str) -> Said | None:
    given = given.strip()
    if question.kind == "text":
        return Said(question.code, words=given[:MOST_WORDS]) if given else None
    if not given:
        raise Invalid(_("Please answer this question."), field=question.code)
    if question.scale:
        if given.isascii() and given.isdigit() and int(given) in question.scale:
            return Said(question.code, number=int(given))
    elif given in dict(question.choices):
        return Said(question.code, choice=given)
    raise Invalid(_("Please choose one of the answers."), field=question.code)


def overall(answers: Iterable[Said]) -> int | None:
    """Return the satisfaction from 1 to 5, if it was asked."""
    return next((said.number for said in answers if said.question == "V1"), None)


def is_low(answers: Iterable[Said], limits: Limits) -> bool:
    """Test whether somebody should call: little satisfaction, no recommendation, or a wish to redo."""
    for said in answers:
        if said.question == "V1" and said.number is not None:
            if said.number <= limits.low_satisfaction:
                return True
        elif said.question == "N1" and said.number is not None:
            if said.number <= limits.low_recommendation:
                return True
        elif said.choice == "redo":
            return True
    return False


def may_ask_again(latest: datetime | None, at: datetime, limits: Limits) -> bool:
    """Test whether enough days have passed since the household was last asked."""
    return latest is None or at - latest >= timedelta(days=limits.days_between)
