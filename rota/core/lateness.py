"""
Setting starts so that people are likely to come on time; compiled.

The risk is that of `rota.constraints.lateness_risk`, which says where it comes from and which this
is tested against. The search itself knows nothing of it: it is given days with time to spare
(`buffered`), and the time is then spread over each round here.
"""

from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from rota.core.assemble import scramble
from rota.core.compiling import compiled, compiled_inside
from rota.core.layout import LENGTH, PLAN, RANDOM, TASKS, Tables

Numbers = NDArray[np.int64]

# Columns of a round's stops. Times are ticks; seconds where they say so.
EARLIEST = 0
LATEST = 1
WORK = 2
AWAY = 3  # from the end of the stop before to the start: way, errand and break
WORK_SECONDS = 4
WAY_SECONDS = 5
GRACE = 6  # seconds that the client expects the worker later than planned
STEP = 7  # starts move by multiples of this; 0: the start is fixed
SLACK_SECONDS = 8  # of the first stop, which leaves its worker's home accordingly
STOP_COLUMNS = 9

# Cells of the model: what the constraint's constants are.
UNIT = 0
LOWEST = 1
HIGHEST = 2
PER_DEVIATION = 3
FINE = 4
TOLERANCE = 5
TRAVEL_ONE_IN = 6
WORK_ONE_IN = 7
SHARED_ONE_IN = 8
TICK_MS = 9
MODEL_CELLS = 10

MOST_ROUNDS = 40


def buffered(tables: Tables, percent: int, seed: int) -> Tables:
    """Return a copy of tables that hold no plan yet, in which all work and ways take longer."""
    copy = deepcopy(tables)
    copy.tally[RANDOM] = scramble(seed)
    tasks = int(copy.tally[TASKS])
    copy.rows[:tasks, LENGTH] += -(-copy.rows[:tasks, LENGTH] * percent // 100)
    for ways in (copy.travel, copy.travel_to):
        within = ways < (1 << 24)
        ways[within] += -(-ways[within] * percent // 100)
    copy.best[:] = copy.rows[:, PLAN]
    return copy


@compiled_inside
def root(square):
    """Return the whole part of a square root."""
    guess = int(np.sqrt(square))
    while guess * guess > square:
        guess -= 1
    while (guess + 1) * (guess + 1) <= square:
        guess += 1
    return guess


@compiled_inside
def read(model, table, value, deviation):
    """Return a curve at `value` standard deviations, straight between its entries."""
    z = value * model[FINE] // deviation - model[LOWEST] * model[FINE]
    if z < 0:
        return 0
    step = model[FINE] // model[PER_DEVIATION]
    at = z // step
    rest = z - at * step
    if at >= len(table) - 1:
        return table[len(table) - 1]
    return table[at] + (table[at + 1] - table[at]) * rest // step


@compiled_inside
def hand_on(model, curves, mean, variance, worked, way, slack, grace):
    """Return the chance to be late at a stop, and mean and variance of its delay."""
    work, travel = model[WORK_ONE_IN] ** 2, model[TRAVEL_ONE_IN] ** 2
    own = (work * way * way + travel * worked * worked) // (work * travel)
    variance += own + 2 * root(variance * own) // model[SHARED_ONE_IN]
    deviation = max(1, root(variance))
    mean -= slack
    chance = read(model, curves[0], mean - model[TOLERANCE] - grace, deviation)
    if mean >= model[HIGHEST] * deviation:
        return chance, mean, variance
    square = variance * read(model, curves[2], mean, deviation) // model[UNIT]
    mean = deviation * read(model, curves[1], mean, deviation) // model[UNIT]
    return chance, mean, max(0, square - mean * mean)


@compiled_inside
def risk_of(model, curves, stops, starts, most):
    """Return the expected number of late stops in parts of UNIT; gives up once above `most`."""
    mean = variance = worked = risk = 0
    for at in range(len(stops)):
        slack = stops[at, SLACK_SECONDS]
        if at > 0:
            free = starts[at - 1] + stops[at - 1, WORK] + stops[at, AWAY]
            slack = (starts[at] - free) * model[TICK_MS] // 1_000
        chance, mean, variance = hand_on(
            model, curves, mean, variance, worked, stops[at, WAY_SECONDS], slack, stops[at, GRACE]
        )
        worked = stops[at, WORK_SECONDS]
        risk += chance
        if risk > most:
            break
    return risk


@compiled_inside
def may_shift(stops, starts, first, last, by):
    """Test whether the stops `first` … `last` may all start `by` later (or earlier, below 0)."""
    for at in range(first, last + 1):
        step = stops[at, STEP]
        start = starts[at] + by
        if step == 0 or by % step != 0:
            return False
        if start < stops[at, EARLIEST] or start > stops[at, LATEST]:
            return False
    if by < 0 and first > 0:
        free = starts[first - 1] + stops[first - 1, WORK] + stops[first, AWAY]
        return starts[first] + by >= free
    if by > 0 and last + 1 < len(stops):
        ends = starts[last] + by + stops[last, WORK] + stops[last + 1, AWAY]
        return ends <= starts[last + 1]
    return True


@compiled
def spread(model, curves, stops, starts):
    """
    Move `starts` to where fewer of the stops are likely to be late; return that risk.

    Stretches of stops move by an hour, half an hour, and so on down to a minute, as long as
    anything is gained. The order stays, and so does everything that cannot move.
    """
    best = risk_of(model, curves, stops, starts, 1 << 60)
    coarsest = 3_600_000 // model[TICK_MS]
    finest = max(1, 60_000 // model[TICK_MS])
    for _round in range(MOST_ROUNDS):
        before = best
        length = coarsest
        while length >= finest:
            for first in range(len(stops)):
                step = stops[first, STEP]
                if step == 0:
                    continue
                size = max(step, length // step * step)
                for last in range(first, len(stops)):
                    for by in (size, -size):
                        if not may_shift(stops, starts, first, last, by):
                            continue
                        starts[first : last + 1] += by
                        risk = risk_of(model, curves, stops, starts, best)
                        if risk < best:
                            best = risk
                        else:
                            starts[first : last + 1] -= by
            length //= 2
        if best == before:
            break
    return best
