"""From what waits to an adopted roster, by its pages."""

import pytest

from guanjia.chapters.dispatch.models import Assignment, SolverRun
from tests.world import company, people, rosters

pytestmark = pytest.mark.django_db
ROSTERS = "/dispatch/rosters/"
TUESDAY_9 = rosters.TOMORROW_9


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def proposed(branch):
    """Two visits, each with somebody proposed."""
    household = rosters.served_household(branch)
    li, wang = people.hire_worker(branch, name="李梅"), people.hire_worker(branch)
    one, two = rosters.open_visit(household), rosters.open_visit(household)
    return rosters.handmade_roster(
        branch,
        rosters.proposal_of(one, li, TUESDAY_9),
        rosters.proposal_of(two, wang, TUESDAY_9),
    )


def test_a_roster_is_asked_for_and_its_progress_shown(branch, at_desk):
    """Requirement 4.1: the dispatcher asks for a roster."""
    rosters.open_visit(rosters.served_household(branch))
    browser = at_desk(rosters.dispatcher_of(branch))
    assert "吴家" in browser.get(ROSTERS).content.decode()

    answer = browser.post(
        f"{ROSTERS}ask/",
        {"branch": branch.pk, "first_day": "2026-11-23", "last_day": "2026-11-29"},
    )

    run = SolverRun.objects.get()
    assert answer.url == f"{ROSTERS}{run.pk}/"
    assert 'hx-trigger="every 1s"' in browser.get(answer.url).content.decode()


def test_days_that_have_passed_are_refused_beside_the_field(branch, at_desk):
    rosters.open_visit(rosters.served_household(branch))
    answer = at_desk(rosters.dispatcher_of(branch)).post(
        f"{ROSTERS}ask/",
        {"branch": branch.pk, "first_day": "2026-11-01", "last_day": "2026-11-29"},
    )

    assert answer.status_code == 422
    assert 'id="id_first_day_error"' in answer.content.decode()
    assert not SolverRun.objects.exists()


def test_adopting_asks_first_and_says_whom_it_will_tell(proposed, at_desk):
    """Requirement 4.1: adopted only after a confirmation that names who will be told."""
    browser = at_desk(rosters.dispatcher_of(proposed.branch))
    ids = list(proposed.proposals.values_list("visit_id", flat=True))
    form = {"visits": ids, "staffing": rosters.current_staffing(proposed)}

    asked = browser.post(f"{ROSTERS}{proposed.pk}/adopt/", form)
    assert asked.status_code == 200
    assert "1 位客户、2 位阿姨" in asked.content.decode()
    assert not Assignment.objects.exists()

    done = browser.post(f"{ROSTERS}{proposed.pk}/adopt/", form | {"is_confirmed": "on"})
    assert done.status_code == 302
    assert Assignment.objects.filter(status="assigned").count() == 2


def test_a_second_dispatcher_is_told(proposed, at_desk):
    browser = at_desk(rosters.dispatcher_of(proposed.branch))
    ids = list(proposed.proposals.values_list("visit_id", flat=True))
    form = {
        "visits": ids,
        "staffing": rosters.current_staffing(proposed),
        "is_confirmed": "on",
    }
    rosters.adopted(proposed)

    answer = browser.post(f"{ROSTERS}{proposed.pk}/adopt/", form)

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert Assignment.objects.count() == 2


def test_what_was_ticked_is_kept_when_it_is_refused(proposed, at_desk):
    browser = at_desk(rosters.dispatcher_of(proposed.branch))
    [first, second] = proposed.proposals.values_list("visit_id", flat=True)

    answer = browser.post(
        f"{ROSTERS}{proposed.pk}/adopt/",
        {"visits": [first], "staffing": 0, "is_confirmed": "on"},
    )

    words = answer.content.decode()
    assert answer.status_code == 409
    assert f'value="{first}" aria-label' in words
    assert words.count(" checked>") == 1
    assert f'value="{second}"' in words


def test_of_another_branch_there_is_no_such_roster(proposed, at_desk):
    browser = at_desk(rosters.dispatcher_of(company.open_branch()))

    assert browser.get(f"{ROSTERS}{proposed.pk}/").status_code == 404
    assert at_desk(company.staff("consultant", proposed.branch)).get(ROSTERS).status_code == 403


@pytest.mark.parametrize(
    ("modes", "engine", "words"),
    [
        (("e_bike", "e_bike"), "core", "由快速引擎算出，用时"),
        (("e_bike", "car"), "plain", "由较慢的引擎算出"),
    ],
)
def test_a_run_says_which_engine_worked_it_out_how_long_and_why(
    branch, at_desk, modes, engine, words
):
    for mode in modes:
        people.hire_worker(branch, mode=mode)
    rosters.open_visit(rosters.served_household(branch))

    run = rosters.proposed_roster(branch, days=2)

    assert (run.summary["engine"], bool(run.summary["because"])) == (engine, engine == "plain")
    shown = at_desk(rosters.dispatcher_of(branch)).get(f"{ROSTERS}{run.pk}/").content.decode()
    assert words in shown
    assert ("同店有几种出行方式" in shown) == (engine == "plain")
