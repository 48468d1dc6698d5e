"""
A machine's clock may be set back, by a technician or by the network: work goes on all the same.

Each case is one thing that was noted by the clock as it was, and is met again two hours earlier.
"""

from datetime import timedelta

import pytest

from guanjia.flow.delivery import deliver
from guanjia.flow.leases import LEASE, take_lease
from guanjia.ledger.models import Delivery, Pending
from guanjia.ledger.record import move
from guanjia.outbound.commands import MESSENGER, queue_notice, send_due
from guanjia.outbound.facts import NoticeClaimed
from guanjia.outbound.models import Notice
from guanjia.outbound.states import NOTICE
from tests.flow.test_delivery import Ears, ring
from tests.world.company import FOUNDER, MONDAY_9, open_branch

pytestmark = pytest.mark.django_db
BEFORE = MONDAY_9 - timedelta(hours=2)


def waiting(key="x", **further):
    return queue_notice(
        actor=FOUNDER,
        key=key,
        kind="x",
        channel="app",
        about="company",
        words="x",
        at=MONDAY_9,
        **further,
    )


def test_the_lease_of_a_killed_worker_is_had_though_it_ends_two_hours_ahead():
    assert take_lease("delivery", holder="killed", at=MONDAY_9)

    assert take_lease("delivery", holder="next", at=BEFORE)
    assert not take_lease("delivery", holder="killed", at=BEFORE), "one at a time, still"


@pytest.mark.parametrize("behind", [timedelta(seconds=1), timedelta(seconds=30)])
def test_a_machine_whose_clock_is_a_little_behind_does_not_push_the_holder_out(behind):
    assert take_lease("delivery", holder="first", at=MONDAY_9)

    assert not take_lease("delivery", holder="behind", at=MONDAY_9 - behind)


def test_nobody_waits_longer_than_a_minute_and_a_lease_however_the_clock_was_set():
    assert take_lease("delivery", holder="killed", at=MONDAY_9)

    for back in (*range(0, 120, 5), 7200):
        there = MONDAY_9 - timedelta(seconds=back)
        later = there + LEASE + timedelta(minutes=1)
        assert take_lease("delivery", holder="killed", at=MONDAY_9)
        assert take_lease("delivery", holder="next", at=there) or take_lease(
            "delivery", holder="next", at=later
        )
        assert take_lease("delivery", holder="killed", at=later + LEASE)


def test_a_handoff_that_failed_is_tried_again_within_its_wait():
    branch, ears = open_branch(), Ears()
    Pending.objects.all().delete()
    ears.failing = {2}
    ring(branch, 2)
    deliver(at=MONDAY_9, table=ears.table)
    ears.failing = set()

    assert deliver(at=BEFORE, table=ears.table) == 1
    assert not Delivery.objects.filter(done_at=None).exists()


def test_a_message_goes_out_that_was_due_by_the_clock_as_it_was():
    waiting()

    assert send_due(at=BEFORE) == 1


def test_a_message_that_failed_is_tried_again():
    notice = waiting()
    later = MONDAY_9 + timedelta(minutes=4)
    Notice.objects.filter(pk=notice.pk).update(attempts=3, not_before=later)

    assert send_due(at=BEFORE) == 1


def test_a_message_that_waits_for_the_end_of_quiet_hours_goes_on_waiting():
    waiting(not_before=MONDAY_9 + timedelta(hours=8))

    assert send_due(at=BEFORE) == 0
    assert send_due(at=MONDAY_9 + timedelta(hours=7)) == 0


def test_a_message_whose_carrier_was_killed_is_taken_up():
    notice = waiting()
    move(
        notice, NOTICE, "claim", NoticeClaimed(notice_id=notice.pk),
        actor=MESSENGER, at=MONDAY_9, attempts=1,
    )  # fmt: skip

    assert send_due(at=BEFORE) == 1
    assert Notice.objects.get().status == "sent"
