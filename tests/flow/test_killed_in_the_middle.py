"""A process that is killed at any moment loses nothing and doubles nothing."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from guanjia.flow.leases import take_lease
from guanjia.kernel.actors import house_actor
from guanjia.kernel.facts import Fact
from guanjia.ledger.models import Delivery, Event, Lease, Pending
from guanjia.ledger.record import record
from guanjia.outbound.models import Notice
from tests.world.company import MONDAY_9, open_branch

ROOT = Path(__file__).resolve().parents[2]
BELLS = 120
CASES = 5
KILLS = 40
SIGKILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class BellRang(Fact):
    kind: ClassVar[str] = "bell.rang"
    times: int


@dataclass
class Nursery:
    """The program that forks deliverers for us to kill."""

    process: subprocess.Popen[str]

    def deliver(self, number: int, *, kill_after: float | None) -> int:
        """Let a deliverer run; kill it after a while, if asked to; return how it ended."""
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self.process.stdout.readline())


def environment(address: str) -> dict[str, str]:
    return os.environ | {
        "GUANJIA_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.test",
    }


@pytest.fixture
def nursery(own_database) -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.flow.deliverer"],
        cwd=ROOT,
        env=environment(own_database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)
        process.stdin.close()


@pytest.mark.slow
def test_a_deliverer_killed_at_any_moment_loses_nothing_and_doubles_nothing(nursery):
    branches = [open_branch() for _case in range(CASES)]
    rung = [
        record(BellRang(times), branches[times % CASES], actor=house_actor("ringer"), at=MONDAY_9)
        for times in range(BELLS)
    ]
    chance = random.Random(20261123)
    ends = Counter()

    for number in range(1, 500):
        if ends[SIGKILLED] >= KILLS or not Pending.objects.exists():
            break
        ends[nursery.deliver(number, kill_after=chance.uniform(0.0, 0.08))] += 1
    killed_with_work_left = ends[SIGKILLED]
    assert nursery.deliver(1000, kill_after=None) == 0
    assert nursery.deliver(1001, kill_after=None) == 0

    assert killed_with_work_left >= 5, "the test has killed something in the middle"
    assert not Pending.objects.exists()
    assert not Delivery.objects.filter(done_at=None).exists()
    bells = sorted(event.pk for event in rung)
    for kind in ("echo.heard", "echo.faded"):
        heard = Event.objects.filter(kind=kind).order_by("id")
        assert sorted(event.payload["of"] for event in heard) == bells, kind
        for branch in branches:
            in_case = [event.payload["of"] for event in heard if event.case == branch.case]
            assert in_case == sorted(in_case), f"{kind} of {branch.case} out of order"
    assert set(Notice.objects.values_list("key", flat=True)) == {f"bell/{pk}" for pk in bells}
    assert Notice.objects.filter(status="sent").count() == BELLS
    told = Event.objects.filter(kind="notice.sent").values_list("payload", flat=True)
    sent = Counter(payload["notice_id"] for payload in told)
    assert set(sent.values()) == {1}


def test_while_a_lease_holds_nobody_else_delivers_and_then_somebody_does(own_database):
    assert take_lease("delivery", holder="killed", at=MONDAY_9)

    assert not take_lease("delivery", holder="next", at=MONDAY_9 + timedelta(seconds=9))
    assert take_lease("delivery", holder="next", at=MONDAY_9 + timedelta(seconds=10))


def test_a_worker_hands_on_and_gives_the_lease_back_when_told_to_stop(own_database, tmp_path):
    """The worker itself, as `guanjia work` runs it, with the house's own table."""
    record(BellRang(1), open_branch(), actor=house_actor("ringer"), at=MONDAY_9)
    worker = subprocess.Popen(
        [sys.executable, "-m", "guanjia.doors.jobs"],
        cwd=ROOT,
        env=environment(own_database) | {"GUANJIA_QUEUE_URL": f"sqlite://{tmp_path}/queue.sqlite3"},
    )
    try:
        deadline = time.monotonic() + 30
        while Pending.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not Pending.objects.exists()
        assert Lease.objects.get(name="delivery").holder
    finally:
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(timeout=15)

    assert code == 0
    assert Lease.objects.get(name="delivery").holder == ""
