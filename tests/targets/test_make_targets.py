"""Every target of the Makefile brings what it needs: each is started on a nearly bare machine."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import free_port
from tests.databases import ROOT
from tests.targets.bare import Bare, copy_of_sources

pytestmark = [pytest.mark.slow, pytest.mark.once]

SHORT = {
    "help": (),
    "fast": ("ARGS=-- tests/rules/kernel",),
    "lint": ("ARGS=ruff imports messages vendor djade",),
    "messages": (),
    "docs": (),
    "test": ("ARGS=--only sqlite --only postgresql -- tests/floors/test_store.py",),
    "soak": ("ARGS=--at 2026-11-25T00:00",),
    "shots": ("ARGS=--size tiny visitor",),
    "bench": ("ARGS=--only sqlite --seconds 1 --branches 1",),
}
"""Each target in its shortest form. `run` does not end by itself; `requirements` asks the index."""

LONG = ("test", "soak", "shots")
"""What starts a database server, tells towns or drives a browser: started by `make soak`."""

TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    folder = tmp_path_factory.mktemp("bare")
    return Bare(folder, copy_of_sources(folder))


@pytest.fixture
def bare(machine: Bare) -> Iterator[Bare]:
    machine.forget()
    return machine


def make(bare: Bare, target: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", target, *words],
        cwd=bare.sources,
        env=bare.surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_every_target_is_started_here() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    assert targets == {*SHORT, "run", "requirements"}


@pytest.mark.parametrize(
    "target",
    [pytest.param(one, marks=pytest.mark.soak) if one in LONG else one for one in SHORT],
)
def test_a_target_brings_what_it_needs(target: str, bare: Bare) -> None:
    done = make(bare, target, *SHORT[target])

    assert done.returncode == 0, done.stdout[-6000:]
    assert "Traceback" not in done.stdout
    assert target == "help" or (bare.sources / ".venv" / "built-test").exists()


def test_the_house_can_be_run(bare: Bare, tmp_path: Path) -> None:
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        house = subprocess.Popen(
            ["make", "--no-print-directory", "run", f"PORT={port}", "ARGS=--empty"],
            cwd=bare.sources,
            env=bare.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while f"http://localhost:{port}" not in (tmp_path / "log").read_text():
            assert house.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.2)
    finally:
        os.killpg(house.pid, signal.SIGINT)
        house.wait(timeout=60)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_taken_port_is_said_before_anything_is_brought(bare: Bare) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = make(bare, "run", f"PORT={port}")

    assert done.returncode
    assert f"Port {port} is taken" in done.stdout
    assert (bare.folder / "brought").read_text() == ""
    assert not list((bare.sources / ".venv").glob("built-*"))
