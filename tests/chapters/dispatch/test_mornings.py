"""Two workers are sick, one visit is urgent, some clients must not be moved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guanjia.chapters.dispatch import commands, engine, queries
from guanjia.chapters.dispatch.models import Assignment, SolverRun, Visit
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Leave
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from guanjia.ledger.models import Event
from tests.world import company, people, rosters
from tests.world.company import MONDAY_9, ledger_size

MONDAY = MONDAY_9.date()
NOON = MONDAY_9.replace(hour=12)
ZONE = "Asia/Shanghai"
HOURS = timedelta(hours=4)
FLEXIBLE = 240


@pytest.fixture
def wang(branch):
    return people.hire_worker(branch, name="王桂兰")


@pytest.fixture
def sent(branch, household, wang):
    """A visit at noon to which 王桂兰 goes; it may begin until four."""
    visit = rosters.open_visit(household, starts_at=NOON, flexible_minutes=FLEXIBLE)
    return rosters.assigned(visit, wang)


@pytest.fixture
def li(branch, sent):
    return people.hire_worker(branch, name="李芳")


def is_sick(dispatcher, worker):
    return commands.note_absence(
        actor=dispatcher, worker_id=worker.pk, on=MONDAY, zone=ZONE, at=MONDAY_9
    )


def options(dispatcher, branch, *urgent):
    return engine.repairs(
        actor=dispatcher,
        branch_id=branch.pk,
        on=MONDAY,
        urgent=[visit.pk for visit in urgent],
        at=MONDAY_9,
    )


def seen(dispatcher, branch):
    [choice] = queries.planned_branches(dispatcher)
    return queries.morning(actor=dispatcher, branch=choice, on=MONDAY, at=MONDAY_9)


def decided(dispatcher, branch, option, **changes):
    said = commands.Rearrangement(
        branch_id=branch.pk,
        on=MONDAY,
        staffing=seen(dispatcher, branch).staffing,
        served=option.proposals(),
        left_out=tuple(move.visit_id for move in option.left_out),
        others=len(option.others),
        price_fen=option.price_fen,
    )
    return replace(said, **changes)


def test_whoever_cannot_come_leaves_visits_orphaned_until_it_is_decided(
    dispatcher, branch, sent, wang
):
    """Requirement 4.4: sickness is marked in one step."""
    is_sick(dispatcher, wang)

    read = seen(dispatcher, branch)

    assert [one.name for one in read.away] == ["王桂兰"]
    assert [visit.id for visit in read.orphaned] == [sent.visit_id]
    assert Assignment.objects.get(id=sent.pk).status == "assigned"
    assert Leave.objects.get().status == "approved"


def test_only_who_plans_the_day_marks_somebody_as_away(branch, sent, wang):
    strangers = [company.staff(role, branch) for role in ("consultant", "finance")]
    before = ledger_size()
    for stranger in strangers:
        with pytest.raises((NotAllowed, type(wang).DoesNotExist)):
            is_sick(stranger, wang)
    assert not Leave.objects.exists()
    assert ledger_size() == before


def test_a_day_that_is_over_is_refused(dispatcher, wang):
    with pytest.raises(Invalid):
        commands.note_absence(
            actor=dispatcher,
            worker_id=wang.pk,
            on=MONDAY - timedelta(days=1),
            zone=ZONE,
            at=MONDAY_9,
        )
    assert not Leave.objects.exists()


def test_distinct_ways_to_go_on_are_offered_and_nobody_who_is_away_is_in_them(
    dispatcher, branch, sent, wang, li
):
    """Requirement 4.4: sickness re-plans with as few changes as possible."""
    people.hire_worker(branch, name="赵秀英")
    is_sick(dispatcher, wang)

    found = options(dispatcher, branch)

    assert len(found) >= 2
    crews = [tuple(one.worker_id for one in option.moves[0].after) for option in found]
    assert len(set(crews)) == len(crews)
    assert wang.pk not in {worker for crew in crews for worker in crew}
    assert all(option.moves[0].visit_id == sent.visit_id for option in found)


def test_a_fixed_visit_keeps_its_time_though_its_worker_is_away(dispatcher, branch, sent, wang, li):
    """Requirement 4.4: clients who must not be moved are not moved."""
    commands.fix_visits(
        actor=dispatcher, branch_id=branch.pk, on=MONDAY, visit_ids=[sent.visit_id], at=MONDAY_9
    )
    other = rosters.open_visit(
        rosters.served_household(branch, name="郑家"), starts_at=NOON, flexible_minutes=FLEXIBLE
    )
    rosters.assigned(other, li)
    is_sick(dispatcher, wang)

    [first, *_others] = options(dispatcher, branch)

    after = {move.visit_id: move.after[0] for move in first.served}
    assert after[sent.visit_id].worker_id == li.pk
    assert after[sent.visit_id].starts_at == sent.starts_at
    assert first.others == {other.pk}, "the other home gives way"
    assert after[other.pk].starts_at > sent.ends_at


def test_a_fixed_visit_does_not_give_way(dispatcher, branch, sent, wang, li):
    other = rosters.open_visit(rosters.served_household(branch, name="郑家"), starts_at=NOON)
    rosters.assigned(other, li)
    commands.fix_visits(
        actor=dispatcher,
        branch_id=branch.pk,
        on=MONDAY,
        visit_ids=[sent.visit_id, other.pk],
        at=MONDAY_9,
    )
    is_sick(dispatcher, wang)

    for option in options(dispatcher, branch):
        assert [move.visit_id for move in option.left_out] == [sent.visit_id]
        assert option.left_out[0].reasons
        assert not option.others


def test_an_urgent_visit_is_placed_with_those_of_the_sick(dispatcher, branch, sent, wang, li):
    urgent = rosters.open_visit(
        rosters.served_household(branch, name="郑家"), starts_at=NOON, flexible_minutes=FLEXIBLE
    )
    is_sick(dispatcher, wang)

    [first, *_others] = options(dispatcher, branch, urgent)

    assert {move.visit_id for move in first.served} == {sent.visit_id, urgent.pk}


def test_where_nothing_happened_nothing_is_offered(dispatcher, branch, sent):
    assert options(dispatcher, branch) == ()


def test_what_is_decided_is_done_at_one_stroke_and_said_for_each_home(
    dispatcher, branch, sent, wang, li
):
    """Requirement 4.4: the people concerned are told; the facts that say so are recorded."""
    is_sick(dispatcher, wang)
    [first, *_others] = options(dispatcher, branch)

    run = commands.rearrange(
        actor=dispatcher, decided=decided(dispatcher, branch, first), at=MONDAY_9
    )

    assert Assignment.objects.get(id=sent.pk).status == "withdrawn"
    [going] = Assignment.objects.filter(visit=sent.visit_id, status="assigned")
    assert (going.worker_id, going.run_id) == (li.pk, run.pk)
    assert run.status == "adopted"
    assert Event.objects.get(kind="visit.rearranged").payload["visit_id"] == sent.visit_id
    assert not seen(dispatcher, branch).orphaned


def test_what_nobody_can_serve_becomes_open_and_is_said(dispatcher, branch, sent, wang):
    is_sick(dispatcher, wang)
    [only] = options(dispatcher, branch)

    run = commands.rearrange(
        actor=dispatcher, decided=decided(dispatcher, branch, only), at=MONDAY_9
    )

    assert Visit.objects.get(id=sent.visit_id).status == "open"
    assert SolverRun.objects.get(id=run.pk).status == "adopted"
    assert Event.objects.filter(kind="visit.left_open").count() == 1


def test_a_day_that_changed_after_it_was_read_is_refused(dispatcher, branch, sent, wang, li):
    is_sick(dispatcher, wang)
    [first, *_others] = options(dispatcher, branch)
    read = decided(dispatcher, branch, first)
    rosters.assigned(
        rosters.open_visit(rosters.served_household(branch, name="郑家"), starts_at=NOON + HOURS),
        li,
    )
    before = ledger_size()

    with pytest.raises(Stale):
        commands.rearrange(actor=dispatcher, decided=read, at=MONDAY_9)
    late = replace(read, staffing=seen(dispatcher, branch).staffing)
    with pytest.raises(Conflict):
        commands.rearrange(actor=dispatcher, decided=late, at=NOON + HOURS)

    assert Assignment.objects.get(id=sent.pk).status == "assigned"
    assert not SolverRun.objects.exists()
    assert ledger_size() == before


def test_visits_are_fixed_and_freed_as_told(dispatcher, branch, sent):
    def fix(*visits):
        return commands.fix_visits(
            actor=dispatcher, branch_id=branch.pk, on=MONDAY, visit_ids=visits, at=MONDAY_9
        )

    assert (fix(sent.visit_id), fix(sent.visit_id), fix()) == (1, 0, 1)
    assert Visit.objects.get(id=sent.visit_id).fixed_at is None
    told = Event.objects.filter(kind="visit.fixed").order_by("id")
    assert [event.payload["is_fixed"] for event in told] == [True, False]


def test_reading_the_morning_takes_five_queries(
    dispatcher, branch, sent, wang, django_assert_num_queries
):
    is_sick(dispatcher, wang)
    [choice] = queries.planned_branches(dispatcher)
    with django_assert_num_queries(5):
        queries.morning(actor=dispatcher, branch=choice, on=MONDAY, at=MONDAY_9)


def test_having_told_somebody_by_telephone_is_recorded(dispatcher, branch, sent, wang, li):
    is_sick(dispatcher, wang)
    [first, *_others] = options(dispatcher, branch)
    run = commands.rearrange(
        actor=dispatcher, decided=decided(dispatcher, branch, first), at=MONDAY_9
    )

    commands.note_told(
        actor=dispatcher, run_id=run.pk, household_id=sent.visit.household_id, at=MONDAY_9
    )
    with pytest.raises(Invalid):
        commands.note_told(actor=dispatcher, run_id=run.pk, at=MONDAY_9)

    [event] = Event.objects.filter(kind="roster.told")
    assert event.payload["household_id"] == sent.visit.household_id


def test_leave_that_begins_within_a_minute_keeps_nobody_from_planning(
    dispatcher, branch, sent, wang, li
):
    now = MONDAY_9.replace(second=7, microsecond=123456)
    asked = workforce.request_leave(
        actor=dispatcher, worker_id=wang.pk, starts_at=now, ends_at=NOON + HOURS, at=now
    )
    workforce.decide_leave(actor=dispatcher, leave_id=asked.pk, approved=True, at=now)

    assert options(dispatcher, branch)[0].served[0].after[0].worker_id == li.pk
