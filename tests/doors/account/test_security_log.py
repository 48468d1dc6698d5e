"""The log tells who was let in and who was not, and nothing that anybody typed."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client

from guanjia.chapters.org.models import User
from tests.doors.coming_in import by_code
from tests.world.company import login, open_branch, staff

pytestmark = pytest.mark.django_db
PHONE = "199-0000-7002"


@pytest.fixture
def lines(caplog):
    cache.clear()
    caplog.set_level(logging.INFO, logger="guanjia.security")
    return lambda: [
        record.getMessage() for record in caplog.records if record.name == "guanjia.security"
    ]


def test_who_signs_in_is_noted_by_number_of_the_user_alone(lines):
    open_branch()
    user = login("吴女士", phone=PHONE)
    by_code(PHONE, Client())

    assert lines() == [f"signed in: user {user.pk}"]


def test_a_wrong_code_is_noted_without_the_code(lines):
    open_branch()
    login("吴女士", phone=PHONE)
    browser = Client()
    browser.post("/sign-in/", {"phone": PHONE})
    browser.post("/sign-in/code/", {"code": "000001", "action": "verify"})

    (line,) = lines()
    assert line.startswith("shown wrongly who they are: user None, POST sign-in/code/, from ")
    assert "000001" not in line


def test_where_nobody_tells_from_where_a_request_comes_it_is_answered_all_the_same(lines):
    answer = Client().get("/api/v1/branches", REMOTE_ADDR="")

    assert answer.status_code == 401
    assert lines() == ["not signed in: user None, GET api/v1/branches, from nowhere known"]


def test_who_is_refused_is_noted_with_the_route_and_without_what_they_asked_for(lines):
    branch = open_branch()
    trainer = staff("trainer", branch)
    browser = Client()
    browser.force_login(User.objects.get(id=trainer.user_id))
    answer = browser.post("/settings/people/invite/", {"name": "吴女士", "phone": PHONE})

    assert answer.status_code == 403
    (line,) = lines()
    assert line.startswith(f"refused: user {trainer.user_id}, POST settings/people/invite/, from ")
    assert PHONE not in line
