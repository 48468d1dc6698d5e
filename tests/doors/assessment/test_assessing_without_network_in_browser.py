"""In a cellar there is no network: answers are kept on the phone, and sent later, once and in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.fernet import Fernet

from tests.doors.fieldwork import test_nothing_is_lost_in_browser as hardship
from tests.doors.fieldwork import test_without_network_in_browser as stairwell
from tests.doors.fieldwork.test_without_network_in_browser import SAVED

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page

    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser


class Cellar(NamedTuple):
    """A consultant's phone at one step of an assessment, before the network goes."""

    house: House
    phone: Page
    assessment: int

    @property
    def step(self) -> str:
        """The address of the step at which falls are asked about."""
        return f"{self.house.url}/assessments/{self.assessment}/falls/"

    def answers(self) -> dict[str, str]:
        """Return what the house has of this step, by question."""
        rows = self.house.rows(
            "SELECT question, value FROM assessment_answer "
            f"WHERE assessment_id = {self.assessment} AND question LIKE 'falls_%'"
        )
        key = Fernet((self.house.folder / "vault.key").read_text())
        return {question: key.decrypt(value).decode() for question, value in rows if value}

    def receipts(self) -> list[str]:
        """Return what the house has taken of this assessment, in order."""
        of_it = f"noun = 'assessment' AND object_id = {self.assessment}"
        rows = self.house.rows(f"SELECT about FROM ledger_receipt WHERE {of_it} ORDER BY id")
        return [about for (about,) in rows]


@pytest.fixture
def cellar(live_house: House, browser: Browser) -> Cellar:
    """A phone that has seen the step."""
    return cellar_on(browser.phone(), live_house)


def cellar_on(phone: Page, house: House) -> Cellar:
    """Begin an assessment on this phone, and open the step."""
    sign_in(phone, house)
    [(household,)] = house.rows(
        "SELECT household_id FROM assessment_assessment ORDER BY id LIMIT 1"
    )
    phone.goto(f"{house.url}/households/{household}/assessments/new/")
    phone.get_by_role("button", name="开始填写评估").click()
    phone.wait_for_url(re.compile(r"/assessments/\d+/\w+/"))
    [number] = re.findall(r"/assessments/(\d+)/", phone.url)
    found = Cellar(house, phone, int(number))
    phone.goto(found.step)
    look = "async (a) => Boolean(navigator.serviceWorker.controller && await caches.match(a))"
    following = found.step.replace("falls", "home")
    for address in (found.step, following):
        stairwell.wait_until(phone, lambda a=address: bool(phone.evaluate(look, a)))
    return found


def sign_in(phone: Page, house: House) -> None:
    """Become the consultant of the demonstration."""
    phone.goto(f"{house.url}/demo/")
    face = phone.locator("li.task").filter(has=phone.get_by_text("家政顾问", exact=True))
    face.get_by_role("button").click()
    phone.wait_for_url(lambda url: "/demo/" not in url)


def choose(page: Page, question: str, option: str) -> None:
    page.locator(f"[name={question}][value={option}]").check(force=True)


def is_chosen(page: Page, question: str, option: str) -> bool:
    return page.locator(f"[name={question}][value={option}]").is_checked()


def test_answers_given_without_network_are_kept_and_sent_once_in_order(cellar: Cellar) -> None:
    """Requirement 3.1: the structured form, in a home without network."""
    phone = cellar.phone
    phone.context.set_offline(True)
    choose(phone, "falls_year", "once")
    phone.get_by_text(SAVED).wait_for()
    phone.reload()
    stairwell.wait_until(phone, lambda: is_chosen(phone, "falls_year", "once"))
    choose(phone, "falls_year", "more")
    phone.locator(".form-end button.primary").click()
    phone.wait_for_url(lambda url: "/falls/" not in url)
    phone.get_by_text(SAVED).wait_for()
    assert cellar.answers() == {}

    phone.context.set_offline(False)
    stairwell.wait_until(phone, lambda: cellar.answers() == {"falls_year": "more"})
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)
    assert cellar.receipts() == ["answers/falls"] * 3
    assert not phone.locator("[data-refused]").is_visible()


def test_an_answer_is_safe_as_soon_as_it_is_given_and_says_so(cellar: Cellar) -> None:
    phone = cellar.phone
    choose(phone, "falls_year", "once")
    phone.locator("#progress").get_by_text("已保存").wait_for()

    phone.reload()
    assert is_chosen(phone, "falls_year", "once")
    assert cellar.answers() == {"falls_year": "once"}


def test_a_lost_answer_of_the_house_doubles_nothing(cellar: Cellar) -> None:
    phone = cellar.phone
    phone.evaluate(stairwell.LOSE_THE_NEXT_ANSWER)
    choose(phone, "falls_year", "once")
    stairwell.wait_until(phone, lambda: cellar.receipts() == ["answers/falls"])
    phone.evaluate("document.querySelector('[data-send]').click()")
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)

    assert phone.evaluate("localStorage.lost") == cellar.step
    assert cellar.receipts() == ["answers/falls"]
    assert not phone.locator("[data-refused]").is_visible()


def test_two_pages_of_one_phone_show_the_same_answers(cellar: Cellar) -> None:
    phone = cellar.phone
    other = phone.context.new_page()
    other.goto(cellar.step)
    phone.context.set_offline(True)
    choose(phone, "falls_year", "once")
    stairwell.wait_until(other, lambda: is_chosen(other, "falls_year", "once"))
    choose(other, "falls_year", "more")
    stairwell.wait_until(phone, lambda: is_chosen(phone, "falls_year", "more"))

    phone.context.set_offline(False)
    stairwell.wait_until(phone, lambda: cellar.answers() == {"falls_year": "more"})
    assert cellar.receipts() == ["answers/falls"] * 2
    assert not phone.locator("[data-refused]").is_visible()


@pytest.mark.parametrize("choice, outcome", [("改成我现在的", "once"), ("保留已有的记录", "more")])
def test_what_somebody_else_answered_meanwhile_is_asked_about(
    cellar: Cellar, browser: Browser, choice: str, outcome: str
) -> None:
    phone = cellar.phone
    phone.context.set_offline(True)
    choose(phone, "falls_year", "once")
    phone.get_by_text(SAVED).wait_for()
    colleague = browser.desk()
    sign_in(colleague, cellar.house)
    colleague.goto(cellar.step)
    choose(colleague, "falls_year", "more")
    stairwell.wait_until(colleague, lambda: cellar.answers() == {"falls_year": "more"})

    phone.context.set_offline(False)
    question = phone.locator("[data-refused]")
    question.get_by_text("两次及以上").wait_for(timeout=30_000)
    assert question.inner_text().count("系统没有接受") == 1, "the reason is what the house said"
    assert cellar.answers() == {"falls_year": "more"}
    question.get_by_role("button", name=choice).click()
    question.wait_for(state="hidden")

    stairwell.wait_until(phone, lambda: cellar.answers() == {"falls_year": outcome})
    stairwell.wait_until(phone, lambda: is_chosen(phone, "falls_year", outcome))


def test_a_browser_that_is_killed_keeps_the_answers(
    live_house: House, chromium: Chromium, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    first = hardship.opened(chromium, folder)
    cellar = cellar_on(first.new_page(), live_house)
    first.set_offline(True)
    choose(cellar.phone, "falls_year", "once")
    cellar.phone.get_by_text(SAVED).wait_for()

    cookies = first.cookies()
    hardship.kill(folder)
    second = hardship.opened_again(chromium, folder, cookies)
    phone = second.new_page()
    second.set_offline(True)
    phone.goto(cellar.step)
    phone.get_by_text(SAVED).wait_for()
    assert is_chosen(phone, "falls_year", "once")
    assert cellar.answers() == {}

    second.set_offline(False)
    sign_in(phone, live_house)
    phone.goto(cellar.step)
    stairwell.wait_until(phone, lambda: cellar.answers() == {"falls_year": "once"})
    assert cellar.receipts() == ["answers/falls"]
    second.close()


def test_leaving_takes_the_assessment_off_the_phone(cellar: Cellar) -> None:
    """Requirement 8.4: what tells of health stays with nobody who has left."""
    phone = cellar.phone
    phone.goto(f"{cellar.house.url}/sign-out/")
    look = "async (a) => Boolean(await caches.match(a))"
    stairwell.wait_until(phone, lambda: not phone.evaluate(look, cellar.step))
