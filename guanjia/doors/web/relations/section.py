"""What the pages of call-backs say of themselves."""

from guanjia.doors.web.sections import CLIENTS, Entry, Section, TallyWords, one_task
from guanjia.kernel.words import _

SECTION = Section(
    menu=(Entry(_("Call-backs"), "relations:callbacks", "message", 80, CLIENTS, "c"),),
    state_styles={
        "call-back": {"due": "waiting", "settled": "done", "dropped": "idle"},
    },
    event_styles={"callback.opened": "waiting"},
    event_pages={"callback_id": "relations:callback"},
    tallies={
        "callbacks.due": TallyWords(
            _("Calls to make"), "day", "relations:callbacks", query="status=due"
        ),
        "callbacks.late": TallyWords(
            _("Calls that are late"), "day", "relations:callbacks", query="status=due"
        ),
    },
    tasks={"callback": one_task(_("Waits for a call"), _("Call back"), "relations:callback")},
)
