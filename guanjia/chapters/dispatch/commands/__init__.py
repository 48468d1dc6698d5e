"""What may be done about visits, about who goes, and about rosters."""

from guanjia.chapters.dispatch.commands.visits import (
    cancel_visit,
    cancel_visit_of_order,
    close_visits_of_plan,
    finish_visit,
    miss_visit,
    open_visit_of_order,
    open_visits_of_plan,
    start_visit,
)

__all__ = [
    "cancel_visit",
    "cancel_visit_of_order",
    "close_visits_of_plan",
    "finish_visit",
    "miss_visit",
    "open_visit_of_order",
    "open_visits_of_plan",
    "start_visit",
]
