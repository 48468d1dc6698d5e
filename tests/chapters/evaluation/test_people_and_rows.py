"""Each worker's own numbers, the rows behind them, and what reading them costs."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier.commands import change_household
from guanjia.chapters.evaluation import queries
from guanjia.chapters.evaluation.rules import Rate
from guanjia.chapters.fieldwork import commands as fieldwork
from guanjia.chapters.survey import commands as survey
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db]

BEFORE = MONDAY_9 - timedelta(days=3)
OPENED = BEFORE - timedelta(days=1)
SCOPE = queries.Scope(
    first=MONDAY_9.date() - timedelta(days=13), until=MONDAY_9.date() + timedelta(days=1)
)


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch(at=OPENED)


@pytest.fixture
def manager(branch):
    return company.staff("manager", branch)


def visited(branch, worker, *, household=None, late=0, days=0):
    """Let a worker do a visit of some days after the first; return the attendance."""
    home = household or rosters.served_household(
        branch, at=OPENED, consents=("service", "health", "messages")
    )
    sent = rosters.staffed_visit(
        branch,
        household=home,
        worker=worker,
        starts_at=BEFORE + timedelta(days=days),
        at=OPENED,
    )
    return work.left(work.arrived(sent, late=late))


def rated(attendance, points):
    """Let the household answer how it was."""
    visit = attendance.assignment.visit
    client = homes.client_actor(visit.household)
    asked = work.asked(visit.household, at=MONDAY_9, visit_id=visit.pk)
    given = {"V1": str(points), "V2": "on_time", "V3": "none"}
    survey.answer(actor=client, invitation_id=asked.pk, given=given, at=MONDAY_9)


def something_broke(attendance):
    sent = attendance.assignment
    fieldwork.report_incident(
        actor=people.as_worker(sent.worker),
        assignment_id=sent.pk,
        key=f"vase-{sent.pk}",
        kind="damage",
        severity="minor",
        note="花瓶碎了",
        happened_at=sent.starts_at,
        at=sent.starts_at,
    )


def read(actor, scope=SCOPE, *, with_people=True):
    return queries.evaluation(actor=actor, scope=scope, at=MONDAY_9, with_people=with_people)


def test_each_worker_has_numbers_of_their_own(branch, manager):
    """Requirement 7.2: figures per person, counted from the visits they did."""
    wang = people.hire_worker(branch, name="王桂兰", at=OPENED)
    liu = people.hire_worker(branch, name="刘芳", at=OPENED)
    good = visited(branch, wang)
    bad = visited(branch, liu, late=30)
    rated(good, 5)
    rated(bad, 2)
    something_broke(bad)

    told = {one.worker_id: one for one in read(manager).people}

    assert told[wang.pk].on_time == Rate(1, 1)
    assert told[wang.pk].rating.mean == 5
    assert told[liu.pk].on_time == Rate(0, 1)
    assert told[liu.pk].rating.mean == 2
    assert told[liu.pk].smooth == Rate(0, 1)
    assert read(manager).recorded == {wang.pk, liu.pk}


def test_every_number_of_a_worker_opens_to_as_many_rows(branch, manager):
    worker = people.hire_worker(branch, at=OPENED)
    visited(branch, worker, late=30)
    rated(visited(branch, worker, days=1), 3)
    visited(branch, people.hire_worker(branch, name="刘芳", at=OPENED))

    (told,) = (one for one in read(manager).people if one.worker_id == worker.pk)
    own = queries.Scope(first=SCOPE.first, until=SCOPE.until, worker_id=worker.pk)

    for code, number in {
        "kept": told.kept.n,
        "on_time": told.on_time.n,
        "csat": told.rating.n,
        "completion": told.completion.n,
        "smooth": told.smooth.n,
    }.items():
        rows = queries.rows_behind(actor=manager, scope=own, code=code, at=MONDAY_9)
        assert len(rows) == number, code


def test_of_a_visit_of_two_each_answers_for_their_own_arrival(branch, manager):
    home = rosters.served_household(branch, at=OPENED)
    visit = rosters.open_visit(home, starts_at=BEFORE, at=OPENED, people=2)
    pair = [people.hire_worker(branch, name=name, at=OPENED) for name in ("王桂兰", "刘芳")]
    for worker, late in zip(pair, (0, 30), strict=True):
        work.arrived(rosters.assigned(visit, worker, at=OPENED), late=late)

    found = read(manager)

    assert {one.name: one.on_time for one in found.people} == {
        "王桂兰": Rate(1, 1),
        "刘芳": Rate(0, 1),
    }
    assert {one.code: one.rate for one in found.indicators}["on_time"] == Rate(0, 1)


def test_disputed_work_is_trouble(branch, manager):
    done = visited(branch, people.hire_worker(branch, at=OPENED))
    fieldwork.accept_work(
        actor=homes.client_actor(done.assignment.visit.household),
        attendance_id=done.pk,
        is_accepted=False,
        remark="浴室没有擦",
        at=MONDAY_9,
    )

    (line,) = queries.rows_behind(actor=manager, scope=SCOPE, code="smooth", at=MONDAY_9)

    assert line.is_disputed
    assert not line.answer


@pytest.mark.parametrize("reason, share", [("client_said_no", 1.0), ("no_time", 0.0)])
def test_a_step_that_the_household_did_not_want_is_not_held_against_the_worker(
    branch, manager, reason, share
):
    sent = rosters.staffed_visit(
        branch,
        household=rosters.served_household(branch, at=OPENED),
        worker=people.hire_worker(branch, at=OPENED),
        starts_at=BEFORE,
        at=OPENED,
    )
    came = work.arrived(sent)
    first, *others = work.steps_of(came)
    work.record(came, work.told(first, is_done=False, reason=reason, value=None))
    for step in others:
        work.record(came, work.told(step))

    (told,) = read(manager).people

    assert told.completion.share == share


def test_rows_are_found_by_the_name_of_a_worker_or_a_household(branch, manager):
    home = rosters.served_household(branch, name="邵家", at=OPENED)
    visited(branch, people.hire_worker(branch, name="王桂兰", at=OPENED), household=home)
    visited(branch, people.hire_worker(branch, name="刘芳", at=OPENED))

    def found(text):
        rows = queries.rows_behind(actor=manager, scope=SCOPE, code="kept", at=MONDAY_9, text=text)
        return [[name for _id, name in row.workers] for row in rows]

    assert found("邵") == found("王桂") == [["王桂兰"]]
    assert len(found("")) == 2
    assert found("没有这个人") == []


@pytest.mark.parametrize("role", ["butler", "consultant", "care"])
def test_only_who_leads_or_inspects_reads_people_side_by_side(branch, role):
    asker = company.staff(role, branch)
    attendance = visited(branch, people.hire_worker(branch, at=OPENED))
    household = attendance.assignment.visit.household
    if role == "butler":
        assert read(asker).visits == 0, "the household is in nobody's care yet"
        change_household(
            actor=homes.consultant_of(branch),
            household_id=household.pk,
            version=household.version,
            butler_id=asker.user_id,
            at=MONDAY_9,
        )
    found = read(asker)
    assert found.visits == 1
    assert found.people is None
    assert read(company.staff("inspector", branch)).people


def test_another_branchs_people_are_not_there(branch):
    visited(branch, people.hire_worker(branch, at=OPENED))
    stranger = company.staff("manager", company.open_branch())
    assert read(stranger).people == ()


def test_what_reading_costs_does_not_grow(branch, manager, django_assert_num_queries):
    worker = people.hire_worker(branch, at=OPENED)
    visited(branch, worker)
    visited(branch, worker, days=1)
    queries.evaluation(actor=manager, scope=SCOPE, at=MONDAY_9)

    with django_assert_num_queries(9):
        read(manager, with_people=False)
    with django_assert_num_queries(10):
        read(manager)
    with django_assert_num_queries(7):
        queries.visit_rows(actor=manager, scope=SCOPE, at=MONDAY_9)
    with django_assert_num_queries(9):
        queries.rows_behind(actor=manager, scope=SCOPE, code="kept", at=MONDAY_9)
