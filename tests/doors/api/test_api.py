"""A program acts as the user who holds its token, within its scopes, and is told why not."""

from datetime import timedelta

import pytest
from django.test import Client

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.chapters.planning.models import Order
from guanjia.doors.clock import now
from guanjia.flow.delivery import deliver
from tests.world import company, homes, people, plans, rosters
from tests.world.company import ledger_size, open_branch

pytestmark = pytest.mark.django_db


class Program:
    """A caller with a token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    def get(self, path, **asked):
        return self.client.get(f"/api/v1{path}", asked)

    def post(self, path, body):
        return self.client.post(f"/api/v1{path}", body, content_type="application/json")

    def put(self, path, body):
        return self.client.put(f"/api/v1{path}", body, content_type="application/json")


def program_of(actor, *scopes, days=30):
    row, token = org.make_token(actor=actor, name="test", scopes=list(scopes), days=days, at=now())
    return row, Program(token)


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def consultant(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def program(consultant):
    return program_of(consultant, "read", "write")[1]


def on_the_minute(moment):
    """Return a moment as people say it."""
    return moment.replace(second=0, microsecond=0)


def order_for(household, **other):
    wanted = {
        "household_id": household.pk,
        "home_id": homes.home_of(household).pk,
        "service_id": people.service("CLN-D").pk,
        "starts_at": on_the_minute(now() + timedelta(days=2)).isoformat(),
        "key": "phone-call-0001",
    }
    return wanted | other


def test_without_a_token_nothing_is_told(client, branch):
    answer = client.get("/api/v1/branches")
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_a_revoked_token_is_worth_nothing(consultant):
    row, program = program_of(consultant, "read")
    assert program.get("/branches").status_code == 200

    org.revoke_token(actor=consultant, token_id=row.pk, at=now())

    assert program.get("/branches").status_code == 401


def test_a_token_for_reading_does_not_write(consultant, branch):
    _row, reader = program_of(consultant, "read")
    household = homes.open_household(branch)
    before = ledger_size()

    answer = reader.post("/orders", order_for(household))

    assert answer.status_code == 403
    assert not Order.objects.exists()
    assert ledger_size() == before


def test_a_household_is_opened_found_and_served_once(program, branch):
    """Requirement 8.5: a documented REST API."""
    opened = program.post(
        "/households",
        {
            "branch_id": branch.pk,
            "name": "唐家",
            "phone": "19900007777",
            "address": "延安西路 88 弄 3 号",
        },
    )
    assert opened.status_code == 201
    found = program.get("/households", text="7777").json()
    assert [row["display_name"] for row in found["rows"]] == ["唐家"]
    assert found["rows"][0]["phone"] == "199••••7777"
    home = program.get(f"/households/{opened.json()['id']}/homes").json()
    assert [row["id"] for row in home] == [opened.json()["home_id"]]


def test_an_order_sent_twice_is_one_order_and_one_visit(program, branch):
    order = order_for(homes.open_household(branch))

    first, second = program.post("/orders", order), program.post("/orders", order)
    deliver(at=now())

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.json()["price_fen"] > 0
    assert Order.objects.count() == Visit.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"minutes": 240}, {"note": "another"}, {"agreed_price_fen": 1_000_000_000}]
)
def test_a_key_is_for_one_order_and_all_that_it_says(program, branch, other):
    order = order_for(homes.open_household(branch))
    booked = program.post("/orders", order).json()

    refused = program.post("/orders", order | other)

    assert refused.status_code == 409
    assert "another order" in refused.json()["detail"]
    assert Order.objects.get().minutes == booked["minutes"]


def test_what_is_priced_by_an_area_that_nobody_knows_is_not_booked(program, branch):
    order = order_for(homes.open_household(branch), service_id=people.service("CLN-W").pk)
    before = ledger_size()

    answer = program.post("/orders", order)

    assert (answer.status_code, answer.json()["field"]) == (422, "area_m2")
    assert "area" in answer.json()["detail"]
    assert not Order.objects.exists()
    assert ledger_size() == before


@pytest.mark.parametrize(
    "change, status, field",
    [
        ({"key": "x"}, 422, "order.key"),
        ({"starts_at": "soon"}, 422, "order.starts_at"),
        ({"starts_at": "2020-01-01T09:00:00+08:00"}, 422, "starts_at"),
        ({"minutes": 5}, 422, "minutes"),
        ({"agreed_price_fen": 1}, 409, ""),
        ({"household_id": 999_999}, 404, ""),
    ],
)
def test_a_request_that_cannot_be_met_says_why_and_changes_nothing(
    program, branch, change, status, field
):
    order = order_for(homes.open_household(branch), **change)
    before = ledger_size()

    answer = program.post("/orders", order)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert answer.json()["detail"]
    assert not Order.objects.exists()
    assert ledger_size() == before


def test_a_body_that_is_no_json_is_refused(program):
    answer = program.client.post("/api/v1/orders", "{", content_type="application/json")
    assert answer.status_code == 400


def test_another_branch_does_not_exist(program):
    stranger = homes.open_household(open_branch())
    assert program.post("/orders", order_for(stranger)).status_code == 404
    assert program.get(f"/households/{stranger.pk}/homes").status_code == 404
    assert not Order.objects.exists()


def test_a_client_accepts_the_version_that_was_read(branch):
    household = homes.open_household(branch)
    version = plans.offered_plan(household, at=now())
    _row, client = program_of(homes.client_actor(household), "read", "write")

    stale = client.put(f"/plans/{version.pk}/acceptance", {"number": 7, "signed_name": "吴敏"})
    assert stale.status_code == 409
    accepted = client.put(f"/plans/{version.pk}/acceptance", {"number": 1, "signed_name": "吴敏"})

    assert accepted.json()["status"] == "accepted"
    assert client.get(f"/plans/{version.pk}").json()["monthly_fee_fen"] > 0


@pytest.mark.parametrize("role", ["owner", "head_office", "manager", "consultant", "butler"])
def test_a_token_of_staff_accepts_no_plan_and_is_told_who_may(branch, role):
    """A program that acts for a desk is no household, whatever name it sends."""
    household = homes.open_household(branch)
    version = plans.offered_plan(household, at=now())
    everywhere = role in {"owner", "head_office"}
    _row, desk = program_of(company.staff(role, None if everywhere else branch), "read", "write")
    before = ledger_size()

    answer = desk.put(f"/plans/{version.pk}/acceptance", {"number": 1, "signed_name": "吴敏"})

    assert answer.status_code in ({404} if role == "butler" else {403})
    assert answer.json()["detail"]
    version.refresh_from_db()
    assert (version.status, ledger_size()) == ("offered", before)


def test_a_token_of_a_relative_accepts_no_plan(branch):
    household = homes.open_household(branch)
    version = plans.offered_plan(household, at=now())
    _row, relative = program_of(homes.relative_actor(household), "read", "write")
    before = ledger_size()

    answer = relative.put(f"/plans/{version.pk}/acceptance", {"number": 1, "signed_name": "吴磊"})

    assert answer.status_code == 403
    assert "decides" in answer.json()["detail"]
    assert ledger_size() == before


def test_the_document_is_shown_to_programs_with_a_token_and_to_desks(branch, client):
    _row, program = program_of(company.staff("manager", branch), "read")

    refused = client.get("/api/v1/openapi.json")
    assert refused.status_code == 401
    assert "households" not in refused.content.decode()
    assert program.get("/openapi.json").status_code == 200
    client.force_login(User.objects.get(id=company.staff("consultant", branch).user_id))
    assert client.get("/api/v1/openapi.json").status_code == 200
    client.force_login(company.login("吴女士"))
    assert client.get("/api/v1/openapi.json").status_code == 401


def test_the_document_says_whose_token_accepts_a_plan(client, settings):
    """Requirement 8.5: a documented REST API."""
    settings.API_IS_DESCRIBED_TO_ALL = True
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    described = next(acts for path, acts in paths.items() if path.endswith("/acceptance"))
    assert "who decides" in described["put"]["description"]


def test_a_day_takes_four_queries_however_many_visits(branch, django_assert_num_queries):
    dispatcher = rosters.dispatcher_of(branch)
    for number in range(3):
        rosters.open_visit(homes.open_household(branch), key=f"order-of-{number:04}")
    _row, program = program_of(dispatcher, "read")
    on = rosters.TOMORROW_9.date()

    with django_assert_num_queries(4):
        rows = program.get("/visits", branch_id=branch.pk, on=on).json()

    assert len(rows) == 3
    assert rows[0]["status"] == "open"


def test_figures_are_null_where_nothing_was_counted(branch):
    _row, program = program_of(company.staff("manager", branch), "read")

    found = program.get("/evaluation", first="2026-11-01", until="2026-12-01").json()

    assert found["visits"] == 0
    assert {one["share"] for one in found["indicators"]} == {None}
    before_there_was_a_house = program.get("/evaluation", first="2000-01-01", until="2000-01-02")
    assert before_there_was_a_house.status_code == 200

    refused = program.get("/evaluation", first="2026-11-01", until="2026-11-01")
    assert refused.status_code == 422


def test_the_document_describes_every_way_to_be_declined(client, settings):
    """Requirement 8.5: OpenAPI."""
    settings.API_IS_DESCRIBED_TO_ALL = True
    document = client.get("/api/v1/openapi.json").json()

    for path, acts in document["paths"].items():
        for act, described in acts.items():
            assert {"401", "403", "404", "409", "422"} <= set(described["responses"]), (act, path)
            assert described.get("summary"), (act, path)
