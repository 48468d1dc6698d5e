"""Simulated annealing whose every step ruins a neighbourhood and builds it up again."""

import math

from rota.core.assess import take_back
from rota.core.chance import share
from rota.core.compiling import compiled, compiled_inside
from rota.core.layout import (
    COST,
    MISSING,
    NOTHING,
    OPEN,
    PEAK,
    PRED,
    READY,
    ROUND,
    START,
    SUCC,
    TRAIL,
)
from rota.core.plan import undo
from rota.core.rulebook import LOGGED
from rota.search.recreate import recreate
from rota.search.ruin import ruin


@compiled_inside
def keep_best(tables, rules):
    """Copy the present plan over the best one; `rules` may be None."""
    rows = tables.rows
    best = tables.best
    for row in range(rows.shape[0]):
        best[row, 0] = rows[row, PRED]
        best[row, 1] = rows[row, SUCC]
        best[row, 2] = rows[row, ROUND]
        best[row, 3] = rows[row, READY]
        best[row, 4] = rows[row, START]
    tables.best_tally[0] = tables.tally[COST]
    tables.best_tally[1] = tables.tally[PEAK]
    tables.best_tally[2] = tables.tally[MISSING]
    if rules is not None:
        for row in range(rows.shape[0]):
            rules.best_open[row] = rows[row, OPEN]


@compiled
def anneal(tables, rules, iterations, heat, mean_removed, longest, mate_share, seeing):
    """
    Make `iterations` steps at the temperature `heat`, in units of cost.

    :param rules: None for problems without any; then none of their code is compiled in
    :returns: how many steps were taken over
    """
    rows = tables.rows
    tally = tables.tally
    accepted = 0
    for _step in range(iterations):
        cost = tally[COST]
        peak = tally[PEAK]
        missing = tally[MISSING]
        limit = cost + peak + int(-heat * math.log(share(tally)))
        tally[TRAIL] = 0
        if rules is not None:
            rules.book[LOGGED] = 0
        taken = ruin(tables, rules, mean_removed, longest, mate_share)
        if taken >= 0 and recreate(tables, rules, taken, limit, seeing):
            accepted += 1
            if tally[COST] + tally[PEAK] < tables.best_tally[0] + tables.best_tally[1]:
                keep_best(tables, rules)
        else:
            undo(rows, tables.late, tables.trail, tally, NOTHING, cost, peak, missing)
            if rules is not None:
                take_back(rows, rules, NOTHING, NOTHING)
    tally[TRAIL] = 0
    return accepted
