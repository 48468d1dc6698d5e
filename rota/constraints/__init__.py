"""
The priced constraints, one file each.

Each charges one kind of thing: a round, a worker, a series, a visit, or the whole plan. The
tables below are all there is: a new constraint is a new file and a line here.
"""

from rota.constraints import (
    affinity,
    broken_promise,
    fairness,
    largest_delay,
    lateness_risk,
    left_out,
    missing_hours,
    optional_role,
    pay,
    preferred_time,
    series_time,
    series_worker,
    shift_used,
    travel,
    waiting,
)

OF_ROUND = (
    travel.of_round,
    waiting.of_round,
    shift_used.of_round,
    pay.of_round,
    preferred_time.of_round,
    affinity.of_round,
    lateness_risk.of_round,
)
OF_WORKER = (missing_hours.of_worker,)
OF_SERIES = (series_worker.of_series, series_time.of_series)
OF_VISIT = (left_out.of_visit, optional_role.of_visit, broken_promise.of_visit)
OF_ALL = (largest_delay.of_all, fairness.of_all)
