"""What goes on in homes at this moment, for the page of today."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from guanjia.chapters.dispatch.queries import readable_branches
from guanjia.doors.web.dispatch.board import visit_row
from guanjia.flow.overviews.board import happening
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day

MOST_ROWS = 8
MOST_BRANCHES = 3


def now_in_homes(actor: Actor, at: datetime) -> Mapping[str, Any]:
    """
    Return the visits that go wrong or go on, in the actor's branches, and how many more there are.

    Whoever sees more branches than three is led to their boards instead; nothing, if there is no
    branch to see.
    """
    branches = readable_branches(actor)
    if not branches or len(branches) > MOST_BRANCHES:
        return {"branches": branches}
    days = [(one.id, local_day(at, one.zone)) for one in branches]
    rows = happening(actor=actor, branches=days, at=at)
    return {
        "rows": [visit_row(row) for row in rows[:MOST_ROWS]],
        "more": max(0, len(rows) - MOST_ROWS),
    }
