"""Simulated annealing whose every step ruins a neighbourhood and builds it up again."""

import math

from rota.core.chance import share
from rota.core.compiling import compiled
from rota.core.layout import COST, MISSING, PEAK, PRED, READY, ROUND, START, SUCC, TRAIL
from rota.core.plan import undo
from rota.search.recreate import recreate
from rota.search.ruin import ruin


@compiled
def keep_best(tables):
    """Copy the present plan over the best one."""
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


@compiled
def anneal(tables, iterations, heat, mean_removed, longest, mate_share, seeing):
    """
    Make `iterations` steps at the temperature `heat`, in units of cost.

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
        taken = ruin(tables, mean_removed, longest, mate_share)
        if taken >= 0 and recreate(tables, taken, limit, seeing):
            accepted += 1
            if tally[COST] + tally[PEAK] < tables.best_tally[0] + tables.best_tally[1]:
                keep_best(tables)
        else:
            undo(rows, tables.late, tables.trail, tally, 0, cost, peak, missing)
    tally[TRAIL] = 0
    return accepted
