"""Staff show twice who they are; clients and workers once."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import User
from guanjia.doors import clock
from guanjia.outbound.models import Notice
from tests.world.company import (
    FOUNDER,
    MONDAY_9,
    actor_of_user,
    login,
    open_branch,
    phone_number,
    staff,
)

pytestmark = pytest.mark.django_db


SECONDS_TO_TYPE = 8


@pytest.fixture(autouse=True)
def second_factor_is_required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    cache.clear()


def a_person(role=""):
    number = phone_number()
    user = login(phone=number)
    if role:
        commands.grant_role(
            actor=FOUNDER, user_id=user.pk, branch_id=open_branch().pk, role=role, at=MONDAY_9
        )
    return user, number


def code_now(secret, period=30):
    """Return what the app shows; a code that is about to end is let pass, as people do."""
    left = period - time.time() % period
    if left < SECONDS_TO_TYPE:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // period))


def come_in_by_code(client, number):
    client.post("/sign-in/", {"phone": number})
    code = Notice.objects.latest("id").words[:6]
    return client.post("/sign-in/code/", {"code": code, "action": "verify"})


def test_staff_without_one_are_led_to_set_one_up(client):
    """Requirement 8.3: second factor for staff."""
    _user, number = a_person("manager")
    come_in_by_code(client, number)

    for address in ("/", "/me/", "/me/messages/"):
        assert client.get(address).url == "/me/second-factor/", address
    assert client.get("/me/second-factor/").status_code == 200
    assert client.get("/me/second-factor/totp/activate/").status_code == 200
    assert client.get("/sign-out/").status_code == 200


def test_clients_and_workers_are_not(client):
    user, _number = a_person()
    client.force_login(user)

    assert client.get("/me/").status_code == 200


def test_a_wrong_code_of_the_app_sets_up_nothing(client):
    user, number = a_person("manager")
    come_in_by_code(client, number)
    client.get("/me/second-factor/totp/activate/")

    answer = client.post("/me/second-factor/totp/activate/", {"code": "000000"})

    assert answer.status_code == 422
    assert not Authenticator.objects.filter(user=user).exists()


def test_the_secret_is_encrypted():
    """Requirement 8.4: the secret of a second factor is encrypted at rest."""
    user, _number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]

    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_with_one_set_up_the_code_by_sms_is_not_enough(client):
    user, number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    assert come_in_by_code(client, number).url.startswith("/me/second-factor/authenticate/")
    assert client.get("/me/").status_code == 302, "not in yet"

    wrong = client.post("/me/second-factor/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422
    assert client.get("/me/").status_code == 302

    client.post("/me/second-factor/authenticate/", {"code": code_now(secret)})
    client.post("/me/second-factor/trust/", {"action": "skip"})
    assert client.get("/me/").status_code == 200


def test_a_code_of_the_app_that_was_used_is_worth_nothing(client, client_factory):
    user, number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    come_in_by_code(client, number)
    used = code_now(secret)
    client.post("/me/second-factor/authenticate/", {"code": used})

    over_the_shoulder = client_factory()
    come_in_by_code(over_the_shoulder, number)
    again = over_the_shoulder.post("/me/second-factor/authenticate/", {"code": used})

    assert again.status_code == 422
    assert over_the_shoulder.get("/me/").status_code == 302


def test_the_code_that_set_the_app_up_is_used_up_by_it(client, client_factory):
    user, number = a_person("manager")
    come_in_by_code(client, number)
    client.get("/me/second-factor/totp/activate/")
    used = code_now(client.session[SECRET_SESSION_KEY])
    client.post("/me/second-factor/totp/activate/", {"code": used})
    assert Authenticator.objects.filter(user=user, type="totp").exists()

    over_the_shoulder = client_factory()
    come_in_by_code(over_the_shoulder, number)
    again = over_the_shoulder.post("/me/second-factor/authenticate/", {"code": used})

    assert again.status_code == 422
    assert over_the_shoulder.get("/me/").status_code == 302


def test_a_trusted_device_is_not_asked_again_and_another_is(client, client_factory):
    """Requirement 8.3: a trusted device counts as the second factor."""
    user, number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    come_in_by_code(client, number)
    client.post("/me/second-factor/authenticate/", {"code": code_now(secret)})
    client.post("/me/second-factor/trust/", {"action": "trust"})
    client.post("/sign-out/")

    come_in_by_code(client, number)
    assert client.get("/me/").status_code == 200

    stranger = client_factory()
    come_in_by_code(stranger, number)
    assert stranger.get("/me/").status_code == 302


def test_who_signs_out_everywhere_trusts_no_browser_any_more(client):
    """Whoever has lost a laptop presses that very button."""
    user, number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    lost = client
    come_in_by_code(lost, number)
    lost.post("/me/second-factor/authenticate/", {"code": code_now(secret)})
    lost.post("/me/second-factor/trust/", {"action": "trust"})
    manager = actor_of_user(user)
    commands.end_visits(actor=manager, user_id=user.pk, at=clock.now() + timedelta(seconds=2))

    cache.clear()
    led = come_in_by_code(lost, number)
    assert led.url.startswith("/me/second-factor/authenticate/")
    assert lost.get("/me/").status_code == 302


def test_a_code_to_the_telephone_takes_no_factor_away(client):
    """A trusted browser comes in by the code alone; that is too little for this."""
    user, number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    come_in_by_code(client, number)
    client.post("/me/second-factor/authenticate/", {"code": code_now(secret)})
    client.post("/me/second-factor/trust/", {"action": "trust"})
    client.post("/sign-out/")
    cache.clear()
    come_in_by_code(client, number)
    assert client.get("/me/").status_code == 200

    refused = client.post("/me/second-factor/totp/deactivate/")

    assert refused.url.startswith("/me/second-factor/reauthenticate/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_passkey_of_twenty_thousand_brackets_is_refused_in_words(client):
    user, number = a_person("manager")
    TOTP.activate(user, generate_totp_secret())
    come_in_by_code(client, number)

    answer = client.post("/me/second-factor/authenticate/", {"credential": "[" * 20_000})

    assert answer.status_code == 422


def test_a_new_role_wants_a_second_factor_at_the_next_page(client):
    user, _number = a_person()
    client.force_login(user)
    assert client.get("/me/").status_code == 200

    commands.grant_role(
        actor=FOUNDER, user_id=user.pk, branch_id=open_branch().pk, role="finance", at=MONDAY_9
    )

    assert client.get("/me/").url == "/me/second-factor/"


def test_recovery_codes_alone_are_no_second_factor(client):
    actor = staff("manager", open_branch())
    user = User.objects.get(id=actor.user_id)
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
    client.force_login(user)

    assert client.get("/me/").url == "/me/second-factor/"


def test_taking_the_factor_away_asks_who_it_is_once_more(client):
    user, _number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client.force_login(user)

    answer = client.post("/me/second-factor/totp/deactivate/")

    assert answer.url.startswith("/me/second-factor/reauthenticate/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_reset_factor_ends_the_keys_of_programs_too(client):
    """A factor that was found is worth nothing, and no more is what was made with it."""
    branch = open_branch()
    manager = staff("manager", branch)
    TOTP.activate(User.objects.get(id=manager.user_id), generate_totp_secret())
    _row, token = commands.make_token(
        actor=manager, name="test", scopes=["read"], days=30, at=clock.now()
    )
    assert asks(client, token).status_code == 200

    commands.reset_factor(actor=staff("administrator"), user_id=manager.user_id, at=clock.now())

    assert asks(client, token).status_code == 401


def test_a_program_of_a_desk_without_a_factor_is_told_to_set_one_up(client):
    manager = staff("manager", open_branch())
    _row, token = commands.make_token(
        actor=manager, name="test", scopes=["read"], days=30, at=clock.now()
    )

    refused = asks(client, token)

    assert refused.status_code == 403
    assert "第二重验证" in refused.json()["detail"]


def asks(client, token):
    return client.get("/api/v1/branches", headers={"Authorization": f"Bearer {token}"})


def test_who_is_half_in_when_all_visits_are_ended_stays_out(client):
    user, number = a_person("manager")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    come_in_by_code(client, number)
    commands.end_visits(
        actor=actor_of_user(user), user_id=user.pk, at=clock.now() + timedelta(seconds=2)
    )

    answer = client.post("/me/second-factor/authenticate/", {"code": code_now(secret)})
    client.post("/me/second-factor/trust/", {"action": "skip"})

    assert answer.status_code == 302
    assert client.get("/me/").status_code == 302
