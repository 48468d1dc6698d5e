"""What the settings say of themselves."""

from guanjia.doors.web.sections import Entry, Section
from guanjia.kernel.words import _

SECTION = Section(
    menu=(
        Entry(
            _("Settings"),
            "settings",
            "settings",
            110,
            frozenset({"owner", "manager", "administrator"}),
        ),
    ),
    state_styles={
        "notice": {
            "waiting": "waiting",
            "sending": "doing",
            "sent": "done",
            "failed": "missed",
            "cancelled": "idle",
            "lapsed": "missed",
        },
    },
)
