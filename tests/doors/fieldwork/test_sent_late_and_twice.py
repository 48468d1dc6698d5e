"""What a phone kept without network and sends later, perhaps more than once."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.fieldwork.models import Attendance, Incident, StepRecord
from guanjia.ledger.models import Event, Receipt
from guanjia.vault.models import File
from tests.world import company, people, rosters, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
EARLY = -35
CONSENTS = ("service", "health", "photos")


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


@pytest.fixture
def sent():
    """A visit that began to be due half an hour from now."""
    household = rosters.served_household(company.open_branch(), consents=CONSENTS)
    return rosters.staffed_visit(household=household, starts_at=MONDAY_9.replace(minute=30))


@pytest.fixture
def phone(sent, at_desk):
    return at_desk(people.as_worker(sent.worker))


def told(key: str, happened_at: datetime, **said: object) -> dict[str, object]:
    return {"key": key, "happened_at": happened_at.isoformat(), **said}


def photo() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return SimpleUploadedFile("sink.png", content.getvalue(), "image/png")


def ticked(attendance: Attendance) -> SopStep:
    """Return a step that asks for nothing but a tick."""
    return next(step for step in work.steps_of(attendance) if step.evidence == "tick")


def step_address(sent, step: SopStep) -> str:
    return f"/work/{sent.pk}/steps/{step.pk}/"


def test_the_same_step_sent_twice_is_recorded_once_with_one_photo(phone, sent):
    """Requirement 4.3: works without network and syncs later without doubling anything."""
    attendance = work.arrived(sent, late=EARLY)
    step = next(step for step in work.steps_of(attendance) if step.evidence == "photo")
    address = step_address(sent, step)

    first = phone.post(address, told("k1", MONDAY_9, is_done="yes", photo=photo()))
    before = ledger_size()
    again = phone.post(address, told("k1", MONDAY_9, is_done="yes", photo=photo()))

    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Location"] == first.headers["Location"]
    assert ledger_size() == before
    assert File.objects.count() == 1
    assert StepRecord.objects.get().happened_at == MONDAY_9


def test_a_step_whose_answer_got_lost_is_answered_even_after_checking_out(phone, sent):
    attendance = work.arrived(sent, late=EARLY)
    step = ticked(attendance)
    address = step_address(sent, step)
    phone.post(address, told("k1", MONDAY_9, is_done="yes"))
    for other in work.steps_of(attendance):
        if other != step:
            work.record(attendance, work.told(other, is_done=False, reason="no_time"))
    phone.post(f"/work/{sent.pk}/departure/")
    before = ledger_size()

    again = phone.post(address, told("k1", MONDAY_9, is_done="yes"))
    new = phone.post(address, told("k2", MONDAY_9, is_done="no", reason="no_time"))

    assert again.status_code == 302
    assert new.status_code == 409
    assert ledger_size() == before
    assert StepRecord.objects.get(step=step).is_done


def test_a_key_names_one_act(phone, sent):
    attendance = work.arrived(sent, late=EARLY)
    first, second = work.steps_of(attendance)[:2]
    phone.post(step_address(sent, first), told("k1", MONDAY_9, is_done="no", reason="no_time"))
    before = ledger_size()

    refused = phone.post(
        step_address(sent, second), told("k1", MONDAY_9, is_done="no", reason="no_time")
    )

    assert refused.status_code == 422
    assert StepRecord.objects.count() == 1
    assert ledger_size() == before


def test_what_was_refused_may_be_sent_again_under_its_key(phone, sent):
    attendance = work.arrived(sent, late=EARLY)
    step = work.steps_of(attendance)[0]
    refused = phone.post(step_address(sent, step), told("k1", MONDAY_9, is_done="no"))
    assert refused.status_code == 422
    assert not Receipt.objects.exists()

    phone.post(step_address(sent, step), told("k1", MONDAY_9, is_done="no", reason="no_tool"))

    assert StepRecord.objects.get().reason == "no_tool"


def test_a_step_before_arriving_is_refused_and_says_what_to_do(phone, sent):
    before = ledger_size()
    step = SopStep.objects.filter(sop_id=sent.visit.sop_id).first()

    answer = phone.post(step_address(sent, step), told("k1", MONDAY_9, is_done="yes"))
    leaving = phone.post(f"/work/{sent.pk}/departure/", told("k2", MONDAY_9))

    assert answer.status_code == leaving.status_code == 409
    assert "请先到岗打卡" in answer.content.decode()
    assert ledger_size() == before


def test_a_visit_kept_on_a_phone_whose_clock_is_wrong_gets_our_times(phone, sent):
    """Requirement 4.3: a clock far off is noticed, and what it measured is kept."""
    behind = timedelta(hours=-7)
    arrived = MONDAY_9 - timedelta(minutes=10)
    sending = {"sent_at": (MONDAY_9 + behind).isoformat()}

    answer = phone.post(f"/work/{sent.pk}/arrival/", told("a", arrived + behind) | sending)
    step = ticked(Attendance.objects.get())
    phone.post(step_address(sent, step), told("b", MONDAY_9 + behind, is_done="yes") | sending)

    assert answer.status_code == 302
    assert abs(Attendance.objects.get().checked_in_at - arrived) < timedelta(minutes=1)
    noticed = Event.objects.filter(kind="phone.clock_off")
    assert [event.payload["minutes"] for event in noticed] == [420], "said once, not for each act"


def test_two_incidents_told_under_their_own_keys_are_two(phone, sent):
    path = f"/work/{sent.pk}/incident/"
    report = {"kind": "damage", "severity": "minor", "note": "碰碎一个杯子"}

    for key in ("k1", "k2", "k2"):
        phone.post(path, told(key, MONDAY_9) | report)

    assert Incident.objects.count() == 2
