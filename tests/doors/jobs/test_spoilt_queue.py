"""A queue's file that is spoilt is made anew by whoever meets it: it holds no work, so none is lost."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest

from guanjia.doors import wellbeing
from guanjia.doors.jobs import queue
from guanjia.doors.jobs.worker import Worker
from guanjia.kernel.actors import house_actor
from guanjia.ledger import wakeup
from guanjia.ledger.models import Pending
from guanjia.ledger.record import record
from tests.databases import ROOT
from tests.flow.test_delivery import BellRang
from tests.world.company import MONDAY_9, open_branch

pytestmark = pytest.mark.once


def overwritten(file):
    file.write_bytes(b"\x13" * 9000)


def beginning_lost(file):
    content = file.read_bytes()
    file.write_bytes(b"\0" * 100 + content[100:])


def cut_off(file):
    file.write_bytes(file.read_bytes()[:5000])


def page_lost(file):
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * 4096 + content[8192:])


WAYS = (overwritten, beginning_lost, cut_off, page_lost)


@pytest.fixture
def file(tmp_path, settings, monkeypatch):
    settings.QUEUE = f"sqlite:///{tmp_path}/queue.sqlite3"
    monkeypatch.setattr(queue, "SECONDS_BETWEEN_CALLS", -1.0)
    queue.forget()
    queue.call()
    queue.forget()
    yield tmp_path / "queue.sqlite3"
    queue.forget()


def put_down(file):
    """Let the file hold all that was written, as after a quiet minute."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


@pytest.mark.parametrize("spoil", WAYS, ids=lambda way: way.__name__)
def test_it_is_put_aside_and_made_anew_when_it_is_opened(file, spoil, caplog):
    put_down(file)
    spoil(file)

    with caplog.at_level(logging.ERROR):
        queue.call()

    assert queue.queue().pending_count() == 1
    assert file.with_name("queue.sqlite3.spoilt").exists()
    assert "nothing is lost" in caplog.text


@pytest.mark.parametrize("spoil", WAYS, ids=lambda way: way.__name__)
def test_it_is_made_anew_while_it_is_in_use(file, spoil):
    queue.call()
    put_down(file)
    spoil(file)

    for _time in range(3):
        queue.call()
        queue.is_still(queue.queue())  # as the worker asks every few seconds

    assert queue.is_still(queue.queue())
    assert queue.queue().pending_count() >= 1


def test_one_that_is_gone_is_made_anew(file):
    queue.call()
    file.unlink()

    queue.call()

    assert file.exists()
    assert queue.queue().pending_count() == 1


def test_a_sound_one_is_left_alone_also_while_somebody_writes(file):
    before = file.stat().st_ino
    threads = [threading.Thread(target=queue.call) for _ in range(8)]
    for thread in threads:
        thread.start()
    queue.make_sure_of(file)
    for thread in threads:
        thread.join()

    assert file.stat().st_ino == before
    assert not file.with_name("queue.sqlite3.spoilt").exists()


def test_that_it_was_made_anew_is_told_for_a_day(file, monkeypatch):
    overwritten(file)
    monkeypatch.setattr(wakeup, "_ask", [queue.ask])

    assert wellbeing.queue().state == "mind"
    spoilt = file.with_name("queue.sqlite3.spoilt")
    two_days_ago = time.time() - timedelta(days=2).total_seconds()
    os.utime(spoilt, (two_days_ago, two_days_ago))
    assert wellbeing.queue().state == "well"


def waits(seconds=30):
    deadline = time.monotonic() + seconds
    while Pending.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return Pending.objects.exists()


def test_a_worker_whose_queue_cannot_be_opened_goes_on_without_it(file, caplog):
    worker = Worker()
    worker._listen()
    try:
        file.unlink()
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        file.mkdir()
        caplog.clear()

        for _time in range(3):
            worker.listens_until = 0.0
            worker._listen_on()

        told = [one for one in caplog.records if "The queue does not answer" in one.message]
        assert len(told) == 1, "said once"
        file.rmdir()
        worker.listens_until = 0.0
        worker._listen_on()
        assert worker.consumer is not None, "it listens again"
    finally:
        if worker.consumer:
            worker.consumer.stop_flag.set()


def test_only_whoever_works_keeps_the_timetable_of_a_queue_made_anew_too(file):
    queue.call()
    assert not queue.queue()._registry.periodic_tasks, "a page wakes, and keeps no time"
    worker = Worker()
    try:
        for _time in range(2):
            queue.forget()
            for _again in range(2):
                worker._listen()
                worker.consumer.stop(graceful=True)
                assert len(worker.consumer.huey._registry.periodic_tasks) == 4
    finally:
        queue.forget()


def test_a_worker_whose_queue_is_spoilt_goes_on_and_listens_again(own_database, file):
    branch = open_branch()
    overwritten(file)
    with (file.parent / "log").open("w+") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "guanjia.doors.jobs"],
            cwd=ROOT,
            stderr=log,
            env=os.environ
            | {
                "GUANJIA_DATABASE_URL": own_database,
                "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.test",
                "GUANJIA_QUEUE_URL": f"sqlite:///{file}",
            },
        )
        try:
            assert not waits(), "spoilt before it began"
            for round_ in range(2):
                overwritten(file)
                record(BellRang(round_), branch, actor=house_actor("ringer"), at=MONDAY_9)
                assert not waits(), "spoilt while at work"
                deadline = time.monotonic() + 30
                while _waiting_calls() and time.monotonic() < deadline:
                    time.sleep(0.2)
                assert _waiting_calls() == 0, "it listens to the new one"
            assert worker.poll() is None
        finally:
            worker.send_signal(signal.SIGTERM)
            code = worker.wait(timeout=20)
        log.seek(0)
        assert code == 0, log.read()
        log.seek(0)
        assert "nothing is lost" in log.read()


def _waiting_calls():
    """Call, and return how many calls nobody has heard a moment later."""
    queue.call()
    time.sleep(0.8)
    return queue.queue().pending_count()
