"""A made-up fortnight: clients with series of visits, workers with hours, rests and a past."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from rota.model import Model
from rota.problem import History, Limits, Problem, Series

FIRST_DAY = "2026-11-25"
"""A Wednesday, so that the first week has a Monday and a Tuesday behind it."""
DAYS_BEHIND = 2
FIRST_ISOWEEKDAY = 3

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
YUAN = 100_000
"""In 1/1000 fen."""

SHIFTS = (("07:00", "16:00"), ("08:30", "18:00"), ("12:00", "21:00"))
"""A late shift before an early one leaves 10 h between: less than the rest owed."""
BREAKS = (("10:30", "13:30"), ("11:00", "14:00"), ("15:00", "18:30"))
BREAK = 30 * MINUTE
LENGTHS = (30, 45, 60, 75, 90)
CARE_LEVELS = (1, 1, 1, 2, 2, 3)
SIDE = 0.16
"""Degrees that the town is wide."""

WORKER_PRICE = 20 * YUAN
"""For each worker beyond the first whom a client gets to know."""
TIME_PRICE = 3
"""For each second that the times of a series spread beyond the tolerance."""
TOLERANCE = 90 * MINUTE
HARD_WORKER_SHARE = 0.3
HARD_TIME_SHARE = 0.3
ONCE_SHARE = 0.05
PAIR_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often a client is visited: the weekdays, or days of a week to choose from."""

    weekdays: tuple[tuple[int, ...], ...]
    """For each visit of a week the weekdays it may fall on."""
    gap_least: timedelta | None = None
    gap_most: timedelta | None = None
    apart: bool = False

    @property
    def may_bind(self) -> bool:
        """Whether one worker, who rests a day a week, can be expected to come every time."""
        return len(self.weekdays) <= 3


PATTERNS = (
    Pattern(tuple((day,) for day in range(1, 8)), gap_most=30 * HOUR),
    Pattern(tuple((day,) for day in range(1, 6)), gap_least=16 * HOUR),
    Pattern(((1,), (3,), (5,)), gap_least=40 * HOUR, gap_most=80 * HOUR),
    Pattern(((2,), (4,), (6,)), gap_least=40 * HOUR, gap_most=80 * HOUR),
    Pattern(((1, 2), (3, 4), (5, 6)), apart=True),
    Pattern(((1, 2, 3), (4, 5, 6)), gap_least=44 * HOUR, gap_most=130 * HOUR, apart=True),
)
PATTERN_WEIGHTS = (2, 3, 3, 3, 2, 3)


def make_weeks(workers: int, visits: int, days: int, seed: int) -> Problem:
    """
    Return a town of `workers` with `visits` a day on average over `days`.

    Every worker has 9 h of shifts a day, of which they may work 8.5 h, 40 h in a week on 6 days
    and 6 in a row, with 11 h of rest; the week begun counts what is behind them.
    """
    dice = Random(seed * 1_000_003 + workers * 997 + visits)
    model = Model(FIRST_DAY, days=days)
    for number in range(workers):
        _add_worker(model, dice, number, days)
    left = visits * days
    number = 0
    while left > 0:
        left -= _add_client(model, dice, number, days, left)
        number += 1
    return model.problem()


def _add_place(model: Model, dice: Random, name: str) -> str:
    latitude = 31.15 + SIDE * dice.random()
    return model.place(name, latitude, 121.38 + SIDE * dice.random())


def _add_worker(model: Model, dice: Random, number: int, days: int) -> None:
    home = _add_place(model, dice, f"home-{number}")
    last_shift = dice.choice(SHIFTS)
    behind = sum(dice.choice((360, 420, 480)) for _ in range(DAYS_BEHIND))
    month = behind + sum(dice.choice((300, 420, 480)) for _ in range(18))
    name = model.worker(
        f"worker-{number}",
        skills={"care": dice.choice((1, 2, 2, 3, 3))},
        limits=Limits(
            most_day=model.ticks(8 * HOUR + 30 * MINUTE),
            most_week=model.ticks(40 * HOUR),
            most_month=model.ticks(190 * HOUR),
            rest=model.ticks(11 * HOUR),
            consecutive_days=6,
            days_per_week=6,
        ),
        history=History(
            week_worked=model.ticks(behind * MINUTE),
            month_worked=model.ticks(month * MINUTE),
            week_days=DAYS_BEHIND,
            consecutive_days=dice.choice((2, 2, 3, 4)),
            last_end=model.moment(model.at(last_shift[1], -1)),
        ),
    )
    usual = dice.randrange(len(SHIFTS))
    for day in range(days):
        kind = usual if dice.random() < 0.7 else dice.randrange(len(SHIFTS))
        model.shift(
            name,
            *model.between(*SHIFTS[kind], day),
            start=home,
            breaks=[model.rest(*model.between(*BREAKS[kind], day), BREAK)],
        )


def _add_client(model: Model, dice: Random, number: int, days: int, left: int) -> int:
    """Add a client with a series, or with a single visit; return how many visits they have."""
    client = f"client-{number}"
    home = _add_place(model, dice, client)
    pattern = dice.choices(PATTERNS, PATTERN_WEIGHTS)[0]
    length = dice.choice(LENGTHS) * MINUTE
    level = dice.choice(CARE_LEVELS)
    opens = 30 * dice.randrange(15, 35)
    width = dice.choice((90, 120, 180, 240))
    closes = min(opens + width, 19 * 60)
    clock = [f"{minute // 60:02}:{minute % 60:02}" for minute in (opens, closes)]
    choices = _days_of(pattern, days)
    if dice.random() < ONCE_SHARE and choices:
        choices = [choices[dice.randrange(len(choices))]]
    names = []
    is_pair = dice.random() < PAIR_SHARE
    for at, some in enumerate(choices[:left]):
        roles = [model.role("1", length, skills={"care": level})]
        if is_pair:
            roles.append(model.role("2", length))
        windows = [model.between(clock[0], clock[1], day) for day in some]
        names.append(model.visit(f"{client}-{at}", home, windows, client=client, roles=roles))
    if len(names) > 1:
        is_bound = pattern.may_bind and dice.random() < HARD_WORKER_SHARE
        is_timed = dice.random() < HARD_TIME_SHARE
        model.series(
            Series(
                id=client,
                visits=tuple(names),
                gap_least=model.ticks(pattern.gap_least) if pattern.gap_least else None,
                gap_most=model.ticks(pattern.gap_most) if pattern.gap_most else None,
                no_consecutive_days=pattern.apart,
                most_per_week=len(pattern.weekdays),
                worker_rule="same",
                worker_price=None if is_bound else WORKER_PRICE,
                time_tolerance=model.ticks(TOLERANCE),
                time_price=None if is_timed else TIME_PRICE,
            )
        )
    return len(names)


def _days_of(pattern: Pattern, days: int) -> list[list[int]]:
    """Return for each visit the days of the horizon it may fall on, in order."""
    chosen = []
    for monday in range(1 - FIRST_ISOWEEKDAY, days, 7):
        for weekdays in pattern.weekdays:
            some = [monday + weekday - 1 for weekday in weekdays]
            if some[0] >= 0 and some[-1] < days:
                chosen.append(some)
    return chosen
