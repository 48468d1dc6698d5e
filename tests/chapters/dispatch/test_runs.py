"""A request for a roster is a row; whoever works on it may die without losing it."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch import commands, engine
from guanjia.chapters.dispatch.models import Proposal, SolverRun
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed
from tests.world import company, people, rosters
from tests.world.company import MONDAY_9, ledger_size
from tests.world.rosters import SOLVER

LONG_SILENCE = timedelta(minutes=2)


def test_pressing_twice_asks_once(branch, household, dispatcher):
    rosters.open_visit(household)
    one = rosters.asked_roster(branch, by=dispatcher)
    before = ledger_size()

    assert rosters.asked_roster(branch, by=dispatcher) == one
    assert ledger_size() == before


def test_there_must_be_something_to_staff(branch, dispatcher):
    with pytest.raises(Conflict, match="staffed already"):
        rosters.asked_roster(branch, by=dispatcher)
    with pytest.raises(Invalid):
        rosters.asked_roster(branch, by=dispatcher, first_day=rosters.TODAY - timedelta(days=1))
    with pytest.raises(Invalid):
        rosters.asked_roster(branch, by=dispatcher, days=29)

    assert not SolverRun.objects.exists()


def test_of_two_workers_one_has_the_run(branch, household):
    rosters.open_visit(household)
    run = rosters.asked_roster(branch)
    commands.begin_run(actor=SOLVER, run_id=run.pk, at=MONDAY_9)
    before = ledger_size()

    with pytest.raises(IllegalMove):
        commands.begin_run(actor=SOLVER, run_id=run.pk, at=MONDAY_9)

    assert ledger_size() == before


def test_a_run_whose_worker_died_is_taken_up_again(branch, household):
    wang = people.hire_worker(branch)
    rosters.open_visit(household)
    run = rosters.asked_roster(branch)
    commands.begin_run(actor=SOLVER, run_id=run.pk, at=MONDAY_9)
    commands.note_heartbeat(run_id=run.pk, thousandths=400, at=MONDAY_9 + timedelta(seconds=20))

    soon = MONDAY_9 + timedelta(seconds=40)
    assert commands.requeue_silent_runs(actor=SOLVER, at=soon) == 0
    later = MONDAY_9 + LONG_SILENCE
    assert commands.requeue_silent_runs(actor=SOLVER, at=later) == 1
    commands.solve_run(actor=SOLVER, run_id=run.pk, clock=lambda: later)

    run.refresh_from_db()
    assert (run.status, run.attempts) == ("proposed", 2)
    assert Proposal.objects.get().worker_id == wang.pk


def test_a_run_whose_worker_died_is_taken_up_though_the_clock_was_set_back(branch, household):
    rosters.open_visit(household)
    run = rosters.asked_roster(branch)
    commands.begin_run(actor=SOLVER, run_id=run.pk, at=MONDAY_9)

    behind = MONDAY_9 - timedelta(seconds=30)
    assert commands.requeue_silent_runs(actor=SOLVER, at=behind) == 0
    two_hours_back = MONDAY_9 - timedelta(hours=2)
    assert commands.requeue_silent_runs(actor=SOLVER, at=two_hours_back) == 1


def test_a_run_that_dies_again_and_again_is_given_up(branch, household):
    rosters.open_visit(household)
    run = rosters.asked_roster(branch)
    at = MONDAY_9
    for _attempt in range(3):
        commands.begin_run(actor=SOLVER, run_id=run.pk, at=at)
        at += LONG_SILENCE
        commands.requeue_silent_runs(actor=SOLVER, at=at)

    run.refresh_from_db()
    assert (run.status, run.summary) == ("failed", {"failed_for": "interrupted"})


def test_whoever_was_thought_dead_cannot_answer_any_more(branch, household):
    rosters.open_visit(household)
    run = rosters.asked_roster(branch)
    commands.begin_run(actor=SOLVER, run_id=run.pk, at=MONDAY_9)
    commands.requeue_silent_runs(actor=SOLVER, at=MONDAY_9 + LONG_SILENCE)

    assert not commands.note_heartbeat(run_id=run.pk, thousandths=900, at=MONDAY_9)
    with pytest.raises(IllegalMove):
        commands.propose(
            actor=SOLVER, run_id=run.pk, proposed=engine.Roster(()), at=MONDAY_9 + LONG_SILENCE
        )

    run.refresh_from_db()
    assert run.status == "queued"


def test_only_those_who_plan_may_ask(branch, household):
    rosters.open_visit(household)
    consultant = company.staff("consultant", branch)
    stranger = rosters.dispatcher_of(company.open_branch())
    before = ledger_size()

    with pytest.raises(NotAllowed):
        rosters.asked_roster(branch, by=consultant)
    with pytest.raises(type(branch).DoesNotExist):
        rosters.asked_roster(branch, by=stranger)

    assert ledger_size() == before
