"""A worker whose phone sends the same act ten times at once has done it once, and nobody meets a fault."""

from urllib.parse import urlencode

import pytest

from guanjia.chapters.fieldwork.models import Attendance, StepRecord
from guanjia.chapters.survey.models import Invitation
from guanjia.ledger.models import Event
from tests.doors.addresses import FORM
from tests.doors.pressing import at_once
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.usefixtures("monday_morning")
TIMES = 10
ANSWERED = {302, 409}


@pytest.fixture
def sent(own_database):
    """A visit that began to be due half an hour from now."""
    return rosters.staffed_visit(
        household=rosters.served_household(company.open_branch()),
        starts_at=MONDAY_9.replace(minute=30),
    )


def press(browser, path, **form):
    return set(at_once(browser, "POST", path, TIMES, data=urlencode(form), content_type=FORM))


def test_ten_arrivals_are_one(sent, at_desk):
    phone = at_desk(people.as_worker(sent.worker))

    assert press(phone, f"/work/{sent.pk}/arrival/") <= ANSWERED
    assert Attendance.objects.filter(assignment=sent).count() == 1
    assert Event.objects.filter(kind="attendance.checked_in").count() == 1


def test_ten_tellings_of_a_step_are_one(sent, at_desk):
    attendance = work.arrived(sent, late=-35)
    step = next(one for one in work.steps_of(attendance) if one.evidence == "tick")
    phone = at_desk(people.as_worker(sent.worker))

    assert press(phone, f"/work/{sent.pk}/steps/{step.pk}/", is_done="yes") <= ANSWERED
    assert StepRecord.objects.filter(attendance=attendance, step=step).count() == 1
    assert Event.objects.filter(kind="attendance.step_done").count() == 1


def test_ten_departures_are_one(sent, at_desk):
    attendance = work.arrived(sent, late=-35)
    for step in work.steps_of(attendance):
        shown = {"is_done": False, "reason": "client_said_no"} if step.evidence == "photo" else {}
        work.record(attendance, work.told(step, **shown), minutes=1)
    phone = at_desk(people.as_worker(sent.worker))

    assert press(phone, f"/work/{sent.pk}/departure/", is_sure="yes") <= ANSWERED
    assert Event.objects.filter(kind="attendance.checked_out").count() == 1


def test_ten_answers_to_a_questionnaire_are_one(sent, at_desk):
    household = sent.visit.household
    client = at_desk(homes.client_actor(household))
    asked = work.asked(household, visit_id=sent.visit_id, at=MONDAY_9)

    statuses = press(client, f"/survey/{asked.pk}/", V1="5", V2="on_time", V3="none")

    assert statuses <= ANSWERED | {200}
    assert Invitation.objects.get(id=asked.pk).status == "answered"
    assert Event.objects.filter(kind="survey.answered").count() == 1
