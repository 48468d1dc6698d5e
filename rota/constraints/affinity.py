"""Who serves whom: continuity, language and liking, as the caller has priced them."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.rounds import Round
from rota.score import Charge, charge

NAME = "affinity"


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge each stop of a round by its worker and client; a negative price is a gain."""
    for stop in round_.stops:
        price = lookup.affinity.get((round_.worker.id, stop.visit.client), 0)
        if price:
            about = {"worker": round_.worker.id, "visit": stop.visit.id}
            yield charge(NAME, price, **about, client=stop.visit.client)
