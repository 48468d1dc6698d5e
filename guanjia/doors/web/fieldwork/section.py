"""What the pages of the work itself say of themselves."""

from guanjia.doors.web.sections import CLIENTS, Entry, Section, TallyWords, one_task
from guanjia.kernel.words import _

SECTION = Section(
    menu=(Entry(_("Alerts"), "fieldwork:alerts", "alert", 55, CLIENTS | {"inspector"}),),
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
            "fieldwork:service_worker",
            "fieldwork:earlier_service_worker",
            "fieldwork:away",
            "fieldwork:visit",
            "fieldwork:set_out",
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
        "alert": {"raised": "late", "corrected": "done", "settled": "done"},
        "incident": {"reported": "late", "in_hand": "doing", "closed": "done"},
    },
    event_pages={"alert_id": "fieldwork:alert"},
    event_styles={
        "alert.raised": "late",
        "incident.reported": "late",
        "attendance.disputed": "late",
    },
    tallies={"incidents.open": TallyWords(_("Incidents not closed"), "day")},
    tasks={
        "alert.reading_abnormal": one_task(
            _("A reading is outside the normal"), _("Look now"), "fieldwork:alert"
        ),
        "alert.critical_skipped": one_task(
            _("A critical step was left out"), _("Look now"), "fieldwork:alert"
        ),
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
