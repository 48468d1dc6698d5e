"""Visits left out: points of service by priority, and their own price."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.problem import Visit
from rota.rounds import Stop
from rota.score import Charge, charge, points

NAME = "left_out"


def of_visit(lookup: Lookup, visit: Visit, crew: tuple[tuple[str, Stop], ...]) -> Iterator[Charge]:
    """Charge a visit that nobody goes to."""
    if not crew:
        lost = lookup.problem.weights.priority_points[visit.priority]
        if lost:
            yield points(NAME, lost, visit=visit.id)
        if visit.price_left_out:
            yield charge(NAME, visit.price_left_out, visit=visit.id)
