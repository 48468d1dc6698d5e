"""
The problem and the plan as frozen dataclasses. Schema version 1.

Ids are strings. Time is whole ticks from the horizon's start (see `rota.units`). Instances that
exist are sound: `Problem` refuses anything else when it is made.
"""

from rota.problem.horizon import Horizon
from rota.problem.plan import Assignment, Plan
from rota.problem.problem import VERSION, Problem
from rota.problem.ties import Affinity, Allowed, Apart, Forbidden, Series, Together, Tool
from rota.problem.travel import (
    Access,
    Coordinates,
    Matrix,
    MatrixFile,
    Mode,
    Place,
    Rush,
)
from rota.problem.visit import (
    Errand,
    Hold,
    Kink,
    Pin,
    Preferred,
    Promise,
    Role,
    ToolNeed,
    Visit,
    Window,
)
from rota.problem.weights import Weights
from rota.problem.worker import Break, Busy, History, Limits, Pay, Shift, Skill, Worker

__all__ = [
    "VERSION",
    "Access",
    "Affinity",
    "Allowed",
    "Apart",
    "Assignment",
    "Break",
    "Busy",
    "Coordinates",
    "Errand",
    "Forbidden",
    "History",
    "Hold",
    "Horizon",
    "Kink",
    "Limits",
    "Matrix",
    "MatrixFile",
    "Mode",
    "Pay",
    "Pin",
    "Place",
    "Plan",
    "Preferred",
    "Problem",
    "Promise",
    "Role",
    "Rush",
    "Series",
    "Shift",
    "Skill",
    "Together",
    "Tool",
    "ToolNeed",
    "Visit",
    "Weights",
    "Window",
    "Worker",
]
