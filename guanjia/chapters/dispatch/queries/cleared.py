"""Who may be sent where: the gate's answers, for many visits at once."""

from collections.abc import Iterable

from guanjia.chapters.clearance.queries import everything_known, matrix, outcomes
from guanjia.chapters.dispatch.queries.solver_input import SolverTask
from guanjia.kernel.periods import Period


def cleared_for(
    tasks: Iterable[SolverTask], worker_ids: Iterable[int]
) -> dict[int, frozenset[int]]:
    """Return visit -> who may be sent to it for all of its window, in fourteen SQL queries."""
    tasks, workers = tuple(tasks), tuple(worker_ids)
    if not tasks:
        return {}
    period = Period(
        min(task.window.start for task in tasks), max(task.window.end for task in tasks)
    )
    pairs = {(task.service_id, task.household_id) for task in tasks}
    found = matrix(workers, pairs, period)
    cleared = {}
    for task in tasks:
        may_go = set()
        for worker_id in workers:
            outcome = found.get((worker_id, task.service_id, task.household_id))
            if outcome is not None and any(
                window.covers(task.window) for window in outcome.windows
            ):
                may_go.add(worker_id)
        cleared[task.id] = frozenset(may_go)
    return cleared


def reasons_against_each(
    wanted: Iterable[tuple[int, int, int, Period]],
) -> dict[tuple[int, int, int, Period], tuple[object, ...]]:
    """
    Return every reason of the gate against each (worker, service, household, period).

    Fourteen SQL queries, however many.
    """
    wanted = tuple(wanted)
    if not wanted:
        return {}
    known = everything_known(
        worker_ids={one[0] for one in wanted},
        service_ids={one[1] for one in wanted},
        household_ids={one[2] for one in wanted},
        period=min(one[3] for one in wanted),
    )
    return {one: outcomes(known, [one[:3]], one[3])[one[:3]].reasons for one in wanted}
