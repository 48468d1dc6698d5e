"""May the visit, or one role of it, start at this moment, whoever comes?"""

from collections.abc import Iterator

from rota.checks.broken import Broken, Value, broken
from rota.checks.fit import bonds
from rota.lookup import Lookup
from rota.problem import Role, Visit
from rota.units import Moment


def start_rules(lookup: Lookup, visit: Visit, starts: Moment) -> Iterator[Broken]:
    """Yield what keeps the first role of `visit` from starting at `starts`."""
    if not any(window.opens <= starts <= window.closes for window in visit.windows):
        yield broken("outside_windows", visit=visit.id, starts=starts)
    if visit.grid > 1 and lookup.time_of_day(starts) % visit.grid:
        yield broken("off_grid", visit=visit.id, starts=starts, grid=visit.grid)
    series = lookup.series_of.get(visit.id)
    if series and series.weekdays:
        weekday = lookup.date(lookup.day(starts)).isoweekday()
        if weekday not in series.weekdays:
            yield broken("wrong_weekday", visit=visit.id, series=series.id, weekday=weekday)


def bound_start(lookup: Lookup, visit: Visit, role: Role, starts: Moment) -> Iterator[Broken]:
    """Yield the pin or hold that keeps `role` from starting at `starts`."""
    for bond in bonds(lookup, visit, role):
        if bond.starts is not None and bond.starts != starts:
            rule = "pinned_to_another_time" if bond.pin else "held_for_another_time"
            about: dict[str, Value] = {"visit": visit.id, "role": role.id, "starts": starts}
            yield broken(rule, **about, other=bond.starts)
