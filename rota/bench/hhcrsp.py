"""The home care benchmark of Mankowska, Meisel and Bierwirth (2014): reading, solving, writing."""

import gzip
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rota.bench.clocks import make_clock
from rota.core import layout
from rota.core.assemble import Round, Task, assemble
from rota.core.layout import NEVER, Tables, Whole
from rota.search.run import search

TICKS_PER_MINUTE = 1000
CERTAIN = NEVER // 4096
"""Price of leaving a service out: more than any plan costs, since all must be done."""

LEAST_PROCESSOR_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its tables and the names to write a plan with."""

    name: str
    tables: Tables
    services: tuple[tuple[str, str], ...]
    caregivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan in the checker's format and what finding it took."""

    solution: dict[str, Any]
    wall: float
    processor: float

    @property
    def is_crowded(self) -> bool:
        """Whether others had so much of the processor that the run tells little."""
        return self.processor < LEAST_PROCESSOR_SHARE * self.wall


def ticks(minutes: float) -> int:
    """Turn exact thousandths of a minute into ticks."""
    return round(minutes * TICKS_PER_MINUTE)


def read_instance(path: Path, seed: int) -> Instance:
    """Read one gzipped instance; all its times are exact thousandths of a minute."""
    raw = json.loads(gzip.decompress(path.read_bytes()))
    travel: Whole = np.rint(np.array(raw["distances"]) * TICKS_PER_MINUTE).astype(np.int64)
    default = {service["id"]: service.get("default_duration") for service in raw["services"]}
    abilities = [frozenset(carer["abilities"]) for carer in raw["caregivers"]]
    tasks: list[Task] = []
    services: list[tuple[str, str]] = []
    for place, patient in enumerate(raw["patients"], start=1):
        opens, closes = (ticks(minute) for minute in patient["time_window"])
        needs = patient["required_caregivers"]
        low, high = _gap(patient)
        for number, need in enumerate(needs):
            service = need["service"]
            tasks.append(
                Task(
                    place=place,
                    opens=opens,
                    due=closes,
                    length=ticks(need.get("duration", default[service])),
                    mate=-1 if len(needs) == 1 else len(tasks) + (-1 if number else 1),
                    lag=-high if number else low,
                    missed=CERTAIN,
                    fits=tuple(one for one, able in enumerate(abilities) if service in able),
                )
            )
            services.append((patient["id"], service))
    rounds = [Round(start_place=0, end_place=0) for _carer in abilities]
    return Instance(
        name=path.name.removesuffix(".json.gz"),
        tables=assemble(tasks, rounds, travel, seed=seed),
        services=tuple(services),
        caregivers=tuple(carer["id"] for carer in raw["caregivers"]),
    )


def _gap(patient: dict[str, Any]) -> tuple[int, int]:
    """Return the least and the most ticks from the first service's start to the second's."""
    rule = patient.get("synchronization", {"type": "simultaneous"})
    if rule["type"] == "simultaneous":
        return 0, 0
    low, high = rule["distance"]
    return ticks(low), ticks(high)


def solve_instance(path: Path, seconds: float, seed: int, clock: str) -> Solved:
    """
    Search for `seconds`, on one core.

    :param clock: "wall" or "processor": which seconds are meant
    """
    instance = read_instance(path, seed)
    wall, processor = time.perf_counter(), time.process_time()
    search(instance.tables, make_clock(clock, seconds))
    return Solved(
        solution_of(instance),
        time.perf_counter() - wall,
        time.process_time() - processor,
    )


def solution_of(instance: Instance) -> dict[str, Any]:
    """Write the best plan found in the format of the benchmark's checker."""
    tables = instance.tables
    best = tables.best
    tasks = int(tables.tally[layout.TASKS])
    routes = []
    for number, caregiver in enumerate(instance.caregivers):
        locations = []
        row = int(best[tasks + number, 1])
        while row < tasks:
            patient, service = instance.services[row]
            start = int(best[row, 4]) / TICKS_PER_MINUTE
            locations.append({"patient_id": patient, "service_id": service, "start": start})
            row = int(best[row, 1])
        if locations:
            routes.append({"caregiver_id": caregiver, "locations": locations})
    return {"routes": routes}
