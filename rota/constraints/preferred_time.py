"""Starting earlier or later than the client would like."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.problem import Preferred
from rota.rounds import Round
from rota.score import Charge, charge
from rota.units import Millifen, Moment

NAME = "preferred_time"


def price_of_start(preferred: Preferred, starts: Moment) -> Millifen:
    """Return the price of starting at `starts`: the kinks passed, each times its ticks."""
    early = sum(kink.rate * max(0, kink.at - starts) for kink in preferred.early)
    late = sum(kink.rate * max(0, starts - kink.at) for kink in preferred.late)
    return early + late


def of_round(lookup: Lookup, round_: Round) -> Iterator[Charge]:
    """Charge each stop of a round by its start."""
    for stop in round_.stops:
        if stop.visit.preferred:
            price = price_of_start(stop.visit.preferred, stop.starts)
            if price:
                about = {"worker": round_.worker.id, "visit": stop.visit.id}
                yield charge(NAME, price, **about, role=stop.role.id, starts=stop.starts)
