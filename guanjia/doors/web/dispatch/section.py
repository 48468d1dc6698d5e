"""What the pages of visits and rosters say of themselves."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from guanjia.doors.web import formatting
from guanjia.doors.web.dispatch.happening import now_in_homes
from guanjia.doors.web.sections import (
    LEADING,
    Entry,
    Panel,
    Section,
    TallyWords,
    TaskWords,
    one_task,
)
from guanjia.flow.chapter import Task
from guanjia.kernel.words import _


def _staff(task: Task) -> TaskWords:
    branch_id, day = task.ids
    on = date.fromordinal(day)
    what = ngettext(
        "In the next seven days %(n)s visit has nobody yet, the first on %(day)s",
        "In the next seven days %(n)s visits have nobody yet, the first on %(day)s",
        task.count,
    ) % {"day": formatting.day(on), "n": task.count}
    asked = urlencode({"branch": branch_id, "on": on.isoformat()})
    return TaskWords(what, gettext("Staff the day"), f"{reverse('dispatch:board')}?{asked}")


SECTION = Section(
    menu=(
        Entry(
            _("Service board"),
            "dispatch:board",
            "board",
            50,
            LEADING | {"dispatcher", "care", "butler"},
            "b",
        ),
        Entry(_("Rosters"), "dispatch:rosters", "calendar", 60, LEADING | {"dispatcher"}, "r"),
    ),
    state_styles={
        "solver run": {
            "queued": "waiting",
            "solving": "doing",
            "proposed": "good",
            "failed": "late",
            "adopted": "done",
            "taken_back": "idle",
            "dismissed": "idle",
        },
        "visit": {
            "open": "waiting",
            "staffed": "good",
            "started": "doing",
            "finished": "done",
            "cancelled": "idle",
            "missed": "missed",
        },
        "assignment": {
            "proposed": "waiting",
            "held": "waiting",
            "assigned": "good",
            "completed": "done",
            "withdrawn": "idle",
            "absent": "missed",
        },
    },
    event_styles={"visit.missed": "missed", "pass.revoked": "late"},
    event_pages={"visit_id": "dispatch:visit"},
    tallies={
        "visits.today": TallyWords(_("Visits today"), "day", "dispatch:board"),
        "visits.running": TallyWords(_("There now"), "day", "dispatch:board", query="show=there"),
        "visits.done": TallyWords(_("Done today"), "day", "dispatch:board", query="show=over"),
        "visits.nobody": TallyWords(
            _("Nobody yet today"), "day", "dispatch:board", query="show=open"
        ),
        "visits.missed": TallyWords(_("Missed today"), "day", "dispatch:board", query="show=over"),
    },
    panels=(
        Panel(
            LEADING | {"dispatcher", "care", "butler", "consultant", "inspector"},
            "dispatch/happening.html",
            now_in_homes,
        ),
    ),
    tasks={
        "staff": _staff,
        "orphan": one_task(
            _("Whoever was to go is on leave"), _("Send somebody else"), "dispatch:visit"
        ),
        "roster": one_task(_("A roster is proposed"), _("Look at the roster"), "dispatch:run"),
    },
)
