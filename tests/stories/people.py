"""How people of the story come in: tried on in the demonstration, by code, or by their own link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browsers import Browser
    from tests.house import House


def become(browser: Browser, house: House, role: str) -> Page:
    """Sit down at the desk of the person whom the demonstration shows for a role."""
    page = browser.desk()
    page.goto(f"{house.url}/demo/")
    face = page.locator("li.task").filter(has=page.get_by_text(role, exact=True))
    face.get_by_role("button").click()
    page.wait_for_url(lambda url: "/demo/" not in url)
    return page


def sign_in(browser: Browser, house: House, phone: str) -> Page:
    """Come in on a phone by number and code; the demonstration's outbox shows the code."""
    page = browser.phone()
    page.goto(f"{house.url}/sign-in/")
    page.locator("[name=phone]").fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    return type_code(browser, house, page, phone)


def type_code(browser: Browser, house: House, page: Page, phone: str) -> Page:
    """Type the code that went to a number, as the demonstration's outbox shows it."""
    outbox = browser.desk()
    outbox.goto(f"{house.url}/demo/")
    sent = outbox.locator("tbody tr").filter(has_text=phone).first.inner_text()
    code = re.search(r"\b\d{6}\b", sent.replace(phone, ""))
    assert code, sent
    page.get_by_label("验证码").fill(code[0])
    page.get_by_role("button", name="登录", exact=True).click()
    return page


def follow(browser: Browser, handout: str) -> Page:
    """Open the link of a message on a phone, without having signed in."""
    link = re.search(r"https?://\S+/go/\S+", handout)
    assert link, handout
    page = browser.phone()
    page.goto(link[0])
    page.get_by_role("button", name="打开").click()
    page.wait_for_url(lambda url: "/go/" not in url)
    return page


def show_who(browser: Browser, house: House, page: Page, phone: str) -> Page:
    """Show, on the page that a link has opened, that the number is one's own."""
    where = page.url
    page.get_by_role("button", name="给我发验证码").click()
    page.wait_for_url(lambda url: "/sign-in/" in url)
    type_code(browser, house, page, phone)
    page.wait_for_url(where)
    return page


def phone_of_worker(page: Page, house: House, worker_id: int) -> str:
    """Let somebody at a desk look up a worker's number; the look is on record."""
    page.goto(f"{house.url}/workers/{worker_id}/reveal/phone/")
    page.locator("[name=purpose]").first.check(force=True)
    page.get_by_role("button", name="查看").click()
    return re.sub(r"\D", "", page.locator(".huge").inner_text())
