"""
The risk of coming late: how many visits are likely to begin ten minutes late or more.

A delay is followed along the round by its mean and variance. Before stop i it is
D(i) = max(0, D(i-1) + e - slack), where e is what the work before and the way may take longer than
planned and slack is the time the plan leaves for that. Mean and variance of the maximum are taken
as in C. E. Clark, "The greatest of a finite set of random variables", Operations Research 9 (1961),
but of a lognormal instead of a normal quantity, since work drags on more than it falls short; its
partial moments are those of F. Black, "The pricing of commodity contracts", J. Financial Economics
3 (1976). All is reckoned in whole seconds, and the curves are tables, so that the price is a whole
number and the same on every machine.

Left out of account: waiting for a colleague who is late, and leave in the middle of a round.
"""

import math
from collections.abc import Iterator
from statistics import NormalDist
from typing import NamedTuple

from rota.lookup import Lookup
from rota.rounds import Round, Stop
from rota.score import Charge, charge
from rota.units import Moment, Ticks

NAME = "lateness_risk"

TOLERANCE_SECONDS = 600
TRAVEL_ONE_IN = 4
"""The standard deviation of a way is its planned time divided by this, ..."""
WORK_ONE_IN = 5
"""... and that of a visit its planned length divided by this."""
SHARED_ONE_IN = 5
"""Delays of a day are correlated: its traffic and its pace are bad or good everywhere."""

UNIT = 1 << 20
"""A probability of one, and a standard deviation, in the tables."""
LOWEST, HIGHEST = -8, 5
"""Where the tables begin and end, in standard deviations."""
PER_DEVIATION = 8
FINE = 1 << 10
"""Parts of a standard deviation between which the tables are read."""


class Curves(NamedTuple):
    """Tables over z: chance that z + e is above 0, mean of max(0, z + e), and of its square."""

    chance: tuple[int, ...]
    mean: tuple[int, ...]
    square: tuple[int, ...]


def _curves() -> Curves:
    """Tabulate a lognormal quantity with the skewness of a visit's length, scaled to mean 0, sd 1."""
    below = NormalDist().cdf
    spread = math.sqrt(math.log(1 + 1 / WORK_ONE_IN**2))
    rows = []
    for number in range((HIGHEST - LOWEST) * PER_DEVIATION + 1):
        strike = 1 - (LOWEST + number / PER_DEVIATION) / WORK_ONE_IN
        if strike <= 0:
            z = HIGHEST
            rows.append((UNIT, z * UNIT, (z * z + 1) * UNIT))
            continue
        far = (spread**2 / 2 - math.log(strike)) / spread
        chance, shifted, twice = below(far - spread), below(far), below(far + spread)
        mean = WORK_ONE_IN * (shifted - strike * chance)
        square = math.exp(spread**2) * twice - 2 * strike * shifted + strike**2 * chance
        square *= WORK_ONE_IN**2
        rows.append((round(UNIT * chance), round(UNIT * mean), round(UNIT * square)))
    return Curves(*zip(*rows, strict=True))


CURVES = _curves()


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge each stop of a round by its chance to begin late."""
    weight = lookup.problem.weights.lateness_risk
    if not weight:
        return
    tick_ms = lookup.problem.horizon.tick_ms
    mean, variance, worked = 0, 0, 0
    for at, stop in enumerate(round_.stops):
        way = seconds(max(0, round_.journeys[at].ticks), tick_ms)
        slack = seconds(slack_before(round_, at), tick_ms)
        grace = seconds(promised(stop) - stop.starts, tick_ms)
        chance, mean, variance = hand_on(mean, variance, worked, way, slack, grace)
        price = weight * chance // UNIT
        if price:
            about = {"worker": round_.worker.id, "visit": stop.visit.id}
            yield charge(NAME, price, **about, role=stop.role.id, percent=100 * chance // UNIT)
        worked = seconds(stop.role.duration, tick_ms)


def hand_on(
    mean: int, variance: int, worked: int, way: int, slack: int, grace: int
) -> tuple[int, int, int]:
    """
    Return the chance to be late at a stop, in parts of UNIT, and mean and variance of its delay.

    :param mean: of the delay at the stop before, in seconds
    :param worked: planned seconds of the stop before
    :param grace: seconds after the planned start that count as on time besides the tolerance
    """
    work, travel = WORK_ONE_IN**2, TRAVEL_ONE_IN**2
    own = (work * way * way + travel * worked * worked) // (work * travel)
    shared = 2 * math.isqrt(variance * own) // SHARED_ONE_IN
    variance += own + shared
    deviation = max(1, math.isqrt(variance))
    mean -= slack
    chance = read(CURVES.chance, mean - TOLERANCE_SECONDS - grace, deviation)
    if mean >= HIGHEST * deviation:
        return chance, mean, variance
    square = variance * read(CURVES.square, mean, deviation) // UNIT
    mean = deviation * read(CURVES.mean, mean, deviation) // UNIT
    return chance, mean, max(0, square - mean * mean)


def read(table: tuple[int, ...], value: int, deviation: int) -> int:
    """Return the table at `value` standard deviations, straight between its entries."""
    z = value * FINE // deviation - LOWEST * FINE
    if z < 0:
        return 0
    step = FINE // PER_DEVIATION
    at, rest = divmod(z, step)
    if at >= len(table) - 1:
        return table[-1]
    return table[at] + (table[at + 1] - table[at]) * rest // step


def slack_before(round_: Round, at: int) -> Ticks:
    """Return how much later than planned a worker may set out for a stop and be there in time."""
    gap, way = round_.gaps[at], round_.journeys[at]
    leaves = way.departs if gap.first else gap.opens
    rested = sum(
        rest.ends - rest.starts
        for rest in round_.rests
        if leaves <= rest.starts and rest.ends <= gap.closes
    )
    return gap.closes - leaves - max(0, way.ticks) - gap.errand_ticks - rested


def promised(stop: Stop) -> Moment:
    """Return when the client expects the worker: as planned, or later if told so."""
    for promise in stop.visit.promises:
        if promise.role == stop.role.id and promise.starts is not None:
            return max(promise.starts, stop.starts)
    return stop.starts


def seconds(ticks: Ticks, tick_ms: int) -> int:
    """Return a length in whole seconds."""
    return ticks * tick_ms // 1_000
