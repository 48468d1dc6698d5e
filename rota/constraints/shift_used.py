"""Sending somebody out in a shift at all."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.rounds import Round
from rota.score import Charge, charge

NAME = "shift_used"


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge a round once."""
    price = lookup.problem.weights.shift_used
    if price:
        yield charge(NAME, price, worker=round_.worker.id, shift=round_.shift.id)
