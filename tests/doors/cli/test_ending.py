"""A house that is killed leaves no process behind: whatever it started ends by itself."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import translation

from guanjia.doors.cli import running as running_house
from guanjia.doors.cli.parts import Parts
from guanjia.doors.processes import ending_with_us
from tests.cluster import free_port
from tests.doors.cli.conftest import GUANJIA, running, surroundings
from tests.world.company import open_branch

SECONDS = 20


def descendants(pid):
    """Return the processes that `pid` has started, and those that these have."""
    children = children_of(pid)
    return {*children, *(one for child in children for one in descendants(child))}


def children_of(pid):
    """Return the processes that `pid` has started itself and that live."""
    with contextlib.suppress(OSError):
        return {
            int(word)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for word in (task / "children").read_text().split()
            if lives(int(word))
        }
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
def test_a_web_server_that_was_only_starting_ends_too(own_database, tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    with (folder / "log").open("wb") as log:
        house = subprocess.Popen(
            [GUANJIA, "run", "--empty", "--port", str(free_port())],
            env=surroundings(own_database, folder),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        while not any(map(children_of, children_of(house.pid))):
            assert house.poll() is None, log_of(tmp_path)
            time.sleep(0.02)
        started = descendants(house.pid)

        house.kill()
        house.wait(SECONDS)

    assert all_gone(started)


def log_of(tmp_path):
    return (tmp_path / "var" / "log").read_text()


@pytest.mark.once
def test_a_web_server_or_worker_that_is_killed_ends_whole_and_is_started_anew(house, tmp_path):
    for killed in children_of(house.pid):
        with_it = {killed, *descendants(killed)}
        os.kill(killed, signal.SIGKILL)
        assert all_gone(with_it)

    deadline = time.monotonic() + 10 * SECONDS
    while len(children_of(house.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)

    assert len(children_of(house.pid)) == 2
    assert house.poll() is None, "the house stays open"
    said = log_of(tmp_path)
    assert "The web server was killed (signal 9). It is started anew" in said
    assert "The worker was killed (signal 9). It is started anew" in said
    assert "Traceback" not in said


@pytest.mark.once
def test_a_house_that_is_told_twice_to_stop_stops_once_without_a_word(house, tmp_path):
    started = descendants(house.pid)

    house.send_signal(signal.SIGINT)
    time.sleep(0.3)
    house.send_signal(signal.SIGTERM)

    assert house.wait(SECONDS) == 0
    assert all_gone(started)
    assert "Traceback" not in log_of(tmp_path)


@pytest.mark.once
def test_being_told_to_stop_is_not_swallowed_by_what_goes_on_after_any_fault():
    def going_on():
        with contextlib.suppress(Exception):
            running_house._raise_stop(signal.SIGTERM, None)

    was = {kind: signal.getsignal(kind) for kind in running_house.SIGNALS}
    try:
        with pytest.raises(running_house.Stop):
            going_on()
    finally:
        for kind, handler in was.items():
            signal.signal(kind, handler)


@pytest.mark.once
def test_what_ends_again_and_again_is_given_up_in_words(capfd):
    parts = Parts(
        {"The worker": (sys.executable, "-c", "raise SystemExit(3)")}, rests=(0.0, 0.0), calm=60.0
    )
    with translation.override("en"):
        parts.start(os.environ)
        assert parts.watch() == 1

    said = capfd.readouterr().err
    assert said.count("The worker ended with code 3. It is started anew") == 2
    assert "ended 3 times within 1 minutes" in said
    parts.stop()


@pytest.mark.once
@pytest.mark.parametrize("command", ["doctor", "sms-templates"])
def test_nobody_reading_on_is_no_fault(own_database, tmp_path, command):
    (tmp_path / "var").mkdir()
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [GUANJIA, command],
        env=surroundings(own_database, tmp_path / "var"),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    os.close(writing)
    assert "BrokenPipe" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.once
def test_a_child_of_a_process_that_is_gone_already_ends_at_once():
    command = ending_with_us(sys.executable, "-c", "import time; time.sleep(60)")
    command[3] = "1"

    assert subprocess.run(command, check=False, timeout=SECONDS).returncode == -signal.SIGTERM
