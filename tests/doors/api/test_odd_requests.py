"""Whatever a program asks, it is answered in JSON, and nothing impossible is taken."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.planning.models import Order
from guanjia.doors.clock import now
from tests.doors.api.test_api import on_the_minute, order_for, program_of
from tests.world import company, homes, people, rosters
from tests.world.company import ledger_size, open_branch

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def program(branch):
    return program_of(company.staff("manager", branch), "read", "write")[1]


def said(answer):
    """Return what a refusal says, which is in the documented shape whatever was refused."""
    assert answer["Content-Type"].startswith("application/json")
    body = answer.json()
    assert set(body) == {"detail", "field"}
    assert body["detail"]
    return body


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "²", ""])
@pytest.mark.parametrize(
    ("path", "asked", "name"),
    [
        ("/visits", {"branch_id": 1}, "on"),
        ("/evaluation", {"until": "2026-11-30"}, "first"),
        ("/evaluation", {"first": "2026-11-01"}, "until"),
    ],
)
def test_a_day_out_of_reason_is_refused_by_name(program, path, asked, name, day):
    answer = program.get(path, **asked, **{name: day})

    assert answer.status_code == 422
    assert said(answer)["field"].endswith(name)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-12-01T09:00:00",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "2747-01-01T09:00:00+08:00",
        "2026-11-27T25:61+08:00",
        "2026-12-01T09:00:00+99:00",
        "²",
    ],
)
def test_an_order_for_no_moment_is_refused_by_name(program, branch, moment):
    order = order_for(homes.open_household(branch), starts_at=moment)
    before = ledger_size()

    answer = program.post("/orders", order)

    assert answer.status_code == 422
    assert said(answer)["field"].endswith("starts_at")
    assert not Order.objects.exists()
    assert ledger_size() == before


def test_an_order_is_not_booked_for_years_ahead(program, branch):
    far = now() + timedelta(days=4 * 366)
    answer = program.post(
        "/orders", order_for(homes.open_household(branch), starts_at=far.isoformat())
    )

    assert answer.status_code == 422
    assert said(answer)["field"] == "starts_at"
    assert not Order.objects.exists()


@pytest.mark.parametrize("path", ["/nothing", "/visits/²/cancellation", "/plans/", "/%00"])
def test_an_address_that_leads_nowhere_is_answered_in_json(program, path):
    answer = program.get(path)

    assert answer.status_code in (404, 405)
    said(answer)


def test_an_act_that_an_address_does_not_take_is_answered_in_json(program):
    answer = program.put("/branches", {})

    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    said(answer)


@pytest.mark.parametrize("number", ["²", 10**30, -1, 0, "%00"])
def test_a_number_that_no_row_can_have_is_answered_in_json(program, number):
    for path in (f"/plans/{number}", f"/households/{number}/homes"):
        answer = program.get(path)

        assert answer.status_code in (404, 422)
        said(answer)


@pytest.mark.parametrize("tail", [{"second": 30}, {"microsecond": 500_000}])
def test_an_order_is_for_a_whole_minute(program, branch, tail):
    """Half a second once stopped the roster of a whole branch."""
    household = homes.open_household(branch)
    moment = on_the_minute(now() + timedelta(days=2)).replace(**tail)
    before = ledger_size()

    answer = program.post("/orders", order_for(household, starts_at=moment.isoformat()))

    assert answer.status_code == 422
    assert said(answer)["field"] == "starts_at"
    assert not Order.objects.exists()
    assert ledger_size() == before


@pytest.mark.parametrize("purpose", ["²", "everything", "SERVICE"])
def test_a_consent_that_there_is_not_is_refused_by_name(program, branch, purpose):
    before = ledger_size()

    answer = program.post(
        "/households",
        {
            "branch_id": branch.pk,
            "name": "唐家",
            "phone": "19900007777",
            "address": "延安西路 88 弄 3 号",
            "consents": ["service", purpose],
        },
    )

    assert answer.status_code == 422
    assert said(answer)["field"] == "consents"
    assert not Household.objects.exists()
    assert ledger_size() == before


def test_a_visit_is_not_cancelled_for_any_word(program, branch):
    visit = rosters.open_visit(rosters.served_household(branch))
    before = ledger_size()

    answer = program.put(f"/visits/{visit.pk}/cancellation", {"reason": "nonsense"})

    assert answer.status_code == 422
    assert said(answer)["field"] == "reason"
    visit.refresh_from_db()
    assert visit.status == "open"
    assert ledger_size() == before
