"""What can be said of visits and of who goes."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutVisit(Fact):
    visit_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class VisitOpened(_AboutVisit):
    kind: ClassVar[str] = "visit.opened"
    on: str


@dataclass(frozen=True, slots=True)
class VisitStaffed(_AboutVisit):
    kind: ClassVar[str] = "visit.staffed"


@dataclass(frozen=True, slots=True)
class VisitUnstaffed(_AboutVisit):
    kind: ClassVar[str] = "visit.unstaffed"


@dataclass(frozen=True, slots=True)
class VisitStarted(_AboutVisit):
    kind: ClassVar[str] = "visit.started"
    late_minutes: int


@dataclass(frozen=True, slots=True)
class VisitFinished(_AboutVisit):
    kind: ClassVar[str] = "visit.finished"
    minutes: int


@dataclass(frozen=True, slots=True)
class VisitCancelled(_AboutVisit):
    kind: ClassVar[str] = "visit.cancelled"
    reason: str
    by_client: bool


@dataclass(frozen=True, slots=True)
class VisitMissed(_AboutVisit):
    kind: ClassVar[str] = "visit.missed"
    reason: str


@dataclass(frozen=True, slots=True)
class VisitFixed(_AboutVisit):
    """The household must not be moved, whatever happens to the day; or may be again."""

    kind: ClassVar[str] = "visit.fixed"
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class VisitAnnounced(_AboutVisit):
    """The household is to know who comes, or, if something has changed, who comes now."""

    kind: ClassVar[str] = "visit.announced"
    is_changed: bool


@dataclass(frozen=True, slots=True)
class VisitRearranged(_AboutVisit):
    """Somebody else comes, or at another time, because the day was planned anew."""

    kind: ClassVar[str] = "visit.rearranged"
    run_id: int
    minutes_later: int


@dataclass(frozen=True, slots=True)
class VisitLeftOpen(_AboutVisit):
    """Nobody can come as agreed, because the day was planned anew; nobody is found yet."""

    kind: ClassVar[str] = "visit.left_open"
    run_id: int


@dataclass(frozen=True, slots=True)
class _AboutAssignment(Fact):
    assignment_id: int
    visit_id: int
    worker_id: int


@dataclass(frozen=True, slots=True)
class SlotHeld(_AboutAssignment):
    kind: ClassVar[str] = "assignment.held"


@dataclass(frozen=True, slots=True)
class WorkerAssigned(_AboutAssignment):
    """A worker is to go; `overrides` counts the rules that a person chose to break for it."""

    kind: ClassVar[str] = "assignment.assigned"
    overrides: int = 0


@dataclass(frozen=True, slots=True)
class RuleOverridden(_AboutAssignment):
    """Somebody assigned a worker although a rule of the house speaks against it."""

    kind: ClassVar[str] = "assignment.rule_overridden"
    rule: str


@dataclass(frozen=True, slots=True)
class AssignmentSetOut(_AboutAssignment):
    """Who was sent is on the way; `arrives_at` is when they should be there, in UTC."""

    kind: ClassVar[str] = "assignment.set_out"
    arrives_at: str


@dataclass(frozen=True, slots=True)
class AssignmentCompleted(_AboutAssignment):
    kind: ClassVar[str] = "assignment.completed"


@dataclass(frozen=True, slots=True)
class AssignmentAbsent(_AboutAssignment):
    """Whoever was to come did not, although the visit was not called off."""

    kind: ClassVar[str] = "assignment.absent"
    reason: str


@dataclass(frozen=True, slots=True)
class AssignmentWithdrawn(_AboutAssignment):
    kind: ClassVar[str] = "assignment.withdrawn"
    reason: str


@dataclass(frozen=True, slots=True)
class _AboutRun(Fact):
    run_id: int


@dataclass(frozen=True, slots=True)
class RosterAsked(_AboutRun):
    kind: ClassVar[str] = "roster.asked"
    visits: int


@dataclass(frozen=True, slots=True)
class RosterBegun(_AboutRun):
    kind: ClassVar[str] = "roster.begun"


@dataclass(frozen=True, slots=True)
class RosterProposed(_AboutRun):
    kind: ClassVar[str] = "roster.proposed"
    placed: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class RosterFailed(_AboutRun):
    kind: ClassVar[str] = "roster.failed"
    reason: str


@dataclass(frozen=True, slots=True)
class RosterRequeued(_AboutRun):
    kind: ClassVar[str] = "roster.requeued"


@dataclass(frozen=True, slots=True)
class RosterAdopted(_AboutRun):
    kind: ClassVar[str] = "roster.adopted"
    adopted: int
    dropped: int


@dataclass(frozen=True, slots=True)
class RosterDismissed(_AboutRun):
    kind: ClassVar[str] = "roster.dismissed"


@dataclass(frozen=True, slots=True)
class RosterTakenBack(_AboutRun):
    kind: ClassVar[str] = "roster.taken_back"
    withdrawn: int
    restored: int


@dataclass(frozen=True, slots=True)
class RearrangementTold(_AboutRun):
    """Somebody was told by telephone, by whoever records it: a worker or a household."""

    kind: ClassVar[str] = "roster.told"
    worker_id: int | None
    household_id: int | None
