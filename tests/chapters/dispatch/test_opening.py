"""Visits come to be from what was promised, once each."""

from datetime import date, timedelta

import pytest

from guanjia.chapters.dispatch import commands
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.queries import staffing_version
from guanjia.chapters.planning import commands as planning
from guanjia.kernel.clock import local
from guanjia.kernel.errors import Conflict, IllegalMove, NotAllowed
from tests.world import company, homes, people, plans, rosters
from tests.world.company import HANDOFFS, MONDAY_9, ledger_size

TUESDAY_AND_FRIDAY = (1, 4)


def test_a_plan_opens_its_visits_for_so_many_weeks(household):
    """Requirement 4.1: visits are generated from plans."""
    version = plans.accepted_plan(
        household, weekdays=TUESDAY_AND_FRIDAY, minutes=180, window=(9 * 60, 14 * 60)
    )

    visits = rosters.open_visits(version, weeks=2)

    assert [visit.on.isoformat() for visit in visits] == [
        "2026-12-01",
        "2026-12-04",
        "2026-12-08",
        "2026-12-11",
    ]
    first = local(visits[0].window_start, "Asia/Shanghai")
    assert (first.hour, visits[0].window_end - visits[0].window_start) == (9, timedelta(hours=5))
    assert visits[0].sop_id is not None
    assert visits[0].status == "open"


def test_opening_again_opens_only_what_is_new(household):
    version = plans.accepted_plan(household)
    rosters.open_visits(version, weeks=2)
    before = ledger_size()

    assert rosters.open_visits(version, weeks=2) == []
    assert ledger_size() == before
    assert len(rosters.open_visits(version, weeks=3)) == 2


def test_an_offer_opens_nothing(household):
    assert rosters.open_visits(plans.offered_plan(household)) == []
    assert not Visit.objects.exists()


def test_an_ended_plan_takes_its_coming_visits_with_it(branch, household):
    version = plans.accepted_plan(household)
    visits = rosters.open_visits(version, weeks=2)
    wang = people.hire_worker(branch)
    rosters.assigned(visits[-1], wang)
    planning.end_plan(
        actor=homes.consultant_of(branch),
        version_id=version.pk,
        stops_on=visits[2].on,
        at=MONDAY_9,
    )

    commands.close_visits_of_plan(actor=HANDOFFS, version_id=version.pk, at=MONDAY_9)

    states = list(Visit.objects.order_by("on").values_list("status", flat=True))
    assert states == ["open", "open", "cancelled", "cancelled"]
    assert Assignment.objects.get().status == "withdrawn"


def test_an_order_opens_one_visit_however_often_it_is_asked_for(household):
    order = plans.booked_order(household)

    one = commands.open_visit_of_order(actor=HANDOFFS, order_id=order.pk, at=MONDAY_9)
    before = ledger_size()
    two = commands.open_visit_of_order(actor=HANDOFFS, order_id=order.pk, at=MONDAY_9)

    assert one == two
    assert ledger_size() == before


def test_a_stranger_opens_nothing(household):
    order = plans.booked_order(household)
    stranger = rosters.dispatcher_of(company.open_branch())
    before = ledger_size()

    with pytest.raises(NotAllowed):
        commands.open_visit_of_order(actor=stranger, order_id=order.pk, at=MONDAY_9)

    assert ledger_size() == before
    assert not Visit.objects.exists()


def test_a_cancelled_visit_frees_whoever_was_to_go(branch, household, dispatcher):
    sent = rosters.staffed_visit(branch, household=household)

    commands.cancel_visit(
        actor=dispatcher, visit_id=sent.visit_id, reason="client_away", by_client=True, at=MONDAY_9
    )

    sent.refresh_from_db()
    assert (sent.status, sent.visit.status) == ("withdrawn", "cancelled")
    again = rosters.open_visit(household)
    assert rosters.assigned(again, sent.worker).status == "assigned"


def test_what_is_over_cannot_be_cancelled(branch, household, dispatcher):
    sent = rosters.staffed_visit(branch, household=household)
    wang = people.as_worker(sent.worker)
    begun = rosters.TOMORROW_9
    commands.start_visit(actor=wang, visit_id=sent.visit_id, late_minutes=0, at=begun)
    commands.finish_visit(actor=wang, assignment_id=sent.pk, minutes=120, at=begun)
    before = ledger_size()

    with pytest.raises(IllegalMove):
        commands.cancel_visit(
            actor=dispatcher, visit_id=sent.visit_id, reason="other", by_client=False, at=begun
        )

    sent.refresh_from_db()
    assert (sent.status, sent.visit.status) == ("completed", "finished")
    assert ledger_size() == before


def test_a_visit_still_ahead_cannot_have_been_missed(branch, household, dispatcher):
    visit = rosters.open_visit(household)

    with pytest.raises(Conflict, match="still ahead"):
        commands.miss_visit(actor=dispatcher, visit_id=visit.pk, reason="no_cover", at=MONDAY_9)

    visit.refresh_from_db()
    assert visit.status == "open"


def test_an_arrival_makes_boards_old_but_not_rosters(branch, household):
    sent = rosters.staffed_visit(branch, household=household)
    day = date(2026, 11, 24)
    before = staffing_version(branch.pk, day, day + timedelta(days=1))

    commands.start_visit(
        actor=people.as_worker(sent.worker),
        visit_id=sent.visit_id,
        late_minutes=3,
        at=rosters.TOMORROW_9,
    )

    assert staffing_version(branch.pk, day, day + timedelta(days=1)) == before


def test_every_night_opens_the_week_that_has_come_into_reach(household):
    version = plans.accepted_plan(household)
    rosters.open_visits(version)
    a_week_later = MONDAY_9 + timedelta(days=14)

    opened = commands.open_visits_ahead(actor=HANDOFFS, at=a_week_later)

    assert opened > 0
    assert commands.open_visits_ahead(actor=HANDOFFS, at=a_week_later) == 0
