"""Nothing that a worker has told is lost without a word: leaving, a full phone, a killed browser."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import CHROMIUM_ARGUMENTS, PHONE, path_of_chromium
from tests.doors.fieldwork import test_without_network_in_browser as stairwell
from tests.doors.fieldwork.test_without_network_in_browser import SAVED, Morning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, Cookie

    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser
FULL = """
IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
"""What a browser does that has no space left; its own limit it applies only now and then."""

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def morning(told_house: House, browser: Browser) -> Morning:
    """Ten minutes before a visit; the phone has seen today's homes."""
    return stairwell.morning_of(told_house, browser, before=TEN_MINUTES)


def test_leaving_says_what_was_not_sent(morning: Morning) -> None:
    """Requirement 4.3: nothing is lost silently."""
    phone = morning.phone
    phone.goto(morning.visit())
    phone.route("**/arrival/", lambda route: route.abort())
    stairwell.button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()

    phone.locator(".phone-more summary").click()
    phone.get_by_role("link", name="退出").click()
    question = phone.locator("dialog[open]")
    question.get_by_text("还没有发出去的记录").wait_for()
    assert question.locator("[data-put=count]").first.inner_text() == "1"
    question.get_by_role("button", name="仍然退出").click()
    phone.wait_for_url("**/sign-out/")
    phone.get_by_text("还没有发出去的记录").wait_for()
    phone.locator("main").get_by_role("button", name="退出").click()
    phone.wait_for_url(lambda url: "/sign-out/" not in url)

    phone.unroute("**/arrival/")
    stairwell.sign_in(phone, morning.house)
    stairwell.wait_until(phone, lambda: morning.count("attendance") > 0)
    phone.get_by_text(SAVED).wait_for(state="hidden")
    assert morning.count("attendance") == 1


def test_without_network_nobody_is_stranded_at_the_way_out(morning: Morning) -> None:
    phone = morning.phone
    phone.goto(morning.visit())
    phone.context.set_offline(True)

    phone.locator(".phone-more summary").click()
    phone.get_by_role("link", name="退出").click()
    question = phone.locator("dialog[open]")
    question.get_by_text("现在不能退出").wait_for()
    question.get_by_role("button", name="知道了").click()

    assert phone.url == morning.visit()
    stairwell.button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()


def test_a_full_phone_says_so_before_anything_counts(morning: Morning) -> None:
    """Requirement 4.3: nothing is lost silently."""
    phone = morning.phone
    phone.add_init_script(FULL)
    phone.goto(morning.visit())
    phone.get_by_text("手机空间快用完了").wait_for()
    phone.context.set_offline(True)

    stairwell.button(phone, "到岗打卡").click()
    question = phone.locator("dialog[open]")
    question.get_by_text("这一条没有保存").wait_for()
    question.get_by_role("button", name="知道了").click()
    # As it does not count, it can be pressed again.
    stairwell.button(phone, "到岗打卡").wait_for()
    assert not phone.get_by_text(SAVED).is_visible()

    phone.context.set_offline(False)
    stairwell.button(phone, "到岗打卡").click()
    phone.locator("a[data-next]").wait_for()
    assert morning.count("attendance") == 1


def test_a_browser_that_is_killed_keeps_what_it_was_told(
    told_house: House, chromium: Chromium, browser: Browser, tmp_path: Path
) -> None:
    """Requirement 4.3: what waits outlives the browser."""
    folder = tmp_path / "profile"
    first = opened(chromium, folder)
    phone = first.new_page()
    morning = stairwell.morning_on(phone, told_house, before=TEN_MINUTES)
    phone.goto(morning.visit())
    first.set_offline(True)
    stairwell.button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()

    cookies = first.cookies()
    kill(folder)
    second = opened_again(chromium, folder, cookies)
    phone = second.new_page()
    second.set_offline(True)
    phone.goto(morning.visit())
    phone.get_by_text(SAVED).wait_for()
    phone.locator("a[data-next]").wait_for()
    assert morning.count("attendance") == 0

    # Whether the visit's cookie had reached the disk is up to the browser; signing in again is enough.
    second.set_offline(False)
    stairwell.sign_in(phone, told_house)
    # A page that has not yet counted what waits says nothing either: the house is asked.
    stairwell.wait_until(phone, lambda: morning.count("attendance") > 0)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)
    assert morning.count("attendance") == 1
    second.close()


def opened(chromium: Chromium, folder: Path) -> BrowserContext:
    """Start a browser whose memory lies in a folder."""
    return chromium.browser_type.launch_persistent_context(
        str(folder),
        executable_path=path_of_chromium(),
        args=list(CHROMIUM_ARGUMENTS),
        viewport=PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        is_mobile=True,
    )


def opened_again(chromium: Chromium, folder: Path, had: Iterable[Cookie]) -> BrowserContext:
    """
    Start a killed browser anew; of the cookies it had, it has at least the token of forms.

    Whether cookies had reached the disk is up to the browser. Without that one, each answer to its
    pages and its service worker brings another, which spoils the form in which somebody signs in.
    """
    context = opened(chromium, folder)
    tokens = [cookie for cookie in had if cookie["name"] == "csrftoken"]
    assert tokens
    context.add_cookies(
        [{k: one[k] for k in ("name", "value", "domain", "path")} for one in tokens]
    )
    return context


def kill(folder: Path) -> None:
    """Kill the browser of a folder, as a phone does that runs out of power."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in command:
            os.kill(int(process.name), signal.SIGKILL)
