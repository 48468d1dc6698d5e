"""Nobody is taken over from a desk: roles and numbers only for people of one's own reach."""

import pytest
from django.test import Client
from django.urls import reverse

from guanjia.chapters.org.models import Role, Session, User
from tests.world import homes, people
from tests.world.company import ledger_size, open_branch, phone_number, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return open_branch(name="静安店")


@pytest.fixture
def west():
    return open_branch(name="徐汇店")


@pytest.fixture
def manager_of_west(west):
    return signed_in(staff("manager", west, name="陆远"))


def signed_in(actor):
    client = Client()
    client.force_login(User.objects.get(id=actor.user_id))
    return client


def a_client_of(branch):
    household = homes.open_household(branch)
    return User.objects.get(id=homes.client_actor(household).user_id)


def a_worker_of(branch):
    return people.apply_as_worker(branch).user


def a_colleague_of(branch):
    return User.objects.get(id=staff("dispatcher", branch).user_id)


SOMEBODY_OF_EAST = (a_client_of, a_worker_of, a_colleague_of)


@pytest.mark.parametrize("somebody", SOMEBODY_OF_EAST)
def test_inviting_somebody_of_another_branch_gives_them_no_role_and_nobody_their_number(
    manager_of_west, east, west, somebody
):
    victim = somebody(east)
    theirs = Client()
    theirs.force_login(victim)
    number, roles = victim.phone, Role.objects.filter(user=victim).count()
    given = {"name": "培训老师", "phone": number, "role": "trainer", "place": west.pk}

    asked = manager_of_west.post(reverse("invite_user"), given)
    assert asked.status_code == 409
    manager_of_west.post(reverse("invite_user"), given | {"is_known": number})
    taken = manager_of_west.post(reverse("person", args=[victim.pk]), {"phone": phone_number()})

    assert taken.status_code == 404
    victim.refresh_from_db()
    assert victim.phone == number
    assert Role.objects.filter(user=victim).count() == roles
    assert Session.objects.filter(user=victim).exists(), "they noticed nothing: nothing happened"


@pytest.mark.parametrize("somebody", SOMEBODY_OF_EAST)
def test_every_other_act_on_somebody_of_another_branch_is_no_page(
    manager_of_west, east, west, somebody
):
    victim = somebody(east)
    size = ledger_size()

    for name in ("close_login", "reopen_login"):
        answer = manager_of_west.post(reverse(name, args=[victim.pk]))
        assert answer.status_code == 404, name
    role = {"role": "trainer", "place": west.pk}
    assert manager_of_west.post(reverse("grant_role", args=[victim.pk]), role).status_code == 404

    victim.refresh_from_db()
    assert victim.is_active
    assert ledger_size() == size
