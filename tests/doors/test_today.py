"""The first page of the day: what cannot wait stands there, and leads to where it is done."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from guanjia.chapters.org import commands as org
from guanjia.chapters.workforce import commands as workforce
from guanjia.doors import clock
from guanjia.doors.web import formatting
from guanjia.flow.delivery import deliver
from guanjia.kernel.actors import STAFF_ROLES
from guanjia.kernel.money import yuan
from tests.world import people, rosters, work
from tests.world.company import FOUNDER, MONDAY_9, open_branch, staff
from tests.world.homes import open_household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
EVERYWHERE = {"owner", "head_office", "administrator"}


def test_leave_that_leaves_a_household_alone_is_somebodys_task(at_desk):
    """Requirement 4.1: whoever was to come is on leave, so somebody else has to be found."""
    people.ready()
    branch = open_branch()
    sent = rosters.staffed_visit(branch)
    dispatcher = rosters.dispatcher_of(branch)
    desk = at_desk(dispatcher)
    visit = f"/dispatch/visits/{sent.visit_id}/"
    assert visit not in desk.get("/today/").content.decode()

    leave = workforce.request_leave(
        actor=dispatcher,
        worker_id=sent.worker_id,
        starts_at=sent.starts_at - timedelta(hours=1),
        ends_at=sent.ends_at,
        at=MONDAY_9,
    )
    assert visit not in desk.get("/today/").content.decode(), "asked for is not given"
    workforce.decide_leave(actor=dispatcher, leave_id=leave.pk, approved=True, at=MONDAY_9)

    shown = desk.get("/today/").content.decode()
    assert visit in shown
    assert "原定上门的人请假了" in shown


def test_a_household_that_nobody_looks_after_leads_to_where_somebody_is_named(at_desk):
    people.ready()
    branch = open_branch()
    manager, consultant = staff("manager", branch), staff("consultant", branch)
    household = open_household(branch, by=consultant)
    page = f"/households/{household.pk}/household/{household.pk}/"
    desk = at_desk(manager)
    assert page not in desk.get("/today/").content.decode()

    org.close_login(actor=FOUNDER, user_id=consultant.user_id, at=MONDAY_9)
    while deliver(at=MONDAY_9):
        pass

    shown = desk.get("/today/").content.decode()
    assert page in shown
    assert "这户没有负责的同事" in shown
    assert desk.get(page).status_code == 200
    assert page not in at_desk(staff("dispatcher", branch)).get("/today/").content.decode()


def numbers_of(shown: str) -> dict[str, str]:
    """Return the numbers of the day by the words they stand under."""
    found = re.findall(
        r'class="reading">\s*<div class="soft fine">([^<]+)</div>\s*'
        r'<div class="reading-(?:value|none)[^>]*>(?:<a[^>]*>)?([^<]*)',
        shown,
    )
    return {words.strip(): value.strip() for words, value in found}


@pytest.fixture
def noon(settings):
    """Let every page believe that it is Monday, noon."""
    settings.IS_DEMO = True
    clock.shift_clock(MONDAY_9 + timedelta(hours=3) - timezone.now())
    yield
    clock.shift_clock(timedelta())


def test_a_manager_sees_who_is_in_a_home_now_and_who_has_not_come(noon, at_desk):
    """Requirement 4.4: the page of today shows the day, and not only what waits."""
    people.ready()
    branch, other = open_branch(), open_branch(name="徐汇店")
    there = rosters.staffed_visit(branch, starts_at=MONDAY_9 + timedelta(hours=2))
    work.arrived(there)
    nobody_came = rosters.staffed_visit(
        branch,
        household=rosters.served_household(branch, name="秦家"),
        starts_at=MONDAY_9 + timedelta(hours=2),
    )
    elsewhere = rosters.staffed_visit(
        other,
        household=rosters.served_household(other, name="远家"),
        starts_at=MONDAY_9 + timedelta(hours=2),
    )
    work.arrived(elsewhere)

    shown = at_desk(staff("manager", branch)).get("/today/").content.decode()

    assert "现在正在上门" in shown
    assert f"/dispatch/visits/{there.visit_id}/" in shown
    assert shown.index("秦家") < shown.index("吴家"), "who is late stands first"
    assert f"/dispatch/visits/{nobody_came.visit_id}/" in shown
    assert "晚 60 分" in shown
    assert f"/dispatch/visits/{elsewhere.visit_id}/" not in shown
    numbers = numbers_of(shown)
    assert (numbers["今天的上门"], numbers["服务中"]) == ("2", "1")


def test_a_trainer_finds_the_papers_that_wait(at_desk):
    people.ready()
    branch = open_branch()
    recruiter, _manager = people.leaders(branch)
    worker = people.apply_as_worker(branch, name="周桂芬", recruiter=recruiter)
    people.hand_in(
        worker,
        people.Paper("health", level=4, is_verified=False),
        by=recruiter,
        verified_by=recruiter,
        at=MONDAY_9,
    )
    shown = at_desk(staff("trainer", branch)).get("/today/").content.decode()
    assert "周桂芬" in shown
    assert f"/workers/{worker.pk}/" in shown
    assert numbers_of(shown)["待核验的证件"] == "1"


def test_finance_reads_what_this_month_brings_and_from_how_many(at_desk):
    people.ready()
    branch, other = open_branch(), open_branch(name="徐汇店")
    sent = rosters.staffed_visit(branch)
    rosters.staffed_visit(other, household=rosters.served_household(other, name="远家"))
    shown = at_desk(staff("finance", branch)).get("/today/").content.decode()
    assert numbers_of(shown)["本月单次服务"] == yuan(sent.visit.order.price_fen)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_every_role_opens_a_day_whose_numbers_lead_to_pages_it_may_read(role, at_desk):
    """Requirement 4.4: nobody begins before an empty page, or before a number that leads nowhere."""
    people.ready()
    branch = open_branch()
    rosters.staffed_visit(branch)
    desk = at_desk(staff(role, None if role in EVERYWHERE else branch))
    shown = desk.get("/today/").content.decode()
    # Who looks after the machine sees no household; what waits for them stands under Settings.
    assert numbers_of(shown) or role == "administrator"
    led_to = re.findall(r'reading-value[^>]*><a href="([^"]+)"', shown)
    assert [href for href in led_to if desk.get(html.unescape(href)).status_code != 200] == []


@pytest.mark.parametrize(
    "ends, said",
    [
        (MONDAY_9.replace(hour=0, minute=0), "11月22日 周日 当天结束前"),
        (MONDAY_9, "11月23日 周一 09:00"),
    ],
)
def test_midnight_is_said_as_the_end_of_the_day_before_it(ends, said):
    """“Until 23 November, 00:00” is read as the night that follows that day."""
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert formatting.deadline(ends) == said


@pytest.mark.parametrize("role", ["owner", "head_office"])
def test_who_leads_the_company_reads_what_was_done_on_a_visit(role, at_desk):
    people.ready()
    done = work.left(work.arrived(rosters.staffed_visit(open_branch())))
    visit = done.assignment.visit
    shown = at_desk(staff(role, None)).get(f"/dispatch/visits/{visit.pk}/").content.decode()
    steps = work.steps_of(done)
    assert steps[0].text in shown
