"""A role is given to somebody new or within reach; anybody else is asked, and says yes as themselves."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import Role, RoleOffer, User
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.doors.coming_in import by_code, long_signed_in, show_again
from tests.world import homes
from tests.world.company import FOUNDER, ledger_size, open_branch, phone_number, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def west():
    return open_branch(name="徐汇店")


@pytest.fixture
def manager(west):
    return staff("manager", west, name="陆远")


@pytest.fixture
def desk(at_desk, manager):
    return at_desk(manager)


@pytest.fixture
def wu():
    """A client of another branch, who has signed in with us."""
    household = homes.open_household(open_branch(name="静安店"))
    return User.objects.get(id=homes.client_actor(household).user_id)


def invitation(phone, west, **more):
    return {"name": "吴女士", "phone": phone, "role": "trainer", "place": west.pk} | more


def told(phone):
    deliver(at=clock.now())
    return [one for one in Notice.objects.exclude(kind="code") if one.address == phone]


def asked(desk, wu, west):
    desk.post(reverse("invite_user"), invitation(wu.phone, west, is_known=wu.phone))
    return RoleOffer.objects.get()


def test_somebody_new_is_invited_and_told_where_to_sign_in(desk, west):
    """Requirement 8.7: users and roles."""
    number = f"+86{phone_number()}"

    answer = desk.post(reverse("invite_user"), invitation(number, west), follow=True)

    assert "登录地址已用短信发送" in answer.content.decode()
    assert Role.objects.get(user__name="吴女士").role == "trainer"
    (sms,) = told(number)
    assert sms.link == "/sign-in/"
    assert "徐汇店邀请您担任“培训老师”" in sms.words


def test_a_number_in_use_is_asked_about_before_anything_happens(desk, west, wu):
    size = ledger_size()

    answer = desk.post(reverse("invite_user"), invitation(wu.phone, west))

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "这个号码已有账号" in shown
    assert wu.name not in shown.replace('value="吴女士"', ""), "whose number it is stays unsaid"
    assert (RoleOffer.objects.count(), ledger_size()) == (0, size)


def test_whoever_changes_the_number_is_asked_anew(desk, west, wu):
    other = User.objects.get(id=staff("care", open_branch()).user_id)

    answer = desk.post(reverse("invite_user"), invitation(other.phone, west, is_known=wu.phone))

    assert answer.status_code == 409
    assert not RoleOffer.objects.exists()


def test_a_colleague_within_reach_gets_it_at_once_and_is_told(desk, west):
    colleague = User.objects.get(id=staff("dispatcher", west, name="何静").user_id)
    given = invitation(colleague.phone, west, is_known=colleague.phone)

    desk.post(reverse("invite_user"), given)

    assert Role.objects.filter(user=colleague, role="trainer").exists()
    assert any("培训老师" in one.words for one in told(colleague.phone))


def test_somebody_known_elsewhere_is_asked_and_says_yes_with_a_code(desk, west, wu):
    offer = asked(desk, wu, west)
    assert not Role.objects.filter(user=wu).exists()
    assert "待本人答复" in desk.get(reverse("settings")).content.decode()
    (sms,) = told(wu.phone)
    assert sms.link == reverse("role_offer", args=[offer.pk])

    theirs = long_signed_in(wu)
    assert "陆远" in theirs.get("/me/").content.decode()
    address = reverse("role_offer", args=[offer.pk])
    shown = theirs.get(address).content.decode()
    assert "徐汇店" in shown
    assert "陆远" in shown
    assert "培训老师" in shown
    assert theirs.post(address).url.startswith("/me/again/code/"), "an old visit says no yes"
    assert not Role.objects.filter(user=wu).exists()

    show_again(theirs, wu.phone, then=address)

    assert Role.objects.get(user=wu, role="trainer").branch == west
    offer.refresh_from_db()
    assert offer.status == "accepted"


def test_a_no_gives_nothing(desk, west, wu):
    offer = asked(desk, wu, west)

    by_code(wu.phone).post(reverse("decline_role", args=[offer.pk]))

    offer.refresh_from_db()
    assert offer.status == "declined"
    assert not Role.objects.filter(user=wu).exists()


def test_what_was_offered_to_one_is_no_page_for_another(desk, west, wu):
    offer = asked(desk, wu, west)
    stranger = by_code(User.objects.get(id=staff("care", open_branch()).user_id).phone)
    size = ledger_size()

    for browser in (desk, stranger):
        assert browser.get(reverse("role_offer", args=[offer.pk])).status_code == 404
        for name in ("role_offer", "decline_role"):
            answer = browser.post(reverse(name, args=[offer.pk]))
            assert answer.status_code == 404 or answer.url.startswith("/me/again/")

    offer.refresh_from_db()
    assert (offer.status, ledger_size()) == ("offered", size)


def test_an_offer_is_taken_back_before_it_is_answered(desk, west, wu):
    offer = asked(desk, wu, west)
    theirs = by_code(wu.phone)
    assert desk.get(reverse("withdraw_offer", args=[offer.pk])).status_code == 200

    desk.post(reverse("withdraw_offer", args=[offer.pk]))

    assert theirs.post(reverse("role_offer", args=[offer.pk])).status_code == 409
    assert not Role.objects.filter(user=wu).exists()


def test_an_offer_of_somebody_who_may_give_nothing_any_more_is_void(desk, west, wu, manager):
    offer = asked(desk, wu, west)
    theirs = by_code(wu.phone)
    role = Role.objects.get(user_id=manager.user_id)
    commands.end_role(actor=FOUNDER, role_id=role.pk, at=clock.now())

    assert theirs.post(reverse("role_offer", args=[offer.pk])).status_code == 409
    assert not Role.objects.filter(user=wu).exists()


def test_asking_twice_is_one_offer(desk, west, wu):
    asked(desk, wu, west)
    asked(desk, wu, west)

    assert len(told(wu.phone)) == 1
