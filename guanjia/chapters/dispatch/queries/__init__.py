"""Reading visits, days and rosters."""

from guanjia.chapters.dispatch.queries.days import (
    DayBranch,
    DayVisit,
    day_visits,
    readable_branches,
)
from guanjia.chapters.dispatch.queries.disruptions import Ahead, Away, Expected, Morning, morning
from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.queries.rosters import (
    BranchChoice,
    Consequence,
    Desk,
    ProposedVisit,
    RunCard,
    RunLine,
    Waiting,
    consequence_of,
    default_days,
    planned_branches,
    roster_desk,
    run_card,
)
from guanjia.chapters.dispatch.queries.suited import Suited, suited
from guanjia.chapters.dispatch.queries.versions import day_version, staffing_version
from guanjia.chapters.dispatch.queries.visits import (
    Sent,
    VisitCard,
    held_orders,
    visit_card,
    visit_of_order,
    was_sent,
)

__all__ = [
    "Ahead",
    "Away",
    "BranchChoice",
    "Consequence",
    "DayBranch",
    "DayVisit",
    "Desk",
    "Expected",
    "Morning",
    "ProposedVisit",
    "RunCard",
    "RunLine",
    "Sent",
    "Suited",
    "VisitCard",
    "Waiting",
    "consequence_of",
    "day_version",
    "day_visits",
    "default_days",
    "figures_for",
    "held_orders",
    "morning",
    "planned_branches",
    "readable_branches",
    "roster_desk",
    "run_card",
    "staffing_version",
    "suited",
    "visit_card",
    "visit_of_order",
    "was_sent",
]
