"""A house that really runs: web and jobs as processes, on a copy of the told demo town."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests import databases
from tests.cluster import free_port

GUANJIA = Path(sys.executable).with_name("guanjia")
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 25, 9, 5, tzinfo=SHANGHAI)
"""A Wednesday: every house under test begins its day then, whatever day it is elsewhere."""

HOUSES_KEPT = 2 * databases.TEMPLATES_KEPT
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30


class DidNotStart(Exception):
    """The house could not be told or started; the message ends with what it printed."""


@dataclass
class House:
    """
    A running house: web and jobs, on a database and in a folder of its own.

    It begins at five past nine of a Wednesday, whatever time it is; its clock runs on from there.
    """

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    ahead: timedelta = timedelta()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the house answers."""
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> datetime:
        """Return what time it is in the house."""
        return datetime.now(SHANGHAI) + self.ahead

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a reading query finds in the house's database."""
        return databases.store().rows(self.database, statement)

    def log(self) -> str:
        """Return what web and jobs have printed so far."""
        return (self.folder / "house.log").read_text(encoding="utf-8", errors="replace")

    def open(self, at: datetime) -> None:
        """
        Open the house at a moment of its own clock, after closing it if it is open.

        :raises DidNotStart: if it does not answer in time
        """
        self.close()
        self.ahead = at - datetime.now(UTC)
        with (self.folder / "house.log").open("ab") as log:
            self.process = subprocess.Popen(
                [GUANJIA, "run", "--host", "127.0.0.1", "--port", str(self.port)],
                env=_environment(self.folder, self.database, self.ahead),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _wait_until_it_answers(self.process, self)

    def close(self) -> None:
        """Close the house, if it is open."""
        if self.process:
            _stop(self.process)
            self.process = None


def _environment(folder: Path, database: str, ahead: timedelta) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.local",
        "GUANJIA_DEMO_KEY": "",
        "GUANJIA_CLOCK_AHEAD": str(round(ahead.total_seconds())),
        "GUANJIA_DATABASE_URL": databases.store().address(database),
        "GUANJIA_VAR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }


def told(size: str) -> tuple[str, Path]:
    """Return the template of the demo town: its database, and the folder with keys and files."""
    sources = [
        file
        for package in ("guanjia", "rota")
        for file in (databases.ROOT / package).rglob("*")
        if file.suffix in {".py", ".toml", ".csv", ".json"} and "bench" not in file.parts
    ]
    where = databases.store().address("")
    key = databases.key_of(MORNING.isoformat(), where, size, files=sources)
    folder = databases.CACHE / "houses" / key

    def tell(name: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        newest_last = sorted(folder.parent.iterdir(), key=lambda kept: kept.stat().st_mtime)
        for old in newest_last[:-HOUSES_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        told = subprocess.run(
            [GUANJIA, "demo", "--size", size],
            check=False,
            env=_environment(folder, name, MORNING - datetime.now(UTC)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if told.returncode:
            raise DidNotStart(f"the demo could not be told:\n{told.stdout[-4000:]}")

    return databases.template("told", key, source=databases.migrated(), fill=tell), folder


@contextmanager
def running_house(size: str = "tiny") -> Iterator[House]:
    """
    Run a house with the demo town in it, on a database and in a folder of its own.

    :raises DidNotStart: if the demo cannot be told or the house does not answer in time
    """
    template, kept = told(size)
    with (
        databases.copy_of(template) as name,
        tempfile.TemporaryDirectory(prefix="guanjia-house-") as root,
    ):
        house = House(Path(shutil.copytree(kept, Path(root) / "var")), name)
        try:
            house.open(MORNING)
            yield house
        finally:
            house.close()


def _wait_until_it_answers(process: subprocess.Popen[bytes], house: House) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(house.url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise DidNotStart(f"the house did not answer:\n{house.log()[-4000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the house with all that it started, politely first."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
