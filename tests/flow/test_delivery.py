"""Facts are handed on once each, in order, and none is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from guanjia.chapters.org.models import Branch, Setting
from guanjia.flow.delivery import MOST_ATTEMPTS, deliver, try_again
from guanjia.flow.leases import release_lease, take_lease
from guanjia.kernel.actors import house_actor
from guanjia.kernel.facts import Fact
from guanjia.ledger.models import Delivery, Event, Pending
from guanjia.ledger.record import record
from tests.world.company import MONDAY_9, open_branch

pytestmark = pytest.mark.django_db
TELLER = house_actor("teller")


@dataclass(frozen=True, slots=True)
class BellRang(Fact):
    kind: ClassVar[str] = "bell.rang"
    times: int


def ring(branch: Branch, times: int) -> Event:
    return record(BellRang(times), branch, actor=TELLER, at=MONDAY_9)


class Ears:
    """A reaction that notes in the database what it heard, and fails when told to."""

    def __init__(self) -> None:
        self.failing: set[int] = set()
        self.trouble: Exception = RuntimeError("too loud")
        self.table = {"bell.rang": (self.listen,)}

    def listen(self, event: Event, at: datetime) -> None:
        times = event.payload["times"]
        Setting.objects.create(key=f"heard.{event.pk}", value=times, valid_from=at, source="bell")
        if times in self.failing:
            raise self.trouble

    @property
    def heard(self) -> list[int]:
        return [row.value for row in Setting.objects.filter(source="bell").order_by("id")]


@pytest.fixture
def branch():
    branch = open_branch()
    Pending.objects.all().delete()
    return branch


@pytest.fixture
def ears():
    return Ears()


def test_each_fact_is_handed_on_once_and_in_order(branch, ears):
    for times in (1, 2, 3):
        ring(branch, times)

    assert deliver(at=MONDAY_9, table=ears.table) == 3
    assert deliver(at=MONDAY_9, table=ears.table) == 0
    assert ears.heard == [1, 2, 3]
    assert not Pending.objects.exists()


def test_a_failed_reaction_leaves_nothing_behind_and_holds_up_its_case_alone(branch, ears):
    other = open_branch(code="far")
    Pending.objects.all().delete()
    ears.failing = {2}
    ring(branch, 1), ring(branch, 2), ring(branch, 3), ring(other, 4)

    deliver(at=MONDAY_9, table=ears.table)

    assert ears.heard == [1, 4]
    assert Pending.objects.count() == 2


def test_what_failed_is_tried_again_later_and_then_the_rest_follows(branch, ears):
    ears.failing = {2}
    ring(branch, 2), ring(branch, 3)
    deliver(at=MONDAY_9, table=ears.table)
    ears.failing = set()

    assert deliver(at=MONDAY_9, table=ears.table) == 0, "not before its time"
    assert deliver(at=MONDAY_9 + timedelta(seconds=5), table=ears.table) == 2
    assert ears.heard == [2, 3]


def test_after_six_attempts_a_delivery_is_parked_until_somebody_looks(branch, ears):
    ears.failing = {2}
    ring(branch, 2), ring(branch, 3)
    for hour in range(MOST_ATTEMPTS + 3):
        deliver(at=MONDAY_9 + timedelta(hours=hour), table=ears.table)

    parked = Delivery.objects.get()
    assert parked.attempts == MOST_ATTEMPTS
    assert parked.parked_at is not None
    assert parked.failure == "RuntimeError: too loud"
    assert ears.heard == []

    ears.failing = set()
    try_again(delivery_id=parked.pk)
    assert deliver(at=MONDAY_9 + timedelta(days=1), table=ears.table) == 2
    assert ears.heard == [2, 3]


class DiskFull(Exception):
    """As the driver of PostgreSQL tells it."""

    sqlstate = "53100"


def test_what_the_machine_cannot_do_for_a_while_parks_nothing(branch, ears):
    ears.failing = {2}
    ears.trouble = OperationalError("could not extend file")
    ears.trouble.__cause__ = DiskFull()
    ring(branch, 2), ring(branch, 3)
    for minute in range(MOST_ATTEMPTS + 3):
        deliver(at=MONDAY_9 + timedelta(minutes=minute), table=ears.table)

    waiting = Delivery.objects.get()
    assert (waiting.attempts, waiting.parked_at) == (0, None)
    assert "could not extend file" in waiting.failure
    assert ears.heard == []

    ears.failing = set()
    assert deliver(at=MONDAY_9 + timedelta(minutes=20), table=ears.table) == 2
    assert ears.heard == [2, 3]


def test_a_later_fact_waits_even_when_the_held_up_one_is_out_of_sight(branch, ears):
    ears.failing = {1}
    ring(branch, 1), ring(branch, 2)
    deliver(at=MONDAY_9, table=ears.table, limit=1)
    first = Pending.objects.order_by("event_id").first()
    Pending.objects.filter(event_id=first.event_id).delete()

    assert deliver(at=MONDAY_9, table=ears.table) == 0
    assert ears.heard == []


def test_a_fact_that_nobody_awaits_is_not_kept_pending(branch):
    ring(branch, 1)

    assert deliver(at=MONDAY_9, table={}) == 0
    assert not Pending.objects.exists()


def test_one_process_at_a_time_holds_the_lease():
    assert take_lease("delivery", holder="a", at=MONDAY_9)
    assert take_lease("delivery", holder="a", at=MONDAY_9), "its holder may renew it"
    assert not take_lease("delivery", holder="b", at=MONDAY_9)
    assert take_lease("delivery", holder="b", at=MONDAY_9 + timedelta(seconds=31))

    release_lease("delivery", holder="b")
    assert take_lease("delivery", holder="a", at=MONDAY_9 + timedelta(seconds=32))


def test_history_can_be_neither_changed_nor_deleted(branch):
    event = ring(branch, 1)

    for tamper in (
        lambda: Event.objects.filter(pk=event.pk).update(kind="bell.broke"),
        lambda: Event.objects.filter(pk=event.pk)._raw_delete(Event.objects.db),
    ):
        with pytest.raises(Exception, match="only added to"), transaction.atomic():
            tamper()

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What is still deferred would stop the TRUNCATE before the guard does.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
                cursor.execute("TRUNCATE ledger_event CASCADE")
    assert Event.objects.get(pk=event.pk).kind == "bell.rang"


def test_a_fact_speaks_of_three_rows_at_most(branch):
    with pytest.raises(ValueError, match="more than 3"), transaction.atomic():
        record(BellRang(1), branch, branch, branch, branch, actor=TELLER, at=MONDAY_9)
    assert not Event.objects.filter(kind="bell.rang").exists()
