"""A problem so small that solving it takes no time, for compiling what solving compiles."""

from datetime import timedelta

from rota.construct.engine import ENGINE
from rota.engine import Task
from rota.lookup import Lookup
from rota.model import Model
from rota.stops import Clock, Iterations


def solve_tiny() -> None:
    """Have the plain engine place one visit, with every argument that its compiled loop takes."""
    model = Model("2026-11-23")
    place = model.place("home", 31.0, 121.0)
    worker = model.worker("worker")
    model.shift(worker, *model.between("08:00", "18:00"), start=place)
    window = model.between("09:00", "10:00")
    model.visit("visit", place, [window], timedelta(hours=1), preferred=model.prefer(window))
    problem = model.problem()
    clock = Clock(Iterations(0), lambda: False)
    ENGINE.run(Task(problem, Lookup(problem), clock, 0, 1, None, lambda score, iterations: None))
