"""What can be said of the people who are sent."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutWorker(Fact):
    worker_id: int


@dataclass(frozen=True, slots=True)
class WorkerApplied(_AboutWorker):
    kind: ClassVar[str] = "worker.applied"


@dataclass(frozen=True, slots=True)
class WorkerChanged(_AboutWorker):
    kind: ClassVar[str] = "worker.changed"


@dataclass(frozen=True, slots=True)
class FaceAgreed(_AboutWorker):
    """They agreed that clients to whom they come see their picture."""

    kind: ClassVar[str] = "worker.face_agreed"


@dataclass(frozen=True, slots=True)
class FaceWithdrawn(_AboutWorker):
    kind: ClassVar[str] = "worker.face_withdrawn"


@dataclass(frozen=True, slots=True)
class FaceRemoved(_AboutWorker):
    kind: ClassVar[str] = "worker.face_removed"


@dataclass(frozen=True, slots=True)
class FaceSeen(_AboutWorker):
    """Somebody looked at their picture by a household's link, which says no more of who it was."""

    kind: ClassVar[str] = "worker.face_seen"
    visit_id: int


@dataclass(frozen=True, slots=True)
class WorkerRevealed(_AboutWorker):
    kind: ClassVar[str] = "worker.revealed"
    field: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ScreeningStepDecided(_AboutWorker):
    kind: ClassVar[str] = "worker.screening_step_decided"
    step: str
    passed: bool


@dataclass(frozen=True, slots=True)
class WorkerCleared(_AboutWorker):
    kind: ClassVar[str] = "worker.cleared"


@dataclass(frozen=True, slots=True)
class WorkerRejected(_AboutWorker):
    kind: ClassVar[str] = "worker.rejected"
    reason: str


@dataclass(frozen=True, slots=True)
class WorkerSuspended(_AboutWorker):
    kind: ClassVar[str] = "worker.suspended"
    reason: str


@dataclass(frozen=True, slots=True)
class WorkerReinstated(_AboutWorker):
    kind: ClassVar[str] = "worker.reinstated"


@dataclass(frozen=True, slots=True)
class WorkerLeft(_AboutWorker):
    kind: ClassVar[str] = "worker.left"
    reason: str


@dataclass(frozen=True, slots=True)
class WorkerReopened(_AboutWorker):
    kind: ClassVar[str] = "worker.reopened"
    screening_round: int


@dataclass(frozen=True, slots=True)
class SkillConfirmed(_AboutWorker):
    kind: ClassVar[str] = "worker.skill_confirmed"
    skill_id: int
    level: int


@dataclass(frozen=True, slots=True)
class SkillWithdrawn(_AboutWorker):
    kind: ClassVar[str] = "worker.skill_withdrawn"
    skill_id: int


@dataclass(frozen=True, slots=True)
class HoursChanged(_AboutWorker):
    kind: ClassVar[str] = "worker.hours_changed"
    minutes_a_week: int


@dataclass(frozen=True, slots=True)
class InsuranceRecorded(_AboutWorker):
    kind: ClassVar[str] = "worker.insured"
    insurance: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class _AboutCertificate(Fact):
    worker_id: int
    certificate_id: int
    certificate_kind: str


@dataclass(frozen=True, slots=True)
class CertificateSubmitted(_AboutCertificate):
    kind: ClassVar[str] = "certificate.submitted"


@dataclass(frozen=True, slots=True)
class CertificateVerified(_AboutCertificate):
    kind: ClassVar[str] = "certificate.verified"


@dataclass(frozen=True, slots=True)
class CertificateRefused(_AboutCertificate):
    kind: ClassVar[str] = "certificate.refused"


@dataclass(frozen=True, slots=True)
class CertificateExpired(_AboutCertificate):
    kind: ClassVar[str] = "certificate.expired"


@dataclass(frozen=True, slots=True)
class CertificateRevoked(_AboutCertificate):
    kind: ClassVar[str] = "certificate.revoked"


@dataclass(frozen=True, slots=True)
class LeaveRequested(_AboutWorker):
    kind: ClassVar[str] = "leave.requested"
    leave_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class LeaveDecided(_AboutWorker):
    kind: ClassVar[str] = "leave.decided"
    leave_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class LeaveWithdrawn(_AboutWorker):
    kind: ClassVar[str] = "leave.withdrawn"
    leave_id: int
