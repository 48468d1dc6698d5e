"""What people read when something cannot be shown: in their language, with a way on."""

import pytest
from allauth.core.internal.ratelimit import handler429
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import bad_request, server_error

from tests.world import company

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(at_desk):
    return at_desk(company.staff("manager", company.open_branch()))


def test_an_address_that_only_takes_what_a_button_sends_says_so(desk):
    answer = desk.get("/dispatch/rosters/1/adopt/")

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "请回到原来的页面" in answer.content.decode()


def test_programs_are_refused_in_their_own_way(desk):
    answer = desk.get("/dispatch/rosters/1/adopt/").content
    assert desk.delete("/api/households").content != answer


def test_a_form_that_lay_open_too_long_is_asked_for_once_more():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_request_login_code"))

    assert answer.status_code == 403
    assert "这个页面打开太久了" in answer.content.decode()


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        (handler429, 429, "请等几分钟再试"),
        (lambda asked: bad_request(asked, ValueError()), 400, "请返回重新发送"),
        (server_error, 500, "请稍等一分钟再试"),
    ],
    ids=["too often", "unreadable", "our mistake"],
)
def test_every_error_has_a_page_in_chinese(told, status, words):
    answer = told(RequestFactory().get("/"))

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Error" not in answer.content.decode()
