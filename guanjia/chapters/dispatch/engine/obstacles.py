"""What rota says in its codes, in ours."""

from guanjia.chapters.dispatch.rules.figures import Figures
from guanjia.chapters.dispatch.rules.reasons import Reason, because
from rota import Broken

CODES = {
    "worker_forbidden": "not_cleared",
    "worker_not_allowed": "not_cleared",
    "visits_overlap": "busy_elsewhere",
    "no_shift": "outside_hours",
    "no_shift_then": "outside_hours",
    "before_shift": "outside_hours",
    "after_shift": "outside_hours",
    "too_late": "cannot_arrive",
    "no_way": "cannot_arrive",
    "no_way_round_leave": "cannot_arrive",
    "leg_too_long": "leg_too_long",
    "day_too_long": "day_too_long",
    "week_too_long": "week_too_long",
    "month_too_long": "week_too_long",
    "rest_too_short": "rest_too_short",
    "too_many_days_in_a_row": "too_many_days",
    "too_many_days_in_week": "too_many_days",
    "outside_windows": "outside_window",
    "off_grid": "outside_window",
    "pinned_to_another": "bound",
    "pinned_to_another_time": "bound",
    "held_for_another": "bound",
    "held_for_another_time": "bound",
    "no_crew": "no_crew",
}
BUSY = {"leave": "on_leave", "visit": "busy_elsewhere"}
RELAXATIONS = {
    "window": "if_window",
    "shift": "if_shift",
    "hours": "if_hours",
    "bond": "if_bond",
    "circle": "if_cleared",
}


def code_of(rule: str, about: dict[str, str | int] | None = None) -> str:
    """Return our code of a rule of rota's."""
    if rule == "worker_busy":
        return BUSY.get(str((about or {}).get("reason")), "busy_elsewhere")
    return CODES.get(rule, "other_rule")


def obstacle(broken: Broken, figures: Figures) -> Reason:
    """Return a rule that is broken as a reason against somebody."""
    return reason_against(code_of(broken.rule, dict(broken.about)), figures)


def reason_against(code: str, figures: Figures) -> Reason:
    """Return the reason `code` with the figure that it speaks of, if any."""
    match code:
        case "day_too_long":
            return because(code, hours=_hours(figures.most_day_minutes))
        case "week_too_long":
            return because(code, hours=_hours(figures.most_week_minutes))
        case "rest_too_short":
            return because(code, hours=_hours(figures.rest_minutes))
        case "too_many_days":
            return because(code, days=figures.days_per_week)
        case _:
            return because(code)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}"
