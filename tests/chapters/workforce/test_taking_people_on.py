"""From the application to the last day."""

from datetime import timedelta

import pytest

from guanjia.chapters.workforce import commands
from guanjia.chapters.workforce.models import ScreeningStep, Worker
from guanjia.chapters.workforce.rules import STEPS, Person
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, Stale
from guanjia.ledger.queries import facts_of_case
from guanjia.vault.models import AccessRecord
from guanjia.vault.search import find
from tests.world.company import (
    MONDAY_9,
    actor_of_user,
    ledger_size,
    open_branch,
    phone_number,
    staff,
)
from tests.world.people import apply_as_worker, as_worker, hire_worker, screen


def decide(worker, step="identity", *, by, passed=True, note="看过原件"):
    return commands.decide_screening_step(
        actor=by, worker_id=worker.pk, step=step, passed=passed, note=note, at=MONDAY_9
    )


def test_an_applicant_gets_a_record_and_a_login(shop):
    """Requirement 1.5: the application is the first step; the phone number is the identity."""
    worker = apply_as_worker(
        shop.branch, name="王桂兰", phone="19900001234", recruiter=shop.recruiter
    )
    assert worker.status == "applicant"
    assert worker.user.name == "王桂兰"
    assert worker.code.startswith("W")
    assert find("worker", "wanggl") == set()
    for words in ("王桂兰", "wgl", "wangguilan", "1234", "19900001234"):
        assert find("worker", words) == {worker.pk}


def test_the_same_phone_number_is_taken_on_once(shop):
    number = phone_number()
    apply_as_worker(shop.branch, phone=number, recruiter=shop.recruiter)
    before = ledger_size()
    with pytest.raises(Invalid, match="among the workers already") as refusal:
        apply_as_worker(shop.branch, name="王桂兰二", phone=number, recruiter=shop.recruiter)
    assert refusal.value.field == "phone"
    assert (Worker.objects.count(), ledger_size()) == (1, before)


def test_a_dispatcher_takes_nobody_on(shop):
    before = ledger_size()
    with pytest.raises(NotAllowed):
        apply_as_worker(shop.branch, recruiter=shop.dispatcher)
    assert (Worker.objects.count(), ledger_size()) == (0, before)


def test_what_is_encrypted_cannot_be_read_in_the_database(shop):
    """Requirement 8.4: identity numbers and addresses are encrypted at rest."""
    from django.db import connection

    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter, address="长宁路 1 号")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phone, id_number, address FROM workforce_worker WHERE id = %s", [worker.pk]
        )
        stored = " ".join(cursor.fetchone())
    assert worker.phone.removeprefix("+86") not in stored
    assert "DEMO" not in stored
    assert "长宁路" not in stored


def test_each_step_keeps_its_outcome_with_who_and_when(shop):
    """Requirement 1.5: each step with evidence, who and when."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    decide(worker, by=shop.recruiter)
    step = worker.screening_steps.get()
    assert (step.decided_by_id, step.decided_at) == (shop.recruiter.user_id, MONDAY_9)
    assert (step.note, step.passed) == ("看过原件", True)
    assert facts_of_case(worker.case)[0].kind == "worker.screening_step_decided"


def test_a_step_out_of_turn_is_refused(shop):
    """Requirement 1.5: the steps have an order."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    before = ledger_size()
    with pytest.raises(Conflict, match="comes after"):
        decide(worker, "interview", by=shop.recruiter)
    assert (ScreeningStep.objects.count(), ledger_size()) == (0, before)


def test_a_step_without_evidence_is_refused(shop):
    """Requirement 1.5: a decision nobody can look up later is none."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        decide(worker, by=shop.recruiter, note=" ")
    assert refusal.value.field == "note"
    assert (ScreeningStep.objects.count(), ledger_size()) == (0, before)


def test_nobody_passes_the_identity_step_without_a_number(shop):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter, id_number="")
    with pytest.raises(Invalid, match="identity number"):
        decide(worker, by=shop.recruiter)
    assert not ScreeningStep.objects.exists()


@pytest.mark.parametrize("missing", STEPS)
def test_nobody_starts_who_has_not_passed_every_step(shop, missing):
    """Requirement 1.5: whoever lacks one step, whichever it is, is not cleared."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    screen(worker, by=shop.recruiter, at=MONDAY_9)
    decide(worker, missing, by=shop.recruiter, passed=False, note="查询未通过")
    before = ledger_size()

    with pytest.raises(Conflict, match="cannot start yet"):
        commands.clear_worker(actor=shop.manager, worker_id=worker.pk, at=MONDAY_9)

    worker.refresh_from_db()
    assert (worker.status, ledger_size()) == ("applicant", before)


def test_only_who_leads_the_branch_clears(shop):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    screen(worker, by=shop.recruiter, at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(NotAllowed, match="branch manager"):
        commands.clear_worker(actor=shop.recruiter, worker_id=worker.pk, at=MONDAY_9)
    worker.refresh_from_db()
    assert (worker.status, ledger_size()) == ("applicant", before)


def test_a_worker_does_not_decide_about_themself(shop):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    with pytest.raises(NotAllowed):
        decide(worker, by=as_worker(worker))
    assert not ScreeningStep.objects.exists()


def test_a_cleared_worker_is_suspended_reinstated_and_leaves(shop):
    worker = hire_worker(shop.branch, by=shop.by)
    for command, status in (
        (commands.suspend_worker, "suspended"),
        (commands.reinstate_worker, "active"),
        (commands.part_with_worker, "left"),
    ):
        command(actor=shop.manager, worker_id=worker.pk, at=MONDAY_9)
        worker.refresh_from_db()
        assert worker.status == status


def test_who_has_left_is_not_suspended(shop):
    worker = hire_worker(shop.branch, by=shop.by)
    commands.part_with_worker(actor=shop.manager, worker_id=worker.pk, at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(IllegalMove):
        commands.suspend_worker(actor=shop.manager, worker_id=worker.pk, at=MONDAY_9)
    assert ledger_size() == before


def test_for_another_branch_the_worker_does_not_exist(shop):
    """Requirement 8.3: branches are kept apart."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    stranger = staff("manager", open_branch(name="城西店"))
    before = ledger_size()
    with pytest.raises(Worker.DoesNotExist):
        commands.clear_worker(actor=stranger, worker_id=worker.pk, at=MONDAY_9)
    assert ledger_size() == before


def test_a_consultant_sees_no_workers_files(shop):
    """Requirement 8.3: each role sees what it needs and no more."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    with pytest.raises(Worker.DoesNotExist):
        decide(worker, by=staff("consultant", shop.branch))


def test_changing_an_outdated_record_is_refused(shop):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    person = Person(name="王桂香", id_number=worker.id_number)
    change = {"actor": shop.recruiter, "worker_id": worker.pk, "person": person, "at": MONDAY_9}
    commands.change_worker(version=1, **change)
    before = ledger_size()
    with pytest.raises(Stale):
        commands.change_worker(version=1, **change)
    assert ledger_size() == before
    assert find("worker", "王桂香") == {worker.pk}


def test_a_look_at_a_phone_number_is_recorded(shop):
    """Requirement 8.3: every look at sensitive data is recorded."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter, phone="19900005678")
    at = MONDAY_9 + timedelta(minutes=1)
    clear = commands.reveal(
        actor=shop.dispatcher, worker_id=worker.pk, field="phone", purpose="call", at=at
    )
    look = AccessRecord.objects.get()
    assert clear.endswith("19900005678")
    assert (look.user_id, look.field, look.purpose) == (shop.dispatcher.user_id, "phone", "call")


def test_a_dispatcher_does_not_see_identity_numbers(shop):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    before = ledger_size()
    with pytest.raises(NotAllowed):
        commands.reveal(
            actor=shop.dispatcher,
            worker_id=worker.pk,
            field="id_number",
            purpose="check",
            at=MONDAY_9,
        )
    assert (AccessRecord.objects.count(), ledger_size()) == (0, before)


def test_a_worker_sees_themself_and_nobody_else(shop):
    """Requirement 8.3: a worker's record is theirs alone."""
    one, other = (apply_as_worker(shop.branch, recruiter=shop.recruiter) for _ in range(2))
    me = actor_of_user(one.user, worker_id=one.pk)
    reveal = {"actor": me, "field": "phone", "purpose": "check", "at": MONDAY_9}
    assert commands.reveal(worker_id=one.pk, **reveal)
    with pytest.raises(Worker.DoesNotExist):
        commands.reveal(worker_id=other.pk, **reveal)
