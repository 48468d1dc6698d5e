"""
The only bridge to rota: proposes rosters and answers questions about who could go when.

What calls rota is loaded when it is first asked for: most processes of the house never ask, and rota
takes them a second and 100 MiB.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from guanjia.chapters.dispatch.engine.answers import (
    Candidate,
    Moved,
    Option,
    Proposed,
    Roster,
    Sent,
    Slot,
    Unreadable,
    replanned,
)

if TYPE_CHECKING:
    from guanjia.chapters.dispatch.engine.questions import against, candidates, slots
    from guanjia.chapters.dispatch.engine.repairing import repairs
    from guanjia.chapters.dispatch.engine.solving import propose_roster
    from guanjia.chapters.dispatch.engine.travel import seconds_between

LOADED_LATE = {
    "against": "guanjia.chapters.dispatch.engine.questions",
    "candidates": "guanjia.chapters.dispatch.engine.questions",
    "propose_roster": "guanjia.chapters.dispatch.engine.solving",
    "repairs": "guanjia.chapters.dispatch.engine.repairing",
    "seconds_between": "guanjia.chapters.dispatch.engine.travel",
    "slots": "guanjia.chapters.dispatch.engine.questions",
}

__all__ = [
    "Candidate",
    "Moved",
    "Option",
    "Proposed",
    "Roster",
    "Sent",
    "Slot",
    "Unreadable",
    "against",
    "candidates",
    "propose_roster",
    "repairs",
    "replanned",
    "seconds_between",
    "slots",
]


def __getattr__(name: str) -> Any:
    if name not in LOADED_LATE:
        raise AttributeError(name)
    return getattr(import_module(LOADED_LATE[name]), name)
