"""Named models of how fast people get about a city, for problems that give coordinates only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeedModel:
    """
    Distance is the crow's times a detour; time is a fixed start plus distance at a speed.

    A model never changes once published: a changed one gets a new name, so that an old problem
    keeps its travel times.
    """

    detour_percent: int
    metres_per_hour: int
    fixed_seconds: int


SPEED_MODELS = {
    "walk-1": SpeedModel(detour_percent=125, metres_per_hour=4_500, fixed_seconds=0),
    "ebike-city-1": SpeedModel(detour_percent=135, metres_per_hour=16_000, fixed_seconds=120),
    "transit-city-1": SpeedModel(detour_percent=145, metres_per_hour=18_000, fixed_seconds=600),
    "car-city-1": SpeedModel(detour_percent=140, metres_per_hour=24_000, fixed_seconds=300),
}
