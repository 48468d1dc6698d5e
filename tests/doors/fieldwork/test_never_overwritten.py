"""What was recorded of a step is never replaced without asking: the house says what stands there."""

import pytest

from guanjia.chapters.fieldwork.models import Attendance, StepRecord
from tests.doors.fieldwork.test_worker_phone import words
from tests.world import people, rosters, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def sent():
    """A visit that is under way."""
    found = rosters.staffed_visit(starts_at=MONDAY_9.replace(minute=30))
    work.arrived(found, late=-35)
    return found


@pytest.fixture
def phone(sent, at_desk):
    return at_desk(people.as_worker(sent.worker))


@pytest.fixture
def step(sent):
    """A step that asks for a tick only."""
    steps = work.steps_of(Attendance.objects.get(assignment=sent))
    return next(step for step in steps if step.evidence == "tick")


def told(key, **said):
    return {"key": key, "happened_at": MONDAY_9.isoformat(), **said}


def test_an_old_copy_does_not_turn_a_step_into_done(phone, sent, step):
    """Requirement 4.3: syncs later without losing anything."""
    address = f"/work/{sent.pk}/steps/{step.pk}/"
    phone.post(address, told("k1", is_done="no", reason="client_said_no", seen="0"))
    before = ledger_size()

    answer = phone.post(address, told("k2", is_done="yes", seen="0"))

    assert answer.status_code == 409
    shown = words(answer)
    assert '<div data-stands="1"' in shown, "as phones read it that have kept an earlier script"
    assert '<input type="hidden" name="seen" value="1">' in shown
    assert "客户不要做" in shown
    assert "保留已有的记录" in shown
    record = StepRecord.objects.get()
    assert (record.is_done, record.reason) == (False, "client_said_no")
    assert ledger_size() == before


def test_who_does_not_say_what_it_saw_has_seen_nothing(phone, sent, step):
    address = f"/work/{sent.pk}/steps/{step.pk}/"
    phone.post(address, told("k1", is_done="no", reason="client_said_no"))

    assert phone.post(address, told("k2", is_done="yes")).status_code == 409

    assert not StepRecord.objects.get().is_done


def test_who_has_seen_what_stands_there_may_replace_it(phone, sent, step):
    address = f"/work/{sent.pk}/steps/{step.pk}/"
    phone.post(address, told("k1", is_done="no", reason="client_said_no"))
    shown = words(phone.get(address))
    assert 'name="seen" value="1"' in shown

    answer = phone.post(address, told("k2", is_done="yes", seen="1"))

    assert answer.status_code == 302
    assert StepRecord.objects.get().is_done
    stale = phone.post(address, told("k3", is_done="no", reason="no_time", seen="1"))
    assert stale.status_code == 409
    assert StepRecord.objects.get().is_done


def test_the_same_word_again_is_no_quarrel(phone, sent, step):
    address = f"/work/{sent.pk}/steps/{step.pk}/"
    phone.post(address, told("k1", is_done="yes"))
    before = ledger_size()

    assert phone.post(address, told("k2", is_done="yes")).status_code == 302
    assert ledger_size() == before


def test_a_phone_may_follow_its_own_word_without_having_seen_ours(phone, sent, step):
    """Both were told without network: the second knows of the first, whatever became of it."""
    address = f"/work/{sent.pk}/steps/{step.pk}/"
    phone.post(address, told("k1", is_done="no", reason="client_said_no"))

    answer = phone.post(address, told("k2", is_done="yes", follows="k1"))

    assert answer.status_code == 302
    assert StepRecord.objects.get().is_done
    late = phone.post(address, told("k3", is_done="no", reason="no_time", follows="k1"))
    assert late.status_code == 409, "what it follows no longer stands there"
