"""Another worker or another time than the client was told."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.problem import Visit
from rota.rounds import Stop
from rota.score import Charge, points

NAME = "broken_promise"


def of_visit(lookup: Lookup, visit: Visit, crew: tuple[tuple[str, Stop], ...]) -> Iterator[Charge]:
    """Charge each promise about worker and time. A role nobody fills breaks both."""
    for promise in visit.promises:
        filled = [pair for pair in crew if pair[1].role.id == promise.role]
        worker = filled[0][0] if filled else ""
        about = {"visit": visit.id, "role": promise.role}
        if promise.worker is not None and worker != promise.worker and promise.worker_points:
            lost = promise.worker_points
            yield points(NAME, lost, **about, worker=promise.worker, now=worker)
        if promise.starts is not None and promise.time_points:
            starts = filled[0][1].starts if filled else None
            if starts is None or abs(starts - promise.starts) > promise.tolerance:
                lost = promise.time_points
                yield points(NAME, lost, **about, starts=promise.starts)
