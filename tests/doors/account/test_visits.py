"""What is kept of a visit leads nobody into it."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from guanjia.chapters.org.commands import make_link
from guanjia.chapters.org.models import Session
from guanjia.chapters.org.queries import token_of
from guanjia.doors import clock
from guanjia.outbound.models import Notice
from tests import stolen
from tests.world.company import HANDOFFS, login, open_branch

pytestmark = pytest.mark.django_db
PHONE = "199-0000-7001"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def wu():
    return login("吴女士", phone=PHONE)


def ask_for_code(client):
    client.post("/sign-in/", {"phone": PHONE})
    return re.search(r"\d{6}", Notice.objects.latest("id").words)[0]


def sign_in(client):
    client.post("/sign-in/code/", {"code": ask_for_code(client), "action": "verify"})
    assert is_in(client)


def is_in(client):
    return client.get("/me/").status_code == 200


def with_cookie(value):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = value
    return thief


def lying_there():
    return stolen.words(text for texts in stolen.rows(connection).values() for text in texts)


def test_nothing_in_the_table_of_visits_is_a_visit(client, wu):
    sign_in(client)
    row = Session.objects.get(user=wu)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in lying_there()
    for word in stolen.words([row.session_key, row.session_data]):
        assert not is_in(with_cookie(word))
    assert is_in(client)


def test_a_code_that_was_sent_lies_nowhere_in_clear(client, wu):
    before = lying_there()
    code = ask_for_code(client)
    while code in before:
        code = ask_for_code(client)

    assert code not in lying_there()
    client.post("/sign-in/code/", {"code": code, "action": "verify"})
    assert is_in(client)


def test_a_visit_under_a_new_key_leaves_none_under_the_old(client, wu):
    ask_for_code(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not is_in(with_cookie(before))
    assert Session.objects.count() == 1


def test_signing_out_leaves_no_visit(client, wu):
    sign_in(client)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value

    client.post("/sign-out/")

    assert not is_in(with_cookie(kept))
    assert not Session.objects.exists()


def test_a_visit_whose_content_was_changed_is_no_visit(client, wu):
    sign_in(client)
    Session.objects.update(session_data="x" + Session.objects.get().session_data[1:])

    assert not is_in(client)


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_a_visit_lasts_by_the_clock_of_the_house(client, wu, settings, days):
    """A demonstration lives at another time than the browser, whose cookies must not know that."""
    settings.CLOCK_AHEAD = timedelta(days=days)
    branch = open_branch()
    link = make_link(
        actor=HANDOFFS,
        purpose="survey",
        subject_id=1,
        household_id=1,
        branch_id=branch.pk,
        phone=PHONE,
        expires_at=clock.now() + timedelta(hours=8),
        at=clock.now(),
    )

    client.post(f"/go/{token_of(link.pk)}/")

    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert 8 * 3600 - 60 < cookie["max-age"] <= 8 * 3600
    assert Session.objects.get(link=link).expire_date == link.expires_at
    sign_in(client)
