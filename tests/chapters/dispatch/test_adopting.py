"""A roster is proposed with reasons and adopted at one stroke."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanjia.chapters.dispatch import commands
from guanjia.chapters.dispatch.models import Assignment, Proposal, Visit
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Grant
from guanjia.chapters.workforce import commands as workforce
from guanjia.kernel.errors import Conflict, IllegalMove, NotAllowed, Stale
from tests.world import company, people, plans, rosters
from tests.world.company import MONDAY_9, ledger_size
from tests.world.people import Paper

TUESDAY_9 = rosters.TOMORROW_9
HOUR = timedelta(hours=1)


def test_four_weeks_of_a_plan_are_staffed_by_one_roster(branch, household):
    """Requirement 4.1: visits come from the plan, the engine proposes, the dispatcher adopts."""
    wang = people.hire_worker(branch)
    rosters.open_visits(plans.accepted_plan(household))

    adoption = rosters.adopted_roster(branch, first_day=plans.NEXT_MONDAY, days=28)

    assert not adoption.dropped
    assert {row.worker_id for row in adoption.assignments} == {wang.pk}
    assert set(Visit.objects.values_list("status", flat=True)) == {"staffed"}
    assert Grant.objects.filter(user_id=wang.user_id, purpose="visit").count() == 8


def test_nobody_who_is_not_cleared_is_ever_proposed(branch, household):
    """Requirement 1.4: whoever lacks a paper on the day is not proposed, and the reason is told."""
    people.hire_worker(branch, name="没有保险", insured_days=None)
    people.hire_worker(branch, name="不会保洁", skills={})
    suspended = people.hire_worker(branch, name="停职")
    visit = rosters.open_visit(household)
    people.suspend(suspended)

    run = rosters.proposed_roster(branch, days=7)

    proposal = Proposal.objects.get(run=run, visit=visit)
    assert proposal.worker_id is None
    assert [reason["code"] for reason in proposal.reasons] == ["nobody_cleared"]


def test_a_paper_that_runs_out_in_between_bars_the_days_after_it(branch, household):
    """Requirement 1.4: cleared on the one day, not on the other."""
    wang = people.hire_worker(
        branch, usual_papers=(Paper("health", 4, days_left=3), people.MINORS_CHECK)
    )
    early = rosters.open_visit(household, starts_at=MONDAY_9 + timedelta(days=2))
    late = rosters.open_visit(household, starts_at=MONDAY_9 + timedelta(days=5))

    run = rosters.proposed_roster(branch, days=7)

    proposed = dict(Proposal.objects.filter(run=run).values_list("visit_id", "worker_id"))
    assert proposed == {early.pk: wang.pk, late.pk: None}


def test_the_household_sees_the_person_it_asks_for(branch, household):
    """Requirement 1.3: the person who comes is the client's to choose within what can be done."""

    people.hire_worker(branch, name="近邻", latitude=31.2281, longitude=121.4547)
    asked = people.hire_worker(branch, name="指定", latitude=31.2500, longitude=121.4800)
    dossier.wish_worker(
        actor=company.staff("consultant", branch),
        household_id=household.pk,
        worker_id=asked.pk,
        kind="ask",
        at=MONDAY_9,
    )
    visit = rosters.open_visit(household)

    run = rosters.proposed_roster(branch, days=7)

    proposal = Proposal.objects.get(run=run, visit=visit)
    assert proposal.worker_id == asked.pk
    assert "asked_for" in [reason["code"] for reason in proposal.reasons]


def test_two_dispatchers_adopt_and_one_is_told(branch, household, dispatcher):
    li = people.hire_worker(branch)
    visit = rosters.open_visit(household)
    run = rosters.handmade_roster(branch, rosters.proposal_of(visit, li, TUESDAY_9))
    staffing = rosters.current_staffing(run)
    rosters.adopted(run, staffing=staffing)
    before = ledger_size()

    with pytest.raises(IllegalMove):
        rosters.adopted(run, by=dispatcher, staffing=staffing)

    assert Assignment.objects.count() == 1
    assert ledger_size() == before


def test_a_roster_read_before_the_day_changed_is_not_adopted(branch, household):
    people.hire_worker(branch)
    rosters.open_visit(household)
    run = rosters.proposed_roster(branch, days=7)
    read = rosters.current_staffing(run)
    rosters.open_visit(household, starts_at=TUESDAY_9 + timedelta(days=1))

    with pytest.raises(Stale):
        rosters.adopted(run, staffing=read)

    assert not Assignment.objects.exists()
    run.refresh_from_db()
    assert run.status == "proposed"


def test_two_people_are_swapped_in_one_roster(branch, household):
    li, wang = people.hire_worker(branch, name="李梅"), people.hire_worker(branch)
    one, two = rosters.open_visit(household), rosters.open_visit(household)
    rosters.assigned(one, li)
    rosters.assigned(two, wang)
    rosters.open_visit(household, starts_at=TUESDAY_9 + timedelta(days=2))
    run = rosters.handmade_roster(
        branch,
        rosters.proposal_of(one, wang, TUESDAY_9),
        rosters.proposal_of(two, li, TUESDAY_9),
    )

    adoption = rosters.adopted(run)

    assert not adoption.dropped
    standing = Assignment.objects.filter(status="assigned").values_list("visit_id", "worker_id")
    assert dict(standing) == {one.pk: wang.pk, two.pk: li.pk}
    assert Assignment.objects.filter(status="withdrawn").count() == 2


def test_what_no_longer_fits_is_left_out_and_named(branch, household):
    """Requirement 1.4: a certificate that ran out after the proposal keeps its owner at home."""
    li = people.hire_worker(branch, name="李梅")
    wang = people.hire_worker(branch)
    one, two = rosters.open_visit(household), rosters.open_visit(household)
    run = rosters.handmade_roster(
        branch,
        rosters.proposal_of(one, li, TUESDAY_9),
        rosters.proposal_of(two, wang, TUESDAY_9),
    )
    people.revoke_paper(li, "health")

    adoption = rosters.adopted(run)

    assert [row.worker_id for row in adoption.assignments] == [wang.pk]
    assert {visit: [r.code for r in reasons] for visit, reasons in adoption.dropped.items()} == {
        one.pk: ["not_cleared"]
    }
    outcomes = dict(run.proposals.values_list("visit_id", "outcome"))
    assert outcomes == {one.pk: "dropped", two.pk: "adopted"}


def test_when_nothing_fits_any_more_nothing_is_adopted(branch, household, dispatcher):
    li = people.hire_worker(branch)
    visit = rosters.open_visit(household)
    run = rosters.handmade_roster(branch, rosters.proposal_of(visit, li, TUESDAY_9))
    people.revoke_paper(li, "health")
    before = ledger_size()

    with pytest.raises(Conflict, match="fits any more"):
        rosters.adopted(run, by=dispatcher)

    run.refresh_from_db()
    assert (run.status, ledger_size()) == ("proposed", before)
    assert not Assignment.objects.exists()


def test_only_what_was_chosen_is_adopted(branch, household):
    li, wang = people.hire_worker(branch, name="李梅"), people.hire_worker(branch)
    one, two = rosters.open_visit(household), rosters.open_visit(household)
    run = rosters.handmade_roster(
        branch,
        rosters.proposal_of(one, li, TUESDAY_9),
        rosters.proposal_of(two, wang, TUESDAY_9),
    )

    rosters.adopted(run, visits=[two])

    assert Assignment.objects.get().visit_id == two.pk
    assert dict(run.proposals.values_list("visit_id", "outcome")) == {
        one.pk: "left",
        two.pk: "adopted",
    }


def test_leave_approved_after_the_proposal_counts(branch, household):
    li = people.hire_worker(branch)
    visit = rosters.open_visit(household)
    run = rosters.handmade_roster(branch, rosters.proposal_of(visit, li, TUESDAY_9))
    recruiter, manager = people.leaders(branch)
    leave = workforce.request_leave(
        actor=recruiter,
        worker_id=li.pk,
        starts_at=TUESDAY_9,
        ends_at=TUESDAY_9 + 4 * HOUR,
        reason="sick",
        at=MONDAY_9,
    )
    workforce.decide_leave(actor=manager, leave_id=leave.pk, approved=True, at=MONDAY_9)

    with pytest.raises(Conflict):
        rosters.adopted(run)
    assert not Assignment.objects.exists()


def test_a_roster_is_taken_back_and_who_went_before_goes_again(branch, household, dispatcher):
    li, wang = people.hire_worker(branch, name="李梅"), people.hire_worker(branch)
    one, two = rosters.open_visit(household), rosters.open_visit(household)
    rosters.assigned(one, li)
    run = rosters.handmade_roster(
        branch,
        rosters.proposal_of(one, wang, TUESDAY_9),
        rosters.proposal_of(two, li, TUESDAY_9),
    )
    rosters.adopted(run)

    commands.take_back_roster(actor=dispatcher, run_id=run.pk, at=MONDAY_9 + HOUR)

    standing = Assignment.objects.filter(status="assigned").values_list("visit_id", "worker_id")
    assert dict(standing) == {one.pk: li.pk}
    two.refresh_from_db()
    assert two.status == "open"


def test_a_consultant_adopts_nothing(branch, household):
    li = people.hire_worker(branch)
    visit = rosters.open_visit(household)
    run = rosters.handmade_roster(branch, rosters.proposal_of(visit, li, TUESDAY_9))

    with pytest.raises((NotAllowed, type(run).DoesNotExist)):
        rosters.adopted(run, by=company.staff("consultant", branch))
    with pytest.raises(type(run).DoesNotExist):
        rosters.adopted(run, by=rosters.dispatcher_of(company.open_branch()))

    assert not Assignment.objects.exists()


@pytest.mark.once
def test_statements_do_not_grow_with_the_roster(branch, household, dispatcher):
    """Adopting a roster of 1,000 visits is not 5,000 statements."""
    workers = [people.hire_worker(branch, name=f"阿姨{number}") for number in range(2)]

    def statements(days):
        visits = [
            rosters.open_visit(household, starts_at=TUESDAY_9 + timedelta(days=day))
            for day in days
            for _worker in workers
        ]
        proposals = [
            rosters.proposal_of(visit, workers[place % 2], visit.window_start)
            for place, visit in enumerate(visits)
        ]
        run = rosters.handmade_roster(branch, *proposals)
        staffing = rosters.current_staffing(run)
        with CaptureQueriesContext(connection) as captured:
            adoption = rosters.adopted(run, by=dispatcher, staffing=staffing)
        assert len(adoption.assignments) == len(visits)
        return len(captured)

    statements([0])
    assert statements([1]) == statements([2, 3, 7, 8])
