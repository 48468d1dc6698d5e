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
from typing import Any, NamedTuple
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
SECONDS_TO_REST = 10
LOOKS_AT_REST = 5
A_MOMENT = 0.02
LATE = timedelta(minutes=4)
"""How much later than asked a house may be that is open already."""


class DidNotStart(Exception):
    """The house could not be told or started; the message ends with what it printed."""


class Told(NamedTuple):
    """The demo town as it was told: its database, and the folder with its keys and files."""

    database: str
    folder: Path


@dataclass
class House:
    """
    A house to run: web and jobs, on a database and in a folder of its own.

    It is opened at a moment of its own clock, whatever time it is; the clock runs on from there.
    """

    told: Told
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
        Open the house at a moment of its own clock; it stays open if it shows about that time.

        :raises DidNotStart: if it does not answer in time
        """
        if self.is_open() and timedelta() <= self.now() - at < LATE:
            return
        self.close()
        self.ahead = at - datetime.now(UTC)
        with (self.folder / "house.log").open("ab") as log:
            self.process = subprocess.Popen(
                # What has been told is not told again; the engine was compiled before the tests.
                [GUANJIA, "run", "--empty", "--host", "127.0.0.1", "--port", str(self.port)],
                env=_environment(self.folder, self.database, self.ahead),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_until_it_answers(self.process, self)
        except DidNotStart:
            self.close()
            raise

    def is_open(self) -> bool:
        """Test whether the house is running."""
        return self.process is not None and self.process.poll() is None

    def close(self) -> None:
        """Close the house, if it is open."""
        if self.process:
            _stop(self.process)
            self.process = None

    def begin_again(self) -> None:
        """
        Put back rows and files as they were told, and nothing else happened since.

        A house that is open stays open where its database can be put back under it.
        """
        place = databases.store()
        if not place.is_put_back_in_use:
            self.close()
        if self.process:
            _wait_until_at_rest(self.process)
        place.put_back(self.told.database, self.database)
        shutil.rmtree(self.folder / "vault", ignore_errors=True)
        shutil.copytree(self.told.folder / "vault", self.folder / "vault")


def _environment(folder: Path, database: str, ahead: timedelta) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.local",
        "GUANJIA_DEMO_KEY": "",
        "GUANJIA_CLOCK_AHEAD": str(round(ahead.total_seconds())),
        "GUANJIA_DATABASE_URL": databases.store().address(database),
        "GUANJIA_VAR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }


def told(size: str) -> Told:
    """Return the demo town of this size, told by the first who asks."""
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

    return Told(databases.template("told", key, source=databases.migrated(), fill=tell), folder)


@contextmanager
def furnished_house(size: str = "tiny") -> Iterator[House]:
    """
    Furnish a house with the demo town, on a database and in a folder of its own; it is not open yet.

    :raises DidNotStart: if the demo cannot be told
    """
    town = told(size)
    with (
        databases.copy_of(town.database) as name,
        tempfile.TemporaryDirectory(prefix="guanjia-house-") as root,
    ):
        house = House(town, Path(shutil.copytree(town.folder, Path(root) / "var")), name)
        try:
            yield house
        finally:
            house.close()


@contextmanager
def running_house(size: str = "tiny") -> Iterator[House]:
    """
    Run a house with the demo town in it, from five past nine of a Wednesday.

    :raises DidNotStart: if the demo cannot be told or the house does not answer in time
    """
    with furnished_house(size) as house:
        house.open(MORNING)
        yield house


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


def _wait_until_at_rest(process: subprocess.Popen[bytes]) -> None:
    """Wait until no thread of the house has been at work for a moment, so that nothing comes late."""
    deadline = time.monotonic() + SECONDS_TO_REST
    looks = 0
    while looks < LOOKS_AT_REST and time.monotonic() < deadline:
        looks = 0 if _is_at_work(process.pid) else looks + 1
        time.sleep(A_MOMENT)


def _is_at_work(session: int) -> bool:
    """Test whether a thread of the programs that this one started runs, or waits for its turn."""
    programs = [
        stat.parent for stat in Path("/proc").glob("[0-9]*/stat") if _stand(stat)[1] == session
    ]
    threads = (stat for program in programs for stat in program.glob("task/*/stat"))
    return any(_stand(stat)[0] in {"R", "D"} for stat in threads)


def _stand(stat: Path) -> tuple[str, int]:
    """Return the state of a process or thread, '' if it has ended, and to whose session it belongs."""
    try:
        # The name stands in brackets and may hold anything.
        state, _parent, _group, session = stat.read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return "", 0
    return state, int(session)


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
