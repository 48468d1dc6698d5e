"""Coming in by phone number and code, or password; wrong guesses lead nowhere, for long."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from guanjia.chapters.org.commands import change_phone
from guanjia.chapters.org.models import Session, User
from guanjia.doors import clock
from guanjia.outbound.models import Notice
from tests.world.company import ledger_size, login, open_branch, staff

pytestmark = pytest.mark.django_db
PHONE = "199-0000-7001"


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits are counted in the cache; each test begins with none used up."""
    cache.clear()


@pytest.fixture
def wu():
    return login("吴女士", phone=PHONE)


def ask_for_code(client, phone=PHONE):
    return client.post("/sign-in/", {"phone": phone})


def last_code():
    return re.search(r"\d{6}", Notice.objects.latest("id").words)[0]


def enter(client, code):
    return client.post("/sign-in/code/", {"code": code, "action": "verify"})


def is_in(client):
    return client.get("/me/").status_code == 200


def test_a_code_sent_to_the_phone_lets_its_owner_in(client, wu):
    """Requirement 8.3: clients and workers come in by a one-time code."""
    assert ask_for_code(client).url == "/sign-in/code/"
    notice = Notice.objects.get()
    assert (notice.channel, notice.kind, notice.address) == ("sms", "code", "+8619900007001")

    assert enter(client, last_code()).status_code == 302

    assert is_in(client)
    assert User.objects.get(id=wu.pk).phone_verified_at is not None
    assert Session.objects.get(user=wu).link is None


def test_of_a_code_that_waits_a_visit_keeps_only_a_keyed_digest(client, wu):
    ask_for_code(client)
    first = last_code()
    assert first not in json.dumps(dict(client.session.items()))
    client.post("/sign-in/code/", {"action": "resend"})
    code = last_code()
    assert code not in json.dumps(dict(client.session.items()))
    assert enter(client, client_keeps(client)).status_code == 422, "what is kept is no code"

    assert enter(client, f" {code[:3]} {code[3:]} ").status_code == 302

    assert is_in(client)


def client_keeps(client):
    """Return the secret that waits in a visit, wherever the library has put it."""
    return re.search(r'"code": "([^"]+)"', json.dumps(dict(client.session.items())))[1]


@pytest.mark.parametrize(
    "where",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "\t//x.y"],
)
def test_signing_in_leads_nowhere_outside_the_house(client, wu, where):
    client.post("/sign-in/", {"phone": PHONE, "next": where})

    led = client.post("/sign-in/code/", {"code": last_code(), "action": "verify", "next": where})

    assert led.status_code == 302
    assert led.url.startswith("/")
    assert "elsewhere" not in led.url
    assert "x.y" not in led.url


def test_a_wrong_code_lets_nobody_in(client, wu):
    ask_for_code(client)
    wrong = "000000" if last_code() != "000000" else "111111"

    answer = enter(client, wrong)

    assert answer.status_code == 422
    assert not is_in(client)


def test_after_three_wrong_codes_the_right_one_is_worth_nothing(client, wu):
    ask_for_code(client)
    right = last_code()
    wrong = "000000" if right != "000000" else "111111"
    for _guess in range(3):
        enter(client, wrong)

    enter(client, right)

    assert not is_in(client)


def test_three_wrong_codes_are_said_where_another_one_is_sent(client, wu):
    client.post("/sign-in/", {"phone": PHONE, "next": "/me/"})
    wrong = "000000" if last_code() != "000000" else "111111"
    enter(client, wrong)
    enter(client, wrong)

    led = client.post(
        "/sign-in/code/", {"code": wrong, "action": "verify", "next": "/me/"}, follow=True
    )

    assert "三次都不对，这条已作废" in led.content.decode()
    assert "一分钟内最多三条" in led.content.decode()
    assert 'name="phone"' in led.content.decode()
    assert 'value="/me/"' in led.content.decode(), "the way on is not lost"


def test_who_mistyped_the_number_can_start_again(client, wu):
    ask_for_code(client, "199-0000-7999")

    again = client.post("/sign-out/", {"next": "/sign-in/"})

    assert again.url == "/sign-in/"
    assert ask_for_code(client).url == "/sign-in/code/"
    assert Notice.objects.count() == 1


def test_codes_cannot_be_asked_for_without_end(client, wu):
    for _time in range(3):
        ask_for_code(client)
        client.cookies.clear()
    assert Notice.objects.count() == 3

    answer = ask_for_code(client)

    assert answer.status_code == 422
    assert re.search(r"请等 (\d|[1-5]\d|60) 秒再获取", answer.content.decode())
    assert Notice.objects.count() == 3


def test_a_number_that_nobody_has_looks_the_same_and_gets_no_code(client, wu):
    known = ask_for_code(client)
    client.cookies.clear()
    unknown = ask_for_code(client, "199-0000-7999")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Notice.objects.count() == 1
    assert enter(client, "123456").status_code == 422
    assert not is_in(client)


def test_what_is_no_phone_number_is_said_beside_the_field(client):
    answer = ask_for_code(client, "12345")

    assert answer.status_code == 422
    assert b'value="12345"' in answer.content
    assert not Notice.objects.exists()


def test_a_closed_login_gets_no_code(client, wu):
    User.objects.update(is_active=False)

    ask_for_code(client)

    assert not Notice.objects.exists()


def test_a_password_lets_in_too_and_a_wrong_one_does_not(client, wu):
    wu.set_password("a long enough sentence")
    wu.save()

    wrong = client.post("/sign-in/password/", {"login": PHONE, "password": "a guess"})
    assert wrong.status_code == 422
    assert not is_in(client)

    client.post("/sign-in/password/", {"login": PHONE, "password": "a long enough sentence"})
    assert is_in(client)


def test_guessing_passwords_is_stopped_for_that_person_alone(client, wu):
    """A brute force is limited by phone number; it locks nobody else out."""
    wu.set_password("a long enough sentence")
    wu.save()
    other = login("李先生", phone="199-0000-7002")
    other.set_password("quite another sentence")
    other.save()
    for guess in range(6):
        client.post("/sign-in/password/", {"login": PHONE, "password": f"guess {guess}"})

    client.post("/sign-in/password/", {"login": PHONE, "password": "a long enough sentence"})
    assert not is_in(client)

    client.post(
        "/sign-in/password/", {"login": "199-0000-7002", "password": "quite another sentence"}
    )
    assert is_in(client)


def test_every_page_wants_to_know_who_asks(client):
    for name in ("start", "me", "messages", "mfa_index", "account_change_password"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert answer.url.startswith("/sign-in/"), name


def test_nobody_signs_up_by_themselves(client):
    assert client.post("/sign-up/", {"phone": PHONE}).status_code in {302, 404}
    assert not User.objects.exists()


def test_signing_out_ends_the_visit(client, wu):
    client.force_login(wu)
    assert is_in(client)

    client.post("/sign-out/")

    assert not is_in(client)


def test_a_changed_password_ends_the_visits_of_others(client, wu):
    client.force_login(wu)
    wu.set_password("changed elsewhere just now")
    wu.save()

    assert not is_in(client)


def test_a_closed_login_is_out_at_the_next_page(client, wu):
    client.force_login(wu)
    assert is_in(client)

    User.objects.filter(id=wu.pk).update(is_active=False)

    assert not is_in(client)


def test_a_page_knows_who_asks_from_two_queries(client, django_assert_num_queries):
    """One for the visit with its user, one for roles, worker, homes and second factor."""
    actor = staff("consultant", open_branch())
    client.force_login(User.objects.get(id=actor.user_id))

    with django_assert_num_queries(2):
        client.get("/")


def test_signing_in_writes_no_fact_but_the_code_s_message_does_later(client, wu):
    size = ledger_size()
    ask_for_code(client)
    enter(client, last_code())

    assert ledger_size() == size


def test_a_code_on_its_way_to_the_former_number_opens_nothing(client, wu):
    """The number is changed just because the old telephone is lost."""
    ask_for_code(client)
    code = last_code()
    change_phone(actor=staff("administrator"), user_id=wu.pk, phone="199-0000-7009", at=clock.now())

    led = enter(client, code)

    assert led.status_code == 302
    assert led.url.startswith("/sign-in/")
    assert not is_in(client)
    assert User.objects.get(id=wu.pk).phone_verified_at is None


def test_nobody_is_shut_out_of_where_they_signed_in_before_by_others_who_ask(client, wu):
    ask_for_code(client)
    enter(client, last_code())
    client.post("/sign-out/")
    cache.clear()
    asked = [
        Client().post("/sign-in/", {"phone": PHONE}, REMOTE_ADDR=f"203.0.113.{n}").status_code
        for n in range(5)
    ]
    assert asked == [302, 302, 302, 422, 422]

    assert ask_for_code(client).status_code == 302
    assert enter(client, last_code()).status_code == 302
    assert is_in(client)


def test_a_browser_in_which_somebody_else_signed_in_is_no_better_known(client, wu):
    cookie = client.cookies
    login("沈女士", phone="199-0000-7004")
    ask_for_code(client, "199-0000-7004")
    enter(client, last_code())
    client.post("/sign-out/")
    cache.clear()
    assert "signed_in_here" in cookie
    for _ in range(3):
        Client().post("/sign-in/", {"phone": PHONE})

    refused = ask_for_code(client)

    assert refused.status_code == 422
    assert "验证码" in refused.content.decode()
