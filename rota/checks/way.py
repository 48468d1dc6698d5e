"""Can the worker make this round: get there in time, rest, and be back?"""

from collections.abc import Iterator

from rota.checks.broken import Broken, Value, broken
from rota.lookup import Lookup
from rota.rounds import Round, Stop


def way_rules(lookup: Lookup, round_: Round) -> Iterator[Broken]:
    """Yield the rules of time and way that `round_` breaks, in the order of the day."""
    worker = round_.worker.id
    journeys_fit = True
    for stop in round_.stops:
        for busy in round_.worker.busy:
            inside = busy.starts < stop.ends and stop.starts < busy.ends
            at_once = stop.starts == stop.ends and busy.starts < stop.starts < busy.ends
            if inside or at_once:
                journeys_fit = False
                about: dict[str, Value] = {
                    "worker": worker,
                    "visit": stop.visit.id,
                    "reason": busy.reason,
                }
                yield broken("worker_busy", **about, starts=busy.starts, ends=busy.ends)
    for number, way in enumerate(round_.journeys):
        nearest = round_.stops[min(number, len(round_.stops) - 1)]
        for one in _journey(round_, number, nearest):
            journeys_fit = False
            yield one
        longest = round_.shift.longest_leg
        if way.ticks >= 0 and longest is not None and way.longest > longest:
            about = {"worker": worker, "visit": nearest.visit.id}
            yield broken("leg_too_long", **about, takes=way.longest, most=longest)
    if journeys_fit and not round_.settled:
        stops = round_.stops
        rule = "no_room_for_break" if round_.shift.breaks else "no_way_round_leave"
        about = {"worker": worker, "shift": round_.shift.id}
        yield broken(rule, **about, visit=stops[0].visit.id, starts=round_.shift.opens)


def _journey(round_: Round, number: int, nearest: Stop) -> Iterator[Broken]:
    gap, way = round_.gaps[number], round_.journeys[number]
    about = {"worker": round_.worker.id, "visit": nearest.visit.id}
    inner = 0 < number < len(round_.stops)
    if inner and gap.closes < gap.opens:
        other = round_.stops[number - 1].visit.id
        yield broken("visits_overlap", **about, other=other, starts=gap.closes)
    elif way.ticks < 0:
        ends = (gap.origin or gap.destination or "", gap.destination or gap.origin or "")
        yield broken("no_way", **about, origin=ends[0], destination=ends[1])
    elif gap.first and way.departs < gap.opens:
        yield broken("before_shift", **about, departs=way.departs, opens=gap.opens)
    elif gap.last and way.arrives > gap.closes:
        yield broken("after_shift", **about, back=way.arrives, closes=gap.closes)
    elif way.arrives > gap.closes:
        other = round_.stops[number - 1].visit.id
        yield broken("too_late", **about, other=other, arrives=way.arrives, starts=gap.closes)
