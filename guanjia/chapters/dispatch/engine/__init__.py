"""The only bridge to rota: proposes rosters and answers questions about who could go when."""

from guanjia.chapters.dispatch.engine.questions import (
    Candidate,
    Slot,
    against,
    candidates,
    slots,
)
from guanjia.chapters.dispatch.engine.solving import Proposed, propose_roster

__all__ = [
    "Candidate",
    "Proposed",
    "Slot",
    "against",
    "candidates",
    "propose_roster",
    "slots",
]
