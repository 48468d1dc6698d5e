"""There is no signal in the stairwell: what the worker does then is kept, and sent later, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.house import MORNING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser
SAVED = "已存在手机上，待发送"
EARLIEST = timedelta(minutes=60)
LOSE_THE_NEXT_ANSWER = """() => {
  const fetched = window.fetch;
  window.fetch = async (address, options) => {
    const answer = await fetched(address, options);
    if (options?.method !== "POST") return answer;
    window.fetch = fetched;
    localStorage.lost = address;
    throw new TypeError("lost");
  };
}"""
"""On the page itself: what its service worker sends on passes by every route that a test lays."""


class Morning(NamedTuple):
    """A worker's phone before the first visit of a day."""

    house: House
    phone: Page
    assignment: int

    def count(self, table: str) -> int:
        """Return how many rows the house has of this visit."""
        if table == "receipt":
            of_it = f"noun = 'assignment' AND object_id = {self.assignment}"
            return self.house.rows(f"SELECT count(*) FROM ledger_receipt WHERE {of_it}")[0][0]
        link = "attendance_id" if table == "steprecord" else "assignment_id"
        mine = f"SELECT id FROM fieldwork_attendance WHERE assignment_id = {self.assignment}"
        owner = f"IN ({mine})" if table == "steprecord" else f"= {self.assignment}"
        return self.house.rows(f"SELECT count(*) FROM fieldwork_{table} WHERE {link} {owner}")[0][0]

    def visit(self) -> str:
        """Return the address of the visit."""
        return f"{self.house.url}/work/{self.assignment}/"


@pytest.fixture
def morning(told_house: House, browser: Browser) -> Morning:
    """Tomorrow, ten minutes before the first visit; the phone has seen today's homes."""
    return morning_of(told_house, browser, before=timedelta(minutes=10))


def morning_of(house: House, browser: Browser, *, before: timedelta) -> Morning:
    """Return a worker's phone some time before tomorrow's first visit."""
    return morning_on(browser.phone, house, before=before)


def morning_on(opened: Page | Callable[[], Page], house: House, *, before: timedelta) -> Morning:
    """Return this phone, or one that is yet to be opened, some time before tomorrow's first visit."""
    tomorrow = MORNING.date() + timedelta(days=1)
    [(assignment, starts_at), *_others] = house.rows(
        "SELECT a.id, a.starts_at FROM dispatch_assignment a "
        "JOIN dispatch_visit v ON v.id = a.visit_id "
        f"WHERE v.\"on\" = '{tomorrow}' AND a.status = 'assigned' ORDER BY a.starts_at, a.worker_id"
    )
    if isinstance(starts_at, str):
        starts_at = datetime.fromisoformat(starts_at).replace(tzinfo=UTC)
    house.open(starts_at - before)
    phone = opened() if callable(opened) else opened
    sign_in(phone, house)
    _wait_until_kept(phone, f"/work/{assignment}/incident/")
    return Morning(house, phone, assignment)


def sign_in(phone: Page, house: House) -> None:
    """Become the worker of the demonstration."""
    phone.goto(f"{house.url}/demo/")
    face = phone.locator("li.task").filter(has=phone.get_by_text("服务人员", exact=True))
    face.get_by_role("button").click()
    phone.wait_for_url("**/work/")


def _is_kept(phone: Page, address: str) -> bool:
    look = "async (a) => Boolean(navigator.serviceWorker.controller && await caches.match(a))"
    return bool(phone.evaluate(look, address))


def _wait_until_kept(phone: Page, address: str) -> None:
    wait_until(phone, lambda: _is_kept(phone, address))


def wait_until(phone: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so that no part of the page shows; a minute at most."""
    for _attempt in range(300):
        if is_so():
            return
        phone.wait_for_timeout(200)
    raise AssertionError("it never came to be so")


def button(phone: Page, name: str) -> Locator:
    """Return the button of that name that is in sight."""
    return phone.get_by_role("button", name=name).locator("visible=true")


def _leave_out_a_step(phone: Page) -> None:
    phone.locator("summary").filter(has_text="这一步没做").locator("visible=true").click()
    phone.locator("[name=reason][value=client_said_no]").locator("visible=true").check()
    button(phone, "记为没做").click()


def _report_a_broken_vase(phone: Page) -> None:
    phone.locator("[name=kind][value=damage]").check()
    phone.locator("[name=severity][value=minor]").check()
    phone.locator("[name=note]").fill("碰碎一个花瓶")
    button(phone, "告诉公司").click()


def test_what_is_done_without_network_is_shown_as_saved_and_sent_in_order(
    morning: Morning,
) -> None:
    """Requirement 4.3: works without network and syncs later without losing or doubling anything."""
    phone = morning.phone
    phone.context.set_offline(True)
    phone.locator("a[data-next]").click()
    phone.wait_for_url(morning.visit())

    button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()
    phone.locator("a[data-next]").locator("visible=true").click()
    for number in range(2):
        phone.wait_for_url(f"{morning.visit()}#step-*")
        before = phone.url
        _leave_out_a_step(phone)
        phone.wait_for_url(lambda url, before=before: url != before)
        assert phone.locator("[data-count]").inner_text() == str(number + 2)
    phone.goto(f"{morning.visit()}incident/")
    _report_a_broken_vase(phone)
    phone.wait_for_url(morning.visit())
    phone.goto(f"{morning.house.url}/work/")
    phone.locator("[data-stop]").get_by_text("待发送").first.wait_for()
    assert morning.count("attendance") == 0

    phone.context.set_offline(False)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)

    assert morning.count("attendance") == 1
    assert morning.count("steprecord") == 2
    assert morning.count("incident") == 1
    assert morning.count("receipt") == 4


def test_an_answer_that_is_lost_doubles_nothing(morning: Morning) -> None:
    """Requirement 4.3: second sending doubles nothing."""
    phone = morning.phone
    phone.goto(f"{morning.visit()}incident/")
    phone.evaluate(LOSE_THE_NEXT_ANSWER)
    _report_a_broken_vase(phone)
    phone.wait_for_url(morning.visit())
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)

    assert phone.evaluate("localStorage.lost") == f"{morning.visit()}incident/"
    assert morning.count("incident") == 1


def test_the_visit_opens_again_although_the_house_cannot_be_reached(morning: Morning) -> None:
    """Requirement 4.3: what waits outlives the page."""
    phone, house = morning.phone, morning.house
    phone.goto(morning.visit())
    at = house.now()
    house.close()

    phone.reload()
    button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()
    phone.reload()
    phone.get_by_text(SAVED).wait_for()
    phone.locator("a[data-next]").wait_for()

    house.open(at + timedelta(minutes=20))
    phone.reload()
    # A page that has not yet counted what waits says nothing either: the house is asked.
    wait_until(phone, lambda: morning.count("attendance") > 0)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)
    assert morning.count("attendance") == 1


def test_what_is_refused_is_shown_with_the_reason_until_the_worker_removes_it(
    told_house: House, browser: Browser
) -> None:
    """Requirement 4.3: nothing is lost silently."""
    morning = morning_of(told_house, browser, before=EARLIEST + timedelta(minutes=30))
    phone = morning.phone
    phone.context.set_offline(True)
    phone.goto(morning.visit())
    button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()
    phone.reload()

    phone.context.set_offline(False)
    refusal = phone.locator("[data-refused]")
    refusal.get_by_text("还没到打卡时间").wait_for(timeout=30_000)
    phone.reload()
    refusal.get_by_text("还没到打卡时间").wait_for()
    assert morning.count("attendance") == 0

    phone.on("dialog", lambda dialog: dialog.accept())
    refusal.get_by_role("button", name="移除").click()
    refusal.wait_for(state="hidden")

    phone.locator(".phone-more summary").click()
    phone.get_by_role("link", name="退出").click()
    phone.wait_for_url("**/sign-out/")
    assert not _is_kept(phone, morning.visit()), "homes are off the phone once the worker leaves"
