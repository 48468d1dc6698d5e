"""The live board at its address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db
DAY = "/dispatch/day/"


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


def test_a_day_is_shown_with_who_goes_where(branch, at_desk):
    """Requirement 4.4: who is where."""
    sent = rosters.staffed_visit(branch)
    page = at_desk(rosters.dispatcher_of(branch)).get(DAY, {"on": "2026-11-24"})

    words = page.content.decode()
    assert page.status_code == 200
    assert "吴家" in words
    assert sent.worker.name in words
    assert "09:00–11:00" in words


def test_the_timeline_has_a_lane_for_each_who_goes(branch, at_desk):
    rosters.staffed_visit(branch)
    rosters.open_visit(rosters.served_household(branch, name="陈家"))
    page = at_desk(rosters.dispatcher_of(branch)).get(DAY, {"on": "2026-11-24", "view": "people"})

    words = page.content.decode()
    assert words.count('class="lane"') + words.count('class="lane lane-open"') == 2
    assert "b12 l8" in words


def test_an_unchanged_day_is_not_sent_again(branch, at_desk):
    rosters.staffed_visit(branch)
    browser = at_desk(rosters.dispatcher_of(branch))
    first = browser.get(DAY, {"on": "2026-11-24"})
    again = browser.get(DAY, {"on": "2026-11-24"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    rosters.open_visit(rosters.served_household(branch, name="陈家"))
    changed = browser.get(DAY, {"on": "2026-11-24"}, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_after_signing_out_the_way_back_shows_nothing_but_the_part_asked_for_again_is_spared(
    branch, at_desk
):
    rosters.staffed_visit(branch)
    browser = at_desk(rosters.dispatcher_of(branch))

    assert browser.get(DAY, {"on": "2026-11-24"})["Cache-Control"] == "no-store"
    part = browser.get(DAY, {"on": "2026-11-24"}, headers={"HX-Request": "true"})
    assert part["Cache-Control"] == "private, no-cache"
    assert "HX-Request" in part["Vary"]


def test_a_visit_that_must_not_be_moved_is_marked_at_once(branch, at_desk):
    sent = rosters.staffed_visit(branch)
    browser = at_desk(rosters.dispatcher_of(branch))
    assert "锁定，不能动" not in browser.get(DAY, {"on": "2026-11-24"}).content.decode()

    browser.post(f"/dispatch/visits/{sent.visit_id}/fix/", {"fixed": "yes"})

    assert "锁定，不能动" in browser.get(DAY, {"on": "2026-11-24"}).content.decode()


def test_a_day_takes_seven_queries_however_long_it_is_and_four_at_the_second_look(
    branch, at_desk, django_assert_num_queries
):
    wang = people.hire_worker(branch, hours=people.EVERY_DAY)
    household = rosters.served_household(branch)
    for number in range(4):
        visit = rosters.open_visit(
            household, starts_at=MONDAY_9 + timedelta(days=1, hours=2 * number)
        )
        rosters.assigned(visit, wang)
    browser = at_desk(rosters.dispatcher_of(branch))
    browser.get(DAY)

    with django_assert_num_queries(7):
        first = browser.get(DAY, {"on": "2026-11-24"})
    with django_assert_num_queries(4):
        again = browser.get(DAY, {"on": "2026-11-24"})
    assert first.content.decode().count("<tr>") == again.content.decode().count("<tr>") == 5


def test_whoever_is_of_another_branch_sees_their_own_day_only(branch, at_desk):
    rosters.staffed_visit(branch)
    elsewhere = company.open_branch(name="徐汇店")
    browser = at_desk(rosters.dispatcher_of(elsewhere))

    words = browser.get(DAY, {"on": "2026-11-24", "branch": branch.pk}).content.decode()
    assert "吴家" not in words


def test_clients_and_workers_have_no_board(branch, at_desk):
    household = rosters.served_household(branch)
    wang = people.hire_worker(branch)

    for actor in (homes.client_actor(household), people.as_worker(wang)):
        assert at_desk(actor).get(DAY).status_code == 404


def asked_of_the_database(browser):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(DAY, {"on": "2026-11-24"}).status_code == 200
    return len(asked)


def test_rows_drawn_for_one_role_are_not_handed_to_another(branch, at_desk, monday_morning):
    rosters.staffed_visit(branch)
    planner, finance = (at_desk(company.staff(role, branch)) for role in ("dispatcher", "finance"))
    second = at_desk(company.staff("dispatcher", branch))
    drawing = asked_of_the_database(planner)

    assert asked_of_the_database(second) < drawing
    assert asked_of_the_database(finance) == drawing
    assert asked_of_the_database(finance) < drawing
