"""What a thief of a session would do very often is soon refused; a good key goes on working."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.vault.models import AccessRecord
from tests.world.company import open_branch, staff
from tests.world.homes import consultant_of, open_household

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "reveal": "3/h/user",
        "export": "3/h/user",
        "bad_link": "3/m/ip",
        "bad_key": "3/m/ip",
    }


@pytest.fixture
def desk():
    branch = open_branch()
    consultant = consultant_of(branch)
    browser = Client()
    browser.force_login(User.objects.get(id=consultant.user_id))
    return browser, open_household(branch, by=consultant)


def test_numbers_are_shown_to_people_and_not_to_programs_that_want_them_all(desk):
    browser, household = desk
    number = {"part": "contact.phone", "row": household.contacts.get().pk}
    shown = [
        browser.post(f"/households/{household.pk}/reveal/", number).status_code for _ in range(5)
    ]

    assert shown == [200, 200, 200, 429, 429]
    assert AccessRecord.objects.filter(object_id=number["row"]).count() == 3


def test_lists_leave_the_house_now_and_then_only(desk):
    browser, _household = desk
    assert [browser.get("/households/export/").status_code for _ in range(5)][3:] == [429, 429]
    assert browser.head("/households/export/").status_code == 429
    assert browser.get("/households/").status_code == 200


def test_whoever_tries_out_links_is_stopped_in_words():
    tried = [Client().get(f"/go/{number}abcdefghij/").status_code for number in range(5)]
    assert tried == [404, 404, 404, 429, 429]


def test_how_long_to_wait_is_said():
    for _time in range(4):
        answer = Client().get("/go/1abcdefghij/")

    assert re.search(r"请等 (\d|[1-5]\d|60) 秒再试", answer.content.decode())
    assert 0 < int(answer["Retry-After"]) <= 60


def test_whoever_tries_out_keys_is_stopped_and_a_good_key_goes_on_working(desk):
    consultant = staff("consultant", branch=open_branch())
    _row, good = org.make_token(
        actor=consultant, name="test", scopes=["read"], days=1, at=timezone.now()
    )

    def call(key):
        return Client().get("/api/v1/branches", headers={"Authorization": f"Bearer {key}"})

    assert [call(f"no-good-{n}").status_code for n in range(5)] == [401, 401, 401, 429, 429]
    assert "令牌" in call("no-good").json()["detail"]
    assert call(good).status_code == 200
