"""What can be said of a household. Never who or what exactly: only which row."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutHousehold(Fact):
    household_id: int


@dataclass(frozen=True, slots=True)
class HouseholdOpened(_AboutHousehold):
    kind: ClassVar[str] = "household.opened"
    source: str


@dataclass(frozen=True, slots=True)
class HouseholdEngaged(_AboutHousehold):
    kind: ClassVar[str] = "household.engaged"


@dataclass(frozen=True, slots=True)
class HouseholdParted(_AboutHousehold):
    kind: ClassVar[str] = "household.parted"
    reason: str


@dataclass(frozen=True, slots=True)
class HouseholdDropped(_AboutHousehold):
    kind: ClassVar[str] = "household.dropped"
    reason: str


@dataclass(frozen=True, slots=True)
class HouseholdReopened(_AboutHousehold):
    kind: ClassVar[str] = "household.reopened"


@dataclass(frozen=True, slots=True)
class DossierChanged(_AboutHousehold):
    """Something was learnt or corrected: `part` names the table, `row_id` the row."""

    kind: ClassVar[str] = "household.dossier_changed"
    part: str
    row_id: int
    act: str


@dataclass(frozen=True, slots=True)
class ConsentGiven(_AboutHousehold):
    kind: ClassVar[str] = "consent.given"
    consent_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(_AboutHousehold):
    kind: ClassVar[str] = "consent.withdrawn"
    consent_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class CommunicationAgreed(_AboutHousehold):
    kind: ClassVar[str] = "household.communication_agreed"
    every_days: int


@dataclass(frozen=True, slots=True)
class SightGranted(_AboutHousehold):
    kind: ClassVar[str] = "household.sight_granted"
    user_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class SightEnded(_AboutHousehold):
    kind: ClassVar[str] = "household.sight_ended"
    user_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class StandingGiven(_AboutHousehold):
    kind: ClassVar[str] = "household.standing_given"
    user_id: int
    standing: str


@dataclass(frozen=True, slots=True)
class StandingEnded(_AboutHousehold):
    kind: ClassVar[str] = "household.standing_ended"
    user_id: int


@dataclass(frozen=True, slots=True)
class DeciderChanged(_AboutHousehold):
    """Somebody else decides from now on; `former_contact_id` is who did so before."""

    kind: ClassVar[str] = "household.decider_changed"
    contact_id: int
    former_contact_id: int


@dataclass(frozen=True, slots=True)
class ContactNumberChanged(_AboutHousehold):
    kind: ClassVar[str] = "household.contact_number_changed"
    contact_id: int


@dataclass(frozen=True, slots=True)
class DataTaken(_AboutHousehold):
    kind: ClassVar[str] = "household.data_taken"


@dataclass(frozen=True, slots=True)
class ErasureAsked(_AboutHousehold):
    """The household asks to be forgotten; `how` is the way by which it said so."""

    kind: ClassVar[str] = "erasure.asked"
    erasure_id: int
    how: str


@dataclass(frozen=True, slots=True)
class ErasureConfirmed(_AboutHousehold):
    kind: ClassVar[str] = "erasure.confirmed"
    erasure_id: int


@dataclass(frozen=True, slots=True)
class ErasureTakenBack(_AboutHousehold):
    kind: ClassVar[str] = "erasure.taken_back"
    erasure_id: int


@dataclass(frozen=True, slots=True)
class HouseholdErased(_AboutHousehold):
    """Who they were is forgotten here; every chapter that follows forgets its own part."""

    kind: ClassVar[str] = "household.erased"


@dataclass(frozen=True, slots=True)
class ErasureCarriedOut(_AboutHousehold):
    kind: ClassVar[str] = "erasure.carried_out"
    erasure_id: int


@dataclass(frozen=True, slots=True)
class SensitiveRevealed(_AboutHousehold):
    kind: ClassVar[str] = "household.revealed"
    part: str
    row_id: int
