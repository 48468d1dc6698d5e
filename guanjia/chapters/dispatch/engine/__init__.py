"""The only bridge to rota: proposes rosters and answers questions about who could go when."""

from guanjia.chapters.dispatch.engine.questions import (
    Candidate,
    Slot,
    against,
    candidates,
    slots,
)
from guanjia.chapters.dispatch.engine.repairing import Moved, Option, Sent, repairs, replanned
from guanjia.chapters.dispatch.engine.solving import Proposed, Roster, propose_roster
from guanjia.chapters.dispatch.engine.ways import seconds_between

__all__ = [
    "Candidate",
    "Moved",
    "Option",
    "Proposed",
    "Roster",
    "Sent",
    "Slot",
    "against",
    "candidates",
    "propose_roster",
    "repairs",
    "replanned",
    "seconds_between",
    "slots",
]
