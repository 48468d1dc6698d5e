"""What the pages of figures say of themselves."""

from guanjia.doors.web.sections import LEADING, Entry, Section
from guanjia.kernel.words import _

SECTION = Section(
    menu=(
        Entry(
            _("Evaluation"),
            "evaluation:evaluation",
            "chart",
            90,
            LEADING | {"inspector", "butler"},
            "e",
        ),
    ),
)
