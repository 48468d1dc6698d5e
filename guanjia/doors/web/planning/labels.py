"""The words of plans: modes, payments, reasons, weekdays, and lines in a sentence."""

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.planning.queries import LineView
from guanjia.doors.web import formatting
from guanjia.kernel.clock import hours_and_minutes

MODES = (
    ("hourly", _("By the hour")),
    ("day", _("By day")),
    ("live_in", _("Live-in")),
    ("single", _("Single")),
)
PAYMENTS = (
    ("monthly", _("Every month in advance")),
    ("per_visit", _("After each visit")),
    ("prepaid", _("From the prepaid balance")),
)
CANCEL_REASONS = (
    ("client", _("The household cancels")),
    ("company", _("We cannot come")),
    ("weather", _("The weather")),
    ("mistake", _("It was booked by mistake")),
    ("other", _("Something else")),
)
PRICE_MODELS = {
    "hour": _("an hour"),
    "visit": _("a visit"),
    "area": _("a square metre"),
    "month": _("a month"),
    "term": _("a term"),
}
ALL_DAYS = tuple(range(7))


def weekday(number: int) -> str:
    """Return the short name of a weekday, 0 being Monday."""
    return pgettext("weekday", formatting.DAYS[number])


def weekday_choices() -> list[tuple[int, str]]:
    """Return every weekday to choose from."""
    return [(number, weekday(number)) for number in ALL_DAYS]


def days_words(line: LineView) -> str:
    """Return when a line comes: every day; 周二、周五; every 2 weeks on 周一."""
    if line.weekdays == ALL_DAYS:
        days = gettext("every day")
    else:
        days = gettext(", ").join(weekday(number) for number in line.weekdays)
    if line.every_weeks == 1:
        return days
    frame = gettext("every %(weeks)s weeks: %(days)s")
    return frame % {"weeks": line.every_weeks, "days": days}


def window_words(line: LineView) -> str:
    """Return between which times of day a line takes place."""
    return f"{hours_and_minutes(line.window_from)}–{hours_and_minutes(line.window_until)}"


def _price(line: LineView, fen: int) -> str:
    """Return a price of a line in words: one by an area that nobody knows is not nothing."""
    return formatting.money(fen) if line.is_priced else gettext("area not known")


def line_row(line: LineView) -> dict[str, object]:
    """Return a line in words, for every page that shows a plan."""
    people = ngettext("%(n)s person", "%(n)s people", line.people) % {"n": line.people}
    by_month = line.price_model in {"month", "term"}
    return {
        "id": line.id,
        "service": line.service,
        "days": days_words(line),
        "window": window_words(line),
        "lasting": formatting.lasting(line.minutes),
        "people": people if line.people > 1 else "",
        "mode": dict(MODES).get(line.mode, line.mode),
        "unit": pgettext("for one unit", "%(price)s %(unit)s")
        % {
            "price": formatting.money(line.unit_price_fen),
            "unit": PRICE_MODELS[line.price_model],
        },
        "per_visit": ""
        if by_month or not line.is_priced
        else gettext("%(fee)s a visit") % {"fee": formatting.money(line.visit_price_fen)},
        "visit_price": "" if by_month else _price(line, line.visit_price_fen),
        "per_month": gettext("%(fee)s a month") % {"fee": formatting.money(line.monthly_fen)}
        if line.is_priced
        else gettext("area not known"),
        "monthly": _price(line, line.monthly_fen),
        "tools": gettext("with tools %(fee)s") % {"fee": formatting.money(line.tools_fee_fen)}
        if line.brings_tools
        else "",
        "reason": line.reason,
        "overruled": line.overruled,
    }
