"""The largest delay of all: how late the latest start is after its first late kink."""

from collections.abc import Iterable, Iterator

from rota.lookup import Lookup
from rota.rounds import Stop
from rota.score import Charge, charge

NAME = "largest_delay"


def of_all(lookup: Lookup, stops: Iterable[tuple[str, Stop]]) -> Iterator[Charge]:
    """Charge the largest delay of any start, once for the whole plan."""
    weight = lookup.problem.weights.largest_delay_tick
    delays = [
        (stop.starts - min(kink.at for kink in stop.visit.preferred.late), stop.visit.id)
        for _, stop in stops
        if weight and stop.visit.preferred and stop.visit.preferred.late
    ]
    largest, visit = max(delays, default=(0, ""))
    if largest > 0:
        yield charge(NAME, largest * weight, visit=visit, ticks=largest)
