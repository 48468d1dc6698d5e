"""While somebody types in the search at the top, what is found stands under it, for keys and for a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser

A_MINUTE = 60_000


def test_a_household_is_opened_from_the_box_without_leaving_the_keyboard(
    live_house: House, browser: Browser
) -> None:
    window = browser.desk()
    window.goto(f"{live_house.url}/demo/")
    face = window.locator("li.task").filter(has=window.get_by_text("店长", exact=True)).first
    face.get_by_role("button").click()
    window.wait_for_url(lambda url: "/demo/" not in url, timeout=A_MINUTE)
    window.goto(f"{live_house.url}/households/")
    household = window.locator("main td.row-name a").first
    name, address = household.inner_text(), household.get_attribute("href")

    window.keyboard.press("/")
    window.keyboard.type(name)
    line = window.locator("#suggestions a").filter(has_text=name).first
    line.wait_for(timeout=A_MINUTE)
    window.keyboard.press("Escape")
    assert window.locator("#suggestions a").count() == 0

    window.locator("input[data-search]").fill("")
    window.keyboard.type(name)
    line.wait_for(timeout=A_MINUTE)
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    window.wait_for_url(
        lambda url: "/households/" in url and url != f"{live_house.url}/households/"
    )
    assert window.url.split("?")[0].endswith(str(address).split("?", maxsplit=1)[0])
