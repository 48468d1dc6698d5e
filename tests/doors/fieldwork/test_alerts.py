"""What a step shows while the work goes on reaches the desk at once, and what was done is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanjia.chapters.fieldwork.models import Alert, Attendance
from guanjia.chapters.relations.commands import open_callback
from guanjia.chapters.relations.models import Callback
from guanjia.flow.chapter import MOST_TASKS
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.doors.fieldwork.test_worker_phone import words
from tests.world import people, work
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
LATER = MONDAY_9.replace(minute=40)


@pytest.fixture
def phone(with_elder, at_desk):
    return at_desk(people.as_worker(with_elder.worker))


@pytest.fixture
def branch(with_elder):
    return with_elder.visit.branch


@pytest.fixture
def butler(branch):
    return staff("butler", branch, name="管家 顾清")


def hand_on():
    while deliver(at=LATER):
        pass


def critical_step(sent):
    steps = work.steps_of(Attendance.objects.get(assignment=sent))
    return next(step for step in steps if step.is_critical and step.evidence != "value")


def test_a_reading_outside_the_normal_is_on_the_butler_s_page_at_once(
    phone, pressure, with_elder, branch, at_desk
):
    """Requirement 4.4: abnormal readings alert the butler during the visit."""
    household = with_elder.visit.household
    butler = staff("butler", branch, name="管家 顾清")
    household.butler_id = butler.user_id
    household.save()

    phone.post(pressure, {"is_done": "yes", "value": "172"})
    hand_on()

    desk = at_desk(butler)
    today = words(desk.get("/today/"))
    assert "读数异常" in today
    alert = Alert.objects.get()
    assert f"/alerts/{alert.pk}/" in today
    page = words(desk.get(f"/alerts/{alert.pk}/"))
    assert "172 mmHg" in page
    assert "90–160 mmHg" in page
    told = Notice.objects.get(kind="alert.raised")
    assert (told.user_id, told.link) == (butler.user_id, f"/alerts/{alert.pk}/")
    assert household.display_name in told.words
    assert "172" not in told.words, "what was measured stands on the page alone"


def test_what_waits_for_long_hides_no_alert(phone, pressure, with_elder, branch, at_desk):
    """Somebody may be in danger now; a call that is long due can wait a little more."""
    manager = staff("manager", branch)
    for _nth in range(MOST_TASKS + 1):
        open_callback(
            actor=manager,
            household_id=with_elder.visit.household_id,
            reason="agreed_contact",
            at=MONDAY_9,
        )
    long_ago = MONDAY_9 - timedelta(days=2)
    Callback.objects.update(opened_at=long_ago, due_at=long_ago + timedelta(hours=2))

    phone.post(pressure, {"is_done": "yes", "value": "172"})

    today = words(at_desk(manager).get("/today/"))
    assert today.index("读数异常") < today.index("等待回访")


def test_a_critical_step_left_out_is_told_of(phone, with_elder, branch, at_desk):
    """Requirement 4.4: skipped critical steps alert the butler during the visit."""
    step = critical_step(with_elder)

    phone.post(f"/work/{with_elder.pk}/steps/{step.pk}/", {"is_done": "no", "reason": "no_time"})

    listed = words(at_desk(staff("manager", branch)).get("/alerts/"))
    assert "跳过了关键步骤" in listed
    assert step.text in listed


def test_what_is_put_right_during_the_work_ends_its_alert(phone, pressure, branch, at_desk):
    """Requirement 4.4: the correction is recorded."""
    phone.post(pressure, {"is_done": "yes", "value": "172"})

    phone.post(pressure, {"is_done": "yes", "value": "150", "seen": "1"})

    alert = Alert.objects.get()
    assert alert.status == "corrected"
    desk = at_desk(staff("manager", branch))
    assert "服务过程中已纠正" in words(desk.get(f"/alerts/{alert.pk}/"))
    assert f"/alerts/{alert.pk}/" not in words(desk.get("/today/"))


def test_the_same_reading_twice_is_one_alert(phone, pressure):
    for _time in range(2):
        phone.post(pressure, {"is_done": "yes", "value": "172", "seen": "1"})

    assert Alert.objects.count() == 1


def test_what_was_done_is_noted_once_with_its_words(phone, pressure, branch, at_desk):
    """Requirement 4.4: the correction is recorded."""
    phone.post(pressure, {"is_done": "yes", "value": "172"})
    alert = Alert.objects.get()
    desk = at_desk(staff("care", branch))
    address = f"/alerts/{alert.pk}/"

    empty = desk.post(address, {"outcome": "family_told", "words": " "})
    assert empty.status_code == 422
    assert Alert.objects.get().status == "raised"

    said = {"outcome": "family_told", "words": "已打电话给女儿,下午复测"}
    assert "已告知家属" in words(desk.post(address, said, follow=True))
    size = ledger_size()
    again = desk.post(address, said)

    assert again.status_code == 409
    assert ledger_size() == size
    assert "下午复测" in words(desk.get(address))


def test_whoever_is_not_concerned_neither_sees_nor_settles_it(phone, pressure, at_desk):
    """Requirement 8.3: other branches do not exist."""
    phone.post(pressure, {"is_done": "yes", "value": "172"})
    alert = Alert.objects.get()
    said = {"outcome": "family_told", "words": "已告知"}

    stranger = at_desk(staff("manager", open_branch(name="城西店")))
    assert stranger.get(f"/alerts/{alert.pk}/").status_code == 404
    assert stranger.post(f"/alerts/{alert.pk}/", said).status_code == 404
    assert "172" not in words(stranger.get("/alerts/"))
    assert phone.post(f"/alerts/{alert.pk}/", said).status_code in (302, 403, 404)
    assert Alert.objects.get().status == "raised"


def test_a_step_that_is_as_it_should_be_costs_no_look(with_elder):
    attendance = Attendance.objects.get(assignment=with_elder)
    [step] = [one for one in work.steps_of(attendance) if one.code == "E2"]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        work.record(attendance, work.told(step, value=120))

    assert not [one for one in asked.captured_queries if "fieldwork_alert" in one["sql"]]
