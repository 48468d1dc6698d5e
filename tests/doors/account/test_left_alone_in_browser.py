"""What was typed at a desk outlives the visit in which it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser

A_MINUTE = 60_000
CONSULTANT, DISPATCHER = "家政顾问", "调度"
SIX_MINUTES_LATER = "const now = Date.now; Date.now = () => now() + 6 * 60_000"


def become(window: Page, house: House, role: str) -> None:
    window.goto(f"{house.url}/demo/")
    face = window.locator("li.task").filter(has=window.get_by_text(role, exact=True))
    face.get_by_role("button").click()
    window.wait_for_url(lambda url: "/demo/" not in url, timeout=A_MINUTE)


@pytest.fixture
def call(live_house: House, browser: Browser) -> Page:
    """A consultant notes a call; meanwhile the visit ends."""
    window = browser.desk()
    become(window, live_house, CONSULTANT)
    window.goto(f"{live_house.url}/calls/new/")
    window.locator("[name=name]").fill("吴女士")
    window.context.clear_cookies()
    window.evaluate(SIX_MINUTES_LATER)
    window.locator("[name=name]").press("End")
    window.get_by_role("heading", name="您已退出登录").wait_for()
    return window


def test_after_signing_in_again_in_another_window_the_form_is_still_filled_in_and_is_sent(
    call: Page, live_house: House
) -> None:
    beside = call.context.new_page()
    become(beside, live_house, CONSULTANT)
    beside.close()
    call.evaluate("window.dispatchEvent(new Event('focus'))")
    call.locator("#signed-out").wait_for(state="hidden")

    assert call.locator("[name=name]").input_value() == "吴女士"
    call.locator("main form[method=post] button.primary").last.click()
    call.get_by_text("有 2 处需要再看一下").wait_for()
    assert call.locator("[name=name]").input_value() == "吴女士"


def test_if_somebody_else_has_signed_in_the_form_is_not_sent_in_their_name(
    call: Page, live_house: House
) -> None:
    beside = call.context.new_page()
    become(beside, live_house, DISPATCHER)
    beside.close()
    call.evaluate("window.dispatchEvent(new Event('focus'))")

    call.get_by_text("这台电脑上现在登录的是另一个人").wait_for()
    assert call.locator("#signed-out").is_visible()
