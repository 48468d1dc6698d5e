"""English sentences for what rota says in codes. Callers with other languages use the codes."""

from string import Formatter
from typing import Any

from rota.checks.broken import Broken
from rota.problem import Horizon
from rota.score import Charge
from rota.units import MILLIFEN_PER_FEN

RULES = {
    "unknown": "There is no visit {visit} with role {role}, or no worker {worker}.",
    "worker_forbidden": "{worker} must not be sent to {client}.",
    "worker_not_allowed": "{worker} is not among those who may be sent to {client}.",
    "skill_missing": "{worker} has {skill} at level {has}; {visit} needs {needed}.",
    "tag_missing": "{worker} is not “{tag}”, which {visit} needs.",
    "tag_refused": "{worker} is “{tag}”, which {visit} refuses.",
    "pinned_to_another": "{visit} is pinned to {other}, not {worker}.",
    "held_for_another": "{visit} is held for {other}, not {worker}.",
    "pinned_to_another_time": "{visit} is pinned to {other:moment}, not {starts:moment}.",
    "held_for_another_time": "{visit} is held at {other:moment}, not {starts:moment}.",
    "outside_windows": "{visit} may not start at {starts:moment}.",
    "off_grid": "{visit} starts at {starts:moment}, off its grid of {grid:length}.",
    "wrong_weekday": "{visit} falls on a weekday that series {series} does not have.",
    "role_filled_twice": "Role {role} of {visit} goes to both {other} and {worker}.",
    "one_worker_two_roles": "{worker} has two roles of {visit}.",
    "role_unfilled": "Role {role} of {visit} has nobody, though others have come.",
    "out_of_step": "Role {role} of {visit} starts {after:length} after the first; it has to be "
    "{least:length} to {most:length}.",
    "without_mentor": "{worker} is on {visit} without {mentor}.",
    "kept_apart": "{worker} and {other} would meet at {visit}.",
    "no_shift": "{worker} has no shift at {starts:moment}, when {visit} starts.",
    "no_crew": "{worker} could take role {role} of {visit}, but no legal crew has them in it.",
    "no_shift_then": "{worker} has no shift when {visit} could start.",
    "worker_busy": "{worker} is not available from {starts:moment} to {ends:moment} ({reason}), "
    "in the middle of {visit}.",
    "visits_overlap": "{worker} would still be at {other} when {visit} starts.",
    "no_way": "{worker} has no way from {origin} to {destination}, for {visit}.",
    "before_shift": "{worker} would have to set out for {visit} at {departs:moment}, before the "
    "shift opens at {opens:moment}.",
    "after_shift": "{worker} would be back from {visit} at {back:moment}, after the shift closes "
    "at {closes:moment}.",
    "too_late": "Coming from {other}, {worker} reaches {visit} at {arrives:moment}, after its "
    "start at {starts:moment}.",
    "leg_too_long": "{worker} travels {takes:length} to or from {visit}; {most:length} is the "
    "most.",
    "no_room_for_break": "{worker} has no room for a break in the shift from {starts:moment}.",
    "no_way_round_leave": "{worker} cannot travel as needed around leave in the shift from "
    "{starts:moment}.",
    "day_too_long": "{worker} works {worked:length} on {date}; {most:length} is the most.",
    "week_too_long": "{worker} works {worked:length} in the week of {date}; {most:length} is the "
    "most.",
    "month_too_long": "{worker} works {worked:length} in the month of {date}; {most:length} is "
    "the most.",
    "rest_too_short": "{worker} rests {rested:length} before {starts:moment}; {least:length} is "
    "the least.",
    "too_many_days_in_a_row": "{worker} works {days} days in a row by {date}; {most} is the most.",
    "too_many_days_in_week": "{worker} works {days} days in the week of {date}; {most} is the "
    "most.",
    "gap_too_short": "{visit} follows {other} after {gap:length}; {least:length} is the least.",
    "gap_too_long": "{visit} follows {other} after {gap:length}; {most:length} is the most.",
    "consecutive_days": "{visit} and {other} are on one day or on two in a row.",
    "too_many_in_week": "{visit} makes {visits} visits of {series} in a week; {most} is the most.",
    "workers_not_same": "{visit} has another worker than {other}; {series} has one for all.",
    "workers_not_alternate": "{visit} has the same worker as {other}; in {series} they alternate.",
    "times_differ": "The times of {series} differ by {spread:length}; {most:length} is the most.",
    "tool_short": "{visit} makes {needed} of {tool} in use at {starts:moment}; there are {count}.",
}
"""A sentence for each rule, by its code. `:moment` and `:length` say how a number is shown."""

CHARGES = {
    "travel": "{ticks:length} and {metres} m on the way to or from {visit}",
    "waiting": "{ticks:length} of idle time",
    "shift_used": "{worker} sent out at all",
    "pay": "{ticks:length} of paid time",
    "preferred_time": "{visit} at {starts:moment} rather than when it is liked",
    "affinity": "{worker} with {client}",
    "lateness_risk": "{visit} likely to begin ten minutes late or more on {percent} % of days",
    "missing_hours": "{ticks:length} short in a {period} of {worker}",
    "series_worker": "{visit} with another worker than {other} would make right",
    "series_time": "times of {series} {ticks:length} further apart than liked",
    "left_out": "{visit} left out",
    "optional_role": "role {role} of {visit} empty",
    "broken_promise": "a promise about {visit} broken",
    "largest_delay": "the largest delay: {visit}, by {ticks:length}",
    "fairness": "{worker} with {units} more unpopular work than the least-burdened",
}
"""What is charged for, by the name of the constraint."""


def sentence(about: Broken | Charge, horizon: Horizon) -> str:
    """Return `about` in English, with local times of `horizon`."""
    if isinstance(about, Broken):
        return _Sentence(horizon).format(RULES[about.rule], **dict(about.about))
    words = _Sentence(horizon).format(CHARGES[about.constraint], **dict(about.about))
    if about.level == "service":
        return f"{words}: {about.price} points"
    return f"{words}: ¥{about.price / (100 * MILLIFEN_PER_FEN):.2f}"


class _Sentence(Formatter):
    """Formats moments as local time and lengths as hours and minutes."""

    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "moment":
            return f"{self.horizon.instant(value):%Y-%m-%d %H:%M}"
        if format_spec == "length":
            return length(value, self.horizon)
        return str(super().format_field(value, format_spec))


def length(ticks: int, horizon: Horizon) -> str:
    """Return a length of time in words, as in "1 h 05 min"; seconds only below ten minutes."""
    seconds = abs(ticks) * horizon.tick_ms // 1_000
    sign = "-" if ticks < 0 else ""
    hours, minutes = seconds // 3_600, seconds // 60 % 60
    if hours:
        return f"{sign}{hours} h {minutes:02} min"
    return f"{sign}{minutes} min" if seconds >= 600 else f"{sign}{minutes} min {seconds % 60:02} s"
