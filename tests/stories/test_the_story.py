"""One household, typed by hand, is served from first call to evaluation, in a real browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from guanjia.demo.elders import FRAIL
from tests.stories import people, steps

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser

ROLES = {"consultant": "家政顾问", "dispatcher": "调度", "manager": "店长"}


def test_a_single_visit_is_booked_on_one_page(live_house: House, browser: Browser) -> None:
    """From a phone call to a booked cleaning: phone, name, address, service, time, one press."""
    house = live_house
    consultant = people.become(browser, house, ROLES["consultant"])
    consultant.goto(f"{house.url}/calls/new/")
    steps.field(consultant, "电话号码").fill("19900007799")
    steps.field(consultant, "客户称呼").fill("司徒家")
    steps.field(consultant, "地址").fill("愚园路88号301室")
    consultant.locator("[name=consents][value=service]").check(force=True)
    consultant.locator("[name=service]").select_option(label="日常保洁")
    consultant.locator("[name=day]").fill((house.now().date() + timedelta(days=1)).isoformat())
    consultant.locator("[name=time]").fill("10:00")
    consultant.get_by_text(re.compile(r"¥\d")).first.wait_for()
    consultant.get_by_role("button", name="保存来电").click()
    consultant.wait_for_url(re.compile(r"/orders/\d+/"))

    order = steps.number_in(consultant.url)
    visit = f"SELECT id FROM dispatch_visit WHERE order_id = {order}"
    assert _until(consultant, house, visit)
    assert "司徒家" in consultant.locator("main").inner_text()


def test_one_household_is_served_from_first_call_to_evaluation(
    live_house: House, browser: Browser
) -> None:
    """Requirements 2.1, 3.1, 3.3, 1.1, 1.4, 1.5, 1.7: the six steps of the story."""
    house = live_house
    today = house.now().date()
    tomorrow = today + timedelta(days=1)

    consultant = people.become(browser, house, ROLES["consultant"])
    household = steps.take_call(consultant, house)
    steps.write_down(consultant, house, household)
    steps.assess(
        consultant, house, household, steps.Told(FRAIL | {"goal": "别再摔了，还能自己下楼晒太阳"})
    )

    version = steps.draft_plan(consultant)
    steps.shape_plan(consultant, tomorrow)
    client = people.follow(browser, steps.offer(consultant))
    people.show_who(browser, house, client, steps.PHONE)
    _refuse_an_outdated_answer(consultant, client, house)
    steps.sign(client)
    assert "签" in client.locator("main").inner_text()
    accepted = house.rows(
        f"SELECT number FROM planning_planversion v JOIN planning_plan p ON p.id = v.plan_id "
        f"WHERE p.household_id = {household} AND v.status = 'accepted'"
    )
    assert accepted == [(2,)], version

    dispatcher = people.become(browser, house, ROLES["dispatcher"])
    _wait_for_visits(dispatcher, house, household)
    shown = steps.adopt_roster(dispatcher, house, tomorrow)
    assert steps.FAMILY in shown
    worker_id, assignment, starts_at = _who_goes(house, household, tomorrow.isoformat())
    number = people.phone_of_worker(dispatcher, house, worker_id)

    house.open(starts_at - timedelta(minutes=8))
    worker = people.sign_in(browser, house, number)
    worker.goto(f"{house.url}/work/")
    worker.get_by_role("link", name=steps.FAMILY).click()
    assert steps.do_the_work(worker) >= 10

    client.goto(f"{house.url}/my/")
    attendance = house.rows(
        f"SELECT id FROM fieldwork_attendance WHERE assignment_id = {assignment}"
    )[0][0]
    client.goto(f"{house.url}/my/visits/{attendance}/")
    steps.press(client.get_by_role("button", name="验收通过"))
    assert _status(house, "fieldwork_attendance", attendance) == "accepted"

    asked = _until(
        client, house, f"SELECT id FROM survey_invitation WHERE household_id = {household}"
    )
    client.goto(f"{house.url}/survey/{asked}/")
    steps.answer_badly(client)
    assert "谢谢" in client.locator("main").inner_text()
    callback = _until(
        client, house, f"SELECT id FROM relations_callback WHERE household_id = {household}"
    )

    manager = people.become(browser, house, ROLES["manager"])
    manager.goto(f"{house.url}/callbacks/{callback}/")
    assert steps.FAMILY in manager.locator("main").inner_text()
    manager.goto(f"{house.url}/households/{household}/?tab=happened")
    happened = manager.locator("main").inner_text()
    for words in ("方案", "到", "回访"):
        assert words in happened
    manager.goto(f"{house.url}/evaluation/?household={household}")
    assert manager.locator("svg").count()
    assert "100" in manager.locator("main").inner_text()


def test_a_refused_call_keeps_what_was_typed(live_house: House, browser: Browser) -> None:
    """A number that is none is refused beside the field; nothing is written, nothing is lost."""
    house = live_house
    before = house.rows("SELECT count(*) FROM dossier_household")
    consultant = people.become(browser, house, ROLES["consultant"])
    consultant.goto(f"{house.url}/calls/new/")
    steps.field(consultant, "电话号码").fill("12")
    steps.field(consultant, "客户称呼").fill("司徒家")
    steps.field(consultant, "地址").fill("愚园路88号301室")
    consultant.locator("[name=consents][value=service]").check(force=True)
    steps.field(consultant, "客户说了什么").fill("想找人打扫厨房")
    with consultant.expect_response(f"{house.url}/calls/new/") as answer:
        consultant.get_by_role("button", name="保存来电").click()

    assert answer.value.status == 422
    assert "这不是电话号码" in consultant.locator("#id_phone_error").inner_text()
    assert steps.field(consultant, "客户称呼").input_value() == "司徒家"
    assert steps.field(consultant, "客户说了什么").input_value() == "想找人打扫厨房"
    assert house.rows("SELECT count(*) FROM dossier_household") == before


def _refuse_an_outdated_answer(consultant, client, house: House) -> None:
    """While the client reads, the consultant makes a new version; the old one cannot be signed."""
    old = client.url
    steps.press(consultant.get_by_role("button", name="修改（生成新版本）"))
    steps.begin_on(consultant, house.now().date() + timedelta(days=1))
    steps.offer(consultant)
    steps.sign(client)
    assert client.url.startswith(old)
    assert "本次没有签署" in client.locator("main").inner_text()
    assert house.rows("SELECT count(*) FROM planning_approval WHERE signed_name = '欧阳晴'") == [
        (0,)
    ]
    steps.press(client.get_by_role("link", name="看新版本"))


def _until(page, house: House, statement: str, seconds: int = 30) -> int:
    """Wait until hand-offs have led to a row, and return its number."""
    for _attempt in range(seconds * 5):
        if rows := house.rows(statement):
            return int(rows[0][0])
        page.wait_for_timeout(200)
    raise AssertionError(f"no row came of: {statement}\n{house.log()[-2000:]}")


def _wait_for_visits(page, house: House, household: int) -> None:
    _until(page, house, f"SELECT id FROM dispatch_visit WHERE household_id = {household}")


def _who_goes(house: House, household: int, day: str) -> tuple[int, int, datetime]:
    rows = house.rows(
        "SELECT a.worker_id, a.id, a.starts_at, a.granted_id FROM dispatch_assignment a "
        "JOIN dispatch_visit v ON v.id = a.visit_id "
        f"WHERE v.household_id = {household} AND a.status = 'assigned' AND v.\"on\" = '{day}'"
    )
    assert len(rows) == 1, "the roster sent nobody, or more than one"
    worker_id, assignment_id, starts_at, granted = rows[0]
    assert granted, "nobody is sent without a pass"
    if isinstance(starts_at, str):  # as SQLite keeps it
        starts_at = datetime.fromisoformat(starts_at).replace(tzinfo=UTC)
    return int(worker_id), int(assignment_id), starts_at


def _status(house: House, table: str, row_id: int) -> str:
    return str(house.rows(f"SELECT status FROM {table} WHERE id = {row_id}")[0][0])
