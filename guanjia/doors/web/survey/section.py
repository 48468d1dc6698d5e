"""What the pages of questionnaires say of themselves."""

from guanjia.doors.web.sections import Opens, Section

SECTION = Section(
    for_clients=frozenset({"survey:answer"}),
    links={"survey": Opens("survey:answer", frozenset({"survey:answer"}), by="invitation_id")},
    state_styles={
        "invitation": {"sent": "waiting", "answered": "done", "expired": "idle"},
    },
)
