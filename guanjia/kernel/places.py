"""Points on the map and the distance between them."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_009
"""Mean radius of the earth in metres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place by latitude and longitude, in degrees (WGS 84)."""

    latitude: float
    longitude: float


def metres_between(a: Point, b: Point) -> int:
    """Return the great-circle distance in whole metres, by the haversine formula."""
    north = radians(b.latitude - a.latitude) / 2
    east = radians(b.longitude - a.longitude) / 2
    shrink = cos(radians(a.latitude)) * cos(radians(b.latitude))
    return round(2 * EARTH_RADIUS_M * asin(sqrt(sin(north) ** 2 + shrink * sin(east) ** 2)))
