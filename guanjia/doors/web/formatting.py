"""
How values are shown: money, days, times, states, codes. Words come in the reader's language.

Pages that list many rows call these functions beforehand; templates use the filters of the same
names (`{% load formatting %}`).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from guanjia.doors.web.state_styles import state_styles
from guanjia.flow import event_messages
from guanjia.kernel.money import yuan

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE = 60
HOUR = 3600
DAY = 86400


def no_data() -> str:
    """Return what stands where there is no value: never a zero, never a dash."""
    return gettext("No data")


def money(fen: int | None) -> str:
    """Return whole fen as ¥1,560.00."""
    return no_data() if fen is None else yuan(fen)


def day(at: date | None) -> str:
    """Return a date as 11月23日 周一; an aware time is taken on the reader's calendar."""
    if at is None:
        return no_data()
    if isinstance(at, datetime):
        at = timezone.localtime(at).date()
    return gettext("%(weekday)s %(day)s %(month)s") % {
        "weekday": pgettext("weekday", DAYS[at.weekday()]),
        "day": at.day,
        "month": pgettext("month", MONTHS[at.month - 1]),
    }


def monthday(at: date) -> str:
    """Return a date as 11月23日, where the weekday is plain from its place."""
    month = pgettext("month", MONTHS[at.month - 1])
    return gettext("%(day)s %(month)s") % {"day": at.day, "month": month}


def dated(at: date | None) -> str:
    """Return a date with its year, for papers and far days: 2026年11月23日 周一."""
    if at is None:
        return no_data()
    if isinstance(at, datetime):
        at = timezone.localtime(at).date()
    return gettext("%(day)s %(year)s") % {"day": day(at), "year": at.year}


def last_day(until: date) -> date:
    """Return the last day of a stretch that ends just before the day `until`."""
    return until - timedelta(days=1)


def clock(at: datetime | None) -> str:
    """Return the time of day as 09:00, on the reader's clock."""
    return no_data() if at is None else f"{timezone.localtime(at):%H:%M}"


def span(start: datetime | None, end: datetime | None = None) -> str:
    """Return a stretch of time as 09:00–11:00, or its start alone."""
    if start is None:
        return no_data()
    return f"{clock(start)}–{clock(end)}" if end else clock(start)


def when(start: datetime | None, end: datetime | None = None) -> str:
    """Return day and stretch of time: 11月23日 周一 09:00–11:00."""
    return no_data() if start is None else f"{day(start)} {span(start, end)}"


def deadline(at: datetime | None) -> str:
    """Return until when something is open; midnight is the end of the day before it."""
    if at is None:
        return no_data()
    here = timezone.localtime(at)
    if (here.hour, here.minute) != (0, 0):
        return when(at)
    return gettext("%(day)s, until the day ends") % {"day": day(here - timedelta(minutes=1))}


def lasting(minutes: int | None) -> str:
    """Return a duration, given in minutes, as 2 小时 30 分钟."""
    return no_data() if minutes is None else event_messages.lasting(minutes)


def distance(metres: int | None) -> str:
    """Return a distance, given in metres, as 350 米 or 2.4 公里."""
    if metres is None:
        return no_data()
    if metres < 1000:
        return gettext("%(n)s m") % {"n": metres}
    return gettext("%(n)s km") % {"n": f"{metres / 1000:.1f}"}


def together(names: Iterable[object]) -> str:
    """Return several names or words one after the other: 周、王; Zhou, Wang."""
    return gettext(", ").join(map(str, names))


def phone(number: str) -> str:
    """Return a phone number in groups, as it is read aloud: 139 1234 5678."""
    digits = number.removeprefix("+86")
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if len(digits) == 11 else number


def days_left(days: int) -> str:
    """Return how far off a last day is, or how long ago it was."""
    if days < 0:
        return ngettext("ended %(n)s day ago", "ended %(n)s days ago", -days) % {"n": -days}
    if not days:
        return gettext("ends today")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def ago(at: datetime, now: datetime) -> str:
    """Return how long before or after `now` something is; stands only beside the time itself."""
    seconds = (now - at) / timedelta(seconds=1)
    size = abs(seconds)
    if size < MINUTE:
        return gettext("just now")
    if size < HOUR:
        n = int(size // MINUTE)
        words = ngettext("%(n)s minute", "%(n)s minutes", n)
    elif size < DAY:
        n = int(size // HOUR)
        words = ngettext("%(n)s hour", "%(n)s hours", n)
    else:
        n = int(size // DAY)
        words = ngettext("%(n)s day", "%(n)s days", n)
    frame = gettext("%(length)s ago") if seconds > 0 else gettext("in %(length)s")
    return frame % {"length": words % {"n": n}}


def word(noun: str, name: str) -> str:
    """Return the reader's word for a state or a move of a kind of thing."""
    said = pgettext(noun, name)
    return said.replace("_", " ") if said == name else said


def state(noun: str, name: str) -> SafeString:
    """
    Return a state as its word with a shape and a colour.

    :raises KeyError: if no section gives the state a style
    """
    return mark(state_styles()[noun][name], word(noun, name))


def mark(tone: str, words: str) -> SafeString:
    """Return words with the shape and colour of a style (see `state_styles`)."""
    return format_html('<span class="state {}">{}</span>', tone, words)


@lru_cache(maxsize=1024)
def sign(name: str, label: str = "", classes: str = "") -> SafeString:
    """Return one sign of the sprite; `label` says what it means where no words stand beside it."""
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="glyph {}" {}><use href="{}#{}"></use></svg>',
        classes,
        mark_safe(role),  # noqa: S308  (either ours, or escaped in the line above)
        static("img/icons.svg"),
        name,
    )


def qr(text: str) -> SafeString:
    """Return a QR code as an SVG element; about 3 ms for an address."""
    import segno  # takes a while to load, and few pages draw a code

    drawn = segno.make(text, error="m").svg_inline(
        scale=1, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308  (segno draws only path data from the text)
