"""A house that really runs, and a browser to visit it with."""

from __future__ import annotations

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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import databases
from tests.cluster import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page

GUANJIA = Path(sys.executable).with_name("guanjia")
TELL_THE_DEMO = ("demo", "--size", "small")
RUN = ("run", "--host", "127.0.0.1", "--port")
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOTS_OF_FAILURES = databases.ROOT / "shots" / "failed"


@dataclass
class House:
    """A running house: web and jobs, on a database and in a folder of its own."""

    url: str
    folder: Path
    database: str

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a reading query finds in the house's database."""
        return databases.store().rows(self.database, statement)

    def log(self) -> str:
        """Return what web and jobs have printed so far."""
        return (self.folder / "house.log").read_text(encoding="utf-8", errors="replace")


def _environment(folder: Path, database: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.local",
        "GUANJIA_DATABASE_URL": databases.store().address(database),
        "GUANJIA_VAR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }


def _told() -> tuple[str, Path]:
    """Return the template of the demo town: its database, and the folder with keys and files."""
    sources = [
        file
        for package in ("guanjia", "rota")
        for file in (databases.ROOT / package).rglob("*")
        if file.suffix in {".py", ".toml", ".csv", ".json"} and "bench" not in file.parts
    ]
    today = datetime.now(UTC).date().isoformat()
    where = databases.store().address("")
    key = databases.key_of(today, where, *TELL_THE_DEMO, files=sources)
    folder = databases.CACHE / "houses" / key

    def tell(name: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        told = subprocess.run(
            [GUANJIA, *TELL_THE_DEMO],
            check=False,
            env=_environment(folder, name),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if told.returncode:
            pytest.fail(f"the demo could not be told:\n{told.stdout[-4000:]}", pytrace=False)

    return databases.template("told", key, source=databases.migrated(), fill=tell), folder


@pytest.fixture
def live_house(django_db_blocker) -> Iterator[House]:
    """Run a house with the demo town in it, for this test alone; nothing is ever flushed."""
    with django_db_blocker.unblock():
        template, kept = _told()
    with (
        databases.copy_of(template) as name,
        tempfile.TemporaryDirectory(prefix="guanjia-house-") as root,
    ):
        folder = Path(shutil.copytree(kept, Path(root) / "var"))
        port = free_port()
        house = House(f"http://127.0.0.1:{port}", folder, name)
        with (folder / "house.log").open("wb") as log:
            process = subprocess.Popen(
                [GUANJIA, *RUN, str(port)],
                env=_environment(folder, name),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_until_it_answers(process, house)
            yield house
        finally:
            _stop(process)


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
    pytest.fail(f"the house did not start:\n{house.log()[-4000:]}", pytrace=False)


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


@dataclass
class Browser:
    """Opens windows, each with its own cookies, and remembers what went wrong in them."""

    chromium: Chromium
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def desk(self, **options: Any) -> Page:
        """Open a window of 1440 pixels, as in an office."""
        return self._open(viewport=DESK, **options)

    def phone(self, **options: Any) -> Page:
        """Open a window of 390 pixels with touch, as on a phone."""
        return self._open(viewport=PHONE, has_touch=True, is_mobile=True, **options)

    def _open(self, **options: Any) -> Page:
        settings = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
        context = self.chromium.new_context(**(settings | options))
        context.set_default_timeout(10_000)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        # A refusal (403, 409, 422) is an answer, though the console reports it as a failed load.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def photograph(self, name: str) -> None:
        """Keep a picture of every open page."""
        SHOTS_OF_FAILURES.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            page.screenshot(path=SHOTS_OF_FAILURES / f"{name}-{number}.png", full_page=True)

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Start Debian's Chromium; Playwright's own download is not used."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not path:
        pytest.fail("Chromium is not installed; run scripts/system-packages test", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Chromium, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """
    Give the test a browser in Chinese, in Shanghai's time zone.

    When the test has failed, pictures of all open pages are kept in shots/failed. A test that has
    passed fails after all if a page's script raised an error or broke the content policy.
    """
    opened = Browser(chromium)
    yield opened
    if getattr(request.node, "has_failed", False):
        opened.photograph(request.node.name)
    opened.close()
    assert opened.complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures know whether their test failed."""
    report = yield
    if report.when == "call" and report.failed:
        item.has_failed = True  # type: ignore[attr-defined]  # pytest has no better place
    return report
