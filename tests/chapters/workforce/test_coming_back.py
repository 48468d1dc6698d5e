"""One person is one record: whoever was with us before is recognised, and screened anew."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from guanjia.chapters.org.models import User
from guanjia.chapters.workforce import commands, queries
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.rules import Person
from guanjia.doors.refusals import in_words
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed
from guanjia.ledger.queries import facts_of_case
from guanjia.vault.models import AccessRecord
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff
from tests.world.people import apply_as_worker, as_worker, hire_worker, ready, screen

PHONE = "19900007777"
CARD = "310101198001010026"
LATER = MONDAY_9 + timedelta(days=200)


def rejected(shop, **person):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter, **person)
    commands.reject_applicant(
        actor=shop.manager, worker_id=worker.pk, reason="conduct", at=MONDAY_9
    )
    return worker


def gone(shop, **person):
    worker = hire_worker(shop.branch, by=shop.by, **person)
    commands.part_with_worker(
        actor=shop.manager, worker_id=worker.pk, reason="own_wish", at=MONDAY_9
    )
    return worker


def suspended(shop, **person):
    worker = hire_worker(shop.branch, by=shop.by, **person)
    commands.suspend_worker(
        actor=shop.manager, worker_id=worker.pk, reason="complaint", at=MONDAY_9
    )
    return worker


def take_on(shop, *, by=None, branch=None, **person):
    return apply_as_worker(
        branch or shop.branch, recruiter=by or shop.recruiter, at=LATER, **person
    )


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (rejected, "on record: “rejected”"),
        (gone, "on record: “left”"),
        (suspended, "on record: “suspended”"),
    ],
)
@pytest.mark.parametrize("known_by", ["phone", "id_number"])
def test_who_was_with_us_is_named_with_what_was_and_what_to_do(shop, before, words, known_by):
    worker = before(shop, name="王桂兰", phone=PHONE, id_number=CARD, born_on=None)
    size = ledger_size()
    given = {"phone": PHONE} if known_by == "phone" else {"id_number": CARD, "born_on": None}

    with pytest.raises(Invalid) as refusal:
        take_on(shop, name="王桂兰", **given)

    assert refusal.value.field == known_by
    assert refusal.value.worker_id == worker.pk
    said = str(refusal.value)
    assert "王桂兰" in said
    assert words in said
    assert "instead of making a second one" in said or "reinstated" in said
    assert (Worker.objects.count(), ledger_size()) == (1, size)


@pytest.mark.parametrize(
    "typed", ["310101 19800101 0026", " 310101198001010026", "310101198001010026"]
)
def test_one_identity_number_is_one_person_however_it_is_typed(shop, typed):
    take_on(shop, id_number=CARD, born_on=None)
    size, logins = ledger_size(), User.objects.count()

    with pytest.raises(Invalid) as refusal:
        take_on(shop, id_number=typed, born_on=None)

    assert refusal.value.field == "id_number"
    assert (Worker.objects.count(), User.objects.count(), ledger_size()) == (1, logins, size)


def test_a_record_is_not_given_somebody_else_s_identity_number(shop):
    take_on(shop, id_number=CARD, born_on=None)
    other = take_on(shop, name="李秀珍")
    change = {"actor": shop.recruiter, "worker_id": other.pk, "version": 1, "at": LATER}

    with pytest.raises(Invalid) as refusal:
        commands.change_worker(person=Person(name="李秀珍", id_number=CARD), **change)

    assert refusal.value.field == "id_number"
    commands.change_worker(person=Person(name="李秀珍", id_number=other.id_number), **change)


def test_another_branch_learns_that_there_is_a_record_and_not_whose(shop):
    rejected(shop, name="王桂兰", phone=PHONE, id_number=CARD, born_on=None)
    there = open_branch(name="城西店")
    stranger = staff("recruiter", there)

    for given in ({"phone": PHONE}, {"id_number": CARD, "born_on": None}):
        with pytest.raises(Invalid, match="head office") as refusal:
            take_on(shop, by=stranger, branch=there, name="陈", **given)
        assert "王桂兰" not in in_words(refusal.value)
        assert refusal.value.worker_id is None


def test_the_database_itself_refuses_a_second_person_with_one_number(shop):
    one, other = take_on(shop, id_number=CARD, born_on=None), take_on(shop)

    with pytest.raises(IntegrityError), transaction.atomic():
        Worker.objects.filter(id=other.pk).update(id_print=one.id_print)


def test_people_without_an_identity_number_are_as_many_as_they_are(shop):
    assert {take_on(shop, id_number="").pk, take_on(shop, id_number="").pk} == set(
        Worker.objects.values_list("id", flat=True)
    )


@pytest.mark.parametrize("before", [rejected, gone])
def test_the_old_record_reopens_and_is_screened_anew(shop, before):
    """Requirement 1.5: nobody is sent who has not passed every step."""
    worker = before(shop, id_number=CARD, born_on=None)
    shown = queries.worker_record(actor=shop.manager, worker_id=worker.pk, on=LATER.date())

    commands.reopen_worker(actor=shop.recruiter, worker_id=worker.pk, at=LATER)

    worker.refresh_from_db()
    record = queries.worker_record(actor=shop.manager, worker_id=worker.pk, on=LATER.date())
    assert worker.status == "applicant"
    assert [step.passed for step in record.steps] == [None] * len(record.steps)
    assert record.skills == shown.skills, "what she can do stays known"
    assert worker.id_number == CARD
    assert facts_of_case(worker.case)[0].kind == "worker.reopened"
    with pytest.raises(Conflict, match="cannot start yet"):
        commands.clear_worker(actor=shop.manager, worker_id=worker.pk, at=LATER)

    screen(worker, by=shop.recruiter, at=LATER)
    commands.clear_worker(actor=shop.manager, worker_id=worker.pk, at=LATER)
    worker.refresh_from_db()
    assert worker.status == "active"


def test_what_was_decided_before_stays_on_record(shop):
    worker = gone(shop)
    commands.reveal(
        actor=shop.recruiter, worker_id=worker.pk, field="phone", purpose="call", at=MONDAY_9
    )
    decided, told = worker.screening_steps.count(), len(facts_of_case(worker.case))

    commands.reopen_worker(actor=shop.recruiter, worker_id=worker.pk, at=LATER)
    screen(worker, by=shop.recruiter, at=LATER)

    assert worker.screening_steps.filter(decided_at=MONDAY_9).count() == decided
    assert worker.screening_steps.count() == 2 * decided
    assert len(facts_of_case(worker.case)) > told
    assert AccessRecord.objects.filter(noun="worker", object_id=worker.pk).exists()


def test_who_is_with_us_is_not_taken_on_again(shop):
    for worker in (suspended(shop), hire_worker(shop.branch, by=shop.by)):
        size = ledger_size()
        with pytest.raises(IllegalMove):
            commands.reopen_worker(actor=shop.manager, worker_id=worker.pk, at=LATER)
        assert ledger_size() == size


def test_only_who_takes_people_on_reopens_a_record(shop):
    worker = gone(shop)
    size = ledger_size()

    for actor in (shop.dispatcher, shop.trainer, as_worker(worker)):
        with pytest.raises(NotAllowed):
            commands.reopen_worker(actor=actor, worker_id=worker.pk, at=LATER)

    worker.refresh_from_db()
    assert (worker.status, ledger_size()) == ("left", size)


def test_a_reason_that_does_not_exist_rejects_nobody(shop):
    worker = take_on(shop)
    size = ledger_size()
    with pytest.raises(Invalid) as refusal:
        commands.reject_applicant(
            actor=shop.manager, worker_id=worker.pk, reason="zodiac", at=LATER
        )
    assert (refusal.value.field, ledger_size()) == ("reason", size)


def test_numbers_that_were_on_record_before_are_recognised_too(own_database):
    from django.core.management import call_command

    ready()
    branch = open_branch()
    one = apply_as_worker(branch, id_number=CARD, born_on=None)
    other = apply_as_worker(branch, name="李秀珍")
    call_command("migrate", "workforce", "0001", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM workforce_worker WHERE id = %s", [one.pk])
        (encrypted,) = cursor.fetchone()
        cursor.execute(
            "UPDATE workforce_worker SET id_number = %s WHERE id = %s", [encrypted, other.pk]
        )

    call_command("migrate", "workforce", verbosity=0)

    prints = dict(Worker.objects.values_list("id", "id_print"))
    assert prints[one.pk]
    assert prints[other.pk] == ""
    with pytest.raises(Invalid, match="王桂兰"):
        apply_as_worker(branch, name="王桂兰", id_number=CARD, born_on=None)
