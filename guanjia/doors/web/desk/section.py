"""What the desk says of itself."""

from guanjia.doors.web.sections import DESK, Entry, Section
from guanjia.kernel.words import _

SECTION = Section(menu=(Entry(_("Today"), "today", "today", 10, DESK, "t"),))
