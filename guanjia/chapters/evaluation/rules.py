"""
Measures: each a question to one visit, answered yes or no, or not applicable.

A rate is counted from visits and knows which; so every number opens to its rows, and where no row
answers, there is no number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from operator import itemgetter
from typing import Any

from guanjia.kernel.clock import month_of, week_of
from guanjia.kernel.words import _

NORMAL_95 = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""

SURE_FROM = 200
"""From so many rows on a rate is shown without its interval."""

CONTENT = 4
"""Answers of 4 and 5 of 5 count as content (top-2-box)."""

FULL_PERCENT = 90
"""From so much of the agreed time on it counts as given in full."""

BEGUN = frozenset({"started", "finished"})
"""States of a visit that took place."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """
    One visit as far as it can be measured.

    `minutes_due` were agreed with those who came, `minutes_there` is how long they were there; None
    while somebody is, or the hours cannot be and nobody has put them right.
    `late_minutes` is None until somebody arrived; `satisfaction` (1 to 5), `is_accepted` until the
    household said so. `steps_due` counts the lines of the standard that were recorded.
    """

    visit_id: int
    on: date
    household_id: int
    worker_ids: tuple[int, ...]
    service_id: int
    status: str
    is_cancelled_by_client: bool
    is_due: bool
    late_minutes: int | None
    satisfaction: int | None
    was_asked: bool
    is_accepted: bool | None
    steps_due: int
    steps_done: int
    incidents: int = 0
    minutes_due: int = 0
    minutes_there: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A rate by its code. `answer` says yes, no, or None where the visit does not count.

    `formula` is shown beside the figure, in words.
    """

    code: str
    name: str
    formula: str
    answer: Callable[[VisitRow], bool | None]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many. `share` is None where nothing was counted."""

    yes: int
    n: int

    @property
    def share(self) -> float | None:
        """The rate from 0 to 1."""
        return self.yes / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """
        The 95 % interval of Wilson (1927), shown while there are fewer than 200 rows.

        None where nothing was counted or there is enough to be sure.
        """
        if not self.n or self.n >= SURE_FROM:
            return None
        share, z = self.yes / self.n, NORMAL_95
        middle = share + z * z / (2 * self.n)
        reach = z * sqrt(share * (1 - share) / self.n + z * z / (4 * self.n * self.n))
        scale = 1 + z * z / self.n
        # The interval holds the share by its nature; rounding must not say otherwise.
        low, high = (middle - reach) / scale, (middle + reach) / scale
        return max(0.0, min(low, share)), min(1.0, max(high, share))


def measures(tolerance_minutes: int) -> tuple[Measure, ...]:
    """
    Return all measures of a visit, in the order in which they are shown.

    :param tolerance_minutes: up to how many minutes after the agreed start counts as on time
    """

    def kept(row: VisitRow) -> bool | None:
        if not row.is_due or row.is_cancelled_by_client:
            return None
        return row.status in BEGUN

    def on_time(row: VisitRow) -> bool | None:
        return None if row.late_minutes is None else row.late_minutes <= tolerance_minutes

    def content(row: VisitRow) -> bool | None:
        return None if row.satisfaction is None else row.satisfaction >= CONTENT

    def answered(row: VisitRow) -> bool | None:
        return row.satisfaction is not None if row.was_asked else None

    def accepted(row: VisitRow) -> bool | None:
        return row.is_accepted

    def complete(row: VisitRow) -> bool | None:
        return row.steps_done == row.steps_due if row.steps_due else None

    def in_full(row: VisitRow) -> bool | None:
        if row.minutes_there is None or not row.minutes_due:
            return None
        return row.minutes_there * 100 >= row.minutes_due * FULL_PERCENT

    def smooth(row: VisitRow) -> bool | None:
        if row.incidents or row.is_accepted is False:
            return False
        return True if row.status in BEGUN else None

    return (
        Measure(
            "kept",
            _("Visits kept"),
            _("visits begun ÷ visits due; those the client cancelled are left out"),
            kept,
        ),
        Measure(
            "on_time",
            _("On time"),
            _("arrivals up to %(minutes)s minutes after the agreed start ÷ all arrivals"),
            on_time,
        ),
        Measure(
            "csat", _("Satisfaction"), _("answers of 4 or 5 ÷ all answers from 1 to 5"), content
        ),
        Measure("response", _("Answers to surveys"), _("answered ÷ asked"), answered),
        Measure(
            "accepted", _("Work accepted"), _("accepted ÷ all answers at acceptance"), accepted
        ),
        Measure(
            "completion",
            _("Standard carried out in full"),
            _(
                "visits with every step done ÷ visits with a recorded standard; "
                "steps that the household did not want are left out"
            ),
            complete,
        ),
        Measure(
            "in_full",
            _("Time given in full"),
            _("visits of nine tenths of the agreed time or more ÷ visits with hours that can be"),
            in_full,
        ),
        Measure(
            "smooth",
            _("Without trouble"),
            _("visits without an incident and without disputed work ÷ visits begun"),
            smooth,
        ),
    )


def rate(rows: Iterable[VisitRow], measure: Measure) -> Rate:
    """Return how many of the rows that answer a measure say yes."""
    answers = [answer for row in rows if (answer := measure.answer(row)) is not None]
    return Rate(yes=sum(answers), n=len(answers))


def behind(
    rows: Iterable[VisitRow], measure: Measure, *, answer: bool | None = None
) -> tuple[VisitRow, ...]:
    """Return the rows that a rate was counted from; with `answer`, those that said so."""
    return tuple(
        row
        for row in rows
        if (said := measure.answer(row)) is not None and (answer is None or said == answer)
    )


@dataclass(frozen=True, slots=True)
class Week:
    """
    One point of a trend: the Monday that the week begins with, and the rate in it.

    `is_running` while the week is not over: its rate may still become anything.
    """

    monday: date
    rate: Rate
    is_running: bool = False


def trend(
    rows: Sequence[VisitRow], measure: Measure, *, first: date, until: date, today: date
) -> tuple[Week, ...]:
    """Return the rate of every week from `first` to the day before `until`, empty weeks too."""
    weeks: dict[date, list[VisitRow]] = {}
    for row in rows:
        weeks.setdefault(week_of(row.on), []).append(row)
    mondays = []
    monday = week_of(first)
    while monday < until:
        mondays.append(monday)
        monday += timedelta(days=7)
    return tuple(
        Week(monday, rate(weeks.get(monday, ()), measure), is_running=monday == week_of(today))
        for monday in mondays
    )


def month_before(day: date) -> tuple[date, date]:
    """Return the first day of the month before the one in which `day` lies, and its end."""
    return month_of(day.replace(day=1) - timedelta(days=1))


def continuity(rows: Iterable[VisitRow]) -> float | None:
    """
    Return the continuity of care index of Bice and Boxerman (1977), from 0 to 1.

    It is (sum of n_j² - N) / (N (N - 1)) for N visits of which worker j did n_j; None below two.
    """
    counts: dict[int, int] = {}
    for row in rows:
        for worker_id in row.worker_ids:
            counts[worker_id] = counts.get(worker_id, 0) + 1
    total = sum(counts.values())
    if total < 2:
        return None
    return (sum(n * n for n in counts.values()) - total) / (total * (total - 1))


KEYS = (
    "evaluation.few_visits",
    "evaluation.few_answers",
    "evaluation.low_rating",
    "evaluation.low_percent",
    "evaluation.high_percent",
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    From where on a number says something, and what it says: the figures of the trade.

    Fewer visits or answers than `few_…` are shown as a hint only; a mean (of 5) below `low_rating`
    and a rate below `low_percent` are low; rates from `high_percent` on deserve praise.
    """

    few_visits: int
    few_answers: int
    low_rating: int
    low_percent: int
    high_percent: int


def bounds(figures: Mapping[str, int]) -> Bounds:
    """Return the figures in force as one value."""
    return Bounds(*(int(figures[key]) for key in KEYS))


@dataclass(frozen=True, slots=True)
class Rating:
    """The sum of `n` answers from 1 to 5. `mean` is None where nobody answered."""

    total: int
    n: int

    @property
    def mean(self) -> float | None:
        """The mean answer, from 1 to 5."""
        return self.total / self.n if self.n else None


STANDINGS = ("worry", "train", "watch", "steady", "praise", "few")
"""
What the numbers of a person say, worst first; where they are too few, they come last.

To watch is who would be a worry if the few visits or answers went on like this.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """
    What one worker's visits say. `standing` is one of STANDINGS, `low` the codes of what is low.

    Too few visits or answers may be low as well; only the standing waits until there are enough.
    """

    worker_id: int
    name: str
    kept: Rate
    on_time: Rate
    rating: Rating
    completion: Rate
    smooth: Rate
    standing: str
    low: frozenset[str]
    few: frozenset[str]


def person(
    worker_id: int, name: str, rows: Sequence[VisitRow], *, tolerance_minutes: int, within: Bounds
) -> Person:
    """Return what the rows of one worker say, each row speaking for that worker alone."""
    rates = {m.code: rate(rows, m) for m in measures(tolerance_minutes)}
    answers = [row.satisfaction for row in rows if row.satisfaction is not None]
    rating = Rating(sum(answers), len(answers))
    shown = {code: rates[code] for code in ("on_time", "completion", "smooth")}
    low = {code for code, of in shown.items() if of.n and of.yes * 100 < within.low_percent * of.n}
    few = {code for code, of in shown.items() if of.n < within.few_visits}
    if rating.n and rating.total < within.low_rating * rating.n:
        low.add("rating")
    if rating.n < within.few_answers:
        few.add("rating")
    high = [*shown.values(), rates["csat"]]
    deserves = all(of.yes * 100 >= within.high_percent * of.n for of in high)
    return Person(
        worker_id=worker_id,
        name=name,
        kept=rates["kept"],
        rating=rating,
        standing=_standing(low, few, deserves=deserves),
        low=frozenset(low),
        few=frozenset(few),
        **shown,
    )


def _standing(low: set[str], few: set[str], *, deserves: bool) -> str:
    """A worry is what clients feel, training what can be learned; praise needs every number."""
    if (low - few) & {"rating", "smooth"}:
        return "worry"
    if (low - few) & {"on_time", "completion"}:
        return "train"
    if low & {"rating", "smooth"}:
        return "watch"
    if "smooth" in few:
        return "few"
    return "praise" if deserves and not low and not few & {"on_time", "rating"} else "steady"


ORDERS: Mapping[str, Callable[[Person], float | str | None]] = {
    "standing": lambda one: float(STANDINGS.index(one.standing)),
    "name": lambda one: one.name,
    "visits": lambda one: float(one.kept.yes),
    "on_time": lambda one: one.on_time.share,
    "rating": lambda one: one.rating.mean,
    "completion": lambda one: one.completion.share,
    "smooth": lambda one: one.smooth.share,
}
"""By what people can be put in order; the worst, or the least, comes first."""


def in_order(people: Sequence[Person], by: str, *, is_reversed: bool = False) -> tuple[Person, ...]:
    """
    Return people in one of ORDERS; those without the number come last either way.

    :raises KeyError: if there is no such order
    """
    key = ORDERS[by]
    by_name = sorted(people, key=lambda one: (one.name, one.worker_id))
    known: list[tuple[Any, Person]] = [
        (said, one) for one in by_name if (said := key(one)) is not None
    ]
    known.sort(key=itemgetter(0), reverse=is_reversed)
    return (*(one for _said, one in known), *(one for one in by_name if key(one) is None))
