"""What is asked before it is done is asked in the page that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser

A_MINUTE = 60_000


def test_a_question_opens_in_its_place_goes_with_a_no_and_is_done_with_a_yes(
    live_house: House, browser: Browser
) -> None:
    window = browser.desk()
    window.goto(f"{live_house.url}/demo/")
    face = window.locator("li.task").filter(has=window.get_by_text("店长", exact=True)).first
    face.get_by_role("button").click()
    window.wait_for_url(lambda url: "/demo/" not in url, timeout=A_MINUTE)
    window.goto(f"{live_house.url}/workers/")
    worker = window.locator("main a[href^='/workers/']").filter(has_text="傅建国").first
    window.goto(f"{live_house.url}{worker.get_attribute('href')}?tab=papers")
    page, void = window.url, window.locator("a[data-asks]")
    verified = void.count()

    void.first.click()
    window.locator("dialog[open]").get_by_text("先不要").click()
    assert window.url == page
    assert window.locator("dialog[open]").count() == 0

    void.first.click()
    window.locator("dialog[open] form button.danger").click()
    window.wait_for_function(
        "n => document.querySelectorAll('a[data-asks]').length < n", arg=verified
    )
    assert window.url == page
