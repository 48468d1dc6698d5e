"""A worker was killed, and the clock set back two hours: the next one is at work at once."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from guanjia.flow.leases import DELIVERING, take_lease
from guanjia.kernel.actors import house_actor
from guanjia.ledger.models import Lease, Pending
from guanjia.ledger.record import record
from guanjia.outbound.commands import queue_notice
from guanjia.outbound.models import Notice
from tests.databases import ROOT
from tests.flow.test_delivery import BellRang
from tests.flow.test_killed_in_the_middle import environment
from tests.world.company import FOUNDER, open_branch

TWO_HOURS = timedelta(hours=2)


def set_back(by):
    """Return the variables by which a program sees the clock set back."""
    package = importlib.util.find_spec("libfaketime")
    found = [
        str(file)
        for folder in package.submodule_search_locations
        for file in Path(folder).rglob("libfaketime.so.1")
    ]
    already = int(os.environ.get("FAKETIME") or 0)
    return {
        "LD_PRELOAD": found[0],
        "FAKETIME": f"{already - round(by.total_seconds()):+d}",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@pytest.mark.slow
def test_the_next_worker_is_at_work_at_once(own_database, tmp_path):
    assert take_lease(DELIVERING, holder="killed", at=timezone.now())
    record(BellRang(1), open_branch(), actor=house_actor("ringer"), at=timezone.now())
    queue_notice(
        actor=FOUNDER, key="x", kind="x", channel="app", about="company", words="x",
        at=timezone.now(),
    )  # fmt: skip
    queue = {"GUANJIA_QUEUE_URL": f"sqlite:///{tmp_path}/queue.sqlite3"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "guanjia.doors.jobs"],
        cwd=ROOT,
        env=environment(own_database) | queue | set_back(TWO_HOURS),
    )
    try:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            if not Pending.objects.exists() and Notice.objects.get().status == "sent":
                break
            time.sleep(0.1)
        lease = Lease.objects.get(name=DELIVERING)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=20)

    assert not Pending.objects.exists()
    assert Notice.objects.get().status == "sent"
    assert lease.until < timezone.now() - timedelta(hours=1), "it lives by the other clock"
