"""Figures on screen, down to their rows, and silence where there is nothing to count."""

from datetime import timedelta

import pytest

from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def desk(branch, at_desk):
    return at_desk(company.staff("manager", branch))


@pytest.fixture
def done(branch):
    """A visit of three days ago to which the worker came 15 minutes late."""
    before = MONDAY_9 - timedelta(days=3)
    day_before = before - timedelta(days=1)
    sent = rosters.staffed_visit(
        branch,
        household=rosters.served_household(branch, at=day_before),
        worker=people.hire_worker(branch, at=day_before),
        starts_at=before,
        at=day_before,
    )
    return work.left(work.arrived(sent, late=15))


def test_without_visits_there_is_no_number(desk):
    """Requirement 7.2: no row, no number."""
    shown = desk.get("/evaluation/").content.decode()
    assert "暂无数据" in shown
    assert "%" not in shown.partition("<main")[2].partition("</main>")[0]


def test_a_number_opens_to_its_rows(desk, done):
    shown = desk.get("/evaluation/?weeks=4").content.decode()
    assert "准时到岗率" in shown
    assert "/evaluation/on_time/?weeks=4" in shown

    rows = desk.get("/evaluation/on_time/?weeks=4&answer=no").content.decode()
    assert done.assignment.visit.household.display_name in rows
    assert "15" in rows
    assert "没有这样计入" in desk.get("/evaluation/on_time/?answer=yes").content.decode()


def test_rows_leave_as_a_spreadsheet_without_formulas(desk, done):
    sheet = desk.get("/evaluation/kept/?as=csv").content.decode("utf-8-sig")
    assert done.assignment.worker.name in sheet
    assert sheet.count("\n") == 2


def test_a_households_own_figures(desk, done):
    household = done.assignment.visit.household
    shown = desk.get(f"/evaluation/?household={household.pk}").content.decode()
    assert household.display_name in shown
    assert "共 1 次" in shown
    assert "次数少，仅供参考" in shown


def test_another_branchs_household_does_not_exist(desk):
    stranger = homes.open_household(company.open_branch())
    assert desk.get(f"/evaluation/?household={stranger.pk}").status_code == 404
    assert desk.get("/evaluation/no-such/").status_code == 404


def test_an_odd_address_falls_back_to_the_usual_period(desk):
    assert desk.get("/evaluation/?weeks=x&branch=-1").status_code == 200


def test_every_worker_stands_in_the_table_with_numbers_that_open(desk, done):
    """Requirement 7.2: a manager reads each person's figures and the rows behind them."""
    worker = done.assignment.worker
    shown = desk.get("/evaluation/?weeks=4").content.decode()
    table = shown.partition('id="people"')[2].partition("</table>")[0]

    assert f'href="/workers/{worker.pk}/"' in table
    assert worker.name in table
    assert f"/evaluation/on_time/?weeks=4&amp;worker={worker.pk}" in table
    assert "偏低" in table
    assert "共 1 次，数量少" in table
    assert "暂无数据" in table
    assert "次数少，暂不评" in table
    rows = desk.get(f"/evaluation/on_time/?weeks=4&worker={worker.pk}").content.decode()
    assert done.assignment.visit.household.display_name in rows


def test_the_table_is_put_in_order_by_the_address(desk, done):
    shown = desk.get("/evaluation/?by=rating").content.decode()
    assert 'aria-sort="ascending"' in shown
    assert 'href="?by=-rating#people"' in shown
    assert 'aria-sort="descending"' in desk.get("/evaluation/?by=-name").content.decode()
    assert desk.get("/evaluation/?by=nonsense").status_code == 200


def test_who_does_not_lead_reads_no_table_of_people(branch, done, at_desk):
    butler = at_desk(company.staff("butler", branch))
    assert 'id="people"' not in butler.get("/evaluation/").content.decode()


def test_rows_are_filtered_by_worker_by_household_and_by_name(desk, done):
    visit = done.assignment.visit
    asked = f"/evaluation/kept/?worker={done.assignment.worker_id}&household={visit.household_id}"
    both = desk.get(asked).content.decode()
    assert f"{done.assignment.worker.name} ✕" in both
    assert f"{visit.household.display_name} ✕" in both
    assert "没有这样计入" in desk.get("/evaluation/kept/?q=没有这个人").content.decode()
    assert visit.household.display_name in desk.get("/evaluation/kept/?q=吴").content.decode()
    sheet = desk.get("/evaluation/kept/?as=csv&q=没有这个人").content.decode("utf-8-sig")
    assert sheet.count("\n") == 1


@pytest.mark.parametrize(
    "month, first, last", [("this", "11月1日", "11月23日"), ("last", "10月1日", "10月31日")]
)
def test_a_month_can_be_chosen(desk, month, first, last):
    main = desk.get(f"/evaluation/?month={month}").content.decode().partition("<main")[2]
    assert first in main
    assert last in main
    assert main.count('aria-current="true"') == 1


def test_the_week_that_is_not_over_is_said_to_be_running(desk, done):
    shown = desk.get("/evaluation/?weeks=4").content.decode()
    assert shown.count("（本周未完）") == 1
    assert "本周未完" not in desk.get("/evaluation/?month=last").content.decode()
