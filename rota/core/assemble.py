"""From tasks and rounds in words to the tables that the compiled core works on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rota.core import layout
from rota.core.layout import NEVER, Tables, Whole

NEIGHBOURS = 100


@dataclass(frozen=True, slots=True)
class Task:
    """One person's part of a visit. Times are ticks."""

    place: int
    opens: int
    due: int
    length: int
    missed: int
    fits: tuple[int, ...]
    last: int = NEVER
    mate: int = -1
    lag: int = 0
    windows: tuple[tuple[int, int], ...] = ()
    """Where it may begin, if in several stretches or on a grid; else `opens` to `last`."""
    grid: int = 1
    on_grid: int = 0
    """Any moment on the grid."""


@dataclass(frozen=True, slots=True)
class Round:
    """One worker's shift: from where and when, to where and until when."""

    start_place: int
    end_place: int
    opens: int = 0
    closes: int = NEVER
    person: int = -1
    """Whose round it is, if somebody has several; -1: somebody of its own."""


def assemble(
    tasks: Sequence[Task],
    rounds: Sequence[Round],
    travel: Whole,
    *,
    fare: Whole | None = None,
    price: Whole | None = None,
    seed: int = 1,
) -> Tables:
    """
    Build tables whose plan is empty: every task is left out.

    :param fare: price from place to place; the travel time itself when None
    :param price: task × round price of an assignment
    """
    count, workers = len(tasks), len(rounds)
    numbered = [
        round_ if round_.person >= 0 else replace(round_, person=-2 - number)
        for number, round_ in enumerate(rounds)
    ]
    total = count + 2 * workers
    rows = np.zeros((total, layout.COLUMNS), np.int64)
    fit = np.zeros((max(count, 1), max(workers, 1)), np.uint8)
    for number, task in enumerate(tasks):
        rows[number, layout.PRED : layout.ROUND + 1] = -1
        rows[number, layout.OPEN] = rows[number, layout.START] = task.opens
        rows[number, layout.READY] = -1
        rows[number, layout.DUE] = task.due
        rows[number, layout.LAST] = task.last
        rows[number, layout.LENGTH] = task.length
        rows[number, layout.PLACE] = task.place
        rows[number, layout.MATE] = task.mate
        rows[number, layout.LAG] = task.lag
        rows[number, layout.MISSED] = task.missed
        rows[number, layout.SCARCITY] = len(task.fits)
        fit[number, list(task.fits)] = 1
    for number, round_ in enumerate(rounds):
        first, last = count + number, count + workers + number
        for row, place in ((first, round_.start_place), (last, round_.end_place)):
            rows[row, layout.PRED] = rows[row, layout.SUCC] = rows[row, layout.MATE] = -1
            rows[row, layout.ROUND] = number
            rows[row, layout.PLACE] = place
            rows[row, layout.DUE] = NEVER
            rows[row, layout.LAST] = NEVER
            rows[row, layout.OPEN] = round_.opens
            rows[row, layout.READY] = rows[row, layout.START] = round_.opens
        rows[first, layout.SUCC] = last
        rows[last, layout.PRED] = first
        rows[last, layout.LAST] = round_.closes
    small = np.ascontiguousarray(travel, np.int32)
    small_to = np.ascontiguousarray(small.T)
    small_fare = small if fare is None else np.ascontiguousarray(fare, np.int32)
    tally = np.zeros(layout.TALLY_CELLS, np.int64)
    tally[layout.COST] = sum(task.missed for task in tasks)
    tally[layout.RANDOM] = scramble(seed)
    shifts_end = any(round_.closes < NEVER for round_ in rounds)
    tally[layout.FENCE] = total if shifts_end else count
    tally[layout.TASKS] = count
    tally[layout.ROUNDS] = workers
    tally[layout.OVERRUN] = 4 * total + 64
    tally[layout.MISSING] = count
    best_tally = np.array([tally[layout.COST], 0, count, 0], np.int64)
    return Tables(
        rows=rows,
        late=np.zeros(total, np.int64),
        travel=small,
        fare=small_fare,
        travel_to=small_to,
        fare_to=small_to if fare is None else np.ascontiguousarray(small_fare.T),
        fit=fit,
        price=np.zeros((0, 0), np.int64) if price is None else price,
        people=np.array([round_.person for round_ in numbered], np.int64),
        calendar=calendar_of(tasks, rows),
        near=nearest(rows[:count], travel),
        trail=np.zeros((64 * total + 4096, layout.TRAIL_COLUMNS), np.int64),
        queue=np.zeros(total, np.int64),
        tally=tally,
        removed=np.zeros(total, np.int64),
        keys=np.zeros(total, np.int64),
        seen=np.zeros(max(workers, 1), np.int64),
        candidates=np.zeros(max(workers, 1), np.int64),
        places=np.zeros(total, np.int64),
        bounds=np.zeros(total, np.int64),
        best=rows[:, layout.PLAN].copy(),
        best_tally=best_tally,
    )


def calendar_of(tasks: Sequence[Task], rows: Whole) -> Whole:
    """Write down grids and windows of the tasks that have such, and point their rows there."""
    lines: list[tuple[int, int, int, int]] = []
    for number, task in enumerate(tasks):
        rows[number, layout.FLEX] = -1
        if task.grid > 1 or task.windows:
            windows = task.windows or ((task.opens, task.last),)
            rows[number, layout.FLEX] = len(lines)
            lines.append((task.grid, task.on_grid, len(lines) + 1, len(windows)))
            lines += [(opens, closes, 0, 0) for opens, closes in windows]
    rows[len(tasks) :, layout.FLEX] = -1
    return np.array(lines, np.int64).reshape(-1, 4)


def scramble(seed: int) -> int:
    """Spread a small seed over all 32 bits; never zero, which xorshift could not leave."""
    mixed = (seed + 0x9E3779B9) * 0x85EBCA6B & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return (mixed ^ mixed >> 16) or 1


def nearest(rows: Whole, travel: Whole) -> NDArray[np.int32]:
    """
    List for each task the others that could stand next to it in a round, likeliest first.

    Near means little travel, little waiting and no lateness, in the better of the two orders.
    """
    count = len(rows)
    width = min(count - 1, NEIGHBOURS) if count else 0
    near = np.zeros((count, max(width, 0)), np.int32)
    place, opens = rows[:, layout.PLACE], rows[:, layout.OPEN]
    due = np.minimum(rows[:, layout.DUE], rows[:, layout.LAST])
    length = rows[:, layout.LENGTH]
    for task in range(count):
        after = travel[place[task], place]
        before = travel[place, place[task]]
        waiting = np.maximum(0, opens - due[task] - length[task] - after)
        tardy = np.maximum(0, opens[task] + length[task] + after - due)
        forth = after + waiting // 5 + tardy
        waiting = np.maximum(0, opens[task] - due - length - before)
        tardy = np.maximum(0, opens + length + before - due[task])
        back = before + waiting // 5 + tardy
        nearness = np.minimum(forth, back)
        nearness[task] = NEVER
        near[task] = smallest(nearness, width)
    return near


def smallest(values: Whole, count: int) -> Whole:
    """Return where the `count` smallest values are, in order; earlier ones first among equals."""
    if count >= len(values):
        return np.argsort(values, kind="stable")[:count]
    bound = np.partition(values, count)[count]
    some = np.flatnonzero(values <= bound)
    return some[np.argsort(values[some], kind="stable")][:count]
