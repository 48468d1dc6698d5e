"""What came in by the intake is seen on the page, and what was refused is said beside its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.world import uploads

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser

PAGE = {"name": "paper.html", "mimeType": "image/jpeg", "buffer": uploads.HTML}
PHOTO = {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": uploads.with_place((300, 200))}
DRAWN = "(image) => image.complete && image.naturalWidth"


def test_a_worker_gets_a_face_and_a_page_that_says_it_is_one_is_refused(
    live_house: House, browser: Browser
) -> None:
    desk = browser.desk()
    desk.goto(f"{live_house.url}/demo/")
    row = desk.locator("li.task").filter(has=desk.get_by_text("店长", exact=True)).first
    row.get_by_role("button").click()
    desk.wait_for_load_state()
    desk.goto(f"{live_house.url}/workers/")
    desk.locator("a[data-row]").first.click()
    desk.wait_for_url("**/workers/*/")
    record = desk.url
    desk.goto(f"{record}edit/")

    chooser = desk.locator("input[type=file][name=photo]")
    chooser.set_input_files(PAGE)
    desk.get_by_role("button", name="保存").click()
    beside = desk.locator("#photo_error")
    beside.wait_for()
    assert "这不是照片" in beside.inner_text()

    chooser.set_input_files(PHOTO)
    desk.get_by_role("button", name="保存").click()
    desk.wait_for_url(record)
    face = desk.locator("main img").first
    face.wait_for()
    assert desk.wait_for_function(DRAWN, arg=face.element_handle()).json_value() == 200
