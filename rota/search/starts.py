"""Moving the starts of a plan, worker and order staying, so that people are likely to be on time."""

from collections.abc import Sequence

import numpy as np

from rota.checks.fit import bonds
from rota.checks.hours import hours_rules
from rota.checks.way import way_rules
from rota.constraints import OF_ROUND
from rota.constraints import lateness_risk as risk
from rota.core import lateness
from rota.core.lateness import Numbers, spread
from rota.lookup import Lookup
from rota.problem import Assignment, Plan
from rota.rounds import Round, Stop, make_round
from rota.schedule import lay_out

CURVES = np.array(risk.CURVES, np.int64)


def with_time_to_spare(lookup: Lookup, plan: Plan) -> Plan:
    """
    Return `plan` with starts at which less is likely to be paid for lateness.

    A round is only changed if it stays legal and becomes cheaper. What hangs together with other
    rounds stays where it is: visits of several people, of a series, with tools, or promised.
    """
    starts = {(one.visit, one.role): one for one in plan}
    for worker, rounds in lay_out(lookup, plan).rounds.items():
        for number, round_ in enumerate(rounds):
            moved = _moved(lookup, round_)
            others = (*rounds[:number], moved, *rounds[number + 1 :])
            someone = lookup.workers[worker]
            if _price(lookup, moved) >= _price(lookup, round_):
                continue
            if any(way_rules(lookup, moved)) or any(hours_rules(lookup, someone, others)):
                continue
            for stop in moved.stops:
                key = (stop.visit.id, stop.role.id)
                starts[key] = Assignment(*key, worker, stop.starts)
            rounds = others
    return Plan.of(starts.values())


def model_of(tick_ms: int) -> Numbers:
    """Return the constants of the constraint for the compiled code."""
    model = np.zeros(lateness.MODEL_CELLS, np.int64)
    model[lateness.UNIT] = risk.UNIT
    model[lateness.LOWEST] = risk.LOWEST
    model[lateness.HIGHEST] = risk.HIGHEST
    model[lateness.PER_DEVIATION] = risk.PER_DEVIATION
    model[lateness.FINE] = risk.FINE
    model[lateness.TOLERANCE] = risk.TOLERANCE_SECONDS
    model[lateness.TRAVEL_ONE_IN] = risk.TRAVEL_ONE_IN
    model[lateness.WORK_ONE_IN] = risk.WORK_ONE_IN
    model[lateness.SHARED_ONE_IN] = risk.SHARED_ONE_IN
    model[lateness.TICK_MS] = tick_ms
    return model


def stops_of(lookup: Lookup, round_: Round) -> Numbers:
    """Return the stops of a round as rows for the compiled code."""
    tick_ms = lookup.problem.horizon.tick_ms
    stops = np.zeros((len(round_.stops), lateness.STOP_COLUMNS), np.int64)
    for at, (stop, gap, way) in enumerate(
        zip(round_.stops, round_.gaps[:-1], round_.journeys[:-1], strict=True)
    ):
        slack = risk.slack_before(round_, at)
        away = gap.closes - (way.departs if gap.first else gap.opens) - slack
        window = next(
            (one for one in stop.visit.windows if one.opens <= stop.starts <= one.closes), None
        )
        earliest, latest, step = stop.starts, stop.starts, 0
        if window and _is_free(lookup, stop):
            earliest, latest, step = window.opens, window.closes, stop.visit.grid
        if gap.first:
            earliest = max(earliest, gap.opens + away)
        if at == len(round_.stops) - 1:
            last = round_.journeys[-1]
            closes = round_.gaps[-1].closes - (last.arrives - last.departs)
            latest = min(latest, closes - stop.role.duration)
        stops[at] = (
            earliest,
            latest,
            stop.role.duration,
            away,
            risk.seconds(stop.role.duration, tick_ms),
            risk.seconds(max(0, way.ticks), tick_ms),
            risk.seconds(risk.promised(stop) - stop.starts, tick_ms),
            step,
            risk.seconds(slack, tick_ms),
        )
    return stops


def _moved(lookup: Lookup, round_: Round) -> Round:
    starts = np.array([stop.starts for stop in round_.stops], np.int64)
    spread(model_of(lookup.problem.horizon.tick_ms), CURVES, stops_of(lookup, round_), starts)
    stops: Sequence[Stop] = [
        stop._replace(starts=int(at), ends=int(at) + stop.role.duration)
        for stop, at in zip(round_.stops, starts, strict=True)
    ]
    return make_round(lookup, round_.worker, round_.shift, stops)


def _is_free(lookup: Lookup, stop: Stop) -> bool:
    """Test whether a start may move without regard to anything outside its round."""
    visit = stop.visit
    return (
        len(visit.roles) == 1
        and visit.id not in lookup.series_of
        and not visit.tools
        and all(promise.starts is None for promise in visit.promises)
        and all(bond.starts is None for bond in bonds(lookup, visit, stop.role))
    )


def _price(lookup: Lookup, round_: Round) -> int:
    return sum(one.price for of in OF_ROUND for one in of(lookup, round_))
