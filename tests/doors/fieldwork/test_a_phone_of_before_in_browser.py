"""A phone that has been in use holds what an earlier page wrote, and asks at an earlier address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.doors.fieldwork import test_what_a_phone_knows_in_browser as known
from tests.doors.fieldwork import test_without_network_in_browser as stairwell

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.doors.fieldwork.test_without_network_in_browser import Morning
    from tests.house import House

pytestmark = pytest.mark.browser
WRITE_AS_BEFORE = """(act) => new Promise((done, failed) => {
  const asking = indexedDB.open("guanjia-outbox", 1);
  asking.onerror = () => failed(asking.error);
  asking.onsuccess = () => {
    const transaction = asking.result.transaction("acts", "readwrite");
    const user = document.querySelector("[data-outbox]").dataset.outbox;
    const told = { user, page: location.href, happened_at: new Date().toISOString() };
    transaction.objectStore("acts").put({ ...told, ...act });
    transaction.oncomplete = () => { asking.result.close(); done(); };
  };
})"""
SCRIPT_AT_WORK = """async () => {
  const all = await navigator.serviceWorker.getRegistrations();
  return all.map((one) => new URL((one.active ?? one.waiting ?? one.installing).scriptURL).pathname);
}"""


@pytest.fixture
def morning(told_house: House, browser: Browser) -> Morning:
    """Ten minutes before a visit; the phone has seen today's homes."""
    return stairwell.morning_of(told_house, browser, before=timedelta(minutes=10))


def test_what_waits_on_it_is_sent(morning: Morning) -> None:
    """Requirement 4.3: syncs later without losing anything."""
    phone = morning.phone
    told = {
        "key": "told-before",
        "url": f"{morning.visit()}arrival/",
        "label": "到岗打卡",
        "visit": str(morning.assignment),
        "about": "arrival",
        "fields": [["latitude", ""], ["longitude", ""]],
    }
    phone.evaluate(WRITE_AS_BEFORE, told)
    phone.reload()

    stairwell.wait_until(phone, lambda: morning.count("receipt") > 0)
    assert morning.count("attendance") == 1
    known.seen(phone.locator(f"[data-stop='{morning.assignment}']"), "已到岗")


def test_a_question_that_is_open_on_it_can_still_be_answered(morning: Morning) -> None:
    """Requirement 4.3: what was recorded is never replaced in silence."""
    phone = morning.phone
    step = known.ticked(morning, known.arrive(morning))
    phone.goto(f"{morning.visit()}steps/{step}/")
    known.leave_out(phone)
    phone.wait_for_url(lambda url: f"/{step}/" not in url)
    told = {
        "key": "told-before",
        "url": f"{morning.visit()}steps/{step}/",
        "label": "抹灰",
        "visit": str(morning.assignment),
        "about": f"step/{step}",
        "fields": [["seen", "0"], ["is_done", "yes"]],
        "refused": "这一步已有别的记录",
        "stands": "1",
        "standing": "没做：客户不要做",
    }
    phone.evaluate(WRITE_AS_BEFORE, told)
    phone.reload()
    question = phone.locator("[data-refused]")
    question.get_by_text("没做：客户不要做").wait_for()
    question.get_by_role("button", name="改成我现在的").click()

    stairwell.wait_until(phone, lambda: known.record(morning, step) == (True, ""))


def test_its_service_worker_gives_way_to_the_one_of_today(morning: Morning) -> None:
    """Requirement 4.3: works without network, also after the house was renewed."""
    phone = morning.phone
    phone.evaluate("navigator.serviceWorker.register('/work/keeper.js', { scope: '/work/' })")
    stairwell.wait_until(phone, lambda: phone.evaluate(SCRIPT_AT_WORK) == ["/work/keeper.js"])

    phone.reload()

    newer = ["/work/service_worker.js"]
    stairwell.wait_until(phone, lambda: phone.evaluate(SCRIPT_AT_WORK) == newer)
