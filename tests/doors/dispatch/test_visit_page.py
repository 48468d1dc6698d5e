"""A visit's page: who goes and why, who could, and what can be done."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier import commands as dossier
from guanjia.flow.delivery import deliver
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


def address(visit, act=""):
    return f"/dispatch/visits/{visit.pk}/{act}"


def test_the_page_says_who_goes_and_who_could(branch, at_desk):
    """Requirement 4.1: the dispatcher sees why, and sends somebody by hand."""
    people.hire_worker(branch, name="王桂兰")
    people.hire_worker(branch, name="何花", insured_days=None)
    visit = rosters.open_visit(rosters.served_household(branch))
    browser = at_desk(rosters.dispatcher_of(branch))

    words = browser.get(address(visit, "people/")).content.decode()
    assert "派王桂兰" in words
    assert "雇主责任险" in words

    worker = people.Worker.objects.get(name="王桂兰")
    sent = browser.post(address(visit, "assign/"), {"worker": worker.pk, "clock": "09:00"})
    assert sent.status_code == 302
    assert "王桂兰" in browser.get(address(visit)).content.decode()


def test_what_was_said_is_told_beside_everybody_who_is_thought_of(branch, at_desk):
    """Requirement 4.1: a wish counts, a worker's own no binds, and both are told."""
    household = rosters.served_household(branch)
    people.hire_worker(branch, name="会说的", languages=("wuu",))
    people.hire_worker(branch, name="怕狗的", avoids=("dog",))
    for kind, code in (("language", "wuu"), ("pet", "dog")):
        dossier.note_preference(
            actor=homes.consultant_of(branch),
            household_id=household.pk,
            kind=kind,
            code=code,
            at=MONDAY_9,
        )
    visit = rosters.open_visit(household)

    words = at_desk(rosters.dispatcher_of(branch)).get(address(visit, "people/")).content.decode()

    assert "会说上海话。" in words
    assert "不去有狗的家。" in words
    assert "派怕狗的" not in words


def test_a_soft_rule_asks_to_be_ticked(branch, at_desk):
    worker = people.hire_worker(branch, hours=[people.Hours(1, 13 * 60, 18 * 60)])
    visit = rosters.open_visit(rosters.served_household(branch))
    browser = at_desk(rosters.dispatcher_of(branch))
    form = {"worker": worker.pk, "clock": "09:00"}

    refused = browser.post(address(visit, "assign/"), form)
    assert refused.status_code == 409
    assert 'name="override" value="outside_hours"' in refused.content.decode()
    assert not Assignment.objects.exists()

    done = browser.post(address(visit, "assign/"), form | {"override": ["outside_hours"]})
    assert done.status_code == 302
    assert Assignment.objects.get().overrides == ["outside_hours"]


def test_whoever_is_not_cleared_is_refused_with_the_reason(branch, at_desk):
    worker = people.hire_worker(branch, insured_days=None)
    visit = rosters.open_visit(rosters.served_household(branch))

    answer = at_desk(rosters.dispatcher_of(branch)).post(
        address(visit, "assign/"), {"worker": worker.pk, "clock": "09:00"}
    )

    assert answer.status_code == 409
    assert "雇主责任险" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_somebody_is_taken_off_with_a_reason(branch, at_desk):
    sent = rosters.staffed_visit(branch)
    browser = at_desk(rosters.dispatcher_of(branch))
    page = f"/dispatch/sent/{sent.pk}/withdraw/"

    assert browser.get(page).status_code == 200
    assert browser.post(page, {}).status_code == 422
    sent.refresh_from_db()
    assert sent.status == "assigned"
    assert browser.post(page, {"reason": "sick"}).status_code == 302

    sent.refresh_from_db()
    assert sent.status == "withdrawn"


def test_a_visit_is_cancelled_with_a_reason(branch, at_desk):
    visit = rosters.open_visit(rosters.served_household(branch))
    browser = at_desk(rosters.dispatcher_of(branch))

    assert browser.post(address(visit, "cancel/"), {}).status_code == 422
    assert browser.post(address(visit, "cancel/"), {"reason": "client_away"}).status_code == 302
    assert Visit.objects.get().status == "cancelled"


def test_where_nobody_can_go_the_page_leads_on_and_names_the_nearest_first(branch, at_desk):
    people.hire_worker(branch, name="何花", insured_days=None)
    people.hire_worker(branch, name="王桂兰", hours=[people.Hours(1, 13 * 60, 18 * 60)])
    visit = rosters.open_visit(rosters.served_household(branch))

    shown = at_desk(rosters.dispatcher_of(branch)).get(address(visit, "people/")).content.decode()

    assert f"/dispatch/morning/?branch={branch.pk}" in shown
    assert shown.index("王桂兰") < shown.index("何花")


def test_the_page_proves_what_was_done_and_that_it_was_allowed(branch, at_desk):
    """Requirement 1.5: who was in a home was cleared for that day, and it can be shown."""
    attendance = work.left()
    step = work.steps_of(attendance)[0]
    visit = attendance.assignment.visit

    shown = at_desk(rosters.dispatcher_of(visit.branch)).get(address(visit)).content.decode()

    assert "通过上岗校验" in shown
    assert step.text in shown
    assert f"/workers/{attendance.assignment.worker_id}/" in shown


def test_the_page_is_for_the_desks_of_the_branch(branch, at_desk):
    """Requirement 8.3: neither clients nor workers nor other branches read the desk's page."""
    sent = rosters.staffed_visit(branch)
    household = sent.visit.household
    outsiders = (
        rosters.dispatcher_of(company.open_branch()),
        homes.client_actor(household),
        people.as_worker(sent.worker),
    )

    for actor in outsiders:
        assert at_desk(actor).get(address(sent.visit)).status_code == 404
    assert at_desk(company.staff("consultant", branch)).get(address(sent.visit)).status_code == 200


def test_free_times_come_as_a_part_for_other_forms(branch, at_desk):
    """Requirement 4.2: free times are offered at once."""
    household = rosters.served_household(branch)
    people.hire_worker(branch)
    browser = at_desk(homes.consultant_of(branch))
    asked = {
        "household": household.pk,
        "home": homes.home_of(household).pk,
        "service": people.service().pk,
        "minutes": 120,
    }

    offered = browser.get("/dispatch/slots/", asked).content.decode()
    assert offered.count('name="slot"') > 2
    assert browser.get("/dispatch/slots/", {}).status_code == 422


def test_cancelling_a_single_visit_says_what_becomes_of_the_order_and_does_it(branch, at_desk):
    visit = rosters.open_visit(
        rosters.served_household(branch), starts_at=MONDAY_9 + timedelta(hours=10)
    )
    browser = at_desk(rosters.dispatcher_of(branch))
    assert "客户现在取消需付 ¥50" in browser.get(address(visit)).content.decode()

    done = browser.post(address(visit, "cancel/"), {"reason": "client_away"})
    while deliver(at=MONDAY_9):
        pass

    assert done.status_code == 302
    visit.order.refresh_from_db()
    assert (visit.order.status, visit.order.cancel_fee_fen) == (
        "cancelled",
        visit.order.price_fen // 2,
    )
