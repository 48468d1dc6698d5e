"""The figures by which visits are opened, people are chosen and lateness is told."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

PREFIX = "dispatch."


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of dispatch in force for a branch on a day; each a setting `dispatch.<name>`.

    Minutes, fen and whole numbers. `most_…`, `rest_minutes` and `days_per_week` are limits of
    working time. `opens_on_holidays` is 0 or 1. `…_gain_fen` is what a match is worth, set against travel at
    `travel_fen_per_hour`. `regular_days` is how far back a worker counts as a regular. `announce_minute` is the minute of the day
    before from which on households are told who comes.
    """

    weeks_ahead: int
    opens_on_holidays: int
    start_grid_minutes: int
    announce_minute: int
    hold_minutes: int
    late_minutes: int
    risk_minutes: int
    most_day_minutes: int
    most_week_minutes: int
    rest_minutes: int
    days_per_week: int
    unpaid_gap_minutes: int
    travel_fen_per_hour: int
    travel_fen_per_km: int
    home_way_percent: int
    regular_days: int
    regular_gain_fen: int
    asked_gain_fen: int
    language_gain_fen: int
    cuisine_gain_fen: int
    smoker_price_fen: int
    unknown_way_fen: int
    solver_seconds: int
    solver_silence_seconds: int
    solver_attempts: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Figures":
        """Return the figures from settings by key. :raises KeyError: if one is missing"""
        return cls(**{field.name: int(values[PREFIX + field.name]) for field in fields(cls)})


KEYS = tuple(PREFIX + field.name for field in fields(Figures))
"""The settings from which `Figures` are made."""
