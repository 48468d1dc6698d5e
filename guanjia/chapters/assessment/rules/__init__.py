"""The rules of assessing: forms as data, answers, scales and what follows from them."""

from guanjia.chapters.assessment.rules.answers import (
    Gap,
    Score,
    asked,
    checked,
    gaps,
    scores,
    suggested,
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
    "Form",
    "Gap",
    "Group",
    "Question",
    "Scale",
    "Score",
    "Suggestion",
    "Words",
    "asked",
    "checked",
    "chosen",
    "form_from",
    "gaps",
    "scores",
    "suggested",
]
