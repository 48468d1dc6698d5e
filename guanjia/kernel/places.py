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


def known_point(latitude: float | None, longitude: float | None) -> Point | None:
    """Return the point of these degrees; None unless both are known."""
    return None if latitude is None or longitude is None else Point(latitude, longitude)


def metres_between(a: Point, b: Point) -> int:
    """Return the great-circle distance in whole metres, by the haversine formula."""
    north = radians(b.latitude - a.latitude) / 2
    east = radians(b.longitude - a.longitude) / 2
    shrink = cos(radians(a.latitude)) * cos(radians(b.latitude))
    return round(2 * EARTH_RADIUS_M * asin(sqrt(sin(north) ** 2 + shrink * sin(east) ** 2)))
