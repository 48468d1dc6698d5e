"""Optional roles that nobody fills on a visit that takes place."""

from collections.abc import Iterator

from rota.lookup import Lookup
from rota.problem import Visit
from rota.rounds import Stop
from rota.score import Charge, charge

NAME = "optional_role"


def of_visit(lookup: Lookup, visit: Visit, crew: tuple[tuple[str, Stop], ...]) -> Iterator[Charge]:
    """Charge each optional role left empty."""
    filled = {stop.role.id for _, stop in crew}
    for role in visit.roles:
        if crew and role.optional and role.id not in filled and role.price_without:
            yield charge(NAME, role.price_without, visit=visit.id, role=role.id)
