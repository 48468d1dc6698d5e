"""Solver runs are worked out by a child process that may die at any moment."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.dispatch.commands import requeue_silent_runs
from guanjia.chapters.dispatch.models import SolverRun
from guanjia.doors.jobs.solving import Solving
from guanjia.kernel.actors import house_actor
from tests.world.company import open_branch
from tests.world.people import hire_worker
from tests.world.rosters import asked_roster, open_visit, served_household

DISPATCHER = house_actor("dispatch", "dispatcher")


@pytest.fixture
def run(own_database, monkeypatch):
    """A queued run, in a database that a child process can reach."""
    monkeypatch.setenv("GUANJIA_DATABASE_URL", own_database)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.test")
    branch = open_branch()
    hire_worker(branch)
    open_visit(served_household(branch))
    return asked_roster(branch, seconds=1)


def wait_until_idle(solving, *, seconds=60):
    deadline = time.monotonic() + seconds
    while solving.child and time.monotonic() < deadline:
        time.sleep(0.05)
        solving.look()


def test_a_queued_run_is_solved_in_a_child(run):
    """Requirement 4.1: the engine proposes."""
    solving = Solving()
    solving.look()
    assert solving.child

    wait_until_idle(solving)

    run.refresh_from_db()
    assert (run.status, run.attempts) == ("proposed", 1)


@pytest.mark.slow
def test_a_run_whose_child_was_killed_is_taken_up_again(run):
    solving = Solving()
    solving.look()
    deadline = time.monotonic() + 60
    while SolverRun.objects.get().status == "queued" and time.monotonic() < deadline:
        time.sleep(0.02)
    solving.child.process.kill()
    solving.child.process.wait()
    left = SolverRun.objects.get()

    if left.status == "solving":
        later = timezone.now() + timedelta(minutes=10)
        assert requeue_silent_runs(actor=DISPATCHER, at=later) == 1
    again = Solving()
    again.look()
    wait_until_idle(again)

    run.refresh_from_db()
    assert run.status == "proposed"


def test_a_child_that_takes_too_long_is_stopped(run):
    solving = Solving()
    solving.look()
    child = solving.child
    child.until = time.monotonic() - 1

    solving.look()

    assert child.process.returncode is not None
    solving.stop()


def test_a_child_that_cannot_start_is_not_begun_every_second(run, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.nowhere")
    solving = Solving()
    solving.look()
    wait_until_idle(solving)

    solving.look()

    assert solving.child is None
    assert SolverRun.objects.get().status == "queued"
