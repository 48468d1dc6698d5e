"""The rules of assessing: forms as data, answers, scales and what follows from them."""

from guanjia.chapters.assessment.rules.answers import (
    AnsweredOtherwise,
    Gap,
    Score,
    asked,
    check_seen,
    checked,
    gaps,
    scores,
    suggested,
    unseen,
)
from guanjia.chapters.assessment.rules.forms import (
    Form,
    Group,
    Question,
    Scale,
    Suggestion,
    Words,
    chosen,
    form_from,
)

__all__ = [
    "AnsweredOtherwise",
    "Form",
    "Gap",
    "Group",
    "Question",
    "Scale",
    "Score",
    "Suggestion",
    "Words",
    "asked",
    "check_seen",
    "checked",
    "chosen",
    "form_from",
    "gaps",
    "scores",
    "suggested",
    "unseen",
]
