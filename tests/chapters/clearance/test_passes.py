"""Passes are granted to whoever may be sent, and fall when something no longer holds."""

from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from guanjia.chapters.clearance import commands
from guanjia.chapters.clearance.commands import Wanted
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.clearance.rules import NotCleared
from guanjia.chapters.dossier.commands import (
    add_member,
    open_household,
    wish_worker,
    withdraw_consent,
)
from guanjia.chapters.dossier.models import Contact, Household
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.periods import Period
from guanjia.ledger.queries import facts_about
from tests.chapters.clearance.conftest import TOMORROW, open_home
from tests.world.company import HANDOFFS, MONDAY_9, ledger_size, open_branch, staff
from tests.world.people import (
    Paper,
    apply_as_worker,
    forget_skill,
    hand_in,
    hire_worker,
    leaders,
    revoke_paper,
    suspend,
)


def grant(scene, *, actor=None, worker=None, household=None, period=TOMORROW):
    return commands.grant_pass(
        actor=actor or scene.dispatcher,
        worker_id=(worker or scene.worker).pk,
        service_id=scene.cleaning.pk,
        household_id=(household or scene.household).pk,
        period=period,
        at=MONDAY_9,
    )


def refused(scene, **wanted):
    """Ask for a pass in vain, and return the codes of the reasons."""
    before = ledger_size(), Pass.objects.count()
    with pytest.raises(NotCleared) as refusal:
        grant(scene, **wanted)
    assert (ledger_size(), Pass.objects.count()) == before
    return [reason.code for reason in refusal.value.reasons]


def test_a_worker_who_meets_everything_gets_a_pass_that_covers_the_visit(scene):
    """Requirement 1.4: the pass lasts as long as everything holds, here the health certificate."""
    one = grant(scene)
    assert one.valid_from <= TOMORROW.start
    assert one.valid_until == MONDAY_9.replace(hour=0) + timedelta(days=201)
    assert [fact.kind for fact in facts_about("pass", one.pk)] == ["pass.granted"]


def test_asking_again_returns_the_pass_that_stands(scene):
    first = grant(scene)
    before = ledger_size()
    later = Period(TOMORROW.start + timedelta(days=20), TOMORROW.end + timedelta(days=20))
    assert grant(scene, period=later) == first
    assert ledger_size() == before


LACKS = {
    "not_active": apply_as_worker,
    "skill_missing": lambda branch: hire_worker(branch, skills={"cooking": 3}),
    "insurance_missing": lambda branch: hire_worker(branch, insured_days=None),
    "paper_missing": lambda branch: hire_worker(branch, usual_papers=()),
    "paper_unverified": lambda branch: hire_worker(
        branch, usual_papers=[Paper("health", level=4, is_verified=False)]
    ),
    "paper_expired": lambda branch: hire_worker(
        branch, usual_papers=[Paper("health", level=4, days_left=0)]
    ),
    "health_too_low": lambda branch: hire_worker(branch, usual_papers=[Paper("health", level=1)]),
}


@pytest.mark.parametrize("code", LACKS)
def test_a_worker_who_lacks_something_gets_no_pass(scene, code):
    """Requirement 1.4, Requirement 1.5: nobody uncleared is let through, whatever they lack."""
    assert code in refused(scene, worker=LACKS[code](scene.branch))


def test_a_worker_of_another_branch_does_not_exist_for_the_dispatcher(scene):
    """Requirement 8.3: branches are kept apart."""
    stranger = hire_worker(open_branch(name="城西店"))
    before = ledger_size()
    with pytest.raises(Worker.DoesNotExist):
        grant(scene, worker=stranger)
    assert (ledger_size(), Pass.objects.count()) == (before, 0)


def test_an_inspector_sends_nobody(scene):
    inspector = staff("inspector", scene.branch)
    with pytest.raises(Worker.DoesNotExist):
        grant(scene, actor=inspector)
    assert not Pass.objects.exists()


def test_a_dispatcher_sends_nobody_to_homes_of_another_branch(scene):
    """Requirement 8.3: branches are kept apart."""
    west = open_branch(name="城西店")
    elsewhere = open_home(staff("consultant", west), west, "郑家")
    with pytest.raises(Household.DoesNotExist):
        grant(scene, household=elsewhere)
    assert not Pass.objects.exists()


def test_a_refused_worker_is_not_sent(scene):
    """Requirement 2.2: 不再派 closes the gate for this household, and for no other."""
    wish_worker(
        actor=scene.consultant,
        household_id=scene.household.pk,
        worker_id=scene.worker.pk,
        kind="never",
        at=MONDAY_9,
    )
    assert refused(scene) == ["never_send"]
    assert grant(scene, household=scene.home("郑家"))


def test_a_renewed_paper_extends_the_pass(scene):
    one = grant(scene)
    recruiter, manager = leaders(scene.branch)
    renewed = Paper("health", level=4, issued_days_ago=0, days_left=360)
    hand_in(scene.worker, renewed, by=recruiter, verified_by=manager, at=MONDAY_9)
    far = Period(TOMORROW.start + timedelta(days=250), TOMORROW.end + timedelta(days=250))

    again = grant(scene, period=far)

    assert again == one
    assert again.valid_until >= far.end
    assert facts_about("pass", one.pk)[0].kind == "pass.extended"


def test_a_gap_in_what_holds_makes_a_second_pass(scene):
    """The health certificate ends, the next begins later: nobody is covered in between."""
    short = hire_worker(
        scene.branch, usual_papers=[Paper("health", level=4, issued_days_ago=300, days_left=5)]
    )
    one = grant(scene, worker=short)
    recruiter, manager = leaders(scene.branch)
    at = MONDAY_9 + timedelta(days=10)
    hand_in(
        short, Paper("health", level=4, issued_days_ago=0), by=recruiter, verified_by=manager, at=at
    )
    later = Period(TOMORROW.start + timedelta(days=20), TOMORROW.end + timedelta(days=20))

    other = grant(scene, worker=short, period=later)

    assert other != one
    assert one.valid_until < other.valid_from <= later.start


def test_many_are_granted_together_or_none_is(scene):
    bad = hire_worker(scene.branch, insured_days=None)
    wanted = [
        Wanted(worker.pk, scene.cleaning.pk, scene.household.pk, TOMORROW)
        for worker in (scene.worker, bad)
    ]
    before = ledger_size()
    with pytest.raises(NotCleared):
        commands.grant_passes(actor=scene.dispatcher, wanted=wanted, at=MONDAY_9)
    assert (ledger_size(), Pass.objects.count()) == (before, 0)


def test_granting_for_many_days_and_homes_takes_few_statements(
    scene, django_assert_max_num_queries
):
    homes = [scene.household, *(scene.home(f"{number} 号家") for number in range(10))]
    wanted = [
        Wanted(
            scene.worker.pk,
            scene.cleaning.pk,
            home.pk,
            Period(TOMORROW.start + timedelta(days=day), TOMORROW.end + timedelta(days=day)),
        )
        for home in homes
        for day in (0, 7, 14)
    ]
    with django_assert_max_num_queries(24):
        passes = commands.grant_passes(actor=scene.dispatcher, wanted=wanted, at=MONDAY_9)
    assert len(passes) == 33
    assert Pass.objects.count() == 11


def lose_consent(scene):
    consent = scene.household.consents.get(purpose="service")
    withdraw_consent(
        actor=scene.consultant,
        household_id=scene.household.pk,
        consent_id=consent.pk,
        at=MONDAY_9,
    )


def take_in_a_child(scene):
    add_member(
        actor=scene.consultant,
        household_id=scene.household.pk,
        name="小宝",
        relation="孩子",
        birth_year=2024,
        at=MONDAY_9,
    )


CHANGES = {
    "not_active": lambda scene: suspend(scene.worker),
    "paper_missing": lambda scene: revoke_paper(scene.worker, "health"),
    "skill_missing": lambda scene: forget_skill(scene.worker, "housework"),
    "consent_missing": lose_consent,
    "guardian_missing": take_in_a_child,
}


@pytest.mark.parametrize("code", CHANGES)
def test_a_pass_falls_when_what_it_rests_on_does(scene, code):
    """Requirement 1.5: a change afterwards takes the pass back, once."""
    one = grant(scene)
    CHANGES[code](scene)

    assert commands.review_passes(actor=HANDOFFS, worker_id=scene.worker.pk, at=MONDAY_9) == 1
    assert commands.review_passes(actor=HANDOFFS, worker_id=scene.worker.pk, at=MONDAY_9) == 0

    one.refresh_from_db()
    fact = facts_about("pass", one.pk)[0]
    assert one.revoked_at == MONDAY_9
    assert (fact.kind, fact.payload["reason"]) == ("pass.revoked", code)


def test_a_review_leaves_what_still_holds(scene):
    one = grant(scene)
    before = ledger_size()
    assert commands.review_passes(actor=HANDOFFS, at=MONDAY_9) == 0
    one.refresh_from_db()
    assert one.revoked_at is None
    assert ledger_size() == before


def test_a_review_by_household_touches_no_other_household(scene):
    grant(scene)
    other = grant(scene, household=scene.home("郑家"))
    lose_consent(scene)
    commands.review_passes(actor=HANDOFFS, household_id=scene.household.pk, at=MONDAY_9)
    assert list(Pass.objects.filter(revoked_at=None)) == [other]


def test_a_new_pass_is_granted_after_the_old_one_fell(scene):
    old = grant(scene)
    revoke_paper(scene.worker, "health")
    commands.review_passes(actor=HANDOFFS, worker_id=scene.worker.pk, at=MONDAY_9)
    recruiter, manager = leaders(scene.branch)
    fresh = Paper("health", level=4, issued_days_ago=1)
    hand_in(scene.worker, fresh, by=recruiter, verified_by=manager, at=MONDAY_9)

    new = grant(scene)

    assert new != old
    assert new.revoked_at is None


def test_nobody_is_sent_to_their_own_home(scene):
    """Whoever was sent would be her own client: she would accept her own work."""
    own = open_household(
        actor=scene.consultant,
        branch_id=scene.branch.pk,
        name="王家",
        phone=scene.worker.user.phone,
        address="长宁路 2 号",
        at=MONDAY_9,
    )
    assert refused(scene, household=own) == ["own_home"]
    assert grant(scene), "elsewhere she may be sent"


def test_whoever_has_shown_a_contacts_number_to_be_theirs_is_of_the_household(scene):
    """The login counts as well as the number: numbers change on one side only."""
    contact = scene.household.contacts.get()
    Contact.objects.filter(pk=contact.pk).update(user=scene.worker.user)
    assert refused(scene) == ["own_home"]


def test_the_reason_says_whose_home_it_is_and_how_to_mend_it(scene):
    Contact.objects.filter(household=scene.household).update(user=scene.worker.user)
    with pytest.raises(NotCleared) as refusal:
        grant(scene)
    (reason,) = refusal.value.reasons
    with translation.override("zh-hans"):
        words = gettext(reason.message) % reason.params
    assert "吴家" in words
    assert "请改派" in words
