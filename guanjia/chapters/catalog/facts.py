"""What can be said of the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class ServiceAdded(Fact):
    kind: ClassVar[str] = "service.added"
    service_id: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class ServiceChanged(Fact):
    kind: ClassVar[str] = "service.changed"
    service_id: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class RequirementsChanged(Fact):
    kind: ClassVar[str] = "service.requirements_changed"
    service_id: int
    skills: int
    certificates: int


@dataclass(frozen=True, slots=True)
class StandardDrafted(Fact):
    kind: ClassVar[str] = "standard.drafted"
    sop_id: int
    service_id: int
    number: int
    steps: int


@dataclass(frozen=True, slots=True)
class StandardPublished(Fact):
    kind: ClassVar[str] = "standard.published"
    sop_id: int
    service_id: int
    number: int


@dataclass(frozen=True, slots=True)
class StandardRetired(Fact):
    kind: ClassVar[str] = "standard.retired"
    sop_id: int
    service_id: int
    number: int
