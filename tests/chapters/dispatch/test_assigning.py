"""Sending somebody by hand: never against the gate, against a soft rule only knowingly."""

from datetime import timedelta

import pytest

from guanjia.chapters.clearance import commands as clearance
from guanjia.chapters.dispatch import commands
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dispatch.rules.reasons import DoesNotFit, NeedsOverride
from guanjia.chapters.dossier.models import Grant
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from guanjia.ledger.queries import facts_about
from tests.world import company, homes, people, rosters
from tests.world.company import HANDOFFS, MONDAY_9, ledger_size

TUESDAY_9 = rosters.TOMORROW_9
HOUR = timedelta(hours=1)


def codes(refusal):
    return {reason.code for reason in refusal.value.reasons}


def nothing_happened(visit, before):
    visit.refresh_from_db()
    assert visit.status == "open"
    assert ledger_size() == before
    assert not Assignment.objects.filter(visit=visit).exists()


def test_a_worker_is_sent_and_may_read_what_is_needed(branch, household):
    """Requirement 4.1: a dispatcher sends somebody by hand."""
    wang = people.hire_worker(branch)
    visit = rosters.open_visit(household)

    sent = rosters.assigned(visit, wang)

    visit.refresh_from_db()
    assert (sent.status, visit.status, visit.starts_at) == ("assigned", "staffed", TUESDAY_9)
    assert Grant.objects.filter(user_id=wang.user_id, household=household).count() == 1


def test_all_that_speaks_against_somebody_is_named_at_once(branch, household, dispatcher):
    """Requirement 1.4: refused with every reason."""
    bare = people.hire_worker(branch, insured_days=None, skills={})
    visit = rosters.open_visit(household)
    before = ledger_size()

    with pytest.raises(DoesNotFit) as refusal:
        rosters.assigned(visit, bare, by=dispatcher)

    assert {"insurance_missing", "skill_missing"} <= codes(refusal)
    nothing_happened(visit, before)


def test_a_soft_rule_is_named_and_can_be_overridden_on_record(branch, household, dispatcher):
    """Requirement 4.1: a dispatcher can override, with the broken rule named."""
    wang = people.hire_worker(branch, hours=[people.Hours(1, 13 * 60, 18 * 60)])
    visit = rosters.open_visit(household)
    before = ledger_size()
    with pytest.raises(NeedsOverride) as refusal:
        rosters.assigned(visit, wang, by=dispatcher)
    assert codes(refusal) == {"outside_hours"}
    nothing_happened(visit, before)

    sent = rosters.assigned(visit, wang, by=dispatcher, override=["outside_hours"])

    assert sent.overrides == ["outside_hours"]
    kinds = [fact.kind for fact in facts_about("visit", visit.pk)]
    assert "assignment.rule_overridden" in kinds


def test_no_override_puts_a_worker_in_two_places(branch, household, dispatcher):
    wang = people.hire_worker(branch)
    rosters.assigned(rosters.open_visit(household), wang)
    second = rosters.open_visit(household, starts_at=TUESDAY_9 + HOUR)
    before = ledger_size()

    with pytest.raises(DoesNotFit) as refusal:
        rosters.assigned(second, wang, by=dispatcher, override=["busy_elsewhere", "cannot_arrive"])

    assert "busy_elsewhere" in codes(refusal)
    nothing_happened(second, before)


def test_somebody_else_takes_over_when_it_is_said_whom_they_replace(branch, household, dispatcher):
    li, wang = people.hire_worker(branch, name="李梅"), people.hire_worker(branch)
    visit = rosters.open_visit(household)
    first = rosters.assigned(visit, li)
    with pytest.raises(Conflict, match="everybody it needs"):
        rosters.assigned(visit, wang, by=dispatcher)

    rosters.assigned(visit, wang, replaces=first)

    first.refresh_from_db()
    visit.refresh_from_db()
    assert (first.status, visit.status) == ("withdrawn", "staffed")
    assert Grant.objects.get(user_id=li.user_id).ended_at is not None


def test_a_visit_for_two_is_staffed_by_two(branch, household):
    li, wang = people.hire_worker(branch, name="李梅"), people.hire_worker(branch)
    visit = rosters.open_visit(household, people=2)

    rosters.assigned(visit, li)
    visit.refresh_from_db()
    assert visit.status == "open"
    rosters.assigned(visit, wang)

    visit.refresh_from_db()
    assert visit.status == "staffed"


def test_the_day_of_a_visit_is_not_the_dispatchers_to_change(branch, household, dispatcher):
    wang = people.hire_worker(branch)
    visit = rosters.open_visit(household)
    before = ledger_size()

    with pytest.raises(Invalid) as refusal:
        rosters.assigned(visit, wang, by=dispatcher, starts_at=TUESDAY_9 + timedelta(days=1))

    assert refusal.value.field == "starts_at"
    nothing_happened(visit, before)


def test_a_held_slot_keeps_a_worker_until_it_is_over(branch, household, dispatcher):
    """Requirement 4.2: a time can be held while the client decides."""
    wang = people.hire_worker(branch)
    consultant = homes.consultant_of(branch)
    visit, other = rosters.open_visit(household), rosters.open_visit(household)
    held = commands.hold_slot(
        actor=consultant,
        visit_id=visit.pk,
        worker_id=wang.pk,
        starts_at=TUESDAY_9,
        at=MONDAY_9,
    )
    with pytest.raises(DoesNotFit):
        rosters.assigned(other, wang, by=dispatcher)

    late = held.hold_until + timedelta(minutes=1)
    rosters.assigned(other, wang, by=dispatcher, at=late)

    held.refresh_from_db()
    assert held.status == "withdrawn"
    with pytest.raises(Conflict):
        commands.confirm_hold(actor=consultant, assignment_id=held.pk, at=late)


def test_a_held_slot_becomes_an_assignment_when_the_household_agrees(branch, household):
    wang = people.hire_worker(branch)
    consultant = homes.consultant_of(branch)
    visit = rosters.open_visit(household)
    held = commands.hold_slot(
        actor=consultant, visit_id=visit.pk, worker_id=wang.pk, starts_at=TUESDAY_9, at=MONDAY_9
    )

    commands.confirm_hold(actor=consultant, assignment_id=held.pk, at=MONDAY_9)

    visit.refresh_from_db()
    assert (visit.status, visit.starts_at) == ("staffed", TUESDAY_9)


def test_a_revoked_pass_takes_people_off_the_visits_ahead(branch, household):
    """Requirement 1.4: a paper that is declared void takes its owner off what lies ahead."""
    sent = rosters.staffed_visit(branch, household=household)
    people.revoke_paper(sent.worker, "health")
    clearance.review_passes(actor=HANDOFFS, worker_id=sent.worker_id, at=MONDAY_9)

    assert commands.withdraw_uncovered(actor=HANDOFFS, pass_id=sent.granted_id, at=MONDAY_9) == 1
    before = ledger_size()
    assert commands.withdraw_uncovered(actor=HANDOFFS, pass_id=sent.granted_id, at=MONDAY_9) == 0

    sent.refresh_from_db()
    sent.visit.refresh_from_db()
    assert (sent.status, sent.visit.status) == ("withdrawn", "open")
    assert ledger_size() == before


def test_who_may_send_people(branch, household):
    """Requirement 8.3: dispatcher and manager act, others see, other branches have no such visit."""
    wang = people.hire_worker(branch)
    visit = rosters.open_visit(household)
    lookers = [
        company.staff("consultant", branch),
        company.staff("inspector", branch),
        homes.client_actor(household),
    ]
    stranger = rosters.dispatcher_of(company.open_branch())
    manager = company.staff("manager", branch)
    before = ledger_size()

    for actor in lookers:
        with pytest.raises(NotAllowed):
            rosters.assigned(visit, wang, by=actor)
    for actor in (stranger, people.as_worker(wang)):
        with pytest.raises(type(visit).DoesNotExist):
            rosters.assigned(visit, wang, by=actor)
    nothing_happened(visit, before)
    assert rosters.assigned(visit, wang, by=manager).status == "assigned"
