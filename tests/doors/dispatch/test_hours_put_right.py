"""A check-out that was forgotten or cannot be is put right at the desk, on record; who never came is absent."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.ledger.models import Event
from tests.doors.fieldwork.test_worker_phone import words
from tests.world import people, rosters, work
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
FRIDAY_9 = MONDAY_9 - timedelta(days=3)
EARLIER = MONDAY_9 - timedelta(days=7)


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def sent(branch):
    """A visit of four hours, from nine on Friday morning."""
    household = rosters.served_household(branch, at=EARLIER)
    return rosters.staffed_visit(
        household=household,
        worker=people.hire_worker(branch, at=EARLIER),
        starts_at=FRIDAY_9,
        minutes=240,
        at=EARLIER,
    )


@pytest.fixture
def desk(branch, at_desk):
    return at_desk(rosters.dispatcher_of(branch))


def page(sent) -> str:
    return f"/dispatch/visits/{sent.visit_id}/"


def correction(attendance) -> str:
    return f"/dispatch/hours/{attendance.pk}/"


def put_right(desk, attendance, time, **said):
    given = {"left_at": time, "reason": "forgotten", "before": before(attendance)} | said
    return desk.post(correction(attendance), given)


def before(attendance) -> str:
    return attendance.checked_out_at.isoformat() if attendance.checked_out_at else ""


def test_a_check_out_23_hours_after_four_is_a_task_and_is_put_right_on_record(sent, desk):
    """Requirement 4.4: the correction is recorded."""
    attendance = work.left(work.arrived(sent), minutes=23 * 60)
    assert attendance.is_doubtful
    assert page(sent) in words(desk.get("/today/"))

    answer = put_right(desk, attendance, "2026-11-20T13:00", reason="wrong_clock")

    assert answer.status_code == 302
    attendance.refresh_from_db()
    assert attendance.checked_out_at == FRIDAY_9 + timedelta(hours=4)
    assert not attendance.is_doubtful
    event = Event.objects.get(kind="attendance.departure_corrected")
    assert event.payload["minutes_before"] == 23 * 60
    assert event.payload["minutes"] == 240
    assert event.payload["left_before"] == "2026-11-21T00:00+00:00"
    shown = words(desk.get(page(sent)))
    assert "08:00" in shown, "what stood there before"
    assert "13:00" in shown
    assert "手机时间不对" in shown
    assert page(sent) not in words(desk.get("/today/"))


def test_hours_that_were_really_that_long_are_confirmed(sent, desk):
    attendance = work.left(work.arrived(sent), minutes=9 * 60)
    assert attendance.is_doubtful

    put_right(desk, attendance, "2026-11-20T18:00", reason="really_so")

    attendance.refresh_from_db()
    assert attendance.checked_out_at == FRIDAY_9 + timedelta(hours=9)
    assert not attendance.is_doubtful


def test_a_check_out_that_was_forgotten_is_a_task_and_ends_the_visit(sent, desk):
    attendance = work.arrived(sent)
    assert page(sent) in words(desk.get("/today/"))

    put_right(desk, attendance, "2026-11-20T13:00")

    attendance.refresh_from_db()
    assert attendance.status == "left"
    assert Visit.objects.get(id=sent.visit_id).status == "finished"
    assert Assignment.objects.get(id=sent.pk).status == "completed"
    assert (
        Event.objects.get(kind="attendance.departure_corrected").payload["minutes_before"] is None
    )
    assert page(sent) not in words(desk.get("/today/"))


def test_what_the_phone_still_tells_of_a_visit_closed_at_the_desk_is_not_dropped(
    sent, desk, at_desk
):
    """Steps that waited without network are still taken; another time of leaving is answered."""
    attendance = work.arrived(sent)
    put_right(desk, attendance, "2026-11-20T13:00")
    step = next(step for step in work.steps_of(attendance) if step.evidence == "tick")
    phone = at_desk(people.as_worker(sent.worker))

    told = {"key": "k1", "happened_at": (FRIDAY_9 + timedelta(hours=2)).isoformat()}
    answer = phone.post(f"/work/{sent.pk}/steps/{step.pk}/", told | {"is_done": "yes"})
    leaving = {"key": "k2", "happened_at": (FRIDAY_9 + timedelta(hours=5)).isoformat()}
    refused = phone.post(f"/work/{sent.pk}/departure/", leaving)

    assert answer.status_code == 302
    assert attendance.steps.get().is_done
    assert refused.status_code == 409
    assert "13:00" in words(refused)


@pytest.mark.parametrize(
    "time, reason",
    [
        ("2026-11-20T08:00", "forgotten"),
        ("2026-11-24T07:00", "forgotten"),
        ("2026-11-20T13:00", ""),
        ("2026-11-20T13:00", "because"),
        ("soon", "forgotten"),
        ("9999-12-31T23:59", "forgotten"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_place_and_changes_nothing(sent, desk, time, reason):
    attendance = work.left(work.arrived(sent), minutes=23 * 60)
    size = ledger_size()

    answer = put_right(desk, attendance, time, reason=reason)

    assert answer.status_code == 422
    assert attendance.checked_out_at == Attendance.objects.get().checked_out_at
    assert ledger_size() == size


def test_two_who_put_it_right_at_once_do_not_overwrite_each_other(sent, desk):
    attendance = work.left(work.arrived(sent), minutes=23 * 60)
    put_right(desk, attendance, "2026-11-20T13:00")
    size = ledger_size()

    answer = put_right(desk, attendance, "2026-11-20T12:00")

    assert answer.status_code == 409
    assert ledger_size() == size


@pytest.mark.parametrize("role", ["inspector", "care", "consultant", "butler"])
def test_only_who_plans_the_day_puts_hours_right(sent, branch, at_desk, role):
    attendance = work.left(work.arrived(sent), minutes=23 * 60)
    other = at_desk(staff(role, branch))
    size = ledger_size()

    answer = put_right(other, attendance, "2026-11-20T13:00")

    assert answer.status_code in {403, 404}
    assert ledger_size() == size


@pytest.fixture
def pair(branch):
    """A visit for two, of whom the second never comes."""
    household = rosters.served_household(branch, at=EARLIER)
    visit = rosters.open_visit(household, starts_at=FRIDAY_9, people=2, minutes=240, at=EARLIER)
    hired = [people.hire_worker(branch, name=name, at=EARLIER) for name in ("王桂兰", "李梅")]
    return [rosters.assigned(visit, one, at=EARLIER) for one in hired]


def test_who_never_came_is_absent_and_the_visit_ends(pair, desk):
    """Requirement 4.4: what did not happen is on record."""
    came, absent = pair
    work.left(work.arrived(came), minutes=240)
    assert Visit.objects.get(id=came.visit_id).status == "started"
    assert page(came) in words(desk.get("/today/"))

    answer = desk.post(f"/dispatch/sent/{absent.pk}/absent/", {"reason": "no_show"})

    assert answer.status_code == 302
    absent.refresh_from_db()
    assert absent.status == "absent"
    assert Visit.objects.get(id=came.visit_id).status == "finished"
    assert not Event.objects.filter(
        kind="assignment.completed", payload__worker_id=absent.worker_id
    ).exists()
    assert Event.objects.get(kind="visit.finished").payload["minutes"] == 240
    shown = words(desk.get(page(came)))
    assert "李梅没有来" in shown
    assert page(came) not in words(desk.get("/today/"))


def test_absent_before_the_other_has_left_lets_the_other_end_the_visit(pair, desk):
    came, absent = pair
    attendance = work.arrived(came)
    desk.post(f"/dispatch/sent/{absent.pk}/absent/", {"reason": "no_show"})
    assert Visit.objects.get(id=came.visit_id).status == "started"

    work.left(attendance, minutes=240)

    assert Visit.objects.get(id=came.visit_id).status == "finished"


def test_who_is_there_or_is_still_expected_is_not_absent(pair, desk, branch):
    came, absent = pair
    work.arrived(came)
    size = ledger_size()

    answer = desk.post(f"/dispatch/sent/{came.pk}/absent/", {"reason": "no_show"})
    unsaid = desk.post(f"/dispatch/sent/{absent.pk}/absent/", {"reason": ""})

    assert answer.status_code == 409
    assert unsaid.status_code == 422
    assert ledger_size() == size
    ahead = rosters.staffed_visit(household=rosters.served_household(branch, name="邵家"))
    refused = desk.post(f"/dispatch/sent/{ahead.pk}/absent/", {"reason": "no_show"})
    assert refused.status_code == 409


def test_who_was_absent_cannot_check_in_any_more(pair, desk, at_desk):
    came, absent = pair
    work.arrived(came)
    desk.post(f"/dispatch/sent/{absent.pk}/absent/", {"reason": "no_show"})

    answer = at_desk(people.as_worker(absent.worker)).post(f"/work/{absent.pk}/arrival/")

    assert answer.status_code in {404, 409}
    assert Attendance.objects.count() == 1
