"""
Units as types: every number in rota is a whole number and its type says of what.

They are aliases of `int` for the type checker and carry their unit for readers of the annotations
(the JSON reader, the generated schema). Equal inputs give equal answers on every machine, because
no float enters a score.
"""

from dataclasses import dataclass
from typing import Annotated

LARGEST = 2**62
"""No number in a problem, and no sum that a plan can reach, may exceed this."""

MILLIFEN_PER_FEN = 1_000


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts, in words for the schema."""

    name: str
    doc: str


Ticks = Annotated[int, Unit("ticks", "length of time in ticks of the problem's horizon")]
"""A length of time. How long a tick is, the problem's horizon says: a second, usually."""

Moment = Annotated[int, Unit("moment", "instant, ISO 8601 with zone offset")]
"""A point in time: ticks since the horizon's start (negative: before). In JSON an ISO instant."""

Metres = Annotated[int, Unit("metres", "metres")]

Millifen = Annotated[int, Unit("millifen", "money in 1/1000 fen")]
"""Money in 1/1000 fen (1/100,000 yuan): a second of travel costs less than a fen."""

Points = Annotated[int, Unit("points", "points of service")]
"""Service lost: visits left out and promises broken. Never traded against money."""

Degrees = Annotated[int, Unit("degrees", "decimal degrees, WGS 84, at most six decimals")]
"""A coordinate in millionths of a degree. In JSON a decimal number of degrees."""


def in_fen(money: Millifen) -> int:
    """Return `money` in fen, rounded half up."""
    return (2 * money + MILLIFEN_PER_FEN) // (2 * MILLIFEN_PER_FEN)
