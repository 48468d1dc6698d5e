"""How long people take from one place to another, by the engine's own models of speed."""

from functools import lru_cache

import numpy as np

from guanjia.kernel.money import half_up
from guanjia.kernel.places import Point
from rota.problem.speeds import SPEED_MODELS
from rota.travel import crow_metres

SPEEDS = {
    "walk": "walk-1",
    "e_bike": "ebike-city-1",
    "transit": "transit-city-1",
    "car": "car-city-1",
}
"""A worker's way of getting about -> the engine's model of it."""
MOST_WAYS = 65_536


def seconds_between(mode: str, a: Point | None, b: Point | None) -> int | None:
    """Return how long the way takes, in seconds; None if either place is unknown."""
    if a is None or b is None:
        return None
    return _seconds(mode, a, b)


@lru_cache(maxsize=MOST_WAYS)
def _seconds(mode: str, a: Point, b: Point) -> int:
    if a == b:
        return 0
    model = SPEED_MODELS[SPEEDS[mode]]
    crow = crow_metres(
        round(a.latitude * 1_000_000),
        round(a.longitude * 1_000_000),
        np.array([round(b.latitude * 1_000_000)], dtype=np.int64),
        np.array([round(b.longitude * 1_000_000)], dtype=np.int64),
    )
    metres = int(crow[0]) * model.detour_percent // 100
    return metres * 3600 // model.metres_per_hour + model.fixed_seconds


class Ways:
    """The price of ways, at so many fen an hour."""

    def __init__(self, fen_per_hour: int) -> None:
        self._fen_per_hour = fen_per_hour

    def fen(self, mode: str, a: Point | None, b: Point | None) -> int:
        """Return what the way costs; nothing if a place is unknown."""
        return half_up((seconds_between(mode, a, b) or 0) * self._fen_per_hour, 3600)
