"""A browser to visit a running house with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import databases
from tests.house import MORNING, House, furnished_house

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page

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
        context.set_default_timeout(30_000)  # A busy machine is no fault of the page.
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


def path_of_chromium() -> str:
    """
    Return where Chromium lies.

    :raises FileNotFoundError: if there is none
    """
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not path:
        raise FileNotFoundError("Chromium is not installed; run scripts/system-packages test")
    return path


@contextmanager
def started_chromium() -> Iterator[Chromium]:
    """
    Start Debian's Chromium; Playwright's own download is not used.

    :raises FileNotFoundError: if there is none
    """
    from playwright.sync_api import sync_playwright

    path = path_of_chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def house_of_the_worker() -> Iterator[House]:
    """Keep one house for all tests of this worker, as opening one is dear."""
    with furnished_house() as house:
        yield house


@pytest.fixture
def told_house(house_of_the_worker: House) -> House:
    """
    Give the test a house in which nothing happened but what was told.

    It may be open, at whatever time an earlier test wanted: the test opens it at its own. A test may
    close it or do in it what it likes, since the next begins again.
    """
    house_of_the_worker.begin_again()
    return house_of_the_worker


@pytest.fixture
def live_house(told_house: House) -> House:
    """Give the test that house, open at five past nine of a Wednesday or a little later."""
    told_house.open(MORNING)
    return told_house


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Keep one browser running for all tests of this worker."""
    with started_chromium() as started:
        yield started


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
    assert opened.complaints == [], opened.complaints


def opens_at_its_own_time(item: pytest.Item) -> bool:
    """Test whether the test opens the worker's house at another time than the others do."""
    wanted = getattr(item, "fixturenames", ())
    return "told_house" in wanted and "live_house" not in wanted


@cache
def has_browser_tests(file: Path) -> bool:
    """Test whether the file says that tests of it are for a browser; it is not imported for that."""
    return "mark.browser" in file.read_text(encoding="utf-8")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread that have no tests in a browser, where nothing else is wanted."""
    marks = str(config.option.markexpr)
    first = marks.partition(" and ")[0].strip("()")
    if first != "browser" or " or " in marks or not collection_path.match("test_*.py"):
        return None
    return None if has_browser_tests(collection_path) else True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures know whether their test failed."""
    report = yield
    if report.when == "call" and report.failed:
        item.has_failed = True  # type: ignore[attr-defined]  # pytest has no better place
    return report
