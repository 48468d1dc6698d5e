"""What the tests in a browser rely on: in their house nothing happened but what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import databases

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser


def test_nothing_is_left_of_an_earlier_test_and_the_house_goes_on(
    live_house: House, browser: Browser
) -> None:
    house, running = live_house, live_house.process
    visits = "SELECT count(*) FROM org_session"
    told = house.rows(visits)
    page = browser.desk()
    page.goto(f"{house.url}/demo/")
    page.locator("li.task button").first.click()
    page.wait_for_url(lambda url: "/demo/" not in url)
    stray = house.folder / "vault" / "stray"
    stray.touch()
    assert house.rows(visits) != told

    house.begin_again()

    assert house.rows(visits) == told
    assert not stray.exists()
    if databases.store().is_put_back_in_use:
        assert house.process is running
        page.goto(f"{house.url}/calls/new/")
        assert "/sign-in/" in page.url


def test_a_house_stays_open_for_whoever_wants_about_the_same_time(live_house: House) -> None:
    running, about = live_house.process, live_house.now()

    live_house.open(about)

    assert live_house.process is running
