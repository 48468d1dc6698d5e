"""Unpopular work, shared: balances above the least-burdened worker's cost."""

from collections.abc import Iterable, Iterator

from rota.lookup import Lookup
from rota.rounds import Stop
from rota.score import Charge, charge

NAME = "fairness"


def of_all(lookup: Lookup, stops: Iterable[tuple[str, Stop]]) -> Iterator[Charge]:
    """Charge each worker's balance, history included, above the smallest of all."""
    weight = lookup.problem.weights.unfairness
    if not weight or not lookup.workers:
        return
    burdens = {worker.id: worker.history.unpopular for worker in lookup.problem.workers}
    for worker, stop in stops:
        burdens[worker] += stop.visit.unpopular
    least = min(burdens.values())
    for worker, burden in burdens.items():
        if burden > least:
            yield charge(NAME, (burden - least) * weight, worker=worker, units=burden - least)
