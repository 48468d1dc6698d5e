"""Sends a load with `wrk` and reads its figures, with the share of a processor that it took itself."""

import os
import re
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
OPTIONS = ("-t1", "-c8", "--timeout", "20s")


@dataclass(frozen=True, slots=True)
class Load:
    """Requests per second, milliseconds at the middle and at the 95th of 100, and failures."""

    rate: float
    p50_ms: float
    p95_ms: float
    failed: int
    generator_share: float


def send(address: str, path: str, *, seconds: int, **given: str) -> Load:
    """
    Send requests to `path` for some seconds over eight connections.

    :param given: told to the script by the environment: COOKIE, TOKEN, IDS, BODY
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["wrk", *OPTIONS, f"-d{seconds}s", "-s", str(SCRIPT), address],
        env={**os.environ, "BENCH_PATH": path, **{f"BENCH_{k}": v for k, v in given.items()}},
        check=True,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    found = re.search(r"FIGURES (\S+) (\S+) (\S+) (\S+)", done.stdout)
    if not found:
        raise RuntimeError(done.stdout + done.stderr)
    rate, p50, p95, failed = found.groups()
    return Load(float(rate), float(p50), float(p95), int(failed), took / seconds)
