"""Is a problem sound? Every id it names exists, every order holds, nothing can overflow."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rota.problem.bounds import out_of_bounds
from rota.problem.horizon import LONGEST_HORIZON, Horizon
from rota.problem.overflow import largest_cost, largest_service
from rota.problem.speeds import SPEED_MODELS
from rota.problem.travel import Coordinates, Matrix
from rota.refused import Flaw, Refused
from rota.units import LARGEST

if TYPE_CHECKING:
    from rota.problem.problem import Problem
    from rota.problem.ties import Series
    from rota.problem.travel import Mode, Place
    from rota.problem.visit import Visit
    from rota.problem.worker import Shift, Worker


def validate(problem: "Problem") -> None:
    """
    Do nothing if `problem` is sound.

    :raises Refused: otherwise, naming every flaw; bounds are judged first, then what fits what
    """
    for judge in (_clock, _bounds, _meaning, _sums):
        if flaws := tuple(judge(problem)):
            raise Refused(flaws)


def _clock(problem: "Problem") -> Iterator[Flaw]:
    horizon = problem.horizon
    if type(horizon) is not Horizon:
        yield Flaw("horizon", "a Horizon")
        return
    tick_ms = horizon.tick_ms
    if type(tick_ms) is not int or not 1 <= tick_ms <= 60_000 or 3_600_000 % tick_ms:
        yield Flaw("horizon.tick_ms", "1 to 60000 that divides an hour", str(tick_ms))
        return
    try:
        ZoneInfo(horizon.zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        yield Flaw("horizon.zone", "an IANA time zone", repr(horizon.zone))
    try:
        lasts = horizon.length
    except (ValueError, TypeError, AttributeError, OverflowError):
        yield Flaw("horizon", "starts and ends with a zone, a whole number of ticks apart")
        return
    if not 0 < lasts * tick_ms <= LONGEST_HORIZON.total_seconds() * 1000:
        yield Flaw("horizon.ends", "after horizon.starts, by at most 28 days")
    if not 1970 <= horizon.starts.year <= 9000:
        yield Flaw("horizon.starts", "a year from 1970 to 9000", str(horizon.starts.year))


def _bounds(problem: "Problem") -> Iterator[Flaw]:
    return out_of_bounds(problem, "", tick_ms=problem.horizon.tick_ms)


def _sums(problem: "Problem") -> Iterator[Flaw]:
    if largest_cost(problem) > LARGEST or largest_service(problem) > LARGEST:
        yield Flaw("weights", "prices and points whose sums stay below 2^62 whatever the plan")


def _meaning(problem: "Problem") -> Iterator[Flaw]:
    places = {place.id for place in problem.places}
    workers = {worker.id for worker in problem.workers}
    visits = {visit.id for visit in problem.visits}
    modes = {mode.name for mode in problem.modes}
    tools = {tool.id for tool in problem.tools}
    yield from _unique((place.id for place in problem.places), "places", "id")
    yield from _unique((mode.name for mode in problem.modes), "modes", "name")
    yield from _unique((worker.id for worker in problem.workers), "workers", "id")
    yield from _unique((visit.id for visit in problem.visits), "visits", "id")
    yield from _unique((series.id for series in problem.series), "series", "id")
    yield from _unique((tool.id for tool in problem.tools), "tools", "id")
    yield from _travel(problem, modes)
    for number, worker in enumerate(problem.workers):
        yield from _worker(worker, f"workers[{number}]", places, modes)
    for number, visit in enumerate(problem.visits):
        yield from _visit(visit, f"visits[{number}]", places, workers, tools)
    yield from _ties(problem, workers, visits)


def _travel(problem: "Problem", modes: set[str]) -> Iterator[Flaw]:
    for number, place in enumerate(problem.places):
        yield from _place(place, f"places[{number}]")
        for at, access in enumerate(place.access):
            yield from _known(access.mode, modes, f"places[{number}].access[{at}].mode", "a mode")
    for number, mode in enumerate(problem.modes):
        yield from _mode(problem, mode, f"modes[{number}].source")
    for number, rush in enumerate(problem.rush):
        yield from _known(rush.mode, modes, f"rush[{number}].mode", "a mode")
        if not all(10 <= percent <= 1_000 for percent in rush.percent):
            yield Flaw(f"rush[{number}].percent", "factors from 10 to 1000")


def _place(place: "Place", path: str) -> Iterator[Flaw]:
    if (place.latitude is None) != (place.longitude is None):
        yield Flaw(path, "both latitude and longitude, or neither")
    if not -85_000_000 <= (place.latitude or 0) <= 85_000_000:
        yield Flaw(f"{path}.latitude", "from -85 to 85 degrees")
    if not -180_000_000 <= (place.longitude or 0) <= 180_000_000:
        yield Flaw(f"{path}.longitude", "from -180 to 180 degrees")


def _mode(problem: "Problem", mode: "Mode", path: str) -> Iterator[Flaw]:
    size, source = len(problem.places), mode.source
    if isinstance(source, Matrix):
        if [len(row) for row in source.ticks] != [size] * size:
            yield Flaw(f"{path}.ticks", f"{size} rows of {size} numbers, one per place")
        if source.metres and [len(row) for row in source.metres] != [size] * size:
            yield Flaw(f"{path}.metres", f"{size} rows of {size} numbers, or no row")
        if any(metres < 0 for row in source.metres for metres in row):
            yield Flaw(f"{path}.metres", "no negative distance")
    elif isinstance(source, Coordinates):
        yield from _known(source.model, set(SPEED_MODELS), f"{path}.model", "a speed model")
        for at, place in enumerate(problem.places):
            if place.latitude is None:
                yield Flaw(f"places[{at}].latitude", f"coordinates, for mode {mode.name}")


def _worker(worker: "Worker", path: str, places: set[str], modes: set[str]) -> Iterator[Flaw]:
    yield from _unique((skill.name for skill in worker.skills), f"{path}.skills", "name")
    yield from _unique((shift.id for shift in worker.shifts), f"{path}.shifts", "id")
    if worker.base is not None:
        yield from _known(worker.base, places, f"{path}.base", "a place")
    for number, shift in enumerate(worker.shifts):
        yield from _shift(worker, shift, f"{path}.shifts[{number}]", places, modes)
    in_order = sorted(range(len(worker.shifts)), key=lambda n: worker.shifts[n].opens)
    for one, other in pairwise(in_order):
        if worker.shifts[other].opens < worker.shifts[one].closes:
            yield Flaw(f"{path}.shifts[{other}].opens", f"not before shifts[{one}] closes")
    for number, busy in enumerate(worker.busy):
        if busy.ends < busy.starts:
            yield Flaw(f"{path}.busy[{number}].ends", "not before starts")
    if (worker.history.last_end or 0) > 0:
        yield Flaw(f"{path}.history.last_end", "not after the horizon's start")


def _shift(
    worker: "Worker", shift: "Shift", path: str, places: set[str], modes: set[str]
) -> Iterator[Flaw]:
    if shift.closes < shift.opens:
        yield Flaw(f"{path}.closes", "not before opens")
    yield from _known(shift.mode, modes, f"{path}.mode", "a mode")
    for name, place in (("start", shift.start), ("end", shift.end)):
        if place is not None:
            yield from _known(place, places, f"{path}.{name}", "a place")
    for number, rest in enumerate(shift.breaks):
        if rest.latest - rest.earliest < rest.duration:
            yield Flaw(f"{path}.breaks[{number}].latest", "at least a duration after earliest")
        if rest.where == "home" and shift.start is None:
            yield Flaw(f"{path}.breaks[{number}].where", "a shift with a start place")
        if rest.where == "base" and worker.base is None:
            yield Flaw(f"{path}.breaks[{number}].where", "a worker with a base")


def _visit(
    visit: "Visit", path: str, places: set[str], workers: set[str], tools: set[str]
) -> Iterator[Flaw]:
    yield from _known(visit.place, places, f"{path}.place", "a place")
    yield from _unique((role.id for role in visit.roles), f"{path}.roles", "id")
    first = visit.roles[0]
    if first.optional:
        yield Flaw(f"{path}.roles[0].optional", "false: a visit has its first role")
    if first.after_least or first.after_most:
        yield Flaw(f"{path}.roles[0].after_least", "0: the first role starts with the visit")
    for number, role in enumerate(visit.roles):
        if role.after_most < role.after_least:
            yield Flaw(f"{path}.roles[{number}].after_most", "not below after_least")
    for number, window in enumerate(visit.windows):
        if window.closes < window.opens:
            yield Flaw(f"{path}.windows[{number}].closes", "not before opens")
    roles = {role.id for role in visit.roles}
    for name in ("promises", "pins", "holds"):
        told = getattr(visit, name)
        yield from _unique((one.role for one in told), f"{path}.{name}", "role")
        for number, one in enumerate(told):
            where = f"{path}.{name}[{number}]"
            yield from _known(one.role, roles, f"{where}.role", "a role of the visit")
            if one.worker is not None:
                yield from _known(one.worker, workers, f"{where}.worker", "a worker")
    if visit.errand:
        yield from _known(visit.errand.place, places, f"{path}.errand.place", "a place")
    for number, need in enumerate(visit.tools):
        yield from _known(need.tool, tools, f"{path}.tools[{number}].tool", "a tool")


def _ties(problem: "Problem", workers: set[str], visits: set[str]) -> Iterator[Flaw]:
    in_series: set[str] = set()
    for number, series in enumerate(problem.series):
        yield from _series(series, f"series[{number}]", visits, in_series)
        in_series.update(series.visits)
    pairs = ((one.worker, one.client) for one in problem.affinity)
    yield from _unique((f"{worker}/{client}" for worker, client in pairs), "affinity", "worker")
    for number, one in enumerate(problem.affinity):
        yield from _known(one.worker, workers, f"affinity[{number}].worker", "a worker")
    for name in ("allowed", "forbidden"):
        yield from _unique((one.client for one in getattr(problem, name)), name, "client")
        for number, circle in enumerate(getattr(problem, name)):
            for at, worker in enumerate(circle.workers):
                where = f"{name}[{number}].workers[{at}]"
                yield from _known(worker, workers, where, "a worker")
    for number, pair in enumerate(problem.together):
        yield from _pair(pair.trainee, pair.mentor, f"together[{number}]", "mentor", workers)
    for number, two in enumerate(problem.apart):
        yield from _pair(two.one, two.other, f"apart[{number}]", "other", workers)


def _series(series: "Series", path: str, visits: set[str], taken: set[str]) -> Iterator[Flaw]:
    yield from _unique(series.visits, f"{path}.visits", "")
    for number, visit in enumerate(series.visits):
        yield from _known(visit, visits, f"{path}.visits[{number}]", "a visit")
        if visit in taken:
            yield Flaw(f"{path}.visits[{number}]", "a visit of no other series", repr(visit))
    if not set(series.weekdays) <= set(range(1, 8)):
        yield Flaw(f"{path}.weekdays", "numbers from 1 (Monday) to 7")
    if series.gap_least and series.gap_most is not None and series.gap_most < series.gap_least:
        yield Flaw(f"{path}.gap_most", "not below gap_least")


def _pair(one: str, other: str, path: str, name: str, workers: set[str]) -> Iterator[Flaw]:
    for worker in (one, other):
        yield from _known(worker, workers, path, "workers")
    if one == other:
        yield Flaw(f"{path}.{name}", "somebody else")


def _known(value: str, known: set[str], path: str, what: str) -> Iterator[Flaw]:
    if value not in known:
        yield Flaw(path, f"{what} that exists", repr(value))


def _unique(values: Iterable[str], path: str, name: str) -> Iterator[Flaw]:
    seen: set[str] = set()
    for number, value in enumerate(values):
        where = f"{path}[{number}]" + (f".{name}" if name else "")
        if value in seen:
            yield Flaw(where, "a value that no earlier item has", repr(value))
        elif not value:
            yield Flaw(where, "a word that is not empty")
        seen.add(value)
