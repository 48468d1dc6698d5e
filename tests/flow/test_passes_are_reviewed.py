"""Whatever a pass rests on, when it changes the pass is looked at anew, by hand-off."""

from datetime import timedelta

import pytest

from guanjia.chapters.catalog.commands import change_requirements
from guanjia.chapters.catalog.models import Skill
from guanjia.chapters.clearance.commands import grant_pass
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.dossier.commands import (
    add_contact,
    add_member,
    change_contact,
    wish_worker,
    withdraw_consent,
)
from guanjia.chapters.org.commands import change_phone
from guanjia.chapters.workforce import commands as workforce
from guanjia.flow.delivery import deliver
from guanjia.kernel.actors import house_actor
from guanjia.kernel.periods import Period
from tests.world.company import FOUNDER, MONDAY_9, also, open_branch, staff
from tests.world.homes import consultant_of, open_household
from tests.world.people import (
    as_worker,
    forget_skill,
    hire_worker,
    leaders,
    revoke_paper,
    service,
    suspend,
)

pytestmark = pytest.mark.django_db

TOMORROW = Period(MONDAY_9 + timedelta(days=1), MONDAY_9 + timedelta(days=1, hours=3))
EXPIRY = house_actor("expiry", "manager")


@pytest.fixture
def standing():
    """A pass that stands, with nothing left to deliver."""
    branch = open_branch()
    worker, household = hire_worker(branch), open_household(branch)
    granted = grant_pass(
        actor=staff("dispatcher", branch),
        worker_id=worker.pk,
        service_id=service().pk,
        household_id=household.pk,
        period=TOMORROW,
        at=MONDAY_9,
    )
    deliver_all()
    assert not Pass.objects.filter(revoked_at__isnull=False).exists()
    return granted


def deliver_all(at=MONDAY_9):
    while deliver(at=at):
        pass


def fail_the_background_check(one):
    recruiter, _manager = leaders(one.worker.branch)
    workforce.decide_screening_step(
        actor=recruiter,
        worker_id=one.worker_id,
        step="background",
        passed=False,
        note="复查未通过",
        at=MONDAY_9,
    )


def leave_the_company(one):
    _recruiter, manager = leaders(one.worker.branch)
    workforce.part_with_worker(actor=manager, worker_id=one.worker_id, at=MONDAY_9)


def expire(one):
    far = MONDAY_9.date() + timedelta(days=400)
    workforce.expire_certificates(actor=EXPIRY, on=far, at=MONDAY_9)


def withdraw(one):
    withdraw_consent(
        actor=consultant_of(one.household.branch),
        household_id=one.household_id,
        consent_id=one.household.consents.get(purpose="service").pk,
        at=MONDAY_9,
    )


def move_a_child_in(one):
    add_member(
        actor=consultant_of(one.household.branch),
        household_id=one.household_id,
        name="小宝",
        birth_year=2024,
        at=MONDAY_9,
    )


def refuse_the_worker(one):
    wish_worker(
        actor=consultant_of(one.household.branch),
        household_id=one.household_id,
        worker_id=one.worker_id,
        kind="never",
        at=MONDAY_9,
    )


def note_the_worker_as_a_contact(one):
    add_contact(
        actor=consultant_of(one.household.branch),
        household_id=one.household_id,
        name="王桂兰",
        phone=one.worker.user.phone,
        at=MONDAY_9,
    )


def change_a_contact_to_the_workers_number(one):
    change_contact(
        actor=consultant_of(one.household.branch),
        household_id=one.household_id,
        contact_id=one.household.contacts.get().pk,
        phone=one.worker.user.phone,
        at=MONDAY_9,
    )


def give_the_worker_a_contacts_number(one):
    also(as_worker(one.worker), "trainer", one.worker.branch)
    change_phone(
        actor=FOUNDER,
        user_id=one.worker.user_id,
        phone=one.household.contacts.get().phone,
        at=MONDAY_9,
    )


def ask_for_more(one):
    change_requirements(
        actor=FOUNDER,
        service_id=one.service_id,
        version=one.service.version,
        skills={Skill.objects.get(code="cooking").pk: 3},
        certificates={},
        at=MONDAY_9,
    )


CHANGES = {
    "the worker is suspended": lambda one: suspend(one.worker),
    "the worker leaves": leave_the_company,
    "a step of the screening is failed": fail_the_background_check,
    "a skill is no longer confirmed": lambda one: forget_skill(one.worker, "housework"),
    "a paper is declared void": lambda one: revoke_paper(one.worker, "health"),
    "a paper expires": expire,
    "the household withdraws its consent": withdraw,
    "a small child moves in": move_a_child_in,
    "the household refuses the worker": refuse_the_worker,
    "the worker turns out to be of the household": note_the_worker_as_a_contact,
    "a contact gets the worker's number": change_a_contact_to_the_workers_number,
    "the worker gets a contact's number": give_the_worker_a_contacts_number,
    "the service asks for more": ask_for_more,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_pass_falls_when(standing, change):
    """Requirement 1.5: nobody uncleared is sent, whatever changes after the pass was granted."""
    CHANGES[change](standing)
    deliver_all()
    standing.refresh_from_db()
    assert standing.revoked_at == MONDAY_9


def test_a_pass_stands_when_nothing_it_rests_on_is_lost(standing):
    recruiter, _manager = leaders(standing.worker.branch)
    workforce.set_hours(actor=recruiter, worker_id=standing.worker_id, hours=(), at=MONDAY_9)
    deliver_all()
    standing.refresh_from_db()
    assert standing.revoked_at is None
