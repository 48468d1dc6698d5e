"""What happens by the clock happens once, and what breaks stops nothing else."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.org.models import Session
from guanjia.doors.jobs import upkeep
from guanjia.doors.jobs.queue import call, queue_at
from guanjia.doors.jobs.timetable import install, keep_up
from guanjia.doors.jobs.worker import hand_on
from guanjia.flow.leases import take_lease
from guanjia.kernel.actors import house_actor
from guanjia.ledger.models import Pending
from guanjia.outbound.commands import queue_notice, send_due
from guanjia.outbound.models import Notice
from tests.world.company import MONDAY_9, ledger_size, open_branch, seed, staff

EVERYTHING = {*upkeep.EVERY_MINUTE, *upkeep.EVERY_MORNING, *upkeep.EVERY_NIGHT}


@pytest.mark.django_db
@pytest.mark.parametrize("work", sorted(EVERYTHING, key=lambda work: work.__name__))
def test_in_a_house_where_nothing_is_due_nothing_happens(work):
    seed()
    open_branch()
    size = ledger_size()

    work(MONDAY_9)
    work(MONDAY_9)

    assert ledger_size() == size


@pytest.mark.django_db
def test_browsers_whose_time_is_over_are_forgotten():
    at = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=at - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=at + timedelta(days=1))

    upkeep.visits_over(at)

    assert Session.objects.get() == Session.objects.get(session_key="new")


@pytest.mark.django_db
def test_codes_that_open_nothing_any_more_are_forgotten_and_no_other_message():
    person = staff("manager", open_branch())

    def queued(key, kind):
        queue_notice(
            actor=house_actor("door"),
            key=key,
            kind=kind,
            channel="sms",
            about=f"user/{person.user_id}",
            words="493201",
            at=MONDAY_9,
            good_until=MONDAY_9 + timedelta(minutes=5),
            address="+8619900001234",
        )

    queued("one", "code"), queued("two", "news")
    upkeep.codes_over(MONDAY_9 + timedelta(days=1))
    assert Notice.objects.count() == 2, "whoever carries it may still be at it"

    send_due(at=MONDAY_9 + timedelta(days=1))
    upkeep.codes_over(MONDAY_9 + timedelta(days=1))

    assert [one.kind for one in Notice.objects.all()] == ["news"]


@pytest.mark.django_db
def test_what_breaks_is_written_down_and_the_rest_is_done(caplog):
    done = []

    def breaks(at):
        raise RuntimeError("oh")

    def works(at):
        done.append(at)

    with caplog.at_level(logging.ERROR):
        keep_up((breaks, works))

    assert len(done) == 1
    assert "Upkeep breaks failed" in caplog.text


@pytest.mark.django_db
def test_whoever_has_no_lease_hands_nothing_on():
    open_branch()
    take_lease("delivery", holder="another", at=timezone.now())

    assert hand_on("me") == 0
    assert Pending.objects.count() == 1


@pytest.mark.django_db
def test_whoever_has_the_lease_hands_on_what_is_pending():
    open_branch()

    hand_on("me")

    assert not Pending.objects.exists()


@pytest.mark.parametrize("scheme", ["memory://", "sqlite:///{folder}/queue.sqlite3"])
def test_a_queue_keeps_the_timetable_wherever_it_lies(scheme, tmp_path):
    queue = queue_at(scheme.format(folder=tmp_path))
    install(queue)

    queue.enqueue(queue.wake.s())

    assert queue.pending_count() == 1
    names = {type(task).__name__ for task in queue._registry.periodic_tasks}
    assert names == {"minute", "hour", "morning", "night"}


def test_a_queue_of_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="starts with ftp://"):
        queue_at("ftp://somewhere")


def test_a_queue_that_does_not_answer_is_an_os_error(settings, monkeypatch):
    """So that whoever committed facts goes on undisturbed: the worker looks by itself."""
    from guanjia.doors.jobs import queue

    settings.QUEUE = "sqlite:////nowhere/at/all.sqlite3"
    queue.forget()
    monkeypatch.setattr(queue, "_last_call", [-1000.0])
    try:
        with pytest.raises(OSError, match="does not answer"):
            call()
    finally:
        queue.forget()
