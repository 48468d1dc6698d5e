"""Everybody sees where they are signed in, and ends what is not theirs."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from guanjia.chapters.org.models import Session, User
from guanjia.doors import clock
from tests.doors.coming_in import WECHAT_ON_IPHONE, by_code
from tests.world import homes, people
from tests.world.company import ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def a_client():
    return User.objects.get(id=homes.client_actor(homes.open_household(open_branch())).user_id)


def a_worker():
    return people.apply_as_worker(open_branch()).user


def a_colleague():
    return User.objects.get(id=staff("dispatcher", open_branch()).user_id)


def is_in(browser):
    return browser.get("/me/messages/").status_code == 200


@pytest.mark.parametrize("somebody", [a_client, a_worker, a_colleague])
def test_each_device_is_named_and_the_others_are_signed_out(somebody):
    user = somebody()
    here = by_code(user.phone)
    there = by_code(user.phone, agent=WECHAT_ON_IPHONE)

    shown = here.get("/me/").content.decode()
    assert "Chrome · Android" in shown
    assert "微信 · iPhone" in shown
    assert "验证码登录" in shown
    assert shown.count("本机") == 1

    asked = here.get(reverse("end_way", args=[user.pk, "visits", user.pk]))
    assert asked.status_code == 200
    assert is_in(there), "asking ends nothing"

    here.post(reverse("end_way", args=[user.pk, "visits", user.pk]))
    assert is_in(here)
    assert not is_in(there)


def test_one_device_is_signed_out():
    user = a_client()
    here, there, third = (by_code(user.phone) for _browser in range(3))
    visit = Session.objects.filter(user=user).order_by("began_at")[1]
    number = round(visit.began_at.timestamp() * 1_000_000)

    here.post(reverse("end_way", args=[user.pk, "visit", number]))

    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


@pytest.mark.parametrize("what", ["visit", "visits", "token", "link", "factor"])
@pytest.mark.parametrize("number", [1, 1764208800123456, 2**63 - 1])
def test_nobody_ends_the_ways_in_of_a_stranger(what, number):
    mine, stranger = a_client(), a_colleague()
    theirs = by_code(stranger.phone)
    size = ledger_size()

    answer = by_code(mine.phone).post(reverse("end_way", args=[stranger.pk, what, number]))

    assert answer.status_code == 404
    assert is_in(theirs)
    assert ledger_size() == size


@pytest.mark.parametrize("number", [1, 2**63 - 1])
def test_a_visit_that_never_was_ends_nothing(number):
    browser = by_code((user := a_client()).phone)
    size = ledger_size()

    answer = browser.post(reverse("end_way", args=[user.pk, "visit", number]))

    assert answer.status_code in {302, 404}
    assert is_in(browser)
    assert ledger_size() == size


def test_that_a_visit_goes_on_is_noted_every_few_minutes(django_assert_num_queries):
    user = a_client()
    browser = by_code(user.phone)
    Session.objects.filter(user=user).update(seen_at=clock.now() - HOUR / 10)

    # Two to find who visits, one to note it, and two about how long to wait for others who write.
    with django_assert_num_queries(5):
        browser.get("/")
    with django_assert_num_queries(2):
        browser.get("/")

    assert clock.now() - Session.objects.get(user=user).seen_at < HOUR / 12
