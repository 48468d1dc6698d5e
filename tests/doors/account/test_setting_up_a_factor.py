"""What becomes of visits when their owner sets up a second factor, once that is written."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from guanjia.outbound.models import Notice
from tests.doors.account.test_second_factor import a_person, code_now, come_in_by_code


@pytest.fixture(autouse=True)
def second_factor_is_required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    cache.clear()


def test_setting_up_an_app_opens_the_desk(client, own_database):
    user, number = a_person("manager")
    come_in_by_code(client, number)
    client.get("/me/second-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]

    led = client.post("/me/second-factor/totp/activate/", {"code": code_now(secret)})
    answer = client.get(led.url)

    assert led.url == "/me/second-factor/recovery-codes/"
    assert answer.status_code == 200, "the codes for a lost phone are shown at once"
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/me/").status_code == 200
    told = [one.words for one in Notice.objects.exclude(kind="code") if one.address == user.phone]
    assert any("验证器应用" in words for words in told), "so that nobody adds one unnoticed"


def test_setting_up_a_factor_ends_the_visits_that_have_never_shown_one(
    client, client_factory, own_database
):
    """Whoever caught one message before the factor was set up is out with it."""
    user, number = a_person("manager")
    thief = client_factory()
    come_in_by_code(thief, number)
    cache.clear()
    come_in_by_code(client, number)
    client.get("/me/second-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/me/second-factor/totp/activate/", {"code": code_now(secret)})

    assert client.get("/me/").status_code == 200
    assert thief.get("/me/").status_code == 302
    assert thief.post("/me/second-factor/totp/deactivate/").status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()
