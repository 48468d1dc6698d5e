"""On the phone a signature is drawn or typed, and nothing of it is lost before it counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.fernet import Fernet

from tests.stories import people

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser
INK = """canvas => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]
    .filter((_, at) => at % 4 === 3).some(alpha => alpha > 0)"""


class Offer(NamedTuple):
    """An offer on the phone of who decides, who has shown a code."""

    house: House
    page: Page
    number: str
    version: int

    @property
    def pad(self) -> Locator:
        """Where one signs with the finger."""
        return self.page.locator("[data-signature-pad] canvas")

    def draw(self) -> None:
        """Sign with the finger."""
        self.pad.scroll_into_view_if_needed()
        box = self.pad.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        for step in range(1, 9):
            height = box["height"] * (0.3 if step % 2 else 0.7)
            self.page.mouse.move(box["x"] + 20 + step * 24, box["y"] + height)
        self.page.mouse.up()

    def sign(self) -> None:
        """Press the button, and wait for what the house says."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile("签字确认")).click()

    def has_ink(self) -> bool:
        """Whether something stands on the pad."""
        self.pad.wait_for()
        self.page.wait_for_timeout(300)
        return bool(self.pad.evaluate(INK))

    def signed(self) -> list[tuple[int]]:
        """Return the approvals with a drawing that the house has of this offer."""
        return self.house.rows(
            "SELECT version_id FROM planning_approval "
            f"WHERE version_id = {self.version} AND signature_file_id IS NOT NULL"
        )


@pytest.fixture
def offer(live_house: House, browser: Browser) -> Offer:
    """Somebody who decides has opened the link of an offer, and shown who they are."""
    [(agreed,)] = live_house.rows(
        "SELECT id FROM planning_planversion WHERE status = 'accepted' ORDER BY id LIMIT 1"
    )
    desk = people.become(browser, live_house, "老板")
    desk.goto(f"{live_house.url}/plans/{agreed}/")
    for move in ("修改（生成新版本）", "发给客户"):
        with desk.expect_navigation():
            desk.get_by_role("button", name=move, exact=True).click()
    version = int(re.findall(r"/plans/(\d+)/", desk.url)[0])
    handout = desk.locator(".handout textarea").input_value()
    number = _number_of_decider(live_house, version)
    page = people.follow(browser, handout)
    people.show_who(browser, live_house, page, number)
    return Offer(live_house, page, number, version)


def _number_of_decider(house: House, version: int) -> str:
    """Return the number of who decides, as the house keeps it sealed."""
    [(sealed,)] = house.rows(
        "SELECT c.phone FROM dossier_contact c JOIN planning_plan p ON p.household_id = c.household_id "
        "JOIN planning_planversion v ON v.plan_id = p.id "
        f"WHERE v.id = {version} AND c.is_decider"
    )
    key = Fernet((house.folder / "vault.key").read_text())
    return key.decrypt(sealed).decode().removeprefix("+86")


def test_a_drawing_alone_signs(offer: Offer) -> None:
    offer.draw()
    offer.sign()

    assert offer.signed() == [(offer.version,)]
    assert offer.page.locator("#sign").count() == 0


def test_nothing_drawn_and_nothing_typed_is_said_and_then_signed(offer: Offer) -> None:
    offer.sign()

    assert "手写签名，或输入您的姓名" in offer.page.inner_text("main")
    assert offer.signed() == []
    offer.draw()
    offer.sign()
    assert offer.signed() == [(offer.version,)]


def test_what_was_drawn_and_typed_outlives_a_lost_visit_and_a_wrong_code(
    offer: Offer, browser: Browser
) -> None:
    where = offer.page.url
    offer.draw()
    offer.page.locator("[name=signed_name]").fill("欧阳晴")
    context = offer.page.context
    context.clear_cookies(name=re.compile("session"))
    offer.page.get_by_role("button", name=re.compile("签字确认")).click()
    offer.page.wait_for_load_state()
    assert offer.signed() == []

    offer.page.goto(f"{offer.house.url}/sign-in/?next=/plans/{offer.version}/answer/")
    offer.page.locator("[name=phone]").fill(offer.number)
    offer.page.get_by_role("button", name="获取验证码").click()
    offer.page.get_by_label("验证码").fill("000000")
    offer.page.get_by_role("button", name="登录", exact=True).click()
    people.type_code(browser, offer.house, offer.page, offer.number)
    offer.page.wait_for_url(where)

    assert offer.page.locator("[name=signed_name]").input_value() == "欧阳晴"
    assert offer.has_ink()
    offer.sign()
    assert offer.signed() == [(offer.version,)]
    assert (
        offer.page.evaluate("Object.keys(sessionStorage).filter(one => /signature/.test(one))")
        == []
    )
