"""One visit or person whose row nobody can plan with is named and left out; the branch goes on."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch.models import Assignment, Proposal, Visit
from guanjia.chapters.dossier.models import Home
from guanjia.chapters.workforce.models import Worker
from tests.world import company, people, rosters
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db

HALF_A_SECOND = timedelta(microseconds=500_000)
NOON = MONDAY_9.replace(hour=12)


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def wang(branch):
    return people.hire_worker(branch, name="王桂兰")


@pytest.fixture
def good(branch):
    return rosters.open_visit(rosters.served_household(branch, name="好家"), starts_at=NOON)


@pytest.fixture
def bad(branch):
    return rosters.open_visit(
        rosters.served_household(branch, name="坏家"), starts_at=NOON + timedelta(hours=3)
    )


def off_the_minute(visit):
    """As a program once could book it."""
    Visit.objects.filter(id=visit.pk).update(
        window_start=visit.window_start + HALF_A_SECOND,
        window_end=visit.window_end + HALF_A_SECOND,
    )


def off_the_earth(visit):
    Home.objects.filter(id=visit.home_id).update(latitude=999.0, longitude=999.0)


def for_no_time(visit):
    Visit.objects.filter(id=visit.pk).update(minutes=0)


def by_a_crowd(visit):
    Visit.objects.filter(id=visit.pk).update(people=3000)


SPOILT = [off_the_minute, off_the_earth, for_no_time, by_a_crowd]


def solved(branch):
    return rosters.proposed_roster(branch, days=3)


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_roster_leaves_out_what_cannot_be_planned_and_names_it(
    branch, wang, good, bad, spoil, at_desk
):
    spoil(bad)

    run = solved(branch)

    assert run.status == "proposed"
    proposed = {row.visit_id: row for row in Proposal.objects.filter(run=run)}
    assert proposed[good.pk].worker_id == wang.pk
    assert proposed[bad.pk].worker_id is None
    assert [reason["code"] for reason in proposed[bad.pk].reasons] == ["unreadable"]
    shown = at_desk(rosters.dispatcher_of(branch)).get(f"/dispatch/rosters/{run.pk}/")
    assert "坏家" in shown.content.decode()
    assert "请取消后重新登记" in shown.content.decode()


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_morning_the_board_and_the_people_of_other_visits_go_on(
    branch, wang, good, bad, spoil, at_desk
):
    sent = rosters.assigned(good, wang)
    people.hire_worker(branch, name="李芳")
    spoil(bad)
    browser = at_desk(rosters.dispatcher_of(branch))
    day = {"branch": branch.pk, "on": MONDAY_9.date().isoformat()}

    marked = browser.post("/dispatch/morning/", day | {"absent": [wang.pk], "reason": "sick"})
    ways = browser.get(marked.url).content.decode()
    assert "李芳" in ways
    assert browser.get("/dispatch/day/", day).status_code == 200
    assert browser.get(f"/dispatch/visits/{good.pk}/people/").status_code == 200
    assert Assignment.objects.get(id=sent.pk).status == "assigned"


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_people_of_the_bad_visit_say_that_it_cannot_be_planned(
    branch, wang, bad, spoil, at_desk
):
    spoil(bad)
    shown = at_desk(rosters.dispatcher_of(branch)).get(f"/dispatch/visits/{bad.pk}/people/")
    assert shown.status_code == 200
    assert "请取消后重新登记" in shown.content.decode()


def test_a_worker_whose_row_cannot_be_read_is_left_out_and_named(branch, wang, good, at_desk):
    li = people.hire_worker(branch, name="李芳")
    Worker.objects.filter(id=li.pk).update(latitude=999.0, longitude=999.0)

    run = solved(branch)

    assert Proposal.objects.get(run=run).worker_id == wang.pk
    shown = at_desk(rosters.dispatcher_of(branch)).get(f"/dispatch/rosters/{run.pk}/")
    assert "李芳" in shown.content.decode()


def test_a_time_taken_to_the_half_second_keeps_its_worker_and_takes_their_time(
    branch, wang, good, bad
):
    sent = rosters.assigned(bad, wang)
    Assignment.objects.filter(id=sent.pk).update(
        starts_at=sent.starts_at + HALF_A_SECOND, ends_at=sent.ends_at + HALF_A_SECOND
    )

    run = solved(branch)

    assert Proposal.objects.get(run=run, visit=good).worker_id == wang.pk
