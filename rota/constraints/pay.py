"""Paid time."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.rounds import Round
from rota.score import Charge, charge

NAME = "pay"


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge the paid ticks of a round: worked time, at least the minimum of a shift."""
    pay = round_.worker.pay
    paid = max(round_.worked, pay.minimum)
    if pay.rate and paid:
        yield charge(NAME, paid * pay.rate, worker=round_.worker.id, ticks=paid)
