"""Places and how long it takes from one to another, by mode of travel."""

from dataclasses import dataclass

from rota.problem.fields import told
from rota.units import Degrees, Metres, Ticks

LARGEST_INLINE = 500
"""The most places an inline matrix may have; beyond it, name a file or use coordinates."""


@dataclass(frozen=True, slots=True)
class Access:
    """Time from arriving at a place to standing at the door: parking, gate, lift."""

    mode: str = told("mode of travel")
    ticks: Ticks = told("added to every journey to the place from another one", least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere visits take place or shifts begin. Coordinates are needed by speed models only."""

    id: str = told("unique")
    latitude: Degrees | None = told("north is positive", default=None)
    longitude: Degrees | None = told("east is positive", default=None)
    zone: str = told("zone for rush hours", default="")
    access: tuple[Access, ...] = told("by mode; none: at once", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """
    Times and distances as tables: row from, column to, both in the order of the places.

    Not necessarily symmetric. A time of -1 says that there is no way.
    """

    kind: str = told("always: matrix", default="matrix")
    ticks: tuple[tuple[Ticks, ...], ...] = told("travel times", length=(0, LARGEST_INLINE))
    metres: tuple[tuple[Metres, ...], ...] = told(
        "distances; empty: all zero", default=(), length=(0, LARGEST_INLINE)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFile:
    """
    As Matrix, in a `.npy` file: an array of whole numbers of shape (2, places, places), first
    ticks, then metres.
    """

    kind: str = told("always: file", default="file")
    path: str = told("path of the file, relative to the problem's file")
    sha256: str = told("digest of the file, hexadecimal; a file that differs is refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """As the crow flies, times a detour, at the speed of a named model."""

    kind: str = told("always: coordinates", default="coordinates")
    model: str = told("a name in rota.problem.speeds.SPEED_MODELS")


Source = Matrix | MatrixFile | Coordinates


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to travel, and where its times come from."""

    name: str = told("as in the shifts")
    source: Source = told("its times and distances")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """
    How much longer journeys take by hour of the day between two zones.

    A journey goes on at each hour's own speed, so that whoever leaves later never arrives sooner.
    """

    mode: str = told("mode of travel")
    origin: str = told("zone left")
    destination: str = told("zone reached")
    percent: tuple[int, ...] = told(
        "24 factors in percent by local hour of the day; 100 is the table's time", length=(24, 24)
    )
