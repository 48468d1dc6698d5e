"""The offer to put the pages on the home screen stands there once, and can be sent away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doors.fieldwork.test_without_network_in_browser import sign_in
from tests.house import MORNING

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser


def test_the_hint_is_sent_away_and_does_not_come_back(told_house: House, browser: Browser):
    told_house.open(MORNING)
    phone = browser.phone()
    sign_in(phone, told_house)
    hint = phone.locator("[data-install]")
    hint.wait_for()

    hint.get_by_role("button", name="不用了").click()

    assert not hint.is_visible()
    phone.reload()
    phone.locator("h1").wait_for()
    assert not hint.is_visible()
