"""A butler deals with the households in their care; whoever decides who goes can send them."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch import commands
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.policies import visible_visits
from guanjia.chapters.dossier.commands import change_household
from guanjia.chapters.relations.commands import open_callback, settle_callback
from guanjia.chapters.relations.models import Callback
from guanjia.flow.overviews.board import board
from tests.world import company, people, rosters
from tests.world.company import MONDAY_9, ledger_size

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def manager(branch):
    return company.staff("manager", branch)


@pytest.fixture
def butler(branch):
    return company.staff("butler", branch, name="管家 沈静")


@pytest.fixture
def own(branch, butler, manager):
    """A visit of a household in the butler's care."""
    household = rosters.served_household(branch, name="梧桐")
    change_household(
        actor=manager,
        household_id=household.pk,
        version=household.version,
        butler_id=butler.user_id,
        at=MONDAY_9,
    )
    return rosters.open_visit(household)


@pytest.fixture
def other(branch):
    """A visit of another household of the branch."""
    return rosters.open_visit(rosters.served_household(branch, name="银杏"))


def cancel(visit, actor):
    return commands.cancel_visit(
        actor=actor, visit_id=visit.pk, reason="client_wish", by_client=True, at=MONDAY_9
    )


def test_a_butler_cancels_visits_in_their_care_and_no_others(own, other, butler):
    assert cancel(own, butler).status == "cancelled"
    before = ledger_size()

    with pytest.raises(Visit.DoesNotExist):
        cancel(other, butler)

    other.refresh_from_db()
    assert other.status == "open"
    assert ledger_size() == before


def test_the_board_of_a_butler_shows_who_is_in_their_care(own, other, butler, manager):
    def shown(actor):
        day = board(actor=actor, branch_id=own.branch_id, on=own.on, at=MONDAY_9)
        return {row.id for row in day.rows}

    assert shown(butler) == {own.pk}
    assert shown(manager) == {own.pk, other.pk}


def test_a_butler_who_dispatches_too_sees_all_of_it(branch, own, other, butler):
    both = company.also(butler, "dispatcher", branch)
    assert set(visible_visits(both)) == {own, other}


def test_a_butler_settles_calls_in_their_care_and_no_others(own, other, butler, manager):
    mine, not_mine = (
        open_callback(
            actor=manager, household_id=visit.household_id, reason="agreed_contact", at=MONDAY_9
        )
        for visit in (own, other)
    )
    settled = {"outcome": "satisfied", "words": "都好", "at": MONDAY_9 + timedelta(hours=1)}
    assert settle_callback(actor=butler, callback_id=mine.pk, **settled).status == "settled"
    before = ledger_size()

    with pytest.raises(Callback.DoesNotExist):
        settle_callback(actor=butler, callback_id=not_mine.pk, **settled)
    assert ledger_size() == before


def test_a_visit_outside_their_care_has_no_page_for_a_butler(own, other, butler, at_desk):
    browser = at_desk(butler)
    assert browser.get(f"/dispatch/visits/{own.pk}/").status_code == 200
    assert browser.get(f"/dispatch/visits/{other.pk}/").status_code == 404


def test_head_office_sends_whom_its_pages_offer_to_send(branch, own):
    """The button was there, and the press was refused."""
    worker = people.hire_worker(branch)
    head_office = company.staff("head_office")

    rosters.assigned(own, worker, by=head_office)

    assert Assignment.objects.get().status == "assigned"


def test_head_office_adopts_the_roster_that_it_asked_for(branch, own):
    worker = people.hire_worker(branch)
    head_office = company.staff("head_office")
    run = rosters.handmade_roster(
        branch, rosters.proposal_of(own, worker, own.window_start), by=head_office
    )

    adoption = rosters.adopted(run, by=head_office)

    assert len(adoption.assignments) == 1
