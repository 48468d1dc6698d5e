"""Idle time between two visits of a shift, breaks apart."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.rounds import Round
from rota.score import Charge, charge

NAME = "waiting"


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge the idle ticks of a round."""
    price = round_.idle * lookup.problem.weights.waiting_tick
    if price:
        yield charge(NAME, price, worker=round_.worker.id, ticks=round_.idle)
