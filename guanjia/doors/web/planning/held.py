"""How a single order stands: what is held for a while only is not called booked."""

from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from guanjia.doors.web import formatting

MINUTE = 60


def order_state(status: str, held_until: datetime | None, *, at: datetime) -> SafeString:
    """Return the state of an order; while its time is held only, until when and how long that is."""
    if status != "booked" or held_until is None or held_until <= at:
        return formatting.state("order", status)
    minutes = -(-int((held_until - at).total_seconds()) // MINUTE)
    words = ngettext(
        "Not confirmed · held until %(until)s, %(n)s minute left",
        "Not confirmed · held until %(until)s, %(n)s minutes left",
        minutes,
    )
    return formatting.mark("waiting", words % {"until": formatting.clock(held_until), "n": minutes})
