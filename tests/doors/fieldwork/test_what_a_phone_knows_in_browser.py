"""A phone never shows less than it told, asks before it replaces, and loses nothing without a word."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from tests import databases
from tests.doors.fieldwork import test_without_network_in_browser as stairwell
from tests.doors.fieldwork.test_without_network_in_browser import SAVED, Morning

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def morning(told_house: House, browser: Browser) -> Morning:
    """Ten minutes before a visit; the phone has seen today's homes."""
    return stairwell.morning_of(told_house, browser, before=TEN_MINUTES)


def arrive(morning: Morning) -> list[int]:
    """Check in, and return the steps of the visit in order."""
    phone = morning.phone
    phone.goto(morning.visit())
    with phone.expect_navigation():
        stairwell.button(phone, "到岗打卡").click()
    phone.locator("a[data-next]").wait_for()
    return step_ids(phone)


def step_ids(phone: Page) -> list[int]:
    found = phone.locator("[data-step]").evaluate_all("all => all.map((one) => one.dataset.step)")
    return [int(one) for one in found]


def record(morning: Morning, step: int) -> tuple[bool, str]:
    """Return what the house has of a step."""
    [(is_done, reason)] = morning.house.rows(
        "SELECT is_done, reason FROM fieldwork_steprecord r "
        "JOIN fieldwork_attendance a ON a.id = r.attendance_id "
        f"WHERE a.assignment_id = {morning.assignment} AND r.step_id = {step}"
    )
    return bool(is_done), reason


def leave_out(phone: Page, reason: str = "client_said_no") -> None:
    """Record the step that is shown as not done."""
    phone.locator("summary").filter(has_text="这一步没做").locator("visible=true").click()
    phone.locator(f"[name=reason][value={reason}]").locator("visible=true").check()
    stairwell.button(phone, "记为没做").click()


def open_card(phone: Page, step: int) -> None:
    """Open the card of a step on the page of the visit, as without network."""
    phone.evaluate("(step) => { location.hash = `#step-${step}`; }", step)
    phone.locator(f"#card-{step}").wait_for()


def seen(part: Locator, words: str) -> None:
    """Wait until a part of the page shows these words; what the page said before may lie under them."""
    part.get_by_text(words, exact=True).locator("visible=true").first.wait_for()


def ticked(morning: Morning, steps: list[int]) -> int:
    """Return the first step that asks for a tick only."""
    rows = morning.house.rows("SELECT id FROM catalog_sopstep WHERE evidence = 'tick'")
    ticks = {row[0] for row in rows}
    return next(step for step in steps if step in ticks)


def test_what_was_told_online_is_still_there_when_the_network_goes(morning: Morning) -> None:
    """Requirement 4.3: works without network and syncs later without losing anything."""
    phone = morning.phone
    steps = arrive(morning)
    step = ticked(morning, steps)
    phone.goto(f"{morning.visit()}steps/{step}/")
    leave_out(phone)
    phone.wait_for_url(lambda url: f"/{step}/" not in url)
    phone.context.set_offline(True)

    phone.goto(f"{morning.visit()}steps/{step}/")
    phone.wait_for_url(f"{morning.visit()}#step-{step}")
    seen(phone.locator(f"#card-{step}"), "没做")
    phone.locator(".not-done").evaluate_all("all => all.forEach((one) => { one.open = false; })")
    stairwell.button(phone, "做好了").click()
    question = phone.locator("dialog[open]")
    question.get_by_text("你已经记过").wait_for()
    question.get_by_role("button", name="保留已有的记录").click()
    phone.goto(morning.visit())
    seen(phone.locator(f"[data-step='{step}']"), "没做")
    following = next(one for one in steps if one != step)
    assert f"/steps/{following}/" in (phone.locator("a[data-next]").get_attribute("href") or "")

    phone.context.set_offline(False)
    phone.reload()
    phone.wait_for_load_state("networkidle")
    assert record(morning, step) == (False, "client_said_no")
    assert morning.count("receipt") == 2


def test_after_sending_the_page_shows_how_things_stand_now(morning: Morning) -> None:
    """Requirement 4.3: syncs later."""
    phone = morning.phone
    phone.goto(morning.visit())
    phone.context.set_offline(True)
    stairwell.button(phone, "到岗打卡").click()
    phone.get_by_text(SAVED).wait_for()

    phone.context.set_offline(False)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)

    seen(phone.locator("[data-now]"), "已到岗")
    phone.context.set_offline(True)
    phone.goto(f"{morning.house.url}/work/")
    stop = phone.locator(f"[data-stop='{morning.assignment}']")
    seen(stop, "已到岗")


def test_an_answer_that_is_lost_makes_no_quarrel(morning: Morning) -> None:
    """The house has the step, the phone does not know: it asks nobody and doubles nothing."""
    phone = morning.phone
    steps = arrive(morning)
    step = ticked(morning, steps)

    phone.goto(f"{morning.visit()}steps/{step}/")
    phone.evaluate(stairwell.LOSE_THE_NEXT_ANSWER)
    leave_out(phone)
    phone.wait_for_url(f"{morning.visit()}*")
    assert phone.evaluate("localStorage.lost") == f"{morning.visit()}steps/{step}/"
    # The phone sends again by itself as well, and then folds the button away.
    phone.evaluate("document.querySelector('[data-send]').click()")
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)

    assert record(morning, step) == (False, "client_said_no")
    assert morning.count("steprecord") == 1
    assert not phone.locator("[data-refused]").is_visible()


def test_two_pages_of_one_phone_know_of_each_other(morning: Morning) -> None:
    """What is told on one page waits on the other, too, and is not told twice without a question."""
    phone = morning.phone
    steps = arrive(morning)
    step = ticked(morning, steps)
    other = phone.context.new_page()
    other.goto(morning.visit())
    phone.context.set_offline(True)

    open_card(phone, step)
    leave_out(phone)
    phone.get_by_text(SAVED).wait_for()

    seen(other.locator(f"[data-step='{step}']"), "待发送")
    open_card(other, step)
    stairwell.button(other, "做好了").click()
    question = other.locator("dialog[open]")
    question.get_by_text("你已经记过").wait_for()
    question.get_by_role("button", name="改成现在这个").click()
    other.get_by_text(SAVED).wait_for()

    phone.context.set_offline(False)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)
    assert record(morning, step) == (True, "")
    assert not phone.locator("[data-refused]").is_visible()


@pytest.mark.parametrize("choice, outcome", [("改成我现在的", True), ("保留已有的记录", False)])
def test_what_the_house_knows_otherwise_is_shown_beside_mine_and_asked(
    morning: Morning, browser: Browser, choice: str, outcome: bool
) -> None:
    """Requirement 4.3: what was recorded is never replaced in silence."""
    phone = morning.phone
    steps = arrive(morning)
    step = ticked(morning, steps)
    phone.goto(morning.visit())
    phone.context.set_offline(True)
    open_card(phone, step)
    stairwell.button(phone, "做好了").click()
    phone.get_by_text(SAVED).wait_for()
    second = browser.phone()
    stairwell.sign_in(second, morning.house)
    second.goto(f"{morning.visit()}steps/{step}/")
    leave_out(second)
    second.wait_for_url(lambda url: f"/{step}/" not in url)

    phone.context.set_offline(False)
    question = phone.locator("[data-refused]")
    question.get_by_text("客户不要做").wait_for(timeout=30_000)
    assert record(morning, step) == (False, "client_said_no")
    question.get_by_role("button", name=choice).click()
    question.wait_for(state="hidden")

    stairwell.wait_until(phone, lambda: record(morning, step)[0] is outcome)
    phone.reload()
    phone.wait_for_load_state("networkidle")
    assert record(morning, step)[0] is outcome


def test_the_household_signs_without_network(morning: Morning) -> None:
    """Requirement 4.3: acceptance by the client, without network."""
    phone = morning.phone
    steps = arrive(morning)
    phone.goto(morning.visit())
    phone.context.set_offline(True)
    for step in steps:
        open_card(phone, step)
        leave_out(phone, "not_needed")
        phone.wait_for_url(lambda url, step=step: not url.endswith(f"#step-{step}"))
    stairwell.button(phone, "完工打卡").click()
    phone.wait_for_url(f"{morning.visit()}#word")
    pad = phone.locator("#card-word canvas")
    pad.wait_for()
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    phone.mouse.move(box["x"] + 30, box["y"] + 60)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 150, box["y"] + 90, steps=8)
    phone.mouse.up()
    stairwell.button(phone, "验收通过").click()
    seen(phone.locator("[data-now]"), "待发送")
    assert morning.count("attendance") == 1

    phone.context.set_offline(False)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=60_000)
    seen(phone.locator("[data-now]"), "已验收")
    [(status, by_client, signature)] = morning.house.rows(
        "SELECT a.status, c.is_by_client, c.signature_file_id FROM fieldwork_attendance a "
        f"JOIN fieldwork_acceptance c ON c.attendance_id = a.id "
        f"WHERE a.assignment_id = {morning.assignment}"
    )
    assert (status, bool(by_client)) == ("accepted", False)
    assert signature


def test_who_leaves_early_without_network_is_asked_first(morning: Morning) -> None:
    phone = morning.phone
    steps = arrive(morning)
    phone.goto(morning.visit())
    phone.context.set_offline(True)
    for step in steps:
        open_card(phone, step)
        leave_out(phone, "not_needed")
        phone.wait_for_url(lambda url, step=step: not url.endswith(f"#step-{step}"))
    came = phone.locator("[data-act=departure]").get_attribute("data-since")
    phone.clock.set_fixed_time(datetime.fromisoformat(str(came)) + timedelta(minutes=11))

    stairwell.button(phone, "完工打卡").click()
    question = phone.locator("dialog[open]")
    question.get_by_text("11 分钟").wait_for()
    question.get_by_role("button", name="我还在服务").click()
    question.wait_for(state="hidden")
    assert "#word" not in phone.url

    stairwell.button(phone, "完工打卡").click()
    question.get_by_role("button", name="是的，完工打卡").click()
    phone.wait_for_url(f"{morning.visit()}#word")


def care_visit(morning: Morning) -> int:
    """Let the visit be one at which blood pressure is taken, and return that step."""
    [(step, standard)] = morning.house.rows(
        "SELECT s.id, s.sop_id FROM catalog_sopstep s JOIN catalog_sop o ON o.id = s.sop_id "
        "WHERE s.code = 'E2' AND o.status = 'in_force' ORDER BY s.id LIMIT 1"
    )
    file = databases.store().address(morning.house.database).removeprefix("sqlite://")
    with closing(sqlite3.connect(file, timeout=20)) as connection, connection:
        connection.execute(
            "UPDATE dispatch_visit SET sop_id = ? WHERE id = "
            "(SELECT visit_id FROM dispatch_assignment WHERE id = ?)",
            (standard, morning.assignment),
        )
    return int(step)


def test_a_reading_is_asked_about_and_acted_on_without_network(morning: Morning) -> None:
    """Requirement 4.4: abnormal readings."""
    step = care_visit(morning)
    phone = morning.phone
    arrive(morning)
    phone.goto(morning.visit())
    phone.context.set_offline(True)
    open_card(phone, step)
    reading = phone.locator(f"#card-{step} [name=value]")

    reading.fill("300")
    stairwell.button(phone, "做好了").click()
    question = phone.locator("dialog[open]")
    question.get_by_text("300 mmHg，对吗？").wait_for()
    question.get_by_role("button", name="我再看一遍").click()
    assert not phone.get_by_text(SAVED).is_visible()

    reading.fill("172")
    stairwell.button(phone, "做好了").click()
    question.get_by_text("超出正常范围").first.wait_for()
    assert question.get_by_role("link", name="打 120 急救").get_attribute("href") == "tel:120"
    question.get_by_role("link", name="告诉公司").click()
    phone.wait_for_url("**/incident/?step=*")
    note = phone.locator("[name=note]")
    stairwell.wait_until(phone, lambda: "172" in note.input_value())
    stairwell.button(phone, "告诉公司").click()
    phone.wait_for_url(morning.visit())

    phone.context.set_offline(False)
    stairwell.wait_until(phone, lambda: morning.count("incident") > 0)
    phone.get_by_text(SAVED).wait_for(state="hidden", timeout=30_000)
    [(value,)] = morning.house.rows(
        f"SELECT value FROM fieldwork_steprecord WHERE step_id = {step} AND attendance_id IN "
        f"(SELECT id FROM fieldwork_attendance WHERE assignment_id = {morning.assignment})"
    )
    key = (morning.house.folder / "vault.key").read_text()
    assert Fernet(key).decrypt(value) == b"172.0"
    assert morning.count("incident") == 1
