"""What can be said of an assessment."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class AssessmentStarted(Fact):
    kind: ClassVar[str] = "assessment.started"
    assessment_id: int
    household_id: int
    form: str


@dataclass(frozen=True, slots=True)
class AssessmentFinished(Fact):
    kind: ClassVar[str] = "assessment.finished"
    assessment_id: int
    household_id: int
    form: str
    missing: int


@dataclass(frozen=True, slots=True)
class AssessmentReopened(Fact):
    kind: ClassVar[str] = "assessment.reopened"
    assessment_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class _AboutAppointment(Fact):
    appointment_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class AppointmentPromised(_AboutAppointment):
    kind: ClassVar[str] = "appointment.promised"


@dataclass(frozen=True, slots=True)
class AppointmentKept(_AboutAppointment):
    kind: ClassVar[str] = "appointment.kept"


@dataclass(frozen=True, slots=True)
class AppointmentPassedOn(_AboutAppointment):
    kind: ClassVar[str] = "appointment.passed_on"
    assessor_id: int


@dataclass(frozen=True, slots=True)
class AppointmentMoved(_AboutAppointment):
    """Somebody comes at another time than was promised; both are said, in ISO 8601."""

    kind: ClassVar[str] = "appointment.moved"
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class AppointmentNeedless(_AboutAppointment):
    """Nobody comes any more, since the household has agreed to a plan before."""

    kind: ClassVar[str] = "appointment.needless"


@dataclass(frozen=True, slots=True)
class AppointmentCalledOff(_AboutAppointment):
    kind: ClassVar[str] = "appointment.called_off"
