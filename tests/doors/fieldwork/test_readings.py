"""A reading far from what is likely is asked about; one outside the normal is told of and acted on."""

import pytest

from guanjia.chapters.fieldwork.models import Attendance, Incident, StepRecord
from guanjia.ledger.models import Event
from tests.doors.fieldwork.test_worker_phone import words
from tests.world import people, rosters, work
from tests.world.company import ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def sent(with_elder):
    return with_elder


@pytest.fixture
def address(pressure):
    return pressure


@pytest.fixture
def sugar(sent):
    """The step at which the blood sugar is noted: 3.9 to 11.1 is normal."""
    steps = work.steps_of(Attendance.objects.get(assignment=sent))
    [step] = (step for step in steps if "血糖" in step.text)
    return f"/work/{sent.pk}/steps/{step.pk}/"


@pytest.fixture
def phone(sent, at_desk):
    return at_desk(people.as_worker(sent.worker))


@pytest.mark.parametrize("value", ["300", "16", "-120", "1e300"])
def test_a_reading_that_can_hardly_be_is_asked_about_first(phone, address, value):
    """Requirement 4.4: abnormal readings."""
    before = ledger_size()

    answer = phone.post(address, {"is_done": "yes", "value": value})

    assert answer.status_code == 422
    shown = words(answer)
    assert "对吗" in shown
    assert 'name="is_sure"' in shown
    assert f'value="{value}"' in shown, "what was typed is kept"
    assert not StepRecord.objects.exists()
    assert ledger_size() == before


@pytest.mark.parametrize("value", ["nan", "inf", "一百二"])
def test_what_is_no_number_is_no_reading_however_sure_somebody_is(phone, address, value):
    answer = phone.post(address, {"is_done": "yes", "value": value, "is_sure": "yes"})

    assert answer.status_code == 422
    assert not StepRecord.objects.exists()


def test_who_is_sure_records_it_and_is_led_to_tell_and_to_call(phone, address):
    answer = phone.post(address, {"is_done": "yes", "value": "280", "is_sure": "yes"}, follow=True)

    assert StepRecord.objects.get().value == 280
    shown = words(answer)
    assert "超出正常范围" in shown
    assert "tel:120" in shown
    assert "告诉公司" in shown


def test_a_reading_outside_the_normal_is_kept_as_abnormal_and_can_be_reported(phone, sent, address):
    """Requirement 4.4: the correction is recorded."""
    answer = phone.post(address, {"is_done": "yes", "value": "172"}, follow=True)

    assert answer.status_code == 200
    event = Event.objects.get(kind="attendance.step_done")
    assert event.payload["is_abnormal"]
    assert Event.objects.filter(kind="attendance.reading_abnormal").count() == 1
    report = f"/work/{sent.pk}/incident/?step={address.split('/')[-2]}"
    assert report in words(answer)
    form = words(phone.get(report))
    assert "172 mmHg" in form, "what was measured need not be typed again"
    told = {"key": "k1", "kind": "illness", "severity": "serious", "note": "血压 172 mmHg"}
    phone.post(report, told)
    assert Incident.objects.get().kind == "illness"


def test_a_normal_reading_leads_on_to_the_next_step(phone, address):
    answer = phone.post(address, {"is_done": "yes", "value": "128"})

    assert "/reading/" not in answer.headers["Location"]
    assert not Event.objects.filter(kind="attendance.reading_abnormal").exists()


@pytest.mark.parametrize(("value", "is_abnormal"), [("5.6", False), ("3.2", True), ("16.7", True)])
def test_sugar_is_a_step_of_its_own_with_its_own_limits(phone, sugar, value, is_abnormal):
    assert "mmol/L" in words(phone.get(sugar))

    phone.post(sugar, {"is_done": "yes", "value": value})

    assert StepRecord.objects.get().value == float(value)
    event = Event.objects.get(kind="attendance.step_done")
    assert event.payload["is_abnormal"] == is_abnormal


def test_a_pressure_written_at_the_step_of_the_sugar_is_asked_about(phone, sugar):
    answer = phone.post(sugar, {"is_done": "yes", "value": "128"})

    assert answer.status_code == 422
    assert "对吗" in words(answer)
    assert not StepRecord.objects.exists()


def test_the_desk_sees_that_a_reading_was_outside_the_normal(phone, sent, address, at_desk):
    phone.post(address, {"is_done": "yes", "value": "172"})
    desk = at_desk(rosters.dispatcher_of(sent.visit.branch))

    shown = words(desk.get(f"/dispatch/visits/{sent.visit_id}/"))

    assert "172 mmHg" in shown
    assert "超出正常范围" in shown
