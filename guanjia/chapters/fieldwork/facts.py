"""What can be said of the work in the home."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutAttendance(Fact):
    attendance_id: int
    visit_id: int
    worker_id: int


@dataclass(frozen=True, slots=True)
class CheckedIn(_AboutAttendance):
    kind: ClassVar[str] = "attendance.checked_in"
    late_minutes: int
    metres_off: int | None


@dataclass(frozen=True, slots=True)
class StepDone(_AboutAttendance):
    kind: ClassVar[str] = "attendance.step_done"
    step_id: int
    done: bool
    reason: str
    is_critical: bool
    is_abnormal: bool


@dataclass(frozen=True, slots=True)
class ReadingAbnormal(_AboutAttendance):
    """A reading lay outside the normal; what it was stands on the visit, not here."""

    kind: ClassVar[str] = "attendance.reading_abnormal"
    step_id: int


@dataclass(frozen=True, slots=True)
class CheckedOut(_AboutAttendance):
    kind: ClassVar[str] = "attendance.checked_out"
    minutes: int
    steps_due: int
    steps_done: int


@dataclass(frozen=True, slots=True)
class DepartureCorrected(_AboutAttendance):
    """
    The desk put right when somebody left; None before: nobody had said so.

    The moments are in UTC, to the minute.
    """

    kind: ClassVar[str] = "attendance.departure_corrected"
    left_before: str | None
    left: str
    minutes_before: int | None
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class _HouseholdsWord(_AboutAttendance):
    """`way` says how the household gave its word: the actor alone does not tell."""

    household_id: int
    way: str


@dataclass(frozen=True, slots=True)
class WorkAccepted(_HouseholdsWord):
    kind: ClassVar[str] = "attendance.accepted"


@dataclass(frozen=True, slots=True)
class WorkDisputed(_HouseholdsWord):
    kind: ClassVar[str] = "attendance.disputed"


@dataclass(frozen=True, slots=True)
class WorkUnsigned(_AboutAttendance):
    """Whoever did the work says that the household has not signed, and why."""

    kind: ClassVar[str] = "attendance.unsigned"
    household_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class IncidentReported(Fact):
    kind: ClassVar[str] = "incident.reported"
    incident_id: int
    visit_id: int
    worker_id: int
    household_id: int
    severity: str


@dataclass(frozen=True, slots=True)
class IncidentTakenUp(Fact):
    kind: ClassVar[str] = "incident.taken_up"
    incident_id: int


@dataclass(frozen=True, slots=True)
class IncidentClosed(Fact):
    kind: ClassVar[str] = "incident.closed"
    incident_id: int


@dataclass(frozen=True, slots=True)
class _AboutAlert(Fact):
    alert_id: int
    visit_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class AlertRaised(_AboutAlert):
    kind: ClassVar[str] = "alert.raised"
    worker_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AlertCorrected(_AboutAlert):
    """What was wrong with a step was put right by whoever does the work, before anybody else did."""

    kind: ClassVar[str] = "alert.corrected"


@dataclass(frozen=True, slots=True)
class AlertSettled(_AboutAlert):
    kind: ClassVar[str] = "alert.settled"
    outcome: str


@dataclass(frozen=True, slots=True)
class PhoneClockOff(Fact):
    """A phone's clock was `minutes` from ours; what it told was put on our clock."""

    kind: ClassVar[str] = "phone.clock_off"
    assignment_id: int
    visit_id: int
    worker_id: int
    minutes: int
    is_ahead: bool
