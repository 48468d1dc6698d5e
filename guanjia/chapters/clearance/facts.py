"""What can be said of the gate."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class PassGranted(Fact):
    kind: ClassVar[str] = "pass.granted"
    worker_id: int
    service_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class PassExtended(Fact):
    kind: ClassVar[str] = "pass.extended"
    pass_id: int
    worker_id: int
    service_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class PassRevoked(Fact):
    kind: ClassVar[str] = "pass.revoked"
    pass_id: int
    worker_id: int
    service_id: int
    household_id: int
    reason: str
