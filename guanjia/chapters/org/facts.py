"""What can be said of the company and its people."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class BranchOpened(Fact):
    kind: ClassVar[str] = "branch.opened"


@dataclass(frozen=True, slots=True)
class UserInvited(Fact):
    kind: ClassVar[str] = "user.invited"
    user_id: int


@dataclass(frozen=True, slots=True)
class UserClosed(Fact):
    kind: ClassVar[str] = "user.closed"
    user_id: int


@dataclass(frozen=True, slots=True)
class UserReopened(Fact):
    kind: ClassVar[str] = "user.reopened"
    user_id: int


@dataclass(frozen=True, slots=True)
class PhoneChanged(Fact):
    kind: ClassVar[str] = "user.phone_changed"
    user_id: int


@dataclass(frozen=True, slots=True)
class UserRetired(Fact):
    """Nothing ties somebody to us any more: their number may become somebody else's."""

    kind: ClassVar[str] = "user.retired"
    user_id: int


@dataclass(frozen=True, slots=True)
class VisitsEnded(Fact):
    kind: ClassVar[str] = "user.visits_ended"
    user_id: int
    count: int


@dataclass(frozen=True, slots=True)
class FactorReset(Fact):
    kind: ClassVar[str] = "user.factor_reset"
    user_id: int


@dataclass(frozen=True, slots=True)
class RoleOffered(Fact):
    kind: ClassVar[str] = "role.offered"
    offer_id: int
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleAccepted(Fact):
    kind: ClassVar[str] = "role.accepted"
    offer_id: int
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleDeclined(Fact):
    kind: ClassVar[str] = "role.declined"
    offer_id: int
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleOfferWithdrawn(Fact):
    kind: ClassVar[str] = "role.offer_withdrawn"
    offer_id: int
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleOfferLapsed(Fact):
    kind: ClassVar[str] = "role.offer_lapsed"
    offer_id: int
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleGranted(Fact):
    kind: ClassVar[str] = "role.granted"
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleEnded(Fact):
    kind: ClassVar[str] = "role.ended"
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class LinkMade(Fact):
    kind: ClassVar[str] = "link.made"
    link_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True, slots=True)
class LinkOpened(Fact):
    kind: ClassVar[str] = "link.opened"
    link_id: int


@dataclass(frozen=True, slots=True)
class LinkRevoked(Fact):
    kind: ClassVar[str] = "link.revoked"
    link_id: int


@dataclass(frozen=True, slots=True)
class LinkEnded(Fact):
    """What the link was for has been done, or cannot be done any more."""

    kind: ClassVar[str] = "link.ended"
    link_id: int


@dataclass(frozen=True, slots=True)
class TokenMade(Fact):
    kind: ClassVar[str] = "token.made"
    token_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class TokenRevoked(Fact):
    kind: ClassVar[str] = "token.revoked"
    token_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class SettingDecided(Fact):
    kind: ClassVar[str] = "setting.decided"
    setting_id: int
    key: str


@dataclass(frozen=True, slots=True)
class SettingsSeeded(Fact):
    kind: ClassVar[str] = "settings.seeded"
    count: int


@dataclass(frozen=True, slots=True)
class HolidaysSeeded(Fact):
    kind: ClassVar[str] = "holidays.seeded"
    count: int


@dataclass(frozen=True, slots=True)
class HolidayDecided(Fact):
    kind: ClassVar[str] = "holiday.decided"
    day: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class PrivacyNoticePublished(Fact):
    kind: ClassVar[str] = "privacy_notice.published"
    number: int
