"""The people who go, when they can, what they may and what they have behind them."""

from dataclasses import dataclass
from typing import Literal

from rota.problem.fields import told
from rota.units import Millifen, Moment, Ticks

BreakPlace = Literal["anywhere", "home", "base"]


@dataclass(frozen=True, slots=True)
class Skill:
    """Something a worker can do, or a role asks for, and how well."""

    name: str = told("name of the skill")
    level: int = told("1 is the lowest; a higher level includes the lower", default=1, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """
    A rest within a shift. A plan does not state it: there has to be room for it.

    The break begins and ends inside its window, at one stretch, and neither work nor travel goes
    on meanwhile. With `longest_work` it is owed only by a shift whose span (setting out until
    being back) is longer than that, and must begin within that time of setting out.
    """

    duration: Ticks = told("how long it lasts", least=1)
    earliest: Moment = told("it does not begin before")
    latest: Moment = told("it is over by")
    where: BreakPlace = told(
        "anywhere: wherever the worker is; home: the shift's start place; base: the worker's base",
        default="anywhere",
    )
    longest_work: Ticks | None = told("the longest span without it", default=None, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """
    A stretch in which a worker can be sent out. Shifts of one worker do not overlap.

    The worker sets out from `start` no earlier than `opens` and is at `end` by `closes`.
    """

    id: str = told("unique within the worker")
    opens: Moment = told("earliest setting out")
    closes: Moment = told("latest return")
    start: str | None = told("place set out from; null: wherever the first visit is", default=None)
    end: str | None = told("place returned to; null: wherever the last visit is", default=None)
    mode: str = told("how the worker travels: a mode of the travel block", default="ebike")
    longest_leg: Ticks | None = told("no single journey takes longer", default=None, least=0)
    breaks: tuple[Break, ...] = told("rests owed in this shift", default=(), length=(0, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """A stretch in which the worker can neither work nor travel: leave, a live-in post."""

    starts: Moment = told("begins")
    ends: Moment = told("ends (exclusive)")
    reason: str = told("a code shown back in explanations", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """
    How worked time becomes paid time.

    Worked time of a shift runs from the first visit's start to the last one's end (from setting
    out, until being back, where the leg is paid), less every stretch between two visits that has
    `split_gap` or more of idle time. Paid time is worked time, at least `minimum` in a shift with
    any work.
    """

    rate: Millifen = told("price of one paid tick", default=0, least=0)
    minimum: Ticks = told("least paid time of a shift with work", default=0, least=0)
    split_gap: Ticks | None = told(
        "idle time between two visits from which on it is unpaid; null: always paid",
        default=None,
        least=1,
    )
    first_leg: bool = told("whether travel to the first visit is worked time", default=True)
    last_leg: bool = told("whether travel from the last visit is worked time", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Bounds on worked time (see Pay). Upper bounds and rests are hard; lower bounds are priced.

    Weeks and months that began before the horizon count their history.
    """

    most_day: Ticks | None = told("worked time in a day", default=None, least=0)
    most_week: Ticks | None = told("worked time in a week", default=None, least=0)
    most_month: Ticks | None = told("worked time in a calendar month", default=None, least=0)
    least_day: Ticks | None = told("on a day with any work", default=None, least=0)
    least_week: Ticks | None = told("in a week", default=None, least=0)
    least_month: Ticks | None = told("in a calendar month", default=None, least=0)
    rest: Ticks = told("between the last return of a day and the next day's start", default=0)
    consecutive_days: int | None = told("most days of work in a row", default=None, least=1)
    days_per_week: int | None = told(
        "most days of work in a calendar week: 6 for a weekly rest day",
        default=None,
        least=1,
        most=7,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the worker has behind them when the horizon starts."""

    week_worked: Ticks = told("worked in the horizon's first week before it", default=0, least=0)
    month_worked: Ticks = told("worked in its first month before it", default=0, least=0)
    week_days: int = told("days worked in its first week before it", default=0, least=0)
    consecutive_days: int = told("days in a row up to the day before", default=0, least=0)
    last_end: Moment | None = told("last return before the horizon", default=None)
    unpopular: int = told("balance of unpopular work done, in the visits' unit", default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A person who can be sent to visits."""

    id: str = told("unique")
    skills: tuple[Skill, ...] = told("what they can do", default=())
    tags: tuple[str, ...] = told("anything else a role may ask for or refuse", default=())
    shifts: tuple[Shift, ...] = told("when they can be sent out, in any order", default=())
    base: str | None = told("place for breaks at base", default=None)
    busy: tuple[Busy, ...] = told("stretches in which they cannot", default=())
    pay: Pay = told("how worked time becomes money", default=Pay())
    limits: Limits = told("bounds on worked time", default=Limits())
    history: History = told("before the horizon", default=History())
