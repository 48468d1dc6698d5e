"""What can be said of looking after a household."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutCallback(Fact):
    callback_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class CallbackOpened(_AboutCallback):
    kind: ClassVar[str] = "callback.opened"
    reason: str


@dataclass(frozen=True, slots=True)
class CallbackTried(_AboutCallback):
    kind: ClassVar[str] = "callback.tried"
    tries: int


@dataclass(frozen=True, slots=True)
class CallbackPassedOn(_AboutCallback):
    kind: ClassVar[str] = "callback.passed_on"
    owner_id: int


@dataclass(frozen=True, slots=True)
class CallbackSettled(_AboutCallback):
    kind: ClassVar[str] = "callback.settled"
    outcome: str
    in_time: bool


@dataclass(frozen=True, slots=True)
class CallbackDropped(_AboutCallback):
    kind: ClassVar[str] = "callback.dropped"
    reason: str
