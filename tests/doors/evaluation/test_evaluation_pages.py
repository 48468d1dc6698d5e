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
    assert done.assignment.visit.household.called in rows
    assert "15" in rows
    assert "没有这样计入" in desk.get("/evaluation/on_time/?answer=yes").content.decode()


def test_rows_leave_as_a_spreadsheet_without_formulas(desk, done):
    sheet = desk.get("/evaluation/kept/?as=csv").content.decode("utf-8-sig")
    assert done.assignment.worker.name in sheet
    assert sheet.count("\n") == 2


def test_a_households_own_figures(desk, done):
    household = done.assignment.visit.household
    shown = desk.get(f"/evaluation/?household={household.pk}").content.decode()
    assert household.called in shown
    assert "n = 1" in shown


def test_another_branchs_household_does_not_exist(desk):
    stranger = homes.open_household(company.open_branch())
    assert desk.get(f"/evaluation/?household={stranger.pk}").status_code == 404
    assert desk.get("/evaluation/no-such/").status_code == 404


def test_an_odd_address_falls_back_to_the_usual_period(desk):
    assert desk.get("/evaluation/?weeks=x&branch=-1").status_code == 200
