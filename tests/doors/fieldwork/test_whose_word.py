"""Whose word it is that the work was accepted: the household's, or nobody's."""

from datetime import timedelta

import pytest

from guanjia.chapters.fieldwork.models import Acceptance, Attendance
from guanjia.ledger.models import Event
from tests.doors.fieldwork.test_worker_phone import words
from tests.doors.planning.test_plan_pages import drawn
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
EARLIER = MONDAY_9 - timedelta(days=7)


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


@pytest.fixture
def sent():
    """A visit that the worker has just left."""
    branch = company.open_branch()
    found = rosters.staffed_visit(
        household=rosters.served_household(branch, at=EARLIER),
        worker=people.hire_worker(branch, at=EARLIER),
        starts_at=MONDAY_9 - timedelta(days=3),
        at=EARLIER,
    )
    work.left(work.arrived(found))
    return found


@pytest.fixture
def phone(sent, at_desk):
    return at_desk(people.as_worker(sent.worker))


@pytest.fixture
def address(sent):
    return f"/work/{sent.pk}/acceptance/"


def test_a_name_typed_on_the_workers_phone_accepts_nothing(phone, address):
    """Requirement 4.3: acceptance by the client."""
    before = ledger_size()

    answer = phone.post(address, {"is_accepted": "yes", "signed_name": "吴敏"})

    assert answer.status_code == 422
    assert not Acceptance.objects.exists()
    assert Attendance.objects.get().status == "left"
    assert ledger_size() == before


def test_what_the_household_draws_is_its_own_word_and_history_says_how(
    phone, sent, address, at_desk
):
    phone.post(address, {"is_accepted": "yes", "signature": drawn()})

    word = Acceptance.objects.get()
    assert (word.is_by_client, word.way) == (False, "signed")
    assert Event.objects.get(kind="attendance.accepted").payload["way"] == "signed"
    desk = at_desk(rosters.dispatcher_of(sent.visit.branch))
    shown = words(desk.get(f"/dispatch/visits/{sent.visit_id}/"))
    assert "客户在服务人员的手机上签字" in shown


def test_the_household_that_accepts_on_its_own_phone_is_named_so(sent, at_desk):
    client = homes.client_actor(sent.visit.household)
    at_desk(client).post(f"/my/visits/{Attendance.objects.get().pk}/", {"is_accepted": "yes"})

    event = Event.objects.get(kind="attendance.accepted")
    assert (event.payload["way"], event.actor_id) == ("own_login", client.user_id)


@pytest.mark.parametrize("reason", ["nobody_home", "no_time", "unwilling"])
def test_what_is_not_signed_says_why_and_counts_as_nobodys_word(
    phone, sent, address, at_desk, reason
):
    answer = phone.post(f"{address}unsigned/", {"unsigned": reason})

    assert answer.status_code == 302
    attendance = Attendance.objects.get()
    assert (attendance.status, attendance.unsigned_reason) == ("unsigned", reason)
    assert not Acceptance.objects.exists()
    event = Event.objects.get(kind="attendance.unsigned")
    assert event.actor_id == sent.worker.user_id
    desk = at_desk(rosters.dispatcher_of(sent.visit.branch))
    assert "客户没有签字" in words(desk.get(f"/dispatch/visits/{sent.visit_id}/"))


def test_told_by_mouth_names_who_said_it(phone, address):
    before = ledger_size()
    silent = phone.post(f"{address}unsigned/", {"unsigned": "told_orally", "told_by": " "})
    assert silent.status_code == 422
    assert ledger_size() == before

    phone.post(f"{address}unsigned/", {"unsigned": "told_orally", "told_by": "吴奶奶"})

    attendance = Attendance.objects.get()
    assert (attendance.status, attendance.unsigned_told_by) == ("unsigned", "吴奶奶")
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("reason", ["", "whatever"])
def test_without_a_reason_nothing_is_left_unsigned(phone, address, reason):
    before = ledger_size()

    assert phone.post(f"{address}unsigned/", {"unsigned": reason}).status_code == 422

    assert Attendance.objects.get().status == "left"
    assert ledger_size() == before


def test_what_was_left_unsigned_the_household_may_still_judge(phone, sent, address, at_desk):
    phone.post(f"{address}unsigned/", {"unsigned": "nobody_home"})
    client = at_desk(homes.client_actor(sent.visit.household))
    path = f"/my/visits/{Attendance.objects.get().pk}/"
    assert "is_accepted" in words(client.get(path))

    client.post(path, {"is_accepted": "no", "remark": "地漏没清"})

    assert Attendance.objects.get().status == "disputed"
    assert Acceptance.objects.get().is_by_client


def test_what_is_not_right_is_passed_on_also_without_a_signature_but_says_who_said_it(
    phone, address
):
    said = {"is_accepted": "no", "remark": "地漏没清"}
    assert phone.post(address, said).status_code == 422
    assert not Acceptance.objects.exists()

    phone.post(address, said | {"told_by": "吴奶奶"})

    word = Acceptance.objects.get()
    assert (word.is_by_client, word.way, word.told_by) == (False, "told_orally", "吴奶奶")
    assert Attendance.objects.get().status == "disputed"


def test_the_household_reads_why_a_step_was_not_done_and_what_was_measured(
    pressure, with_elder, at_desk
):
    """Requirement 4.3: what was done and why not, in the household's own words."""
    phone = at_desk(people.as_worker(with_elder.worker))
    [left_out, *_others] = [
        one
        for one in work.steps_of(Attendance.objects.get(assignment=with_elder))
        if one.evidence == "tick"
    ]
    phone.post(pressure, {"is_done": "yes", "value": "128"})
    phone.post(
        f"/work/{with_elder.pk}/steps/{left_out.pk}/",
        {"is_done": "no", "reason": "client_said_no"},
    )

    household = at_desk(homes.client_actor(with_elder.visit.household))
    attendance = Attendance.objects.get(assignment=with_elder)
    shown = household.get(f"/my/visits/{attendance.pk}/").content.decode()

    assert "客户不要做" in shown
    assert "128" in shown
