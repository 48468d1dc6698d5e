"""
A large day cut into districts, which are searched beside each other and cut anew again and again.

Rounds that lie near each other, with their tasks, make a district: tables of its own, small enough
to stay in the processor's nearest memory, where a step takes a fraction of its time. Every epoch
cuts along other lines, so that no border lasts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rota.core import layout
from rota.core.layout import MATE, PLACE, PLAN, PRED, ROUND, SUCC, Small, Tables, Whole

TASKS_OF_A_DISTRICT = 300
LEAST_SHARE_OF_A_CUT = 0.35
"""A cut leaves this share of the rounds on either side, or a little less."""
NEAR_TASKS_ASKED = 10


@dataclass(frozen=True, slots=True)
class District:
    """Tables of some rounds, and which rows and rounds of the whole theirs are."""

    tables: Tables
    rows: Whole
    rounds: Whole


def are_apart(tables: Tables) -> bool:
    """
    Test whether rounds know nothing of each other.

    Visits of several people and a price on the largest lateness tie all rounds together.
    """
    rows = tables.rows[: int(tables.tally[layout.TASKS])]
    is_tied = (rows[:, MATE] >= 0).any() or (rows[:, layout.DUE] < rows[:, layout.LAST]).any()
    return not is_tied


def can_be_cut(tables: Tables) -> bool:
    """Test whether rounds know nothing of each other, and there are enough for districts."""
    return int(tables.tally[layout.TASKS]) >= 2 * TASKS_OF_A_DISTRICT and are_apart(tables)


def cut(tables: Tables, chance: np.random.Generator) -> list[District]:
    """
    Cut the present plan into districts of about as many rounds, along lines chosen by chance.

    Tasks that are left out go to a round of a task near them. Linear in the tables' rows, times
    the logarithm of the districts.
    """
    count, rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    round_of = tables.rows[:count, ROUND]
    spots = tables.rows[count : count + rounds, PLACE].copy()
    shuffled = chance.permutation(count)
    placed = shuffled[round_of[shuffled] >= 0]
    spots[round_of[placed]] = tables.rows[placed, PLACE]
    part_of = np.zeros(rounds, np.int64)
    parts = list(halve(np.arange(rounds), spots, tables, chance, count // TASKS_OF_A_DISTRICT))
    for number, members in enumerate(parts):
        part_of[members] = number
    part_of_task = np.where(round_of >= 0, part_of[round_of], -1)
    for task in np.flatnonzero(round_of < 0):
        known = part_of_task[tables.near[task]]
        known = known[known >= 0][:NEAR_TASKS_ASKED]
        part_of_task[task] = chance.choice(known) if len(known) else chance.integers(len(parts))
    return [
        district(tables, np.flatnonzero(part_of_task == number), members, chance)
        for number, members in enumerate(parts)
    ]


def halve(
    members: Whole, spots: Whole, tables: Tables, chance: np.random.Generator, parts: int
) -> Iterator[Whole]:
    """Cut rounds into `parts`, each time between two that are far from each other."""
    if parts <= 1 or len(members) < 2:
        yield np.sort(members)
        return
    first = round(parts * chance.uniform(LEAST_SHARE_OF_A_CUT, 1.0 - LEAST_SHARE_OF_A_CUT))
    first = min(max(first, 1), parts - 1)
    here = spots[members]
    one = here[chance.integers(len(here))]
    other = here[np.argmax(tables.travel[one, here])]
    nearer = tables.travel[one, here].astype(np.int64) - tables.travel[other, here]
    order = np.argsort(nearer, kind="stable")
    at = min(max(len(order) * first // parts, 1), len(order) - 1)
    yield from halve(members[order[:at]], spots, tables, chance, first)
    yield from halve(members[order[at:]], spots, tables, chance, parts - first)


def district(tables: Tables, tasks: Whole, rounds: Whole, chance: np.random.Generator) -> District:
    """Lay out the tables of some tasks and rounds, with the plan they have."""
    all_tasks, all_rounds = int(tables.tally[layout.TASKS]), int(tables.tally[layout.ROUNDS])
    kept = np.concatenate((tasks, all_tasks + rounds, all_tasks + all_rounds + rounds))
    row_of = np.full(len(tables.rows) + 1, -1, np.int64)
    row_of[kept] = np.arange(len(kept))
    round_of = np.full(all_rounds + 1, -1, np.int64)
    round_of[rounds] = np.arange(len(rounds))
    rows = tables.rows[kept]
    for column, renumbered in ((PRED, row_of), (SUCC, row_of), (ROUND, round_of)):
        rows[:, column] = renumbered[rows[:, column]]
    places, rows[:, PLACE] = np.unique(rows[:, PLACE], return_inverse=True)
    among = np.ix_(places, places)
    travel = np.ascontiguousarray(tables.travel[among])
    travel_to = np.ascontiguousarray(travel.T)
    is_plain = tables.fare is tables.travel
    fare = travel if is_plain else np.ascontiguousarray(tables.fare[among])
    price = tables.price[np.ix_(tasks, rounds)] if len(tables.price) else tables.price
    total, count = len(kept), len(tasks)
    tally = np.zeros_like(tables.tally)
    tally[layout.TASKS] = count
    tally[layout.ROUNDS] = len(rounds)
    tally[layout.FENCE] = total if tables.tally[layout.FENCE] > all_tasks else count
    tally[layout.OVERRUN] = 4 * total + 64
    tally[layout.RANDOM] = chance.integers(1, 1 << 32)
    tally[layout.MISSING] = (rows[:count, ROUND] < 0).sum()
    tally[layout.COST] = cost_of(rows, fare, price, count)
    return District(
        Tables(
            rows=rows,
            late=np.zeros(total, np.int64),
            travel=travel,
            fare=fare,
            travel_to=travel_to,
            fare_to=travel_to if is_plain else np.ascontiguousarray(fare.T),
            fit=tables.fit[np.ix_(tasks, rounds)],
            price=price,
            people=tables.people[rounds],
            calendar=tables.calendar,
            near=near_among(tables.near[tasks], row_of),
            trail=np.zeros((64 * total + 4096, layout.TRAIL_COLUMNS), np.int64),
            queue=np.zeros(total, np.int64),
            tally=tally,
            removed=np.zeros(total, np.int64),
            keys=np.zeros(total, np.int64),
            seen=np.zeros(len(rounds), np.int64),
            candidates=np.zeros(len(rounds), np.int64),
            places=np.zeros(total, np.int64),
            bounds=np.zeros(total, np.int64),
            best=rows[:, PLAN].copy(),
            best_tally=np.array([tally[layout.COST], 0, tally[layout.MISSING], 0], np.int64),
        ),
        kept,
        rounds,
    )


def cost_of(rows: Whole, fare: Small, price: Whole, count: int) -> int:
    """Return what a plan without lateness costs: ways, prices, and what is left out."""
    linked = np.flatnonzero(rows[:, SUCC] >= 0)
    ways = fare[rows[linked, PLACE], rows[rows[linked, SUCC], PLACE]]
    placed = np.flatnonzero(rows[:count, ROUND] >= 0)
    given = price[placed, rows[placed, ROUND]].sum() if len(price) else 0
    missed = rows[:count, layout.MISSED][rows[:count, ROUND] < 0]
    return int(ways.sum(dtype=np.int64)) + int(given) + int(missed.sum())


def near_among(near: Small, row_of: Whole) -> Small:
    """Return for each task those near it that are here too; itself where there are no more."""
    here = row_of[near]
    order = np.argsort(here < 0, axis=1, kind="stable")
    here = np.take_along_axis(here, order, 1)
    width = int((here >= 0).sum(1).max(initial=0))
    here = here[:, :width]
    own = np.arange(len(here))[:, None]
    return np.where(here < 0, own, here).astype(np.int32)


def gather(tables: Tables, districts: Sequence[District]) -> None:
    """Take the districts' plans as the present one, and their best plans as the best, if better."""
    best = tables.best.copy()
    for one in districts:
        tables.rows[one.rows, PLAN] = renumbered(one, one.tables.rows[:, PLAN])
        best[one.rows] = renumbered(one, one.tables.best)
    for cell in (layout.COST, layout.MISSING):
        tables.tally[cell] = sum(int(one.tables.tally[cell]) for one in districts)
    tally = np.sum([one.tables.best_tally for one in districts], axis=0)
    if tally[0] < tables.best_tally[0]:
        tables.best[:] = best
        tables.best_tally[:] = tally


def renumbered(one: District, plan: Whole) -> Whole:
    """Turn the rows and rounds of a district's plan into those of the whole."""
    rows = np.append(one.rows, -1)
    rounds = np.append(one.rounds, -1)
    plan = plan.copy()
    plan[:, 0], plan[:, 1], plan[:, 2] = rows[plan[:, 0]], rows[plan[:, 1]], rounds[plan[:, 2]]
    return plan
