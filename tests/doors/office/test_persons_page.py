"""On a person's page stands every way in that they have, each with its end."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import ApiToken, EntryLink, Role, Session, User
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.flow.overviews.ways_in import ways_in_of
from guanjia.outbound.models import Notice
from tests.doors.coming_in import by_code
from tests.world import homes, people
from tests.world.company import (
    HANDOFFS,
    actor_of_user,
    also,
    ledger_size,
    open_branch,
    phone_number,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def branch():
    return open_branch(name="静安店")


@pytest.fixture
def household(branch):
    return homes.open_household(branch, name="吴家")


@pytest.fixture
def wu(household):
    return User.objects.get(id=homes.client_actor(household).user_id)


def link_to(user, branch):
    return commands.make_link(
        actor=HANDOFFS,
        purpose="visit",
        subject_id=1,
        household_id=1,
        branch_id=branch.pk,
        phone=user.phone,
        expires_at=clock.now() + timedelta(days=5),
        at=clock.now(),
    )


def key_of(actor):
    return commands.make_token(actor=actor, name="考勤机", scopes=["read"], at=clock.now())[0]


LOOKS_AFTER_CLIENTS = ("manager", "administrator", "consultant", "butler", "care")
LOOKS_AFTER_WORKERS = ("manager", "administrator", "recruiter")
OTHERS = ("dispatcher", "inspector", "trainer", "finance")


@pytest.mark.parametrize("role", LOOKS_AFTER_CLIENTS)
def test_whoever_looks_after_clients_sees_and_ends_how_they_come_in(at_desk, branch, wu, role):
    """Requirement 8.3: what was given can be seen and taken back."""
    theirs = by_code(wu.phone)
    desk = at_desk(staff(role, branch))
    link = link_to(wu, branch)

    shown = desk.get(reverse("ways", args=[wu.pk])).content.decode()
    assert "已用验证码确认为本人" in shown
    assert "Chrome · Android" in shown
    assert "上门服务链接" in shown
    assert wu.phone.removeprefix("+86") not in shown

    desk.post(reverse("end_way", args=[wu.pk, "visits", wu.pk]))
    desk.post(reverse("end_way", args=[wu.pk, "link", link.pk]))
    assert theirs.get("/me/").status_code == 302
    assert EntryLink.objects.get(id=link.pk).revoked_at is not None

    desk.post(reverse("close_login", args=[wu.pk]))
    assert not User.objects.get(id=wu.pk).is_active


@pytest.mark.parametrize("role", ["recruiter", *OTHERS])
def test_for_others_a_client_has_no_such_page(at_desk, branch, wu, role):
    theirs, desk = by_code(wu.phone), at_desk(staff(role, branch))
    size = ledger_size()

    assert desk.get(reverse("ways", args=[wu.pk])).status_code == 404
    for name, rest in (("end_way", ["visits", wu.pk]), ("close_login", []), ("reopen_login", [])):
        assert desk.post(reverse(name, args=[wu.pk, *rest])).status_code == 404, name

    assert theirs.get("/me/").status_code == 200
    assert ledger_size() == size


@pytest.mark.parametrize("role", LOOKS_AFTER_WORKERS)
def test_a_workers_ways_in_are_led_to_from_the_record(at_desk, branch, role):
    worker = people.apply_as_worker(branch)
    desk = at_desk(staff(role, branch))
    if role != "administrator":
        record = desk.get(reverse("workforce:worker", args=[worker.pk])).content.decode()
        assert reverse("ways", args=[worker.user_id]) in record

    shown = desk.get(reverse("ways", args=[worker.user_id])).content.decode()

    assert "尚未确认为本人" in shown
    desk.post(reverse("close_login", args=[worker.user_id]))
    assert not User.objects.get(id=worker.user_id).is_active


def test_a_clients_ways_in_are_led_to_from_the_household_and_end_with_the_contact(
    at_desk, branch, household
):
    lin = homes.consultant_of(branch)
    son = homes.relative_actor(household, by=lin)
    contact = household.contacts.get(user_id=son.user_id)
    desk, theirs = at_desk(lin), by_code(contact.phone)
    home = reverse("client_home")
    assert theirs.get(home).status_code == 200
    page = desk.get(reverse("dossier:household", args=[household.pk])).content.decode()
    assert reverse("ways", args=[son.user_id]) in page

    address = reverse("dossier:remove_part", args=[household.pk, "contact", contact.pk])
    assert (
        address
        in desk.get(
            reverse("dossier:part", args=[household.pk, "contact", contact.pk])
        ).content.decode()
    )
    assert contact.name in desk.get(address).content.decode()
    assert theirs.get(home).status_code == 200, "asking removes nobody"

    desk.post(address)
    assert theirs.get(home).status_code == 404


def test_the_decider_is_not_removed(at_desk, branch, household, wu):
    desk = at_desk(homes.consultant_of(branch))
    contact = household.contacts.get()
    size = ledger_size()

    desk.post(reverse("dossier:remove_part", args=[household.pk, "contact", contact.pk]))

    assert household.contacts.count() == 1
    assert ledger_size() == size


def test_a_colleagues_page_shows_keys_and_factor(at_desk, branch):
    colleague = staff("dispatcher", branch)
    key = key_of(colleague)
    Authenticator.objects.create(user_id=colleague.user_id, type="totp", data={"secret": "x"})
    desk = at_desk(staff("manager", branch))

    shown = desk.get(reverse("person", args=[colleague.user_id])).content.decode()
    assert "考勤机" in shown
    assert "已设置" in shown
    desk.post(reverse("end_way", args=[colleague.user_id, "token", key.pk]))

    assert ApiToken.objects.get(id=key.pk).revoked_at is not None


def test_a_lost_factor_is_reset_by_an_administrator_and_its_owner_is_told(at_desk, branch):
    colleague = User.objects.get(id=staff("dispatcher", branch).user_id)
    Authenticator.objects.create(user=colleague, type="totp", data={"secret": "x"})
    Session.objects.create(
        session_key="lost",
        session_data="",
        expire_date=clock.now() + timedelta(1),
        user=colleague,
    )
    desk = at_desk(staff("administrator", branch))

    desk.post(reverse("end_way", args=[colleague.pk, "factor", colleague.pk]))

    assert not Authenticator.objects.filter(user=colleague).exists()
    assert not Session.objects.filter(user=colleague).exists()
    deliver(at=clock.now())
    assert any(
        "第二重验证已被重置" in one.words
        for one in Notice.objects.all()
        if one.address == colleague.phone
    )


def test_a_manager_who_changes_numbers_resets_no_factor(at_desk, branch):
    """Both together would be the colleague's login."""
    colleague = staff("dispatcher", branch)
    Authenticator.objects.create(user_id=colleague.user_id, type="totp", data={"secret": "x"})
    desk, size = at_desk(staff("manager", branch)), ledger_size()
    address = reverse("end_way", args=[colleague.user_id, "factor", colleague.user_id])

    assert address not in desk.get(reverse("person", args=[colleague.user_id])).content.decode()
    assert desk.post(address).status_code == 403

    assert Authenticator.objects.filter(user_id=colleague.user_id).exists()
    assert ledger_size() == size


def test_whoever_also_stands_elsewhere_is_an_administrators(at_desk, branch, wu):
    """One foot in another branch is enough: nobody there has agreed to be moved from here."""
    elsewhere = open_branch(name="徐汇店")
    user = User.objects.get(id=also(actor_of_user(wu), "trainer", elsewhere).user_id)
    theirs, number = by_code(wu.phone), wu.phone
    desk = at_desk(staff("manager", elsewhere))
    size = ledger_size()

    page = desk.get(reverse("person", args=[user.pk])).content.decode()
    assert "负责范围之外" in page
    assert "Chrome" not in page
    refused = [
        desk.post(reverse("person", args=[user.pk]), {"phone": phone_number()}),
        desk.post(reverse("close_login", args=[user.pk])),
        desk.post(reverse("end_way", args=[user.pk, "visits", user.pk])),
        desk.post(reverse("end_way", args=[user.pk, "factor", user.pk])),
    ]

    assert [answer.status_code for answer in refused] == [403] * 4
    assert theirs.get("/me/").status_code == 200
    user.refresh_from_db()
    assert (user.phone, user.is_active) == (number, True)
    assert Role.objects.filter(user=user, until=None).count() == 1
    assert ledger_size() == size


def test_the_number_of_a_client_is_changed_with_the_household(at_desk, branch, wu):
    desk, number = at_desk(homes.consultant_of(branch)), wu.phone

    answer = desk.post(reverse("ways", args=[wu.pk]), {"phone": phone_number()})

    assert answer.status_code == 409
    assert "客户档案的联系人" in answer.content.decode()
    wu.refresh_from_db()
    assert wu.phone == number


def test_the_number_of_a_worker_is_changed_with_the_login(at_desk, branch):
    worker = people.apply_as_worker(branch)
    theirs, number = by_code(worker.user.phone), phone_number()
    desk = at_desk(staff("recruiter", branch))

    desk.post(reverse("ways", args=[worker.user_id]), {"phone": number})
    deliver(at=clock.now())

    worker.refresh_from_db()
    assert worker.phone == f"+86{number}"
    assert theirs.get("/me/").status_code == 302
    assert by_code(f"+86{number}").get("/me/").status_code == 200
    assert queries.user_by_phone(number).phone_verified_at is not None


@pytest.mark.parametrize("role", ["manager", "administrator", "owner"])
def test_clients_and_workers_are_not_among_the_colleagues(at_desk, branch, wu, role):
    people.apply_as_worker(branch, name="王桂兰")
    desk = at_desk(staff(role, branch, name="陆远"))

    listed = desk.get(reverse("settings")).content.decode()

    assert "陆远" in listed
    assert reverse("person", args=[wu.pk]) not in listed
    assert "王桂兰" not in listed


def test_the_page_is_read_in_eleven_queries(branch, wu, django_assert_max_num_queries):
    manager = staff("manager", branch)

    with django_assert_max_num_queries(11):
        shown = ways_in_of(actor=manager, user_id=wu.pk, at=clock.now())

    assert [one.household for one in shown.standings] == ["吴家"]
