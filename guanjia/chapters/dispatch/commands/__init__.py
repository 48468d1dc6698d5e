"""What may be done about visits, about who goes, and about rosters."""

from guanjia.chapters.dispatch.commands.adoption import Adoption, adopt_roster, take_back_roster
from guanjia.chapters.dispatch.commands.announcing import announce_visits
from guanjia.chapters.dispatch.commands.attending import (
    finish_visit,
    note_no_show,
    note_set_out,
    start_visit,
)
from guanjia.chapters.dispatch.commands.disruptions import (
    Rearrangement,
    fix_visit,
    fix_visits,
    note_absence,
    note_morning,
    note_told,
    rearrange,
)
from guanjia.chapters.dispatch.commands.faces import open_visitors_face
from guanjia.chapters.dispatch.commands.runs import (
    ask_roster,
    begin_run,
    dismiss_run,
    fail_run,
    note_heartbeat,
    propose,
    requeue_silent_runs,
    solve_run,
)
from guanjia.chapters.dispatch.commands.staffing import (
    assign_worker,
    book_slot,
    confirm_hold,
    hold_slot,
    release_holds,
    withdraw_assignment,
    withdraw_uncovered,
)
from guanjia.chapters.dispatch.commands.visits import (
    cancel_visit,
    cancel_visit_of_order,
    close_visits_of_plan,
    miss_visit,
    open_visit_of_order,
    open_visits_ahead,
    open_visits_of_plan,
)

__all__ = [
    "Adoption",
    "Rearrangement",
    "adopt_roster",
    "announce_visits",
    "ask_roster",
    "assign_worker",
    "begin_run",
    "book_slot",
    "cancel_visit",
    "cancel_visit_of_order",
    "close_visits_of_plan",
    "confirm_hold",
    "dismiss_run",
    "fail_run",
    "finish_visit",
    "fix_visit",
    "fix_visits",
    "hold_slot",
    "miss_visit",
    "note_absence",
    "note_heartbeat",
    "note_morning",
    "note_no_show",
    "note_set_out",
    "note_told",
    "open_visit_of_order",
    "open_visitors_face",
    "open_visits_ahead",
    "open_visits_of_plan",
    "propose",
    "rearrange",
    "release_holds",
    "requeue_silent_runs",
    "solve_run",
    "start_visit",
    "take_back_roster",
    "withdraw_assignment",
    "withdraw_uncovered",
]
