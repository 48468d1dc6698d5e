"""Whoever holds several roles acts in the one that allows the act, and the ledger says which."""

from dataclasses import replace

import pytest

from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.fieldwork import commands as fieldwork
from guanjia.ledger.models import Event
from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


def test_a_planner_who_also_administers_plans_as_a_planner(branch):
    visit = rosters.open_visit(rosters.served_household(branch))
    both = company.also(company.staff("administrator", branch), "dispatcher", branch)

    dispatch.cancel_visit(
        actor=both, visit_id=visit.pk, reason="other", by_client=False, at=MONDAY_9
    )

    told = Event.objects.filter(kind="visit.cancelled", actor_id=both.user_id)
    assert {event.role for event in told} == {"dispatcher"}


def test_a_manager_who_is_sent_arrives_as_a_worker(branch):
    sent = rosters.staffed_visit(branch)
    manager = company.staff("manager", branch)
    both = replace(
        people.as_worker(sent.worker), roles=manager.roles, everywhere=frozenset({"administrator"})
    )

    fieldwork.check_in(
        actor=both, assignment_id=sent.pk, happened_at=sent.starts_at, at=sent.starts_at
    )

    assert Event.objects.get(kind="attendance.checked_in").role == "worker"


def test_a_butler_says_yes_for_the_own_family_as_a_client(branch):
    household = homes.open_household(branch)
    butler = company.staff("butler", branch)
    both = replace(homes.client_actor(household), roles=butler.roles)

    dossier.give_consent(actor=both, household_id=household.pk, purpose="photos", at=MONDAY_9)

    told = Event.objects.filter(kind="consent.given", actor_id=both.user_id)
    assert [event.role for event in told] == ["client"]


def test_what_needs_no_role_is_done_as_the_widest_that_is_held(branch):
    both = company.also(company.staff("care", branch), "manager", branch)

    assert both.usual_role(branch.pk) == "manager"
    assert both.usual_role(None) == "client"
    assert people.as_worker(people.hire_worker(branch)).usual_role(branch.pk) == "worker"
