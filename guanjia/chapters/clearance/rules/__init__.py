"""The gate 上岗校验: who may be sent, and every reason why somebody may not. Pure."""

from guanjia.chapters.clearance.rules.days import days_of
from guanjia.chapters.clearance.rules.gate import (
    Folded,
    Outcome,
    decided,
    folded,
    of_household,
    of_worker,
    outcome,
)
from guanjia.chapters.clearance.rules.known import (
    FIGURES,
    Birth,
    Candidate,
    Demand,
    Family,
    Figures,
    Need,
    Paper,
    Policy,
)
from guanjia.chapters.clearance.rules.reasons import WORDS, NotCleared, Reason

__all__ = [
    "FIGURES",
    "WORDS",
    "Birth",
    "Candidate",
    "Demand",
    "Family",
    "Figures",
    "Folded",
    "Need",
    "NotCleared",
    "Outcome",
    "Paper",
    "Policy",
    "Reason",
    "days_of",
    "decided",
    "folded",
    "of_household",
    "of_worker",
    "outcome",
]
