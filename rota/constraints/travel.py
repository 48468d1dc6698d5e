"""The time and the distance on the way."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.rounds import Round
from rota.score import Charge, charge

NAME = "travel"


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge each journey of a round: ticks on the way, metres of the way."""
    weights = lookup.problem.weights
    for number, way in enumerate(round_.journeys):
        stop = round_.stops[min(number, len(round_.stops) - 1)]
        price = max(way.ticks, 0) * weights.travel_tick + way.metres * weights.travel_metre
        if price:
            about = {"worker": round_.worker.id, "visit": stop.visit.id}
            yield charge(NAME, price, **about, ticks=way.ticks, metres=way.metres)
