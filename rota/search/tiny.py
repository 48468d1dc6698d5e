"""A smallest search that runs every compiled function once."""

from datetime import timedelta

import numpy as np

from rota.core.assemble import Round, Task, assemble
from rota.core.compile import compile_problem
from rota.core.lateness import spread
from rota.core.layout import Tables
from rota.lookup import Lookup
from rota.model import Model
from rota.problem import Limits, Series
from rota.search.follow import follow, lead
from rota.search.run import search
from rota.search.starts import CURVES, model_of
from rota.stops import Clock, Iterations


def solve_tiny_days(iterations: int = 40) -> None:
    """Search two days with a series, a limit and a break, and go on from what was found."""
    model = Model("2026-11-23", days=2)
    home = model.place("home", 31.0, 121.0)
    worker = model.worker("worker", limits=Limits(rest=3_600))
    visits = []
    for day in range(2):
        rest = model.rest(*model.between("11:00", "14:00", day), timedelta(minutes=30))
        model.shift(worker, *model.between("08:00", "18:00", day), start=home, breaks=[rest])
        window = model.between("09:00", "10:00", day)
        visits.append(model.visit(f"visit-{day}", home, [window], timedelta(hours=1)))
    model.series(Series(id="series", visits=tuple(visits), worker_rule="same"))
    problem = model.problem()
    lookup = Lookup(problem)
    stop = Clock(Iterations(iterations), lambda: False)
    first, second = (compile_problem(problem, lookup, 1) for _ in range(2))
    search(first.tables, stop, rules=first.rules)
    follow(second, lookup, first.best_plan())


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
    lead(tables, None, np.zeros((0, 3), np.int64))
    search(tables, Clock(Iterations(iterations), lambda: False))
    stops = np.array([(0, hour, 900, 600, 900, 600, 0, 60, 0)] * 2, np.int64)
    spread(model_of(1_000), CURVES, stops, np.array([0, hour], np.int64))
    return tables
