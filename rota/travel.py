"""How long journeys take, whatever the problem gives: a table, a file or coordinates."""

import hashlib
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rota.problem import Coordinates, Matrix, MatrixFile, Mode, Place, Problem
from rota.problem.speeds import SPEED_MODELS, SpeedModel
from rota.refused import Flaw, Refused
from rota.units import Metres, Moment, Ticks

MICROMETRES_PER_MICRODEGREE = 111_195
"""On the sphere of the earth's mean radius, 6,371 km."""

PARTS_OF_COSINE = 1_000_000


class Leg(NamedTuple):
    """One journey."""

    ticks: Ticks
    metres: Metres


NO_WAY = Leg(-1, 0)
"""What a table says where there is no way."""

STAY = Leg(0, 0)


class Travel:
    """
    The journeys of one problem, with access time included, computed row by row when first asked.

    :raises Refused: if a matrix file is missing, differs from its digest or has the wrong shape
    """

    def __init__(self, problem: Problem) -> None:
        self._clock = problem.horizon
        self.number = {place.id: number for number, place in enumerate(problem.places)}
        self._rows = {
            mode.name: _rows(problem, mode, f"modes[{at}].source")
            for at, mode in enumerate(problem.modes)
        }
        self._zones = {place.id: place.zone for place in problem.places}
        self._rush = {
            (rush.mode, rush.origin, rush.destination): rush.percent for rush in problem.rush
        }
        self._legs: dict[tuple[str, str, str], Leg | None] = {}

    @property
    def depends_on_departure(self) -> bool:
        return bool(self._rush)

    def rows(self, mode: str, origin: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """
        Return ticks and metres from place number `origin` to every place, access included.

        A time of -1 says that there is no way. Rush hours are not in it.
        """
        return self._rows[mode](origin)

    def leg(self, mode: str, origin: str, destination: str) -> Leg | None:
        """Return the journey outside rush hours; None if there is no way."""
        key = (mode, origin, destination)
        if key not in self._legs:
            self._legs[key] = self._find(mode, origin, destination)
        return self._legs[key]

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

    def _find(self, mode: str, origin: str, destination: str) -> Leg | None:
        if origin == destination:
            return STAY
        ticks, metres = self.rows(mode, self.number[origin])
        at = self.number[destination]
        return Leg(int(ticks[at]), int(metres[at])) if ticks[at] >= 0 else None


Rows = Callable[[int], tuple[NDArray[np.int64], NDArray[np.int64]]]


def _rows(problem: Problem, mode: Mode, path: str) -> Rows:
    access = np.array([_access(place, mode.name) for place in problem.places], dtype=np.int64)
    match mode.source:
        case Matrix(ticks=ticks, metres=metres):
            times = np.array(ticks, dtype=np.int64).reshape(len(access), len(access))
            ways = np.array(metres, dtype=np.int64) if metres else np.zeros_like(times)
            return _from_tables(times, ways, access)
        case MatrixFile() as file:
            table = _load(file, path, len(access))
            return _from_tables(table[0], table[1], access)
        case Coordinates(model=name):
            return _from_coordinates(problem, SPEED_MODELS[name], access)


def _access(place: Place, mode: str) -> Ticks:
    return next((access.ticks for access in place.access if access.mode == mode), 0)


def _from_tables(times: NDArray[Any], ways: NDArray[Any], access: NDArray[np.int64]) -> Rows:
    @cache
    def rows(origin: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        base = times[origin].astype(np.int64)
        row = np.where(base < 0, -1, base + access)
        row[origin] = 0
        return row, ways[origin].astype(np.int64)

    return rows


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


def _from_coordinates(problem: Problem, model: SpeedModel, access: NDArray[np.int64]) -> Rows:
    latitudes = np.array([place.latitude for place in problem.places], dtype=np.int64)
    longitudes = np.array([place.longitude for place in problem.places], dtype=np.int64)
    per_hour = problem.horizon.ticks_per_hour
    fixed = model.fixed_seconds * 1_000 // problem.horizon.tick_ms

    @cache
    def rows(origin: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        crow = crow_metres(latitudes[origin], longitudes[origin], latitudes, longitudes)
        metres = crow * model.detour_percent // 100
        ticks = metres * per_hour // model.metres_per_hour + fixed + access
        ticks[origin] = 0
        return ticks, metres

    return rows


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
    return np.array(
        [round(PARTS_OF_COSINE * math.cos(math.radians(n / 100))) for n in range(-9_000, 9_001)],
        dtype=np.int64,
    )
