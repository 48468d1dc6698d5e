"""What protects a login is changed by whoever has just shown who they are, and is told to their number."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import ApiToken, User
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.doors.coming_in import by_code, last_code, long_signed_in, show_again
from tests.world import homes
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db
SECRET = {"password1": "a long enough sentence", "password2": "a long enough sentence"}
GUARDED = (
    "/me/password/new/",
    "/me/second-factor/totp/activate/",
    "/me/second-factor/webauthn/add/",
    "/me/keys/new/",
)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def colleague():
    """Somebody with a desk, who signs in by code and has set up nothing else."""
    return User.objects.get(id=staff("dispatcher", open_branch()).user_id)


def told(user):
    return [one.words for one in Notice.objects.exclude(kind="code") if one.address == user.phone]


@pytest.mark.parametrize("address", GUARDED)
def test_an_old_visit_is_led_to_a_code_before_it_sees_the_page(colleague, address):
    old = long_signed_in(colleague)

    answer = old.get(address)

    assert answer.url.startswith("/me/again/code/")


def test_an_old_visit_sets_no_first_password(colleague):
    """Whoever holds a telephone that was left signed in does not become its owner for good."""
    old = long_signed_in(colleague)

    answer = old.post("/me/password/new/", SECRET)

    assert answer.url.startswith("/me/again/code/")
    assert not User.objects.get(id=colleague.pk).has_usable_password()
    assert not told(colleague)


def test_a_wrong_code_proves_nothing_and_three_end_it(colleague):
    old = long_signed_in(colleague)
    old.post("/me/again/code/", {"action": "send"})
    right = last_code(colleague.phone)
    wrong = "000000" if right != "000000" else "111111"

    for _guess in range(3):
        assert old.post("/me/again/code/", {"action": "verify", "code": wrong}).status_code == 422
    old.post("/me/again/code/", {"action": "verify", "code": right})

    assert old.get("/me/password/new/").url.startswith("/me/again/code/")
    assert not User.objects.get(id=colleague.pk).has_usable_password()


def test_with_the_code_the_password_is_set_and_the_number_is_told(colleague):
    old = long_signed_in(colleague)
    old.post("/me/password/new/", SECRET)

    show_again(old, colleague.phone, then="/me/password/new/")

    assert User.objects.get(id=colleague.pk).has_usable_password(), "what was typed is not lost"
    (words,) = told(colleague)
    assert "已设置密码" in words
    assert "如果不是您本人操作" in words


def test_the_code_of_one_is_not_the_proof_of_another(colleague):
    other = User.objects.get(id=staff("care", open_branch()).user_id)
    theirs = long_signed_in(other)
    theirs.post("/me/again/code/", {"action": "send"})
    mine = long_signed_in(colleague)

    mine.post("/me/again/code/", {"action": "verify", "code": last_code(other.phone)})

    assert mine.get("/me/password/new/").url.startswith("/me/again/code/")


def test_a_proof_lasts_minutes(colleague, settings):
    browser = by_code(colleague.phone)
    assert browser.get("/me/password/new/").status_code == 200

    settings.CLOCK_AHEAD = timedelta(minutes=6)

    assert browser.get("/me/password/new/").url.startswith("/me/again/code/")


def test_whoever_has_a_second_factor_shows_that_and_not_a_code(colleague):
    Authenticator.objects.create(user=colleague, type="totp", data={"secret": "x"})
    old = long_signed_in(colleague)

    answer = old.get("/me/again/code/")

    assert answer.url.startswith("/me/second-factor/reauthenticate/")
    assert not Notice.objects.filter(kind="code").exists()


def test_the_next_page_is_one_of_ours(colleague):
    old = long_signed_in(colleague)

    answer = show_again(old, colleague.phone, then="https://elsewhere.example/")

    assert answer.url == "/me/"


def test_a_key_is_made_for_oneself_shown_once_and_told(colleague):
    """Requirement 8.5: tokens are hashed, expire and can be revoked."""
    browser = by_code(colleague.phone)
    given = {"name": "考勤", "scopes": ["read"], "days": "30"}

    shown = browser.post("/me/keys/new/", given).content.decode()

    row = ApiToken.objects.get()
    assert (row.user, row.name, row.scopes) == (colleague, "考勤", ["read"])
    program = Client(headers={"Authorization": f"Bearer {_key_in(shown)}"})
    assert program.get("/api/v1/branches").status_code == 200
    assert _key_in(shown) not in browser.get("/me/").content.decode()
    deliver(at=clock.now())
    assert any("程序密钥" in words for words in told(colleague))

    browser.post(f"/people/{colleague.pk}/ways/token/{row.pk}/end/")
    assert program.get("/api/v1/branches").status_code == 401


def _key_in(page):
    return page.partition('readonly rows="2"')[2].partition(">")[2].partition("<")[0]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": ["all"]}, {"days": "9999"}])
def test_a_wrong_key_is_refused_beside_the_field(colleague, wrong):
    browser = by_code(colleague.phone)
    size = ledger_size()
    given = {"name": "考勤", "scopes": ["read"], "days": "30"}

    answer = browser.post("/me/keys/new/", given | wrong)

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
    assert ledger_size() == size


def test_clients_make_no_keys():
    household = homes.open_household(open_branch())
    wu = User.objects.get(id=homes.client_actor(household).user_id)

    assert by_code(wu.phone).get("/me/keys/new/").status_code == 404
    assert not ApiToken.objects.exists()


def test_a_passkey_alone_does_not_make_a_number_ones_own():
    """Somebody prepares a login with a factor of theirs, and then it gets another's number."""
    branch = open_branch()
    household = homes.open_household(branch)
    number = household.contacts.get().phone
    prepared = User.objects.get(id=staff("dispatcher", branch).user_id)
    Authenticator.objects.create(user=prepared, type="totp", data={"secret": "x"})
    manager = staff("manager", branch)
    commands.change_phone(actor=manager, user_id=prepared.pk, phone=number, at=MONDAY_9)

    by_code(number)

    household.contacts.get().refresh_from_db()
    assert household.contacts.get().user is None, "a factor of somebody else's stood in the way"
    assert User.objects.get(id=prepared.pk).phone_verified_at is None
