"""A state cannot change without a fact, nor for two people at once."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guanjia.chapters.dispatch.facts import RosterAsked, RosterBegun, RosterFailed
from guanjia.chapters.dispatch.models import SolverRun
from guanjia.chapters.dispatch.states import SOLVER_RUN
from guanjia.chapters.org.models import Branch
from guanjia.kernel.actors import house_actor
from guanjia.kernel.errors import IllegalMove, Stale
from guanjia.ledger.inserting import PlainInsert
from guanjia.ledger.models import Event, EventObject, Pending
from guanjia.ledger.queries import facts_about, facts_between, facts_of_case
from guanjia.ledger.record import move, move_many, record
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db
ENGINE = house_actor("engine", "dispatcher")


@pytest.fixture
def branch():
    return open_branch()


def queued_run(branch: Branch) -> SolverRun:
    return SolverRun.objects.create(
        branch=branch,
        first_day=date(2026, 11, 23),
        until_day=date(2026, 11, 24),
        asked_at=MONDAY_9,
    )


def begin(run: SolverRun):
    return move(run, SOLVER_RUN, "begin", RosterBegun(run.pk), actor=ENGINE, at=MONDAY_9)


def test_a_move_changes_the_state_and_says_so(branch):
    run = queued_run(branch)

    event = begin(run)

    run.refresh_from_db()
    assert (run.status, run.status_since) == ("solving", MONDAY_9)
    assert (event.kind, event.case, event.branch_id) == (
        "roster.begun",
        f"branch/{branch.pk}",
        branch.pk,
    )
    assert (event.actor_id, event.role) == (None, "engine")
    assert Pending.objects.filter(event=event).exists()
    assert [(row.noun, row.object_id) for row in event.objects_about.all()] == [
        ("solverrun", run.pk)
    ]


def test_of_two_who_move_the_same_row_one_is_told(branch):
    run = queued_run(branch)
    seen_by_another = SolverRun.objects.get(pk=run.pk)
    begin(run)
    before = ledger_size()

    with pytest.raises(Stale):
        begin(seen_by_another)

    assert ledger_size() == before


def test_a_move_that_the_machine_does_not_know_changes_nothing(branch):
    run = queued_run(branch)
    before = ledger_size()

    with pytest.raises(IllegalMove):
        move(run, SOLVER_RUN, "adopt", RosterBegun(run.pk), actor=ENGINE, at=MONDAY_9)

    run.refresh_from_db()
    assert run.status == "queued"
    assert ledger_size() == before


def test_a_fact_that_cannot_be_written_takes_the_move_back(branch):
    run = queued_run(branch)

    in_words = RosterFailed(run.pk, reason="the engine was tired")
    with pytest.raises(ValueError, match="code"):
        move(run, SOLVER_RUN, "fail", in_words, actor=ENGINE, at=MONDAY_9)

    run.refresh_from_db()
    assert run.status == "queued"


def test_the_database_knows_the_states_too(branch):
    run = queued_run(branch)

    with pytest.raises(IntegrityError), transaction.atomic():
        SolverRun.objects.filter(pk=run.pk).update(status="asleep")


def test_many_rows_move_together_in_a_few_statements(branch):
    runs = [queued_run(branch) for _ in range(450)]

    with CaptureQueriesContext(connection) as statements:
        events = move_many(
            runs, SOLVER_RUN, "begin", lambda run: RosterBegun(run.pk), actor=ENGINE, at=MONDAY_9
        )

    assert len(events) == 450
    assert len(statements) <= 16
    assert set(SolverRun.objects.values_list("status", flat=True)) == {"solving"}
    assert EventObject.objects.filter(noun="solverrun").count() == 450
    assert all(event.pk for event in events)


def test_if_one_of_many_has_moved_meanwhile_none_moves(branch):
    runs = [queued_run(branch) for _ in range(3)]
    begin(SolverRun.objects.get(pk=runs[1].pk))
    before = ledger_size()

    with pytest.raises(Stale):
        move_many(
            runs, SOLVER_RUN, "begin", lambda run: RosterBegun(run.pk), actor=ENGINE, at=MONDAY_9
        )

    assert ledger_size() == before
    assert SolverRun.objects.filter(status="solving").count() == 1


def test_facts_are_read_by_case_by_thing_and_by_time(branch):
    run = queued_run(branch)
    record(RosterAsked(run.pk, visits=3), run, actor=ENGINE, at=MONDAY_9 - timedelta(minutes=1))
    begin(run)

    newest_first = facts_of_case(branch.case, kinds=("roster.asked", "roster.begun"))
    assert [told.kind for told in newest_first] == ["roster.begun", "roster.asked"]
    assert facts_about("solverrun", run.pk)[0].kind == "roster.begun"
    told = facts_between(MONDAY_9 - timedelta(hours=1), MONDAY_9, kinds=("roster.asked",))
    assert [told.payload for told in told] == [{"run_id": run.pk, "visits": 3}]


def test_every_noun_of_the_ledger_names_one_table():
    nouns = [
        table._meta.model_name
        for table in apps.get_models()
        if table.__module__.startswith("guanjia.chapters") and hasattr(table, "case")
    ]
    assert len(nouns) == len(set(nouns))
    assert Event._meta.model_name not in nouns


def events(*, of: int, number: int) -> list[Event]:
    payload = {"step": "identity", "days": [1, 2]}
    case = f"branch/{of}"
    return [
        Event(kind="x.y", case=case, branch_id=of, occurred_at=MONDAY_9, payload=payload)
        for _ in range(number)
    ]


def test_rows_are_written_as_the_mapper_would_write_them():
    branch = open_branch()
    ours, its = events(of=branch.pk, number=3), events(of=branch.pk, number=3)

    PlainInsert(Event)(*ours)
    Event.objects.bulk_create(its)

    told = ("kind", "case", "branch_id", "occurred_at", "actor_id", "role", "payload")
    stored = Event.objects.in_bulk([event.pk for event in (*ours, *its)])
    assert len(stored) == 6
    for row in stored.values():
        assert [getattr(row, name) for name in told] == [getattr(its[0], name) for name in told]
    assert all(row.recorded_at for row in stored.values())


def test_several_rows_are_written_by_one_statement():
    branch = open_branch()
    [event] = events(of=branch.pk, number=1)
    event.save()
    write = PlainInsert(EventObject)

    for number in (1, 3, 2, 1):
        with CaptureQueriesContext(connection) as statements:
            write(*(EventObject(event=event, noun="x", object_id=number) for _ in range(number)))
        assert len(statements) == 1

    stored = EventObject.objects.filter(event=event).values_list("object_id", flat=True)
    assert sorted(stored) == [1, 1, 2, 2, 3, 3, 3]
