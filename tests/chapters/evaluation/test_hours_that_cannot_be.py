"""Hours that cannot be count in no figure until the desk has put them right; nobody absent has worked."""

from datetime import timedelta

import pytest

from guanjia.chapters.evaluation import queries
from guanjia.chapters.evaluation.rules import Rate
from guanjia.chapters.fieldwork import commands as fieldwork
from tests.world import company, people, rosters, work
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db
OPENED = MONDAY_9 - timedelta(days=10)
BEFORE = MONDAY_9 - timedelta(days=3)
SCOPE = queries.Scope(first=BEFORE.date(), until=MONDAY_9.date() + timedelta(days=1))


@pytest.fixture
def branch():
    return company.open_branch()


@pytest.fixture
def manager(branch):
    return company.staff("manager", branch)


def rates(manager) -> dict[str, Rate]:
    found = queries.evaluation(actor=manager, scope=SCOPE, at=MONDAY_9)
    return {one.code: one.rate for one in found.indicators}


def visited(branch, *, minutes: int):
    sent = rosters.staffed_visit(
        household=rosters.served_household(branch, at=OPENED),
        worker=people.hire_worker(branch, at=OPENED),
        starts_at=BEFORE,
        minutes=240,
        at=OPENED,
    )
    return work.left(work.arrived(sent), minutes=minutes)


@pytest.mark.parametrize("minutes, rate", [(240, Rate(1, 1)), (216, Rate(1, 1)), (120, Rate(0, 1))])
def test_time_given_in_full_is_nine_tenths_of_what_was_agreed(branch, manager, minutes, rate):
    visited(branch, minutes=minutes)
    assert rates(manager)["in_full"] == rate


def test_impossible_hours_are_in_no_figure_until_they_are_put_right(branch, manager):
    """Requirement 4.4: the correction is recorded."""
    attendance = visited(branch, minutes=23 * 60)
    assert rates(manager)["in_full"] == Rate(0, 0)

    fieldwork.correct_departure(
        actor=rosters.dispatcher_of(branch),
        attendance_id=attendance.pk,
        left_at=BEFORE + timedelta(minutes=120),
        reason="wrong_clock",
        before=attendance.checked_out_at,
        at=MONDAY_9,
    )

    assert rates(manager)["in_full"] == Rate(0, 1)


def test_who_was_absent_has_not_kept_the_visit(branch, manager):
    home = rosters.served_household(branch, at=OPENED)
    visit = rosters.open_visit(home, starts_at=BEFORE, people=2, at=OPENED)
    names = ("王桂兰", "李梅")
    pair = [
        rosters.assigned(visit, people.hire_worker(branch, name=name, at=OPENED), at=OPENED)
        for name in names
    ]
    work.left(work.arrived(pair[0]))
    fieldwork.note_no_show(
        actor=rosters.dispatcher_of(branch),
        assignment_id=pair[1].pk,
        reason="no_show",
        at=MONDAY_9,
    )

    found = queries.evaluation(actor=manager, scope=SCOPE, at=MONDAY_9, with_people=True)

    assert {one.name: one.kept for one in found.people or ()} == {
        "王桂兰": Rate(1, 1),
        "李梅": Rate(0, 1),
    }
    assert {one.code: one.rate for one in found.indicators}["kept"] == Rate(1, 1)
