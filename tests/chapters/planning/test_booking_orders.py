"""Single orders are booked once, at a price agreed before."""

from datetime import datetime, timedelta

import pytest

from guanjia.chapters.dossier.models import Home, Household
from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import Order
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, Stale
from guanjia.ledger.queries import facts_about
from tests.world import homes, people, plans
from tests.world.company import MONDAY_9, SHANGHAI, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db

TOMORROW = MONDAY_9 + timedelta(days=1)
NEW_YEAR = datetime(2027, 1, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin)


def by_phone(branch, actor, *, starts_at=TOMORROW):
    caller = {
        "branch_id": branch.pk,
        "name": "陈家",
        "phone": "199-0000-7788",
        "address": "愚园路88号301室",
    }
    return commands.book_by_phone(
        actor=actor,
        caller=caller,
        service_id=people.service("CLN-D").pk,
        starts_at=starts_at,
        key="call-1",
        at=MONDAY_9,
    )


def test_from_a_call_to_an_order_in_one_go(branch, lin):
    order = by_phone(branch, lin)

    assert (order.status, order.minutes, order.price_fen) == ("booked", 180, 15_000)
    assert order.household.name == "陈家"
    assert order.latest_start_at == TOMORROW + timedelta(minutes=30)
    assert order.sop_id is not None
    told = facts_about("order", order.pk)[0]
    assert (told.kind, told.payload["price_fen"]) == ("order.booked", 15_000)


def test_pressing_twice_books_once_and_opens_one_household(branch, lin):
    first = by_phone(branch, lin)
    before = ledger_size()
    assert by_phone(branch, lin) == first
    assert ledger_size() == before
    assert Household.objects.count() == 1


def test_a_refused_order_opens_no_household(branch, lin):
    before = ledger_size()
    with pytest.raises(Invalid):
        by_phone(branch, lin, starts_at=MONDAY_9 - timedelta(days=1))
    assert not Household.objects.exists()
    assert ledger_size() == before


def test_the_same_key_for_another_order_is_refused(wu, lin):
    plans.booked_order(wu, by=lin, key="a")
    before = ledger_size()
    with pytest.raises(Conflict, match="another order"):
        plans.booked_order(wu, by=lin, key="a", service="COOK")
    assert Order.objects.count() == 1
    assert ledger_size() == before


def test_the_price_the_client_was_told_is_the_price_or_nothing_is_booked(wu, lin):
    """Requirement 2.3: agreed before anything starts."""
    before = ledger_size()
    with pytest.raises(Stale, match="price has changed"):
        plans.booked_order(wu, by=lin, agreed_price_fen=9_900)
    assert not Order.objects.exists()
    assert ledger_size() == before


def test_a_public_holiday_costs_twice_and_tools_the_same(wu, lin):
    order = plans.booked_order(wu, by=lin, starts_at=NEW_YEAR, brings_tools=True)
    assert order.price_fen == 2 * 15_000 + 2_000


def test_an_order_shorter_than_the_service_takes_is_refused(wu, lin):
    with pytest.raises(Invalid) as refusal:
        plans.booked_order(wu, by=lin, minutes=60)
    assert refusal.value.field == "minutes"
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("hours_before", "reason", "fee"),
    [(30, "client", 0), (23, "client", 7_500), (1, "client", 15_000), (1, "company", 0)],
)
def test_cancelling_costs_what_the_notice_given_says(wu, lin, hours_before, reason, fee):
    order = plans.booked_order(wu, by=lin, starts_at=MONDAY_9 + timedelta(hours=hours_before))
    commands.cancel_order(actor=lin, order_id=order.pk, reason=reason, at=MONDAY_9)
    order.refresh_from_db()
    assert (order.status, order.cancel_fee_fen) == ("cancelled", fee)
    assert facts_about("order", order.pk)[0].payload["fee_fen"] == fee


def test_a_cancelled_order_cannot_be_cancelled_again(wu, lin):
    order = plans.booked_order(wu, by=lin)
    commands.cancel_order(actor=lin, order_id=order.pk, reason="client", at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(IllegalMove):
        commands.cancel_order(actor=lin, order_id=order.pk, reason="client", at=MONDAY_9)
    assert ledger_size() == before


def test_an_order_is_fulfilled_once_and_a_cancelled_one_never(wu, lin, branch):
    boss = staff("manager", branch)
    done, gone = plans.booked_order(wu, by=lin), plans.booked_order(wu, by=lin)
    commands.cancel_order(actor=lin, order_id=gone.pk, reason="client", at=MONDAY_9)
    for order in (done, done, gone):
        commands.fulfil_order(actor=boss, order_id=order.pk, at=MONDAY_9)
    assert sorted(Order.objects.values_list("status", flat=True)) == ["cancelled", "fulfilled"]


def test_a_relative_may_not_order(wu, lin):
    son = homes.relative_actor(wu, by=lin)
    before = ledger_size()
    with pytest.raises(NotAllowed):
        plans.booked_order(wu, by=son)
    assert not Order.objects.exists()
    assert ledger_size() == before


def test_the_decider_orders_for_her_own_household_only(wu, branch, lin):
    mrs_wu = homes.client_actor(wu)
    other = homes.open_household(branch, name="李家", by=lin)
    assert plans.booked_order(wu, by=mrs_wu).status == "booked"
    with pytest.raises(Home.DoesNotExist):
        plans.booked_order(other, by=mrs_wu)


def test_an_inspector_books_nothing(wu, branch):
    with pytest.raises(NotAllowed):
        plans.booked_order(wu, by=staff("inspector", branch))
    assert not Order.objects.exists()
