"""Skills, hours and leave; and reading about workers."""

from datetime import date, timedelta

import pytest

from guanjia.chapters.catalog.models import Skill
from guanjia.chapters.workforce import commands, queries
from guanjia.chapters.workforce.models import Leave, Shift, Worker
from guanjia.chapters.workforce.rules import Hours
from guanjia.kernel.errors import IllegalMove, Invalid, NotAllowed
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff
from tests.world.people import NINE_TO_SIX, apply_as_worker, as_worker, hire_worker

TODAY = date(2026, 11, 23)


def ask_leave(worker, *, by, first=3, days=2):
    return commands.request_leave(
        actor=by,
        worker_id=worker.pk,
        starts_at=MONDAY_9 + timedelta(days=first),
        ends_at=MONDAY_9 + timedelta(days=first + days),
        at=MONDAY_9,
    )


@pytest.fixture
def applicant(shop):
    return apply_as_worker(shop.branch, recruiter=shop.recruiter)


def test_a_trainer_confirms_a_skill_at_a_level(shop, applicant):
    """Requirement 1.4: skills with levels, and who saw them."""
    skill = Skill.objects.get(code="cooking")
    for level in (2, 3):
        commands.confirm_skill(
            actor=shop.trainer,
            worker_id=applicant.pk,
            skill_id=skill.pk,
            level=level,
            at=MONDAY_9,
        )
    shown = applicant.skills.get()
    assert (shown.level, shown.confirmed_by_id) == (3, shop.trainer.user_id)


def test_nobody_confirms_their_own_skill(shop, applicant):
    before = ledger_size()
    with pytest.raises(NotAllowed):
        commands.confirm_skill(
            actor=as_worker(applicant),
            worker_id=applicant.pk,
            skill_id=Skill.objects.get(code="cooking").pk,
            level=5,
            at=MONDAY_9,
        )
    assert (applicant.skills.count(), ledger_size()) == (0, before)


def test_a_worker_sets_their_own_hours(shop, applicant):
    me = as_worker(applicant)
    commands.set_hours(actor=me, worker_id=applicant.pk, hours=NINE_TO_SIX, at=MONDAY_9)
    commands.set_hours(actor=me, worker_id=applicant.pk, hours=[Hours(0, 480, 720)], at=MONDAY_9)
    shift = Shift.objects.get()
    assert (shift.weekday, shift.starts_minute, shift.ends_minute) == (0, 480, 720)


def test_overlapping_hours_change_nothing(shop, applicant):
    commands.set_hours(
        actor=shop.dispatcher, worker_id=applicant.pk, hours=NINE_TO_SIX, at=MONDAY_9
    )
    before = ledger_size()
    with pytest.raises(Invalid):
        commands.set_hours(
            actor=shop.dispatcher,
            worker_id=applicant.pk,
            hours=[Hours(0, 480, 720), Hours(0, 700, 800)],
            at=MONDAY_9,
        )
    assert (Shift.objects.count(), ledger_size()) == (6, before)


def test_leave_is_asked_for_by_one_and_given_by_another(shop, applicant):
    leave = ask_leave(applicant, by=as_worker(applicant))
    with pytest.raises(NotAllowed):
        commands.decide_leave(
            actor=as_worker(applicant), leave_id=leave.pk, approved=True, at=MONDAY_9
        )
    commands.decide_leave(actor=shop.dispatcher, leave_id=leave.pk, approved=True, at=MONDAY_9)
    leave.refresh_from_db()
    assert leave.status == "approved"


def test_leave_is_decided_once(shop, applicant):
    leave = ask_leave(applicant, by=shop.recruiter)
    commands.decide_leave(actor=shop.manager, leave_id=leave.pk, approved=False, at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(IllegalMove):
        commands.decide_leave(actor=shop.manager, leave_id=leave.pk, approved=True, at=MONDAY_9)
    assert ledger_size() == before


def test_withdrawn_leave_makes_room_for_other_leave(shop, applicant):
    leave = ask_leave(applicant, by=shop.recruiter)
    with pytest.raises(Invalid):
        ask_leave(applicant, by=shop.recruiter, first=4)
    commands.withdraw_leave(actor=shop.recruiter, leave_id=leave.pk, at=MONDAY_9)
    ask_leave(applicant, by=shop.recruiter, first=4)
    assert Leave.objects.count() == 2


def test_a_recruiter_does_not_decide_leave(shop, applicant):
    leave = ask_leave(applicant, by=shop.recruiter)
    before = ledger_size()
    with pytest.raises(NotAllowed):
        commands.decide_leave(actor=shop.recruiter, leave_id=leave.pk, approved=True, at=MONDAY_9)
    leave.refresh_from_db()
    assert (leave.status, ledger_size()) == ("requested", before)


def test_the_list_is_searched_by_name_pinyin_phone_and_number(shop):
    """Requirement 1.4: whoever looks for somebody finds them by what they remember."""
    worker = hire_worker(shop.branch, name="王桂兰", phone="19900004321", by=shop.by)
    hire_worker(shop.branch, name="李秀珍", by=shop.by)
    for text in ("王桂兰", "wgl", "4321", worker.code.lower(), "199 0000 4321"):
        found = queries.worker_list(actor=shop.manager, on=TODAY, text=text)
        assert [row.name for row in found.rows] == ["王桂兰"], text
    assert queries.worker_list(actor=shop.manager, on=TODAY, text="无此人").rows == ()


def test_the_list_is_filtered_by_state_and_skill(shop, applicant):
    hired = hire_worker(shop.branch, skills={"cooking": 3}, by=shop.by)
    cooking = Skill.objects.get(code="cooking").pk

    def ids(**asked):
        found = queries.worker_list(actor=shop.manager, on=TODAY, **asked)
        return [row.id for row in found.rows]

    assert ids(status="applicant") == [applicant.pk]
    assert ids(skill_id=cooking) == [hired.pk]
    assert len(ids()) == 2


def test_the_list_shows_masked_numbers_only(shop):
    """Requirement 8.4: masked by default."""
    hire_worker(shop.branch, phone="19900004321", by=shop.by)
    row = queries.worker_list(actor=shop.manager, on=TODAY).rows[0]
    assert row.phone == "199••••4321"


def test_the_list_takes_as_many_queries_for_one_as_for_many(shop, django_assert_num_queries):
    hire_worker(shop.branch, by=shop.by)
    for _ in range(2):
        with django_assert_num_queries(8):
            queries.worker_list(actor=shop.manager, on=TODAY)
        hire_worker(shop.branch, by=shop.by)


def test_a_record_takes_eight_queries(shop, django_assert_num_queries):
    worker = hire_worker(shop.branch, by=shop.by)
    with django_assert_num_queries(8):
        record = queries.worker_record(actor=shop.manager, worker_id=worker.pk, on=TODAY)
    assert record.phone.startswith("199••••")
    assert record.id_number.startswith("•")
    assert all(step.passed for step in record.steps)


def test_a_record_of_another_branch_does_not_exist(shop):
    """Requirement 8.3: branches are kept apart."""
    worker = hire_worker(shop.branch, by=shop.by)
    stranger = staff("manager", open_branch(name="城西店"))
    with pytest.raises(Worker.DoesNotExist):
        queries.worker_record(actor=stranger, worker_id=worker.pk, on=TODAY)
    assert queries.worker_list(actor=stranger, on=TODAY).rows == ()


def test_notes_of_the_screening_are_for_who_keeps_the_record(shop):
    worker = hire_worker(shop.branch, by=shop.by)
    kept = queries.worker_record(actor=shop.recruiter, worker_id=worker.pk, on=TODAY)
    seen = queries.worker_record(actor=shop.dispatcher, worker_id=worker.pk, on=TODAY)
    assert kept.steps[0].note == "已核对原件"
    assert seen.steps[0].note == ""
