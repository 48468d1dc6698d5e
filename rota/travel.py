"""How long journeys take, whatever the problem gives: a table, a file or coordinates."""

import hashlib
import math
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rota.problem import Coordinates, Matrix, MatrixFile, Mode, Place, Problem
from rota.problem.speeds import SPEED_MODELS, SpeedModel
from rota.refused import Flaw, Refused
from rota.units import Metres, Moment, Ticks

MICROMETRES_PER_MICRODEGREE = 111_195
"""On the sphere of the earth's mean radius, 6,371 km."""

PARTS_OF_COSINE = 1_000_000


ASIDE_METRES_PER_HOUR = 12_000
"""The pace from the nearest place of a table to an address that it does not have."""

Numbers = NDArray[np.int64]


class Leg(NamedTuple):
    """One journey."""

    ticks: Ticks
    metres: Metres


NO_WAY = Leg(-1, 0)
"""What a table says where there is no way."""

STAY = Leg(0, 0)


class Source(Protocol):
    """Where the journeys of one mode come from. Times of -1 say that there is no way."""

    def row(self, origin: int) -> tuple[Numbers, Numbers]:
        """Return ticks and metres from one place to all."""

    def column(self, destination: int) -> tuple[Numbers, Numbers]:
        """Return ticks and metres from all places to one."""

    def star(self, place: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return ticks and metres from all places to one, and from it to all."""

    def leg(self, origin: int, destination: int) -> Leg:
        """Return one journey."""

    def admit(self, place: Place) -> None:
        """Add a place behind all others."""

    def dismiss(self) -> None:
        """Take the last place away again."""


class Travel:
    """
    The journeys of one problem, with access time included.

    :raises Refused: if a matrix file is missing, differs from its digest or has the wrong shape
    """

    def __init__(self, problem: Problem) -> None:
        self._clock = problem.horizon
        self.number = {place.id: number for number, place in enumerate(problem.places)}
        self._sources: dict[str, Source] = {
            mode.name: _source(problem, mode, f"modes[{at}].source")
            for at, mode in enumerate(problem.modes)
        }
        self._zones = {place.id: place.zone for place in problem.places}
        self._rush = {
            (rush.mode, rush.origin, rush.destination): rush.percent for rush in problem.rush
        }
        self._legs: dict[tuple[str, str, str], Leg | None] = {}
        self.guests: dict[str, dict[tuple[str, str, str], Leg | None]] = {}
        """Legs of places that may be dismissed again, by place."""

    @property
    def depends_on_departure(self) -> bool:
        return bool(self._rush)

    def admit(self, place: Place, *, for_good: bool = True) -> None:
        """
        Add a place that the problem does not have, for good or until it is dismissed.

        Where times come from tables, it is reached by way of the nearest place of the table, and
        from there at the pace of a cyclist.

        :raises Refused: if it has no coordinates, or none of a table's places has
        """
        if place.id in self.number:
            raise Refused([Flaw("place.id", "a place that the problem does not have")])
        if place.latitude is None:
            raise Refused([Flaw("place.latitude", "coordinates, for a place outside the tables")])
        for source in self._sources.values():
            source.admit(place)
        self.number[place.id] = len(self.number)
        self._zones[place.id] = place.zone
        if not for_good:
            self.guests[place.id] = {}

    def keep(self, place: str) -> None:
        """Let a place stay for good that was admitted to be dismissed again."""
        del self.guests[place]

    def dismiss(self, place: str) -> None:
        """Forget the place admitted last, which was not to stay."""
        for source in self._sources.values():
            source.dismiss()
        del self.number[place], self._zones[place], self.guests[place]

    def rows(self, mode: str, origin: int) -> tuple[Numbers, Numbers]:
        """Return ticks and metres from place number `origin` to all, outside rush hours."""
        return self._sources[mode].row(origin)

    def columns(self, mode: str, destination: int) -> tuple[Numbers, Numbers]:
        """Return ticks and metres from all places to number `destination`, likewise."""
        return self._sources[mode].column(destination)

    def star(self, mode: str, place: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return what `columns` and `rows` do for place number `place`, at less cost."""
        return self._sources[mode].star(place)

    def leg(self, mode: str, origin: str, destination: str) -> Leg | None:
        """Return the journey outside rush hours; None if there is no way."""
        key = (mode, origin, destination)
        legs = self._legs
        if self.guests:
            legs = self.guests.get(origin, self.guests.get(destination, legs))
        if key not in legs:
            leg = STAY
            if origin != destination:
                numbers = self.number[origin], self.number[destination]
                leg = self._sources[mode].leg(*numbers)
            legs[key] = leg if leg.ticks >= 0 else None
        return legs[key]

    def leg_at(self, mode: str, origin: str, destination: str, departs: Moment) -> Leg | None:
        """
        Return the journey when leaving at `departs`.

        Each hour of the day has its own speed and the journey goes on at the speed of the hour it
        is in, so nobody arrives sooner by leaving later.
        """
        leg = self.leg(mode, origin, destination)
        percent = self._rush.get((mode, self._zones[origin], self._zones[destination]))
        if leg is None or percent is None or not leg.ticks:
            return leg
        hour_long = self._clock.ticks_per_hour
        local = self._clock.instant(departs)
        since_hour = local.minute * 60_000 + local.second * 1_000 + local.microsecond // 1_000
        left_in_hour = hour_long - since_hour // self._clock.tick_ms
        hour, work, taken = local.hour, leg.ticks * 100, 0
        while True:
            factor = percent[hour % 24]
            done_by_hour = left_in_hour * 10_000 // factor
            if work <= done_by_hour:
                return Leg(taken + -(-work * factor // 10_000), leg.metres)
            work -= done_by_hour
            taken += left_in_hour
            left_in_hour, hour = hour_long, hour + 1


def _source(problem: Problem, mode: Mode, path: str) -> Source:
    size = len(problem.places)
    match mode.source:
        case Matrix(ticks=ticks, metres=metres):
            times = np.array(ticks, dtype=np.int64).reshape(size, size)
            ways = np.array(metres, dtype=np.int64) if metres else np.zeros_like(times)
            return _Table(problem, mode.name, times, ways)
        case MatrixFile() as file:
            table = _load(file, path, size)
            return _Table(problem, mode.name, table[0], table[1])
        case Coordinates(model=name):
            return _Crow(problem, mode.name, SPEED_MODELS[name])


def _access(place: Place, mode: str) -> Ticks:
    return next((access.ticks for access in place.access if access.mode == mode), 0)


class _Table:
    """Journeys from a table; places admitted later hang on the nearest place of the table."""

    def __init__(
        self, problem: Problem, mode: str, times: NDArray[Any], ways: NDArray[Any]
    ) -> None:
        self.times, self.ways = times, ways
        self.places = list(problem.places)
        self.stand_ins = list(range(len(self.places)))
        self.extra = [STAY] * len(self.places)
        self.access = [_access(place, mode) for place in self.places]
        self.mode = mode
        self.per_hour = problem.horizon.ticks_per_hour

    def leg(self, origin: int, destination: int) -> Leg:
        here, there = self.stand_ins[origin], self.stand_ins[destination]
        base = 0 if here == there else int(self.times[here, there])
        if base < 0:
            return NO_WAY
        aside = (self.extra[origin], self.extra[destination])
        ticks = base + sum(leg.ticks for leg in aside) + self.access[destination]
        return Leg(ticks, int(self.ways[here, there]) + sum(leg.metres for leg in aside))

    def row(self, origin: int) -> tuple[Numbers, Numbers]:
        legs = (self.times[self.stand_ins[origin]], self.ways[self.stand_ins[origin]])
        return self._line(legs, origin, np.array(self.access, dtype=np.int64))

    def column(self, destination: int) -> tuple[Numbers, Numbers]:
        stand_in = self.stand_ins[destination]
        legs = (self.times[:, stand_in], self.ways[:, stand_in])
        return self._line(legs, destination, self.access[destination])

    def star(self, place: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        return *self.column(place), *self.row(place)

    def _line(
        self, legs: tuple[NDArray[Any], NDArray[Any]], own: int, access: Any
    ) -> tuple[Numbers, Numbers]:
        base = legs[0][self.stand_ins].astype(np.int64)
        base[np.array(self.stand_ins) == self.stand_ins[own]] = 0
        extra = np.array(self.extra, dtype=np.int64).reshape(-1, 2) + self.extra[own]
        ticks = np.where(base < 0, -1, base + extra[:, 0] + access)
        ticks[own] = 0
        return ticks, legs[1][self.stand_ins].astype(np.int64) + extra[:, 1]

    def admit(self, place: Place) -> None:
        located = [n for n, other in enumerate(self.places) if other.latitude is not None]
        if not located:
            raise Refused([Flaw("places", "coordinates, to place an address beside them")])
        metres, nearest = min((_crow_between(place, self.places[n]), n) for n in located)
        self.stand_ins.append(nearest)
        self.extra.append(Leg(metres * self.per_hour // ASIDE_METRES_PER_HOUR, metres))
        self.access.append(_access(place, self.mode))

    def dismiss(self) -> None:
        for column in (self.stand_ins, self.extra, self.access):
            column.pop()


def _load(file: MatrixFile, path: str, size: int) -> NDArray[Any]:
    where = Path(file.path)
    try:
        content = where.read_bytes()
    except OSError as error:
        raise Refused([Flaw(f"{path}.path", "a readable file", str(error))]) from None
    digest = hashlib.sha256(content).hexdigest()
    if digest != file.sha256.lower():
        raise Refused([Flaw(f"{path}.sha256", "the digest of the file", digest)])
    try:
        table: NDArray[Any] = np.load(where, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError) as error:
        raise Refused([Flaw(f"{path}.path", "a .npy file", str(error)[:80])]) from None
    if table.shape != (2, size, size) or table.dtype.kind not in "iu":
        found = f"{table.dtype} {table.shape}"
        expected = f"whole numbers of shape (2, {size}, {size})"
        raise Refused([Flaw(f"{path}.path", expected, found)])
    if table.size and (table.min() < -1 or table.max() >= 2**31 or table[1].min() < 0):
        raise Refused([Flaw(f"{path}.path", "ticks from -1 and metres from 0, below 2^31")])
    return table


class _Crow:
    """Journeys from coordinates at the speed of a model."""

    def __init__(self, problem: Problem, mode: str, model: SpeedModel) -> None:
        self.model = model
        self.mode = mode
        self.per_hour = problem.horizon.ticks_per_hour
        self.fixed = model.fixed_seconds * 1_000 // problem.horizon.tick_ms
        self.points = [(place.latitude or 0, place.longitude or 0) for place in problem.places]
        self.access = [_access(place, mode) for place in problem.places]
        self._arrays: tuple[Numbers, Numbers, Numbers] | None = None

    def leg(self, origin: int, destination: int) -> Leg:
        crow = crow_leg(*self.points[origin], *self.points[destination])
        metres = crow * self.model.detour_percent // 100
        ticks = metres * self.per_hour // self.model.metres_per_hour + self.fixed
        return Leg(ticks + self.access[destination], metres)

    def row(self, origin: int) -> tuple[Numbers, Numbers]:
        return self._line(origin, self._all()[2])

    def column(self, destination: int) -> tuple[Numbers, Numbers]:
        return self._line(destination, self.access[destination])

    def admit(self, place: Place) -> None:
        self.points.append((place.latitude or 0, place.longitude or 0))
        self.access.append(_access(place, self.mode))
        if self._arrays:
            new = (*self.points[-1], self.access[-1])
            latitudes, longitudes, access = (
                np.append(column, value) for column, value in zip(self._arrays, new, strict=True)
            )
            self._arrays = (latitudes, longitudes, access)

    def dismiss(self) -> None:
        self.points.pop()
        self.access.pop()
        if self._arrays:
            latitudes, longitudes, access = (column[:-1] for column in self._arrays)
            self._arrays = (latitudes, longitudes, access)

    def star(self, place: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        ticks, metres = self._line(place, 0)
        on = ticks + self._all()[2]
        ticks += self.access[place]
        ticks[place] = on[place] = 0
        return ticks, metres, on, metres

    def _line(self, own: int, access: Any) -> tuple[Numbers, Numbers]:
        latitudes, longitudes, _ = self._all()
        crow = crow_metres(latitudes[own], longitudes[own], latitudes, longitudes)
        metres = crow * self.model.detour_percent // 100
        ticks = metres * self.per_hour // self.model.metres_per_hour + self.fixed + access
        ticks[own] = 0
        return ticks, metres

    def _all(self) -> tuple[Numbers, Numbers, Numbers]:
        if self._arrays is None:
            points = np.array(self.points, dtype=np.int64).reshape(-1, 2)
            access = np.array(self.access, dtype=np.int64)
            self._arrays = (points[:, 0].copy(), points[:, 1].copy(), access)
        return self._arrays


def _crow_between(one: Place, other: Place) -> Metres:
    return crow_leg(
        one.latitude or 0, one.longitude or 0, other.latitude or 0, other.longitude or 0
    )


def crow_leg(latitude: int, longitude: int, to_latitude: int, to_longitude: int) -> Metres:
    """Return the distance of two points exactly as `crow_metres` does, without an array."""
    across = _cosine((latitude + to_latitude) // 2 // 10_000)
    down = abs(to_latitude - latitude) * MICROMETRES_PER_MICRODEGREE // 10_000
    apart = abs(to_longitude - longitude)
    apart = min(apart, 360_000_000 - apart)
    side = apart * MICROMETRES_PER_MICRODEGREE // 10_000 * across // PARTS_OF_COSINE
    return math.isqrt(down * down + side * side) // 100


def crow_metres(
    latitude: Any, longitude: Any, latitudes: NDArray[np.int64], longitudes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """
    Return the distances in whole metres from one point to many, in whole-number arithmetic.

    The earth is taken as a plane at the middle latitude, rounded to 1/100 degree: within 0.1 % up
    to 100 km. The same on every machine.
    """
    middle = (latitude + latitudes) // 2 // 10_000
    across = _cosines()[middle + 9_000]
    down = np.abs(latitudes - latitude) * MICROMETRES_PER_MICRODEGREE // 10_000
    apart = np.abs(longitudes - longitude)
    apart = np.minimum(apart, 360_000_000 - apart)
    side = apart * MICROMETRES_PER_MICRODEGREE // 10_000 * across // PARTS_OF_COSINE
    # in centimetres, so that the squares of any two points on earth stay below 2^63
    square = down * down + side * side
    root: NDArray[np.int64] = np.sqrt(square.astype(np.float64)).astype(np.int64)
    root -= root * root > square
    root += (root + 1) * (root + 1) <= square
    return root // 100


@cache
def _cosines() -> NDArray[np.int64]:
    """Cosine × 10^6 of each 1/100 degree from -90 to 90."""
    return np.array([_cosine(n) for n in range(-9_000, 9_001)], dtype=np.int64)


@cache
def _cosine(hundredths: int) -> int:
    return round(PARTS_OF_COSINE * math.cos(math.radians(hundredths / 100)))
