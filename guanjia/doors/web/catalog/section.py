"""What the pages of the catalogue say of themselves."""

from guanjia.doors.web.sections import DESK, Entry, Section
from guanjia.kernel.words import _

SECTION = Section(
    menu=(Entry(_("Service catalogue"), "catalog:services", "list", 100, DESK, "s"),),
    for_workers=frozenset({"catalog:services", "catalog:service"}),
    state_styles={
        "standard": {"draft": "draft", "in_force": "good", "retired": "idle"},
    },
)
