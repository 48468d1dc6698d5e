"""
The engines that are measured on the city: ours, and the peers, each given the same day.

All search on one core. With the `processor` clock, seconds are processor seconds of the searching
thread's process, so that a machine that others use as well measures the same; VROOM knows wall
time only and is left as many of those as it asks for, `PATIENCE` times the limit at most.
"""

import time
from collections.abc import Callable
from datetime import timedelta

import numpy as np

from rota.bench.city import City, Routes
from rota.bench.clocks import READINGS, make_clock
from rota.core import layout
from rota.core.assemble import Round, Task, assemble
from rota.search.run import search

PRIZE = 1_000_000
"""What leaving a visit out costs: more than any travel that serving it could add."""
PATIENCE = 4
FORBIDDEN = 10_000_000
"""Seconds to a visit that a worker has no skill for, where a peer knows no skills."""


def solve_with_rota(city: City, seconds: float, seed: int, clock: str, cores: int = 1) -> Routes:
    """
    Search with our own engine; laying out its tables counts as searching.

    :param cores: threads; by the processor's clock the seconds are those of all of them together
    """
    own = make_clock(clock, seconds)
    able = {
        skill: tuple(
            number
            for number, worker in enumerate(city.workers)
            if skill is None or skill in worker.skills
        )
        for skill in {visit.skill for visit in city.visits}
    }
    tasks = [
        Task(
            place=visit.place,
            opens=visit.opens,
            due=layout.NEVER,
            last=visit.closes,
            length=visit.length,
            missed=PRIZE,
            fits=able[visit.skill],
        )
        for visit in city.visits
    ]
    rounds = [
        Round(worker.home, worker.home, worker.opens, worker.closes) for worker in city.workers
    ]
    tables = assemble(tasks, rounds, city.travel, seed=seed)
    search(tables, own, cores=cores)
    routes: list[list[int]] = []
    for number in range(len(rounds)):
        routes.append([])
        row = int(tables.best[len(tasks) + number, layout.SUCC])
        while row < len(tasks):
            routes[-1].append(row)
            row = int(tables.best[row, layout.SUCC])
    return routes


def solve_with_pyvrp(city: City, seconds: float, seed: int, clock: str) -> Routes:
    """Search with PyVRP: a vehicle type for each worker, a routing profile for each skill set."""
    import pyvrp

    read = READINGS[clock]
    until = read() + seconds

    def is_over(_best_cost: float) -> bool:
        return read() >= until

    places = len(city.travel)
    skill_sets = sorted({tuple(sorted(worker.skills)) for worker in city.workers})
    matrices = []
    for skills in skill_sets:
        matrix = city.travel.copy()
        for visit in city.visits:
            if visit.skill is not None and visit.skill not in skills:
                matrix[:, visit.place] = FORBIDDEN
                matrix[visit.place, visit.place] = 0
        matrices.append(matrix)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _place in range(places)],
        clients=[
            pyvrp.Client(
                visit.place,
                service_duration=visit.length,
                tw_early=visit.opens,
                tw_late=visit.closes,
                prize=PRIZE,
                required=False,
            )
            for visit in city.visits
        ],
        depots=[pyvrp.Depot(worker.home) for worker in city.workers],
        vehicle_types=[
            pyvrp.VehicleType(
                start_depot=number,
                end_depot=number,
                tw_early=worker.opens,
                tw_late=worker.closes,
                profile=skill_sets.index(tuple(sorted(worker.skills))),
            )
            for number, worker in enumerate(city.workers)
        ],
        distance_matrices=matrices,
        duration_matrices=matrices,
    )
    result = pyvrp.solve(data, is_over, seed=seed, collect_stats=False)
    routes: list[list[int]] = [[] for _worker in city.workers]
    if result.is_feasible():
        for route in result.best.routes():
            routes[route.vehicle_type()] = [
                activity.idx for activity in route if activity.is_client()
            ]
    return routes


def solve_with_vroom(city: City, seconds: float, seed: int, clock: str) -> Routes:
    """Search with VROOM: one thread, highest exploration, stopped by its own time limit."""
    import vroom

    del seed  # it has none
    problem = vroom.Input()
    problem.set_durations_matrix("car", city.travel.astype(np.uint32))
    for number, worker in enumerate(city.workers):
        problem.add_vehicle(
            vroom.Vehicle(
                number,
                start=worker.home,
                end=worker.home,
                skills={skill + 1 for skill in worker.skills},
                time_window=vroom.TimeWindow(worker.opens, worker.closes),
            )
        )
    for number, visit in enumerate(city.visits):
        problem.add_job(
            vroom.Job(
                number,
                location=visit.place,
                default_service=visit.length,
                skills=set() if visit.skill is None else {visit.skill + 1},
                time_windows=[vroom.TimeWindow(visit.opens, visit.closes)],
            )
        )
    limit = seconds if clock == "wall" else PATIENCE * seconds
    solution = problem.solve(5, 1, timedelta(seconds=limit))
    routes: list[list[int]] = [[] for _worker in city.workers]
    table = solution.routes
    for worker, kind, job in zip(table.vehicle_id, table.type, table.id, strict=True):
        if kind == "job":
            routes[int(worker)].append(int(job))
    return routes


def solve_with_ortools(city: City, seconds: float, seed: int, clock: str) -> Routes:
    """Search with OR-Tools' routing: cheapest insertion, then guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    del seed  # guided local search has none
    workers = len(city.workers)
    homes = list(range(workers))
    manager = pywrapcp.RoutingIndexManager(len(city.travel), workers, homes, homes)
    routing = pywrapcp.RoutingModel(manager)
    service = np.zeros(len(city.travel), np.int64)
    for visit in city.visits:
        service[visit.place] = visit.length
    ways = routing.RegisterTransitMatrix(city.travel.tolist())
    times = routing.RegisterTransitMatrix((city.travel + service[:, None]).tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(ways)
    day = max(worker.closes for worker in city.workers)
    routing.AddDimension(times, day, day, False, "time")
    hours = routing.GetDimensionOrDie("time")
    for number, worker in enumerate(city.workers):
        hours.CumulVar(routing.Start(number)).SetRange(worker.opens, worker.closes)
        hours.CumulVar(routing.End(number)).SetRange(worker.opens, worker.closes)
    for visit in city.visits:
        index = manager.NodeToIndex(visit.place)
        hours.CumulVar(index).SetRange(visit.opens, visit.closes)
        routing.AddDisjunction([index], PRIZE)
        able = [at for at, worker in enumerate(city.workers) if city.may(worker, visit)]
        routing.VehicleVar(index).SetValues([-1, *able])
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    strategies = routing_enums_pb2.FirstSolutionStrategy
    parameters.first_solution_strategy = strategies.PARALLEL_CHEAPEST_INSERTION
    searches = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = searches.GUIDED_LOCAL_SEARCH
    if clock == "wall":
        parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
    else:
        until = time.process_time() + seconds
        limit = routing.solver().CustomLimit(lambda: time.process_time() >= until)
        routing.AddSearchMonitor(limit)
    solution = routing.SolveWithParameters(parameters)
    routes: list[list[int]] = [[] for _worker in city.workers]
    if solution:
        for number in range(workers):
            index = solution.Value(routing.NextVar(routing.Start(number)))
            while not routing.IsEnd(index):
                routes[number].append(manager.IndexToNode(index) - workers)
                index = solution.Value(routing.NextVar(index))
    return routes


Solver = Callable[[City, float, int, str], Routes]

SOLVERS: dict[str, tuple[Solver, str | None]] = {
    "rota": (solve_with_rota, None),
    "pyvrp": (solve_with_pyvrp, "pyvrp"),
    "vroom": (solve_with_vroom, "pyvroom"),
    "ortools": (solve_with_ortools, "ortools"),
}
"""Engines by name, and the package that each needs."""
