"""An odd address is answered in words: the first page, nothing there, or what is wrong with a day."""

from datetime import timedelta

import pytest

from guanjia.doors.clock import now
from guanjia.doors.web.forms.inputs import local_today
from guanjia.kernel.clock import FARTHEST_AHEAD
from guanjia.kernel.errors import Invalid
from tests.world import company, homes, people, plans, rosters
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db

ENORMOUS = 10**30
BEYOND = 99999999999999999999
"""More than any number of a row, in twenty digits."""


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def browser(branch, at_desk):
    return at_desk(company.staff("manager", branch))


@pytest.fixture
def household(branch):
    return homes.open_household(branch)


def _rows(answer):
    """Return the part of a page that its data makes, without what changes at every request."""
    return answer.content.decode().partition("<main")[2].partition("</main>")[0].count("<a ")


@pytest.mark.parametrize("page", ["²", "٣", "-1", "0", "", "1.5", str(ENORMOUS), "9" * 5000])
@pytest.mark.parametrize("path", ["/households/", "/plans/", "/workers/", "/settings/messages/"])
def test_an_odd_page_of_a_list_is_its_first(browser, household, path, page):
    answer = browser.get(path, {"page": page})

    assert answer.status_code == 200
    assert _rows(answer) == _rows(browser.get(path))


@pytest.mark.parametrize("page", ["²", str(ENORMOUS)])
def test_an_odd_page_of_looks_is_the_first(browser, household, page):
    answer = browser.get(f"/households/{household.pk}/access-records/", {"page": page})

    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["²", ENORMOUS, BEYOND, "-1", "1 or 1"])
def test_a_call_for_no_household_of_ours_is_answered_with_404(browser, household, number):
    assert browser.get("/calls/new/", {"household": number}).status_code == 404
    assert browser.get("/calls/new/", {"household": household.pk}).status_code == 200
    assert browser.get("/calls/new/", {"household": ""}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"/households/{BEYOND}/",
        f"/workers/{BEYOND}/",
        f"/plans/{ENORMOUS}/",
        f"/dispatch/visits/{BEYOND}/people/",
        f"/incidents/{ENORMOUS}/",
        "/households/²/",
        f"/households/{'9' * 5000}/",
    ],
)
def test_a_number_that_no_row_can_have_is_answered_with_404(browser, path):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/dispatch/day/", "/dispatch/morning/"])
@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "2017-01-01", "2747-01-01", "2026-02-30", "²"]
)
def test_a_day_out_of_reason_is_refused_in_words(browser, path, day):
    answer = browser.get(path, {"on": day})

    assert answer.status_code == 422
    assert "请选择" in answer.content.decode()


@pytest.mark.parametrize("name", ["from", "until"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_roster_is_not_asked_for_days_out_of_reason(browser, name, day):
    answer = browser.get("/dispatch/rosters/", {name: day})

    assert answer.status_code == 422
    assert "请选择" in answer.content.decode()


def test_a_day_left_empty_is_today(browser):
    assert browser.get("/dispatch/day/", {"on": ""}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/households/", "/workers/", "/services/", "/search/", "/settings/figures/"]
)
def test_control_characters_in_a_search_are_left_out(browser, household, path):
    answer = browser.get(f"{path}?q=%00{household.code}%1b&%00=1&status=%00")

    assert answer.status_code == 200
    assert "\0" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/settings/figures/%00/", "/go/%00/", "/evaluation/%00/"])
def test_a_path_with_a_control_character_leads_nowhere(browser, path):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("number", ["²", "-1", "", ENORMOUS, "%00"])
def test_what_a_button_sends_is_read_as_strictly(browser, household, number):
    before = ledger_size()

    answers = [
        browser.post(f"/households/{household.pk}/reveal/", {"part": "member", "row": number}),
        browser.post(f"/households/{household.pk}/link/", {"contact": number}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert ledger_size() == before


@pytest.mark.parametrize("number", ["²", ENORMOUS])
def test_a_roster_is_not_adopted_for_visits_that_cannot_be(browser, branch, household, number):
    rosters.open_visit(household)
    run = rosters.handmade_roster(branch)
    before = ledger_size()

    answer = browser.post(
        f"/dispatch/rosters/{run.pk}/adopt/", {"visits": [number], "staffing": ENORMOUS}
    )

    assert answer.status_code == 422
    assert ledger_size() == before


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2747-01-01"])
def test_a_year_out_of_reason_is_refused_beside_its_field(browser, branch, day):
    before = ledger_size()

    answer = browser.post(
        "/dispatch/rosters/ask/", {"branch": branch.pk, "first_day": day, "last_day": day}
    )

    assert answer.status_code == 422
    assert "请检查年份" in answer.content.decode()
    assert ledger_size() == before


def test_nobody_is_promised_a_visit_years_ahead(browser, household):
    day = local_today(now()) + FARTHEST_AHEAD + timedelta(days=2)
    before = ledger_size()

    answer = browser.post(
        f"/households/{household.pk}/appointments/",
        {"home": homes.home_of(household).pk, "day": day, "time": "09:00", "minutes": 60},
    )

    assert answer.status_code == 422
    assert "请核对日期" in answer.content.decode()
    assert ledger_size() == before


def test_a_plan_does_not_begin_years_ahead(household):
    far = MONDAY_9.date() + FARTHEST_AHEAD + timedelta(days=1)
    with pytest.raises(Invalid, match="years ahead"):
        plans.draft(household, starts_on=far)
