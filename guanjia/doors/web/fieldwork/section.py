"""What the pages of the work itself say of themselves."""

from guanjia.doors.web.sections import Entry, Section, one_task
from guanjia.kernel.words import _

SECTION = Section(
    worker_menu=(
        Entry(_("Today"), "fieldwork:today", "today", 10),
        Entry(_("My week"), "fieldwork:week", "calendar", 20),
    ),
    for_clients=frozenset({"fieldwork:done_visit", "fieldwork:evidence"}),
    for_workers=frozenset(
        {
            "fieldwork:today",
            "fieldwork:week",
            "fieldwork:seen",
            "fieldwork:keeper",
            "fieldwork:away",
            "fieldwork:visit",
            "fieldwork:arrive",
            "fieldwork:step",
            "fieldwork:reading",
            "fieldwork:leave",
            "fieldwork:acceptance",
            "fieldwork:unsigned",
            "fieldwork:incident",
            "fieldwork:reported",
            "fieldwork:evidence",
        }
    ),
    state_styles={
        "attendance": {
            "arrived": "doing",
            "left": "waiting",
            "unsigned": "waiting",
            "accepted": "done",
            "disputed": "late",
        },
        "incident": {"reported": "late", "in_hand": "doing", "closed": "done"},
    },
    event_styles={"incident.reported": "late", "attendance.disputed": "late"},
    tasks={
        "incident": one_task(
            _("Something happened during a visit"), _("See to it"), "fieldwork:incident_record"
        ),
        "overdue": one_task(
            _("Has not checked out although the visit is long over"),
            _("Ask, and put the hours right"),
            "dispatch:visit",
        ),
        "doubtful": one_task(
            _("Was there far longer than agreed"), _("Put the hours right"), "dispatch:visit"
        ),
        "unseen": one_task(
            _("Somebody who was sent has not checked in"),
            _("Ask, and note who was there"),
            "dispatch:visit",
        ),
    },
)
