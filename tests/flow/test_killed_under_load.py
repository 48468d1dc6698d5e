"""
Web, jobs and solver are killed while programs book orders: what was acknowledged is there, once.

Ten kills in every run of the tests; GUANJIA_KILLS asks for more, as the soak does. The figures are
printed when the test is run with -s.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from guanjia.chapters.dispatch.commands import requeue_silent_runs
from guanjia.chapters.dispatch.models import SolverRun, Visit
from guanjia.chapters.org import commands as org
from guanjia.chapters.planning.models import Order
from guanjia.kernel.actors import house_actor
from guanjia.ledger.models import Delivery, Event, Pending
from guanjia.outbound.models import Notice
from tests.databases import ROOT
from tests.flow.test_killed_in_the_middle import environment
from tests.world import company, homes, people, rosters

KILLS = int(os.environ.get("GUANJIA_KILLS", "10"))
CALLERS = 3
PATIENCE = 10
VICTIMS = ("web", "jobs", "web", "jobs", "solver")
AT_ONCE = 5


class Nursery:
    """The program that forks web and jobs for us to kill."""

    def __init__(self, address: str, folder: Path) -> None:
        queue = {"GUANJIA_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite3"}
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.flow.nursery"],
            cwd=ROOT,
            env=environment(address) | queue,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.port = self._heard()
        self.children = {kind: self.fork(kind) for kind in ("web", "jobs")}

    def _heard(self) -> int:
        return int(self.process.stdout.readline())

    def _ask(self, word: object) -> int:
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self._heard()

    def fork(self, kind: str) -> int:
        """Start a process and return its number."""
        return self._ask(kind)

    def end(self, kind: str, how: signal.Signals) -> int:
        """End a process and return how it ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.children[kind], how)
        return self._ask(self.children[kind])

    def close(self) -> None:
        """End everything."""
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=20)
        self.log.close()


@dataclass
class Load:
    """Programs that book orders one after the other and insist on an answer for each."""

    port: int
    token: str
    places: list[dict[str, Any]]
    first_at: datetime
    acknowledged: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    numbers: Any = field(default_factory=count)
    slowest: float = 0.0

    def run(self, name: int) -> None:
        """Book until told to stop; the one in hand is finished."""
        for number in self.numbers:
            if self.stopping.is_set():
                return
            key = f"order-{name}-{number}"
            body = self.places[number % len(self.places)] | {
                "key": key,
                "starts_at": (self.first_at + timedelta(minutes=30 * (number % 900))).isoformat(),
            }
            began = time.monotonic()
            while not self._ask(key, json.dumps(body)):
                self.unanswered += 1
                if time.monotonic() - began > 60:
                    self.refused.append(f"{key}: nobody answered for a minute")
                    return
                time.sleep(0.05)
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _ask(self, key: str, body: str) -> bool:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            caller.request("POST", "/api/v1/orders", body, headers)
            answer = caller.getresponse()
            said = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            caller.close()
        if answer.status == 201:
            self.acknowledged[key] = said["id"]
        elif answer.status in (409, 503):
            return False
        else:
            self.refused.append(f"{key}: {answer.status} {said}")
        return True


def solver_of(jobs: int) -> int | None:
    """Return the process in which a run is being solved, if any is."""
    with contextlib.suppress(OSError):
        for word in Path(f"/proc/{jobs}/task/{jobs}/children").read_text().split():
            if "guanjia.doors.jobs.solver" in Path(f"/proc/{word}/cmdline").read_text():
                return int(word)
    return None


def waits_for(what, seconds=60):
    """Return what is awaited as soon as it is there; something false if it does not come."""
    deadline = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def killed_solver(nursery: Nursery, chance: random.Random) -> bool:
    """Kill a solver at some moment of its work, and let the next jobs take the run up again."""
    solver = waits_for(lambda: solver_of(nursery.children["jobs"]), 20)
    if not solver:
        return False
    time.sleep(chance.uniform(0.0, 2.0))
    with contextlib.suppress(ProcessLookupError):
        os.kill(solver, signal.SIGKILL)
    nursery.end("jobs", signal.SIGKILL)
    requeue_silent_runs(
        actor=house_actor("keeper", "dispatcher"), at=timezone.now() + timedelta(minutes=10)
    )
    nursery.children["jobs"] = nursery.fork("jobs")
    return True


@pytest.fixture
def nursery(own_database, tmp_path):
    people.ready()
    born = Nursery(own_database, tmp_path)
    yield born
    born.close()


@pytest.mark.slow
def test_what_was_acknowledged_is_there_once_whoever_was_killed(nursery, capsys):
    at = timezone.now().replace(second=0, microsecond=0)
    branch = company.open_branch()
    households = [homes.open_household(branch) for _ in range(4)]
    for _worker in range(2):
        people.hire_worker(branch, at=at - timedelta(days=1))
    places = [
        {
            "household_id": one.pk,
            "home_id": homes.home_of(one).pk,
            "service_id": people.service("CLN-D").pk,
        }
        for one in households
    ]
    actor = homes.consultant_of(branch)
    _row, token = org.make_token(actor=actor, name="load", scopes=["read", "write"], at=at)
    load = Load(nursery.port, token, places, at + timedelta(days=2))
    callers = [threading.Thread(target=load.run, args=[name]) for name in range(CALLERS)]
    chance, kills = random.Random(20261127), Counter()
    began = time.monotonic()

    for caller in callers:
        caller.start()
    for victim in cycle(VICTIMS):
        if kills.total() >= KILLS or load.refused:
            break
        so_far = len(load.acknowledged)
        assert waits_for(lambda n=so_far: len(load.acknowledged) >= n + AT_ONCE or load.refused)
        time.sleep(chance.uniform(0.0, 0.2))
        if victim == "solver":
            if not SolverRun.objects.filter(status__in=["queued", "solving"]).exists():
                rosters.asked_roster(
                    branch, first_day=timezone.localdate(), days=7, seconds=1, at=timezone.now()
                )
            kills[victim] += killed_solver(nursery, chance)
            continue
        kills[victim] += nursery.end(victim, signal.SIGKILL) == -signal.SIGKILL
        nursery.children[victim] = nursery.fork(victim)
    load.stopping.set()
    for caller in callers:
        caller.join(90)
    assert load.refused == []
    assert waits_for(lambda: not Pending.objects.exists()), nursery.log.name
    assert nursery.end("jobs", signal.SIGTERM) == 0

    orders = dict(Order.objects.values_list("key", "id"))
    assert load.acknowledged.items() <= orders.items(), "none is lost"
    assert Order.objects.count() == len(orders), "none is doubled"
    booked = Event.objects.filter(kind="order.booked").count()
    assert booked == len(orders), "each is in the ledger once"
    assert Visit.objects.count() == len(orders), "and was handed on once"
    assert not Delivery.objects.exclude(parked_at=None).exists()
    told = Event.objects.filter(kind="notice.sent").values_list("payload", flat=True)
    assert set(Counter(fact["notice_id"] for fact in told).values()) <= {1}
    assert not Notice.objects.filter(status="failed").exists()
    runs = set(SolverRun.objects.values_list("status", flat=True))
    assert runs <= {"queued", "solving", "proposed", "failed"}
    with capsys.disabled():
        sys.stdout.write(
            f"\n{connection.vendor}: {kills.total()} kills ({dict(kills)}) in"
            f" {time.monotonic() - began:.0f} s; {len(load.acknowledged)} orders acknowledged,"
            f" {load.unanswered} asked again, 0 lost, 0 doubled;"
            f" the slowest took {load.slowest:.1f} s with its repeats\n"
        )
    assert kills.total() >= KILLS
    connections.close_all()
