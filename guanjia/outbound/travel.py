"""How long it takes to get from one place to another, asked of whoever knows."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from guanjia.kernel.places import Point, metres_between


@dataclass(frozen=True, slots=True)
class Pace:
    """
    How a way of travel gets along.

    :param metres_per_hour: door to door, on the way itself
    :param detour_percent: length of the real way, in percent of the straight line
    :param seconds_extra: for every trip: unlocking, waiting, parking, climbing stairs
    """

    metres_per_hour: int
    detour_percent: int
    seconds_extra: int


PACES = {
    "walk": Pace(4_500, 125, 60),
    "e_bike": Pace(18_000, 130, 180),
    "transit": Pace(20_000, 140, 600),
    "car": Pace(24_000, 140, 420),
}


class Travel(Protocol):
    """Somebody who knows the ways of a city."""

    def seconds(self, origin: Point, destination: Point, mode: str) -> int:
        """
        Return the whole seconds from `origin` to `destination`.

        :raises KeyError: if the way of travel is not known
        """


class Straight:
    """Reckons from the straight line: needs no network, no map and no key."""

    def seconds(self, origin: Point, destination: Point, mode: str) -> int:
        """Return the seconds at the pace of `mode`; nothing between a place and itself."""
        pace = PACES[mode]
        straight = metres_between(origin, destination)
        if not straight:
            return 0
        on_the_way = straight * pace.detour_percent * 36 // pace.metres_per_hour
        return on_the_way + pace.seconds_extra


def travel() -> Travel:
    """Return whoever settings.TRAVEL names."""
    known: Travel = import_string(settings.TRAVEL)()
    return known
