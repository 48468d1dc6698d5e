"""The first page of the day: what cannot wait stands there, and leads to where it is done."""

from datetime import timedelta

import pytest

from guanjia.chapters.org import commands as org
from guanjia.chapters.workforce import commands as workforce
from guanjia.flow.delivery import deliver
from tests.world import people, rosters
from tests.world.company import FOUNDER, MONDAY_9, open_branch, staff
from tests.world.homes import open_household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


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
