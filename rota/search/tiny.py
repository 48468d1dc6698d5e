"""A smallest search that runs every compiled function once."""

import numpy as np

from rota.core.assemble import Round, Task, assemble
from rota.core.lateness import spread
from rota.core.layout import Tables
from rota.search.run import search
from rota.search.starts import CURVES, model_of
from rota.stops import Clock, Iterations


def solve_tiny(iterations: int = 40) -> Tables:
    """Search a made-up day of two workers, one of its visits for both of them."""
    places = 5
    travel = np.array([[600 * abs(a - b) for b in range(places)] for a in range(places)], np.int64)
    hour = 3600
    alone = [
        Task(place=1 + number, opens=hour * number, due=hour * (number + 2), length=900,
             missed=1 << 30, fits=(0, 1))
        for number in range(4)
    ]  # fmt: skip
    first = Task(place=2, opens=hour, due=2 * hour, length=900, missed=1 << 30, fits=(0,), mate=5)
    second = Task(place=2, opens=hour, due=2 * hour, length=900, missed=1 << 30, fits=(1,), mate=4)
    rounds = [Round(start_place=0, end_place=0), Round(start_place=0, end_place=0)]
    tables = assemble([*alone, first, second], rounds, travel)
    search(tables, Clock(Iterations(iterations), lambda: False))
    stops = np.array([(0, hour, 900, 600, 900, 600, 0, 60, 0)] * 2, np.int64)
    spread(model_of(1_000), CURVES, stops, np.array([0, hour], np.int64))
    return tables
