"""A desk that is left alone signs itself out; a phone in somebody's pocket does not."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from guanjia.chapters.org.models import Session, User
from guanjia.doors import clock as door_clock
from tests.world.company import MONDAY_9, login, open_branch, seed, staff

pytestmark = pytest.mark.django_db

LEFT_ALONE = "您被退出登录"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.IS_DEMO = True
    cache.clear()
    at(timedelta())
    yield
    door_clock.shift_clock(timedelta())


def at(after):
    door_clock.shift_clock(MONDAY_9 + after - timezone.now())


def minutes(n):
    return timedelta(minutes=n)


@pytest.fixture
def desk(client):
    client.force_login(User.objects.get(id=staff("consultant", branch=open_branch()).user_id))
    assert client.get("/households/").status_code == 200
    return client


def test_a_desk_left_alone_for_half_an_hour_leads_to_the_sign_in_page_and_back(desk):
    at(minutes(31))
    answer = desk.get("/households/?q=wu")

    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Fhouseholds%2F%3Fq%3Dwu&why=left_alone"
    assert LEFT_ALONE in desk.get(answer["Location"]).content.decode()
    assert not Session.objects.filter(user__isnull=False).exists()


def test_a_desk_at_which_somebody_works_stays_open_for_half_a_day_and_no_longer(desk):
    for passed in range(20, 12 * 60, 20):
        at(minutes(passed))
        assert desk.get("/me/here/").status_code == 200
    at(timedelta(hours=12, minutes=1))
    assert desk.get("/households/").status_code == 302


def test_a_page_that_looks_again_by_itself_keeps_no_desk_open(desk):
    seed()
    looks = {"HX-Request": "true", "HX-Current-URL": "http://testserver/dispatch/day/?show=late"}
    for passed in (10, 20, 29):
        at(minutes(passed))
        desk.get("/dispatch/day/", headers=looks)
    at(minutes(31))
    answer = desk.get("/dispatch/day/", headers=looks)

    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/sign-in/?next=%2Fdispatch%2Fday%2F%3Fshow%3Dlate")


def test_a_part_of_a_page_with_an_odd_address_leads_to_the_first_page(desk):
    at(minutes(31))
    answer = desk.get("/households/", headers={"HX-Request": "true", "HX-Current-URL": "http://["})
    assert answer["HX-Redirect"] == "/sign-in/?next=%2F&why=left_alone"


def test_a_form_that_comes_too_late_is_said_not_to_be_saved_and_nothing_happens(desk):
    at(minutes(31))
    answer = desk.post("/calls/new/", {"name": "吴女士", "phone": "199-0000-1234"})

    assert answer.status_code == 401
    assert "没有保存" in answer.content.decode()
    assert desk.get("/households/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/go/no-such-link/", "/health/", "/api/v1/openapi.json"]
)
def test_no_page_that_is_for_everybody_brings_it_back_to_life(desk, path):
    at(minutes(31))

    answer = desk.get(path)

    assert "households" not in answer.content.decode()
    assert desk.get("/households/").status_code == 302


def test_a_link_that_is_opened_brings_it_not_back_to_life_either(desk):
    at(minutes(31))
    desk.post("/go/no-such-link/")
    desk.post("/sign-in/", {"phone": "199-0000-1234"})
    assert desk.get("/households/").status_code == 302


def test_a_page_asks_whether_it_is_still_signed_in_and_is_told_plainly(desk):
    said = desk.get("/me/here/", headers={"Accept": "application/json"})
    assert set(said.json()) == {"person", "token"}

    at(minutes(31))
    assert desk.get("/me/here/", headers={"Accept": "application/json"}).status_code == 401


def test_whoever_has_no_desk_stays_signed_in_for_days(client):
    client.force_login(login("吴女士"))
    assert client.get("/me/").status_code == 200
    at(timedelta(days=9))
    assert client.get("/me/").status_code == 200
