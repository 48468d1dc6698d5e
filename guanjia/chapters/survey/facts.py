"""What can be said of surveys."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutInvitation(Fact):
    invitation_id: int
    household_id: int
    visit_id: int | None


@dataclass(frozen=True, slots=True)
class SurveySent(_AboutInvitation):
    kind: ClassVar[str] = "survey.sent"
    questionnaire: str


@dataclass(frozen=True, slots=True)
class SurveyAnswered(_AboutInvitation):
    kind: ClassVar[str] = "survey.answered"
    overall: int | None
    is_low: bool


@dataclass(frozen=True, slots=True)
class SurveyExpired(_AboutInvitation):
    kind: ClassVar[str] = "survey.expired"
