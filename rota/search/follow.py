"""Taking over a plan that is there already, as far as it is legal, for a search to go on from."""

import numpy as np

from rota.core.assess import take_back
from rota.core.compile import Compiled
from rota.core.compiling import compiled
from rota.core.layout import (
    COST,
    MATE,
    MISSING,
    NO_LIMIT,
    NOTHING,
    PEAK,
    PRED,
    ROUND,
    ROUNDS,
    TASKS,
    TRAIL,
)
from rota.core.plan import attach, undo
from rota.core.rulebook import BROKEN, LOGGED
from rota.lookup import Lookup
from rota.problem import Plan
from rota.search.lawful import place_lawfully
from rota.search.recreate import part_from_missing


def follow(compiled_problem: Compiled, lookup: Lookup, plan: Plan) -> None:
    """
    Put what is legal of `plan` into the empty tables, in order of time.

    Where the problem has no rules, starts are the earliest that the order allows; else no start
    is earlier than the plan says.
    """
    row_of = {(visit.id, role.id): row for row, (visit, role) in enumerate(compiled_problem.roles)}
    round_of = {
        (worker.id, shift.id): number
        for number, (worker, shift) in enumerate(compiled_problem.shifts)
    }
    moves = []
    for one in plan:
        row = row_of.get((one.visit, one.role))
        shift = lookup.shift_at(one.worker, one.starts) if one.worker in lookup.workers else None
        if row is not None and shift:
            moves.append((one.starts, row, round_of[one.worker, shift.id]))
    if moves:
        moves.sort()
        lead(compiled_problem.tables, compiled_problem.rules, np.array(moves, np.int64))


@compiled
def lead(tables, rules, moves):
    """
    Append tasks to rounds, one by one, as far as that is legal; then take half visits out.

    :param moves: rows of start, task and round
    """
    rows = tables.rows
    tally = tables.tally
    taken = NOTHING
    for number in range(moves.shape[0]):
        start, task, chosen = moves[number, 0], moves[number, 1], moves[number, 2]
        mate = rows[task, MATE]
        if rows[task, ROUND] >= 0 or tables.fit[task, chosen] == 0:
            continue
        is_with_mate = mate >= 0 and rows[mate, ROUND] >= 0
        if is_with_mate and tables.people[rows[mate, ROUND]] == tables.people[chosen]:
            continue
        price = NOTHING
        if tables.price.shape[0] > 0:
            price = tables.price[task, chosen]
        cost, peak, missing = tally[COST], tally[PEAK], tally[MISSING]
        tally[TRAIL] = 0
        before = rows[tally[TASKS] + tally[ROUNDS] + chosen, PRED]
        if rules is None:
            fine = attach(
                rows, tables.late, tables.travel, tables.fare, tables.calendar, tables.trail,
                tally, tables.queue, task, before, price, NO_LIMIT,
            )  # fmt: skip
        else:
            rules.book[LOGGED] = 0
            fine = place_lawfully(tables, rules, task, before, price, start)
            fine = fine and rules.book[BROKEN] == 0
        if fine:
            tables.removed[taken] = task
            taken += 1
        else:
            undo(rows, tables.late, tables.trail, tally, NOTHING, cost, peak, missing)
            if rules is not None:
                take_back(rows, rules, NOTHING, NOTHING)
    tally[TRAIL] = 0
    if rules is not None:
        rules.book[LOGGED] = 0
    part_from_missing(tables, rules, taken)
    tally[TRAIL] = 0
