"""A worker arrives, works to the standard, leaves; every act may be sent twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.fieldwork import commands, queries
from guanjia.chapters.fieldwork.models import Acceptance, Attendance, Incident, StepRecord
from guanjia.chapters.fieldwork.rules import AlreadyRecorded
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed
from guanjia.kernel.places import Point
from guanjia.ledger.models import Event
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    return rosters.staffed_visit()


@pytest.fixture
def worker(sent):
    return people.as_worker(sent.worker)


def test_checking_in_starts_the_visit_and_says_how_late_and_how_far(sent, worker):
    """Requirement 4.3: check-in with time and place."""
    at = sent.starts_at + timedelta(minutes=12)

    attendance = commands.check_in(
        actor=worker,
        assignment_id=sent.pk,
        happened_at=at,
        at=at,
        place=Point(31.2281, 121.4557),
    )

    assert attendance.late_minutes == 12
    assert 25 < attendance.metres_off_in < 165, "some 95 metres; homes are kept to a street"
    assert Visit.objects.get(id=sent.visit_id).status == "started"
    event = Event.objects.get(kind="attendance.checked_in")
    assert event.payload["late_minutes"] == 12
    assert event.case == f"household/{sent.visit.household_id}"


def test_checking_in_twice_is_checking_in_once(sent):
    first = work.arrived(sent)
    before = ledger_size()

    again = work.arrived(sent, late=3)

    assert again.pk == first.pk
    assert ledger_size() == before


@pytest.mark.parametrize(
    "early, refusal", [(timedelta(minutes=61), Conflict), (timedelta(minutes=-6), Invalid)]
)
def test_nobody_arrives_long_before_or_in_the_future(sent, worker, early, refusal):
    before = ledger_size()

    with pytest.raises(refusal):
        commands.check_in(
            actor=worker,
            assignment_id=sent.pk,
            happened_at=sent.starts_at - early,
            at=min(sent.starts_at, sent.starts_at - early),
        )

    assert not Attendance.objects.exists()
    assert ledger_size() == before


def test_only_who_was_sent_can_check_in(sent):
    dispatcher = rosters.dispatcher_of(sent.visit.branch)
    stranger = people.as_worker(people.hire_worker(sent.visit.branch, name="钱芳"))
    before = ledger_size()

    with pytest.raises(NotAllowed):
        commands.check_in(
            actor=dispatcher, assignment_id=sent.pk, happened_at=sent.starts_at, at=sent.starts_at
        )
    with pytest.raises(type(sent).DoesNotExist):
        commands.check_in(
            actor=stranger, assignment_id=sent.pk, happened_at=sent.starts_at, at=sent.starts_at
        )

    assert not Attendance.objects.exists()
    assert ledger_size() == before


def test_a_step_that_could_not_be_done_says_why(sent):
    attendance = work.arrived(sent)
    step = work.steps_of(attendance)[0]

    with pytest.raises(Invalid) as refusal:
        work.record(attendance, work.told(step, is_done=False))
    assert refusal.value.field == "reason"
    assert not StepRecord.objects.exists()

    work.record(attendance, work.told(step, is_done=False, reason="client_said_no"))
    assert StepRecord.objects.get().reason == "client_said_no"


def test_the_last_word_on_a_step_counts_and_the_same_word_is_said_once(sent):
    attendance = work.arrived(sent)
    step = work.steps_of(attendance)[0]
    work.record(attendance, work.told(step, is_done=False, reason="no_time"))
    work.record(attendance, work.told(step, seen=1))
    before = ledger_size()

    work.record(attendance, work.told(step))

    assert StepRecord.objects.get().is_done
    assert ledger_size() == before


def test_another_word_on_a_step_is_taken_only_from_who_has_seen_what_stands_there(sent):
    attendance = work.arrived(sent)
    step = work.steps_of(attendance)[0]
    work.record(attendance, work.told(step, is_done=False, reason="no_time"))
    before = ledger_size()

    with pytest.raises(AlreadyRecorded):
        work.record(attendance, work.told(step))

    assert not StepRecord.objects.get().is_done
    assert ledger_size() == before


def test_a_phone_with_nothing_to_tell_has_told_nothing(sent, worker):
    attendance = work.arrived(sent)
    before = ledger_size()

    rows = commands.record_steps(
        actor=worker, attendance_id=attendance.pk, told=(), at=attendance.checked_in_at
    )

    assert rows == []
    assert not StepRecord.objects.exists()
    assert ledger_size() == before


def test_who_was_not_sent_may_not_tell_even_nothing(sent):
    attendance = work.arrived(sent)
    stranger = people.as_worker(people.hire_worker(sent.visit.branch, name="钱芳"))

    with pytest.raises(Attendance.DoesNotExist):
        commands.record_steps(
            actor=stranger, attendance_id=attendance.pk, told=(), at=attendance.checked_in_at
        )

    assert not StepRecord.objects.exists()


def test_a_photo_is_asked_for_only_where_the_household_allows_photos(sent):
    attendance = work.arrived(sent)
    step = next(step for step in work.steps_of(attendance) if step.evidence == "photo")
    work.record(attendance, work.told(step))

    dossier.give_consent(
        actor=homes.consultant_of(sent.visit.branch),
        household_id=sent.visit.household_id,
        purpose="photos",
        at=sent.starts_at,
    )
    with pytest.raises(Invalid) as refusal:
        work.record(attendance, work.told(step))
    assert refusal.value.field == "photo"


def test_nobody_leaves_with_steps_open(sent, worker):
    attendance = work.arrived(sent)
    moment = sent.starts_at + timedelta(hours=2)
    before = ledger_size()

    with pytest.raises(Conflict, match="steps are still open"):
        commands.check_out(actor=worker, attendance_id=attendance.pk, happened_at=moment, at=moment)

    attendance.refresh_from_db()
    assert attendance.status == "arrived"
    assert ledger_size() == before


def test_leaving_finishes_the_visit_once(sent, worker):
    attendance = work.left(work.arrived(sent))
    before = ledger_size()
    later = sent.ends_at + timedelta(minutes=9)

    commands.check_out(actor=worker, attendance_id=attendance.pk, happened_at=later, at=later)

    assert Visit.objects.get(id=sent.visit_id).status == "finished"
    assert ledger_size() == before
    with pytest.raises(Conflict):
        work.record(attendance, work.told(work.steps_of(attendance)[0]))


def test_the_client_accepts_by_their_own_login(sent):
    attendance = work.left(work.arrived(sent))
    client = homes.client_actor(sent.visit.household)

    commands.accept_work(
        actor=client, attendance_id=attendance.pk, is_accepted=True, at=sent.ends_at
    )

    word = Acceptance.objects.get()
    assert word.is_by_client
    with pytest.raises(IllegalMove):
        commands.accept_work(
            actor=client, attendance_id=attendance.pk, is_accepted=True, at=sent.ends_at
        )


def test_on_the_workers_phone_the_client_must_sign(sent, worker, settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    attendance = work.left(work.arrived(sent))
    word = {"actor": worker, "attendance_id": attendance.pk, "is_accepted": True}

    with pytest.raises(Invalid) as refusal:
        commands.accept_work(**word, at=sent.ends_at)
    assert refusal.value.field == "signature"
    assert not Acceptance.objects.exists()

    commands.accept_work(**word, signature_file_id=work.signature(sent.ends_at), at=sent.ends_at)
    assert not Acceptance.objects.get().is_by_client


def _also_of_the_household(worker, household):
    """Note the worker as who decides for the household, and return them as they then sign in."""
    number = worker.user.phone
    contact = dossier.add_contact(
        actor=homes.consultant_of(household.branch),
        household_id=household.pk,
        name=worker.name,
        phone=number,
        is_decider=True,
        at=MONDAY_9,
    )
    at_home = homes.signed_in(contact)
    return replace(at_home, worker_id=worker.pk)


def test_whoever_was_sent_is_never_the_client(sent, settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    attendance = work.left(work.arrived(sent))
    both = _also_of_the_household(sent.worker, sent.visit.household)
    assert both.homes[sent.visit.household_id] == "decider"
    before = ledger_size()
    word = {"actor": both, "attendance_id": attendance.pk, "is_accepted": True}

    with pytest.raises(Invalid) as refusal:
        commands.accept_work(**word, at=sent.ends_at)

    assert refusal.value.field == "signature"
    assert not Acceptance.objects.exists()
    assert ledger_size() == before
    commands.accept_work(**word, signature_file_id=work.signature(sent.ends_at), at=sent.ends_at)
    assert not Acceptance.objects.get().is_by_client


def test_a_colleague_sent_along_does_not_accept_the_work_as_the_client():
    """Of two who were sent, one is of the household: neither speaks for it."""
    branch = open_branch()
    household = rosters.served_household(branch)
    visit = rosters.open_visit(household, people=2)
    first, second = (people.hire_worker(branch, name=name) for name in ("王桂兰", "李梅"))
    sent = rosters.assigned(visit, first)
    rosters.assigned(visit, second)
    attendance = work.left(work.arrived(sent))
    both = _also_of_the_household(second, household)
    before = ledger_size()

    with pytest.raises(NotAllowed, match="Whoever was sent"):
        commands.accept_work(
            actor=both, attendance_id=attendance.pk, is_accepted=True, at=sent.ends_at
        )

    assert not Acceptance.objects.exists()
    assert ledger_size() == before


def test_a_household_that_is_not_content_says_what_is_wrong(sent):
    attendance = work.left(work.arrived(sent))
    word = {
        "actor": homes.client_actor(sent.visit.household),
        "attendance_id": attendance.pk,
        "is_accepted": False,
        "at": sent.ends_at,
    }

    with pytest.raises(Invalid) as refusal:
        commands.accept_work(**word)
    assert refusal.value.field == "remark"

    commands.accept_work(**word, remark="镜子没有擦")
    assert Event.objects.filter(kind="attendance.disputed").count() == 1


def test_an_incident_reported_twice_is_one_report(sent, worker):
    report = {
        "actor": worker,
        "assignment_id": sent.pk,
        "key": "vase-1",
        "kind": "damage",
        "severity": "minor",
        "note": "打碎了一只花瓶",
        "happened_at": sent.starts_at,
        "at": sent.starts_at,
    }
    commands.report_incident(**report)
    before = ledger_size()

    commands.report_incident(**report)

    assert Incident.objects.count() == 1
    assert ledger_size() == before
    with pytest.raises(Invalid):
        commands.report_incident(**(report | {"key": "vase-2", "note": " "}))
    assert Incident.objects.count() == 1


def test_a_manager_takes_up_and_closes_an_incident_a_worker_does_not(sent, worker):
    incident = commands.report_incident(
        actor=worker, assignment_id=sent.pk, key="fall-1", kind="injury", severity="safety",
        note="老人滑了一下", happened_at=sent.starts_at, at=sent.starts_at,
    )  # fmt: skip
    manager = company.staff("manager", sent.visit.branch)

    with pytest.raises(NotAllowed):
        commands.close_incident(actor=worker, incident_id=incident.pk, at=sent.ends_at)
    commands.take_up_incident(actor=manager, incident_id=incident.pk, at=sent.ends_at)
    commands.close_incident(actor=manager, incident_id=incident.pk, at=sent.ends_at)

    assert Incident.objects.get().status == "closed"
    assert queries.open_incidents(actor=manager) == ()


def test_a_sheet_takes_five_queries(sent, worker, django_assert_num_queries):
    work.arrived(sent)

    with django_assert_num_queries(5):
        sheet = queries.sheet(actor=worker, assignment_id=sent.pk)

    assert sheet.status == "arrived"
    assert sheet.next_step == sheet.steps[0]
    assert sheet.done == 0
