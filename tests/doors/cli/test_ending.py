"""A house that is killed leaves no process behind: whatever it started ends by itself."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guanjia.doors.processes import ending_with_us
from tests.doors.cli.conftest import running
from tests.world.company import open_branch

SECONDS = 20


def descendants(pid):
    """Return the processes that `pid` has started, and those that these have."""
    with contextlib.suppress(OSError):
        children = [
            int(word)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for word in (task / "children").read_text().split()
        ]
        return {*children, *(one for child in children for one in descendants(child))}
    return set()


def lives(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def all_gone(pids):
    deadline = time.monotonic() + SECONDS
    while any(map(lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(map(lives, pids))


@pytest.fixture
def house(own_database, tmp_path):
    (tmp_path / "var").mkdir()
    open_branch()
    with running(own_database, tmp_path / "var") as (_address, process):
        yield process


@pytest.mark.once
def test_web_and_jobs_end_when_the_house_is_killed(house):
    started = descendants(house.pid)
    assert len(started) >= 3, "the web server, its own process, and the jobs"

    house.kill()

    assert all_gone(started)


@pytest.mark.once
def test_the_web_servers_own_processes_end_when_it_is_killed(house):
    started = descendants(house.pid)
    [server] = [child for child in started if descendants(child)]

    os.kill(server, signal.SIGKILL)

    assert all_gone(started)
    assert house.wait(SECONDS) != 0, "and the house says that it has ended"


@pytest.mark.once
def test_a_child_of_a_process_that_is_gone_already_ends_at_once():
    command = ending_with_us(sys.executable, "-c", "import time; time.sleep(60)")
    command[3] = "1"

    assert subprocess.run(command, check=False, timeout=SECONDS).returncode == -signal.SIGTERM
