"""The steps of the story, as the people in it take them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.house import House

PHONE = "19900007788"
FAMILY = "欧阳家"
MOTHER = "欧阳淑芬"
DAUGHTER = "欧阳晴"
ADDRESS = "长宁路1027弄3号801室"
WISH = "妈妈八十四岁，独居，上个月摔了一跤，只会说上海话，有一只猫，九点以后再上门"
ORDINARY = {"mmHg": "128", "mmol/L": "5.6", "°C": "39", "次": "20"}
"""A reading that nobody asks about, by its unit."""


@dataclass(frozen=True, slots=True)
class Told:
    """Answers for the pages of the assessment, by the code of the question."""

    answers: dict[str, str]

    def fill(self, page: Page) -> None:
        """Answer what this page asks."""
        for code, answer in self.answers.items():
            asked = page.locator(f"[name='{code}']")
            if not asked.count():
                continue
            if asked.first.get_attribute("type") in {"radio", "checkbox"}:
                for option in answer.split(","):
                    page.locator(f"[name='{code}'][value='{option}']").check(force=True)
            else:
                asked.first.fill(answer)


def field(page: Page, label: str) -> Locator:
    """Return the field of the page's form that has this label."""
    return page.locator("main").get_by_label(label).first


def press(button: Locator) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with button.page.expect_navigation():
        button.click()


def take_call(page: Page, house: House) -> int:
    """Open a household by phone number, name and address, with the client's consent."""
    page.goto(f"{house.url}/calls/new/")
    field(page, "电话号码").fill(PHONE)
    field(page, "客户称呼").fill(FAMILY)
    page.locator("[name=audience]").select_option("older")
    field(page, "来电人").fill(DAUGHTER)
    field(page, "关系").fill("女儿")
    field(page, "地址").fill(ADDRESS)
    field(page, "客户说了什么").fill(WISH)
    for purpose in ("service", "health", "photos", "messages"):
        page.locator(f"[name=consents][value={purpose}]").check(force=True)
    page.locator("[name=goes_on][value=open]").check(force=True)
    page.get_by_role("button", name="保存来电").click()
    page.wait_for_url(re.compile(r"/households/\d+/"))
    return number_in(page.url)


def number_in(url: str) -> int:
    """Return the first number in the path of an address."""
    found = re.search(r"/(\d+)/", urlsplit(url).path)
    assert found, url
    return int(found[1])


def write_down(page: Page, house: House, household: int) -> None:
    """Note who lives there and how."""
    file = f"{house.url}/households/{household}"
    page.goto(f"{file}/member/add/")
    field(page, "姓名").fill(MOTHER)
    field(page, "关系").fill("母亲")
    page.locator("[name=birth_year]").fill("1942")
    page.locator("[name=birth_month]").fill("12")
    page.locator("[name=birth_day]").fill("30")
    page.locator("[name=is_lunar]").check(force=True)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    for kind, words in (("language", "只会说上海话"), ("pet", "有一只猫")):
        page.goto(f"{file}/habit/add/")
        page.locator("[name=kind]").select_option(kind)
        page.locator("[name=text]").fill(words)
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(lambda url: "/add/" not in url)


def assess(page: Page, house: House, household: int, told: Told) -> int:
    """Fill the assessment in, page by page; leave one answer out and be told so; then finish."""
    page.goto(f"{house.url}/households/{household}/assessments/new/")
    page.get_by_role("button", name="开始填写评估").click()
    page.wait_for_url(re.compile(r"/assessments/\d+/\w+/"))
    number = number_in(page.url)
    forgotten = "falls_dizzy"
    all_but_one = Told({code: said for code, said in told.answers.items() if code != forgotten})
    while not page.url.endswith("/end/"):
        all_but_one.fill(page)
        save_part(page)
    missing = page.locator(".sheet").filter(has_text="还缺").get_by_role("link")
    missing.first.click()
    page.wait_for_url(lambda url: not url.endswith("/end/"))
    told.fill(page)
    save_part(page)
    page.goto(f"{house.url}/assessments/{number}/end/")
    page.get_by_role("button", name="完成评估").click()
    page.wait_for_url(re.compile("/result/"))
    return number


def save_part(page: Page) -> None:
    """Save the part of the assessment that is shown, and wait until the next one is there."""
    before = page.url
    page.locator(".form-end button.primary").click()
    page.wait_for_url(lambda url: url != before)


def draft_plan(page: Page) -> int:
    """Draft a plan from the assessment that is shown, for one service, beginning tomorrow."""
    page.get_by_role("link", name="据此拟方案").click()
    page.get_by_role("button", name="拟出方案").click()
    page.wait_for_url(re.compile(r"/plans/\d+/"))
    return number_in(page.url)


def shape_plan(page: Page, first_day: date) -> None:
    """Keep the first service alone, on tomorrow's weekday and two days later; begin tomorrow."""
    while page.locator("section.sheet[id^=line-]").count() > 1:
        last = page.locator("section.sheet[id^=line-]").last
        last.locator("summary").click()
        press(last.get_by_role("button", name="去掉这项服务"))
    line = page.locator("section.sheet[id^=line-]").first
    line.locator("summary").click()
    days = {first_day.weekday(), (first_day + timedelta(days=2)).weekday()}
    for weekday in range(7):
        line.get_by_role("checkbox", name=f"周{'一二三四五六日'[weekday]}").set_checked(
            weekday in days
        )
    line.locator("[name$=window_from]").fill("09:00")
    line.locator("[name$=window_until]").fill("17:00")
    press(line.get_by_role("button", name="保存修改"))
    begin_on(page, first_day)


def begin_on(page: Page, first_day: date) -> None:
    """Let the draft that is shown begin on a day."""
    page.locator("[name=starts_on]").fill(first_day.isoformat())
    press(page.get_by_role("button", name="保存目标与条款"))


def offer(page: Page) -> str:
    """Offer the draft and return the words to paste into WeChat."""
    press(page.get_by_role("button", name="发给客户", exact=True))
    if not page.locator(".handout textarea").count():
        press(page.get_by_role("button", name="发给客户", exact=True))
    assert page.locator(".handout .qr svg").count() == 1
    return page.locator(".handout textarea").input_value()


def sign(page: Page) -> None:
    """Sign with a finger and the full name."""
    page.locator("[name=signed_name]").fill(DAUGHTER)
    pad = page.locator("[data-signature-pad] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 9):
        height = box["height"] * (0.3 if step % 2 else 0.7)
        page.mouse.move(box["x"] + 20 + step * 24, box["y"] + height)
    page.mouse.up()
    press(page.get_by_role("button", name=re.compile("签字确认")))


def adopt_roster(page: Page, house: House, until: date) -> str:
    """Ask for a roster of the coming days, read the reasons, adopt it; return what was shown."""
    page.goto(f"{house.url}/dispatch/rosters/")
    page.locator("[name=last_day]").fill(until.isoformat())
    page.get_by_role("button", name="生成排班建议").click()
    page.wait_for_url(re.compile(r"/dispatch/rosters/\d+/"))
    page.locator("table.proposals").wait_for(timeout=120_000)
    shown = page.locator("main").inner_text()
    press(page.get_by_role("button", name="确认排班…"))
    press(page.get_by_role("button", name="确认排班", exact=True))
    return shown


def photo() -> dict[str, object]:
    """Return a picture as a phone's camera hands it over."""
    kept = BytesIO()
    Image.new("RGB", (640, 480), (190, 200, 205)).save(kept, "JPEG")
    return {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def do_the_work(page: Page) -> int:
    """Check in, go through every step with its evidence, leave one out with a reason, check out."""
    page.get_by_role("button", name="到岗打卡").click()
    page.get_by_role("link", name="开始第一步").click()
    steps = 0
    is_one_left_out = False
    while "/steps/" in page.url:
        before = page.url
        is_critical = page.get_by_text("不可漏做").count() > 0
        if steps and not is_one_left_out and not is_critical:
            page.locator("details summary").filter(has_text="这一步没做").click()
            page.locator("[name=reason][value=client_said_no]").check(force=True)
            assert not page.get_by_role("button", name="做好了").count()
            page.get_by_role("button", name="记为没做").click()
            is_one_left_out = True
        else:
            _show_evidence(page)
            page.get_by_role("button", name="做好了").click()
        steps += 1
        page.wait_for_url(lambda url, before=before: url != before)
    page.get_by_role("button", name="完工打卡").click()
    page.wait_for_url(re.compile("/acceptance/"))
    return steps


def _show_evidence(page: Page) -> None:
    if page.locator("[name=photo]").count():
        page.locator("[name=photo]").set_input_files(photo())
    if page.locator("[name=value]").count():
        asked = page.locator("label").filter(has_text="读数").inner_text()
        page.locator("[name=value]").fill(
            next(ORDINARY[unit] for unit in ORDINARY if unit in asked)
        )
    if page.locator("#done-form [name=note]").count():
        page.locator("#done-form [name=note]").fill("老人精神好")


def answer_badly(page: Page) -> None:
    """Answer the questionnaire in three taps, and not be content."""
    page.locator("[name=V1][value='1']").check(force=True)
    page.locator("[name=V2][value=on_time]").check(force=True)
    press(page.get_by_role("button", name="有，请返工"))
