"""Where one of a pair ends, the other does: an order with its visit, a plan with its household."""

from datetime import timedelta

import pytest

from guanjia.chapters.assessment.commands import promise_appointment
from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org.models import EntryLink
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.planning.models import Order
from guanjia.chapters.workforce import commands as workforce
from guanjia.flow.delivery import deliver
from guanjia.flow.overviews.today import tasks
from guanjia.kernel.errors import Conflict, IllegalMove
from guanjia.ledger.queries import facts_about
from tests.world import homes, people, plans, rosters
from tests.world.company import HANDOFFS, MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db

LATER = MONDAY_9 + timedelta(hours=1)
PRICE = 15_000


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def manager(branch):
    return staff("manager", branch)


@pytest.fixture
def wu(branch):
    return homes.open_household(branch)


def handed_on(at):
    while deliver(at=at):
        pass


def booked(household, *, hours_ahead):
    """Book a visit that begins so many hours after the world does, and let it open."""
    order = plans.booked_order(household, starts_at=MONDAY_9 + timedelta(hours=hours_ahead))
    handed_on(MONDAY_9)
    return order, Visit.objects.get(order=order)


def cancelled(visit, by, *, reason, by_client=False, at=MONDAY_9):
    dispatch.cancel_visit(actor=by, visit_id=visit.pk, reason=reason, by_client=by_client, at=at)


# --- a visit and its order


@pytest.mark.parametrize(
    ("hours_ahead", "reason", "by_client", "fee"),
    [
        (30, "client_wish", True, 0),
        (10, "client_wish", True, PRICE // 2),
        (1, "client_away", True, PRICE),
        (1, "no_cover", False, 0),
    ],
)
def test_an_order_ends_with_its_visit_at_the_fee_of_the_notice_given(
    wu, manager, hours_ahead, reason, by_client, fee
):
    order, visit = booked(wu, hours_ahead=hours_ahead)

    cancelled(visit, manager, reason=reason, by_client=by_client)
    handed_on(MONDAY_9 + timedelta(minutes=90))

    order.refresh_from_db()
    assert (order.status, order.cancel_fee_fen) == ("cancelled", fee)
    told = facts_about("order", order.pk)[0].payload
    assert told["reason"] == ("client" if by_client else "company")


def test_nobody_is_charged_for_a_visit_that_we_missed(wu, manager):
    order, visit = booked(wu, hours_ahead=3)
    at = visit.window_start + timedelta(minutes=40)

    dispatch.miss_visit(actor=manager, visit_id=visit.pk, reason="no_cover", at=at)
    handed_on(at)

    order.refresh_from_db()
    assert (order.status, order.cancel_fee_fen) == ("cancelled", 0)
    with pytest.raises(IllegalMove):
        planning.cancel_order(
            actor=homes.client_actor(wu), order_id=order.pk, reason="client", at=at
        )
    order.refresh_from_db()
    assert order.cancel_fee_fen == 0


def test_who_was_not_at_home_pays_the_whole_price(wu, manager):
    order, visit = booked(wu, hours_ahead=3)
    at = visit.window_start + timedelta(minutes=40)

    dispatch.miss_visit(actor=manager, visit_id=visit.pk, reason="client_absent", at=at)
    handed_on(at)

    order.refresh_from_db()
    assert (order.status, order.cancel_fee_fen) == ("cancelled", PRICE)


def test_whether_a_begun_order_costs_is_not_for_the_faster_to_say(wu):
    """Between our missing a visit and the order's end the client could press and be charged."""
    order, _visit = booked(wu, hours_ahead=3)
    client = homes.client_actor(wu)
    before = ledger_size()

    with pytest.raises(Conflict, match="has begun"):
        planning.cancel_order(
            actor=client,
            order_id=order.pk,
            reason="client",
            at=order.starts_at + timedelta(minutes=1),
        )

    order.refresh_from_db()
    assert (order.status, order.cancel_fee_fen) == ("booked", 0)
    assert ledger_size() == before


@pytest.mark.parametrize(
    ("reason", "by_client"), [("client", True), ("weather", True), ("company", False)]
)
def test_a_visit_ends_with_its_order_and_says_for_whose_reasons(wu, manager, reason, by_client):
    """What lay with us counts against us; the weather and slips of the finger do not."""
    order, visit = booked(wu, hours_ahead=30)

    planning.cancel_order(actor=manager, order_id=order.pk, reason=reason, at=MONDAY_9)
    handed_on(MONDAY_9)

    visit.refresh_from_db()
    assert visit.status == "cancelled"
    told = [one for one in facts_about("visit", visit.pk) if one.kind == "visit.cancelled"]
    assert [one.payload["by_client"] for one in told] == [by_client]


# --- a household and all that is agreed with it


def everything_agreed(household, worker):
    """Give a household one of everything that is still to come."""
    version = plans.accepted_plan(household)
    handed_on(MONDAY_9)
    first = Visit.objects.filter(line__version=version).earliest("on")
    rosters.assigned(first, worker)
    order, visit = booked(household, hours_ahead=30)
    offer = plans.offered_plan(household, service="COOK")
    lin = homes.consultant_of(household.branch)
    planning.make_answer_link(actor=lin, version_id=offer.pk, at=MONDAY_9)
    draft = plans.draft(household)
    appointment = promise_appointment(
        actor=lin,
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        starts_at=MONDAY_9 + timedelta(days=2),
        at=MONDAY_9,
    )
    handed_on(MONDAY_9)
    household.refresh_from_db()
    return {
        "plan": version,
        "order": order,
        "visit of the order": visit,
        "offer": offer,
        "draft": draft,
        "appointment": appointment,
    }


def states(rows):
    for row in rows.values():
        row.refresh_from_db()
    return {name: row.status for name, row in rows.items()}


def test_nothing_goes_on_for_a_household_we_part_with(branch, wu, manager):
    agreed = everything_agreed(wu, people.hire_worker(branch))
    assert wu.status == "client"

    dossier.part_with_household(actor=manager, household_id=wu.pk, reason="moved", at=LATER)
    handed_on(LATER)

    assert states(agreed) == {
        "plan": "ended",
        "order": "cancelled",
        "visit of the order": "cancelled",
        "offer": "withdrawn",
        "draft": "withdrawn",
        "appointment": "called_off",
    }
    assert agreed["order"].cancel_fee_fen == 0
    assert not Visit.objects.filter(status__in=("open", "staffed")).exists()
    assert not Assignment.objects.filter(status__in=("held", "assigned")).exists()
    assert not EntryLink.objects.filter(purpose="offer", revoked_at=None).exists()
    wu.refresh_from_db()
    assert wu.status == "past"


def test_no_visit_opens_by_night_for_a_household_we_parted_with(wu, manager):
    plans.accepted_plan(wu)
    handed_on(MONDAY_9)
    dossier.part_with_household(actor=manager, household_id=wu.pk, reason="moved", at=LATER)
    known = Visit.objects.count()

    for at in (LATER, LATER + timedelta(weeks=1)):
        dispatch.open_visits_ahead(actor=HANDOFFS, at=at)
        handed_on(at)

    assert Visit.objects.count() == known
    assert not Visit.objects.filter(status__in=("open", "staffed")).exists()


def test_work_that_has_begun_is_finished_though_we_part(branch, wu, manager):
    sent = rosters.staffed_visit(branch, household=wu, starts_at=MONDAY_9 + timedelta(hours=2))
    dossier.engage_household(actor=manager, household_id=wu.pk, at=MONDAY_9)
    handed_on(MONDAY_9)
    at = sent.starts_at + timedelta(minutes=5)
    dispatch.start_visit(
        actor=people.as_worker(sent.worker), visit_id=sent.visit_id, late_minutes=5, at=at
    )

    dossier.part_with_household(actor=manager, household_id=wu.pk, reason="moved", at=at)
    handed_on(at)

    sent.visit.refresh_from_db()
    assert (sent.visit.status, Order.objects.get().status) == ("started", "booked")


def test_a_plan_that_was_to_begin_later_never_does(wu, manager):
    version = plans.accepted_plan(wu, starts_on=MONDAY_9.date() + timedelta(weeks=3))
    handed_on(MONDAY_9)

    dossier.part_with_household(actor=manager, household_id=wu.pk, reason="price", at=LATER)
    handed_on(LATER)

    version.refresh_from_db()
    assert (version.status, version.stops_on) == ("ended", version.starts_on)
    assert not version.commitments.exists()
    assert not Visit.objects.filter(status="open").exists()


def test_a_prospect_who_is_given_up_has_no_offer_left(branch, wu, manager):
    offer = plans.offered_plan(wu)
    order, visit = booked(wu, hours_ahead=30)

    dossier.drop_household(actor=manager, household_id=wu.pk, reason="price", at=LATER)
    handed_on(LATER)

    rows = {"offer": offer, "order": order, "visit": visit}
    assert states(rows) == {"offer": "withdrawn", "order": "cancelled", "visit": "cancelled"}


def test_whoever_was_taken_up_again_meanwhile_keeps_what_they_have(wu, manager):
    offer = plans.offered_plan(wu)
    dossier.drop_household(actor=manager, household_id=wu.pk, reason="price", at=LATER)
    dossier.reopen_household(actor=manager, household_id=wu.pk, at=LATER)
    handed_on(LATER)

    offer.refresh_from_db()
    assert offer.status == "offered"


# --- a plan and its visits


def test_a_plan_that_ends_in_months_has_visits_until_then(wu, manager):
    """Its weeks go on coming into reach; nothing opens from the day on which it stops."""
    version = plans.accepted_plan(wu, weekdays=(0,))
    handed_on(MONDAY_9)
    stops_on = version.starts_on + timedelta(weeks=8)
    planning.end_plan(actor=manager, version_id=version.pk, stops_on=stops_on, at=MONDAY_9)
    handed_on(MONDAY_9)

    dispatch.open_visits_ahead(actor=HANDOFFS, at=MONDAY_9 + timedelta(weeks=7))

    days = sorted(Visit.objects.values_list("on", flat=True))
    assert stops_on - timedelta(weeks=1) in days
    assert days[-1] < stops_on


# --- what nobody is asked to go on with


def kinds_asked(actor):
    return {one.kind for one in tasks(actor=actor, at=LATER)}


def test_nobody_is_asked_to_see_to_whoever_is_not_with_us(branch, manager):
    worker = people.apply_as_worker(branch)
    recruiter, _manager = people.leaders(branch)
    unread = people.Paper("health", is_verified=False)
    people.hand_in(worker, unread, by=recruiter, verified_by=manager, at=MONDAY_9)
    workforce.request_leave(
        actor=recruiter,
        worker_id=worker.pk,
        starts_at=MONDAY_9 + timedelta(days=2),
        ends_at=MONDAY_9 + timedelta(days=3),
        at=MONDAY_9,
    )
    assert kinds_asked(manager) >= {"paper", "leave"}

    workforce.reject_applicant(actor=manager, worker_id=worker.pk, at=LATER)

    assert not kinds_asked(manager) & {"paper", "leave"}


def test_nobody_is_asked_to_assess_a_household_that_has_gone(wu, manager):
    lin = homes.consultant_of(wu.branch)
    homes.begun_assessment(wu, by=lin)
    assert "assessment" in kinds_asked(lin)

    dossier.drop_household(actor=manager, household_id=wu.pk, reason="price", at=LATER)

    assert "assessment" not in kinds_asked(lin)
