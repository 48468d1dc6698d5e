"""Reactions that can be counted: each leaves an event and a message for each event that it hears."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from guanjia.chapters.org.models import Branch
from guanjia.kernel.actors import house_actor
from guanjia.kernel.facts import Fact
from guanjia.ledger.models import Event
from guanjia.ledger.record import record
from guanjia.outbound.commands import queue_notice

ECHO = house_actor("echo")


@dataclass(frozen=True, slots=True)
class EchoHeard(Fact):
    kind: ClassVar[str] = "echo.heard"
    of: int


@dataclass(frozen=True, slots=True)
class EchoFaded(Fact):
    kind: ClassVar[str] = "echo.faded"
    of: int


def echo(event: Event, at: datetime) -> None:
    """Answer a bell with an echo, which is a fact to be handed on in its turn."""
    record(EchoHeard(of=event.pk), _branch(event), actor=ECHO, at=at)


def tell(event: Event, at: datetime) -> None:
    """Queue a message about the bell, twice over: the second changes nothing."""
    for _time in range(2):
        queue_notice(
            actor=ECHO,
            key=f"bell/{event.pk}",
            kind="bell",
            channel="app",
            about=event.case,
            words="bell",
            at=at,
        )


def fade(event: Event, at: datetime) -> None:
    """Let the echo fade."""
    record(EchoFaded(of=event.payload["of"]), _branch(event), actor=ECHO, at=at)


def _branch(event: Event) -> Branch:
    return Branch.objects.get(id=event.branch_id)


TABLE = {"bell.rang": (echo, tell), "echo.heard": (fade,)}
