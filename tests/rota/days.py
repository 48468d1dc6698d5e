"""Random small days for the compiled core, and its plan priced from nothing in plain Python."""

from random import Random

import numpy as np

from rota.core import layout
from rota.core.assemble import Round, Task, assemble
from rota.core.compiling import compiled
from rota.core.layout import NEVER, Tables
from rota.search.ruin import ruin

MISSED = 1 << 30


def random_day(
    seed: int, *, tasks: int = 14, workers: int = 4, hard: bool = False, pairs: float = 0.4
) -> Tables:
    """
    Return a day with single visits, simultaneous pairs, sequential pairs, windows and grids.

    :param pairs: how often a visit takes two people
    """
    dice = Random(seed)
    places = tasks + workers
    points = [(dice.randrange(3000), dice.randrange(3000)) for _ in range(places)]
    travel = np.array(
        [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points] for a in points], np.int64
    )
    made: list[Task] = []
    while len(made) < tasks:
        opens = dice.randrange(20_000)
        last = opens + dice.choice((1_200, 4_000, 9_000)) if hard else NEVER
        paired = len(made) + 1 < tasks and dice.random() < pairs
        low, high = dice.choice(((0, 0), (600, 1_800), (-900, 2_400)))
        for number in range(2 if paired else 1):
            windows = ()
            if hard and not paired and dice.random() < 0.4:
                windows = ((opens, opens + 900), (opens + 3_000, opens + 6_000))
                last = opens + 6_000
            made.append(
                Task(
                    place=dice.randrange(places),
                    opens=opens,
                    due=NEVER if hard else opens + 1_500,
                    length=dice.choice((0, 900, 1_800)),
                    missed=MISSED,
                    fits=tuple(range(workers)),
                    last=last,
                    mate=(len(made) + (-1 if number else 1)) if paired else -1,
                    lag=-high if number else low,
                    windows=windows,
                    grid=300 if windows else 1,
                )
            )
    rounds = [
        Round(tasks + number, tasks + number, 0, 30_000 if hard else NEVER, person=number // 2)
        for number in range(workers)
    ]
    price = np.array([[dice.randrange(-500, 500) for _ in range(workers)] for _ in range(tasks)])
    return assemble(made, rounds, travel, price=price if hard else None, seed=seed)


@compiled
def ruin_once(tables, rules):
    """Take some tasks out, as a step of the search does; return how many."""
    return ruin(tables, rules, 6.0, 4, 0.3)


def price_in_full(tables: Tables) -> tuple[int, int]:
    """Return cost and largest lateness of the present plan, without any of the core's code."""
    rows, travel = tables.rows.tolist(), tables.travel.tolist()
    tasks, rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    cost = peak = 0
    for number in range(rounds):
        row = tasks + number
        while (after := rows[row][layout.SUCC]) >= 0:
            cost += travel[rows[row][layout.PLACE]][rows[after][layout.PLACE]]
            row = after
    for row in range(tasks):
        about = rows[row]
        if about[layout.ROUND] < 0:
            cost += about[layout.MISSED]
            continue
        late = max(0, about[layout.START] - about[layout.DUE])
        cost, peak = cost + late, max(peak, late)
        if tables.price.size:
            cost += int(tables.price[row, about[layout.ROUND]])
    return cost, peak


def earliest(tables: Tables) -> dict[int, int]:
    """Return the earliest start of every task in the plan, by raising starts until all hold."""
    rows, travel = tables.rows.tolist(), tables.travel.tolist()
    tasks, rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    starts = {row: rows[row][layout.OPEN] for row in range(tasks) if rows[row][layout.ROUND] >= 0}
    for number in range(rounds):
        starts[tasks + number] = rows[tasks + number][layout.START]
    for _sweep in range(4 * tasks + 4):
        before = dict(starts)
        for row in range(tasks):
            if row not in starts:
                continue
            about = rows[row]
            pred = about[layout.PRED]
            way = travel[rows[pred][layout.PLACE]][about[layout.PLACE]]
            least = max(starts[row], starts[pred] + rows[pred][layout.LENGTH] + way)
            mate = about[layout.MATE]
            if mate in starts:
                least = max(least, starts[mate] + rows[mate][layout.LAG])
            starts[row] = _opening(tables, about[layout.FLEX], least)
        if starts == before:
            return {row: start for row, start in starts.items() if row < tasks}
    raise AssertionError("the plan runs in a circle")


def _opening(tables: Tables, head: int, moment: int) -> int:
    if head < 0:
        return moment
    grid, on_grid, first, count = tables.calendar[head].tolist()
    for opens, closes, _, _ in tables.calendar[first : first + count].tolist():
        start = max(moment, opens)
        start += (on_grid - start) % grid
        if start <= closes:
            return start
    return NEVER
