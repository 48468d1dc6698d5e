"""Two workers are sick before eight: the day is put right by its pages, and everybody knows."""

import re

import pytest

from guanjia.chapters.dispatch.models import Assignment, SolverRun, Visit
from guanjia.chapters.workforce.models import Leave
from guanjia.doors.clock import now
from guanjia.flow.delivery import deliver
from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9, ledger_size

pytestmark = pytest.mark.django_db
MORNING = "/dispatch/morning/"
NOON = MONDAY_9.replace(hour=12)


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def wang(branch):
    return people.hire_worker(branch, name="王桂兰")


@pytest.fixture
def sent(branch, wang):
    """A visit at noon to which 王桂兰 goes, at a home that takes messages."""
    household = rosters.served_household(branch, consents=("service", "health", "messages"))
    visit = rosters.open_visit(household, starts_at=NOON, flexible_minutes=240)
    return rosters.assigned(visit, wang)


@pytest.fixture
def li(branch, sent):
    return people.hire_worker(branch, name="李芳")


@pytest.fixture
def browser(branch, at_desk):
    return at_desk(rosters.dispatcher_of(branch))


def day_of(branch) -> dict[str, object]:
    return {"branch": branch.pk, "on": MONDAY_9.date().isoformat()}


def shown(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def ways(browser, branch) -> list[str]:
    page = browser.get(MORNING, day_of(branch)).content.decode()
    return re.findall(r'name="way" value="([^"]+)"', page)


def test_who_is_sick_is_ticked_and_ways_to_go_on_are_shown(browser, branch, sent, wang, li):
    """Requirement 4.4: sickness re-plans, with price and whom it touches in words."""
    assert "王桂兰" in shown(browser.get(MORNING, day_of(branch)))

    answer = browser.post(
        MORNING, day_of(branch) | {"absent": [wang.pk], "fixed": [sent.visit_id], "reason": "sick"}
    )
    page = shown(browser.get(answer.url))

    assert Leave.objects.get().status == "approved"
    assert Visit.objects.get(id=sent.visit_id).fixed_at
    assert "李芳 12:00" in page
    assert "涉及 1 家客户、2 位服务人员" in page
    assert "已锁定" in page


def test_one_way_is_adopted_and_the_page_says_who_knows(browser, branch, sent, wang, li, at_desk):
    """Requirement 4.4: the people concerned are told, and it is known who has not confirmed."""
    browser.post(MORNING, day_of(branch) | {"absent": [wang.pk]})
    way = ways(browser, branch)[0]

    answer = browser.post(f"{MORNING}adopt/", day_of(branch) | {"way": way})
    assert answer.status_code == 302
    while deliver(at=now()):
        pass
    page = shown(browser.get(answer.url))
    assert page.count("正在通知") == 3
    assert "还有 3 方没有确认" in page

    phone = at_desk(people.as_worker(li))
    assert "今天的安排有变动" in shown(phone.get("/work/"))
    phone.post("/work/seen/")
    assert "今天的安排有变动" not in shown(phone.get("/work/"))
    browser.post(answer.url, {"told": f"household/{sent.visit.household_id}"})
    browser.post(answer.url, {"told": f"worker/{wang.pk}"})

    page = shown(browser.get(answer.url))
    assert page.count("已电话告知") >= 2
    assert "相关的人都知道了" in page
    [going] = Assignment.objects.filter(visit=sent.visit_id, status="assigned")
    assert going.worker_id == li.pk


def test_a_way_that_was_offered_before_the_day_changed_is_refused(browser, branch, sent, wang, li):
    browser.post(MORNING, day_of(branch) | {"absent": [wang.pk]})
    way = ways(browser, branch)[0]
    rosters.open_visit(rosters.served_household(branch, name="郑家"), starts_at=NOON)
    before = ledger_size()

    answer = browser.post(f"{MORNING}adopt/", day_of(branch) | {"way": way})
    forged = browser.post(f"{MORNING}adopt/", day_of(branch) | {"way": way[:-2]})

    assert answer.status_code == forged.status_code == 409
    assert "当天的安排已有变化" in shown(answer)
    assert Assignment.objects.get(id=sent.pk).status == "assigned"
    assert not SolverRun.objects.exists()
    assert ledger_size() == before


def test_somebody_who_can_come_after_all_is_sent_as_before(browser, branch, sent, wang):
    browser.post(MORNING, day_of(branch) | {"absent": [wang.pk]})

    browser.post(f"{MORNING}back/{Leave.objects.get().pk}/", day_of(branch))

    assert Leave.objects.get().status == "withdrawn"
    assert not ways(browser, branch)


def test_a_home_without_messages_is_to_be_called(browser, branch, wang):
    people.hire_worker(branch, name="李芳")
    household = rosters.served_household(branch, consents=("service", "health"))
    visit = rosters.open_visit(household, starts_at=NOON)
    rosters.assigned(visit, wang)
    browser.post(MORNING, day_of(branch) | {"absent": [wang.pk]})
    way = ways(browser, branch)[0]

    answer = browser.post(f"{MORNING}adopt/", day_of(branch) | {"way": way})
    SolverRun.objects.update(status_since=MONDAY_9.replace(hour=8))

    assert "不收消息，请打电话" in shown(browser.get(answer.url))


def test_the_morning_is_for_those_who_plan_the_day(branch, sent, at_desk):
    consultant = at_desk(homes.consultant_of(branch))
    assert consultant.get(MORNING).status_code == 403
    assert consultant.post(MORNING, day_of(branch)).status_code == 403


def test_a_visit_is_fixed_on_its_own_page(browser, sent):
    page = f"/dispatch/visits/{sent.visit_id}/"
    browser.post(f"{page}fix/", {"fixed": "yes"})
    assert "这次服务已锁定" in shown(browser.get(page))
    browser.post(f"{page}fix/", {"fixed": "no"})
    assert Visit.objects.get(id=sent.visit_id).fixed_at is None


def test_nobody_is_told_who_is_not_concerned(browser, branch, sent, wang, li):
    """Neither a household of another branch, nor somebody else's worker."""
    browser.post(MORNING, day_of(branch) | {"absent": [wang.pk]})
    told = browser.post(f"{MORNING}adopt/", day_of(branch) | {"way": ways(browser, branch)[0]}).url
    elsewhere = company.open_branch(name="徐汇店")
    strangers = [
        f"household/{homes.open_household(elsewhere, name='郑家').pk}",
        f"worker/{people.hire_worker(elsewhere).pk}",
    ]
    before = ledger_size()

    for stranger in strangers:
        assert browser.post(told, {"told": stranger}).status_code in {403, 422}

    assert ledger_size() == before
