"""The home care benchmark of Mankowska, Meisel and Bierwirth (2014) for the compiled core."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rota.core.assemble import Round, Task, assemble
from rota.core.layout import NEVER, Tables, Whole

TICKS_PER_MINUTE = 1000
CERTAIN = NEVER // 4096
"""Price of leaving a service out: more than any plan costs, since all must be done."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its tables and the names to write a plan with."""

    name: str
    tables: Tables
    services: tuple[tuple[str, str], ...]
    caregivers: tuple[str, ...]


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
        rule = patient.get("synchronization", {"type": "simultaneous"})
        low, high = (0, 0) if rule["type"] == "simultaneous" else map(ticks, rule["distance"])
        for number, need in enumerate(needs):
            mate = -1 if len(needs) == 1 else len(tasks) + (1 if number == 0 else -1)
            tasks.append(
                Task(
                    place=place,
                    opens=opens,
                    due=closes,
                    length=ticks(need.get("duration", default[need["service"]])),
                    mate=mate,
                    lag=low if number == 0 else -high,
                    missed=CERTAIN,
                    fits=tuple(
                        number
                        for number, able in enumerate(abilities)
                        if need["service"] in able
                    ),
                )
            )
            services.append((patient["id"], need["service"]))
    rounds = [Round(start_place=0, end_place=0) for _carer in abilities]
    return Instance(
        name=path.name.removesuffix(".json.gz"),
        tables=assemble(tasks, rounds, travel, seed=seed),
        services=tuple(services),
        caregivers=tuple(carer["id"] for carer in raw["caregivers"]),
    )
