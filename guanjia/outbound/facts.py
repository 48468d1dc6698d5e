"""What can be said of messages."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutNotice(Fact):
    notice_id: int


@dataclass(frozen=True, slots=True)
class NoticeClaimed(_AboutNotice):
    kind: ClassVar[str] = "notice.claimed"


@dataclass(frozen=True, slots=True)
class NoticeSent(_AboutNotice):
    kind: ClassVar[str] = "notice.sent"


@dataclass(frozen=True, slots=True)
class NoticeRetried(_AboutNotice):
    kind: ClassVar[str] = "notice.retried"
    attempts: int


@dataclass(frozen=True, slots=True)
class NoticeFailed(_AboutNotice):
    kind: ClassVar[str] = "notice.failed"
    attempts: int


@dataclass(frozen=True, slots=True)
class NoticeLapsed(_AboutNotice):
    kind: ClassVar[str] = "notice.lapsed"


@dataclass(frozen=True, slots=True)
class NoticeCancelled(_AboutNotice):
    kind: ClassVar[str] = "notice.cancelled"
