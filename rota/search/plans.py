"""Plans as wholes: making a first one, keeping the best one, taking up one that was kept."""

import numpy as np

from rota.core import layout
from rota.core.assess import assess_all, take_back
from rota.core.layout import NEVER, PLAN, Tables, Whole
from rota.core.plan import undo
from rota.core.rulebook import LOGGED, Rules
from rota.search.recreate import recreate

PLACED_AT_ONCE = 40
"""Tasks that are placed in one go at first, where there are rules."""


def place_missing(tables: Tables, seeing: float, rules: Rules | None = None) -> None:
    """Insert every left-out task where it costs least, and keep the plan as the best."""
    count = int(tables.tally[layout.TASKS])
    missing = np.flatnonzero(tables.rows[:count, layout.ROUND] < 0)
    if rules is None:
        tables.removed[: len(missing)] = missing
        tables.tally[layout.TRAIL] = 0
        recreate(tables, None, len(missing), NEVER, seeing)
    else:
        _place_lawfully(tables, rules, missing, seeing)
    tables.tally[layout.TRAIL] = 0
    keep(tables, rules)


def keep(tables: Tables, rules: Rules | None) -> None:
    """Take the present plan as the best one."""
    tables.best[:] = tables.rows[:, PLAN]
    tables.best_tally[:3] = tables.tally[[layout.COST, layout.PEAK, layout.MISSING]]
    if rules is not None:
        rules.best_open[:] = tables.rows[:, layout.OPEN]


def _place_lawfully(tables: Tables, rules: Rules, missing: Whole, seeing: float) -> None:
    """Place tasks a few at a time, those with the fewest rounds to go to first."""
    rows, tally = tables.rows, tables.tally
    scarcity = rows[missing, layout.SCARCITY]
    with_mates = np.where(rows[missing, layout.MATE] >= 0, scarcity // 2, scarcity)
    in_order = missing[np.argsort(with_mates, kind="stable")]
    placed = 0
    while placed < len(in_order):
        some = in_order[placed : placed + PLACED_AT_ONCE]
        placed += len(some)
        tables.removed[: len(some)] = some
        tally[layout.TRAIL] = 0
        rules.book[LOGGED] = 0
        cost, peak, missed = (
            int(tally[cell]) for cell in (layout.COST, layout.PEAK, layout.MISSING)
        )
        if not recreate(tables, rules, len(some), NEVER, seeing):
            undo(rows, tables.late, tables.trail, tally, 0, cost, peak, missed)
            take_back(rows, rules, 0, 0)


def take_up(
    tables: Tables,
    rows: Whole,
    tally: Whole,
    rules: Rules | None = None,
    opens: Whole | None = None,
) -> None:
    """Make a plan that was kept the present one."""
    tables.rows[:, PLAN] = rows
    tardy = np.maximum(0, tables.rows[:, layout.START] - tables.rows[:, layout.DUE])
    tardy[tables.rows[:, layout.ROUND] < 0] = 0
    tables.late[:] = tardy
    tables.tally[layout.COST] = tally[0]
    tables.tally[layout.PEAK] = tally[1]
    tables.tally[layout.MISSING] = tally[2]
    tables.tally[layout.STALE] = 0
    tables.tally[layout.TRAIL] = 0
    tables.best[:] = rows
    tables.best_tally[:] = tally
    if rules is not None and opens is not None:
        tables.rows[:, layout.OPEN] = opens
        rules.best_open[:] = opens
        assess_all(tables, rules)
