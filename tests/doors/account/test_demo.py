"""Trying on roles: in a demonstration, at its own machine, and nowhere else."""

import pytest

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import Session, User
from guanjia.outbound.models import Notice
from tests.world.company import FOUNDER, MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db
AT_THE_MACHINE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture
def manager():
    """The manager of a branch in a house that was told as a demonstration."""
    commands.mark_as_demo(actor=FOUNDER, at=MONDAY_9)
    actor = staff("manager", open_branch())
    return User.objects.get(id=actor.user_id)


@pytest.fixture
def in_demo(settings):
    settings.IS_DEMO = True


def become(client, user, **where):
    return client.post(f"/demo/{user.pk}/", **(AT_THE_MACHINE | where))


def refused(client, user, **where):
    before = (Session.objects.count(), ledger_size())
    seen = client.get("/demo/", **(AT_THE_MACHINE | where)).status_code
    tried = become(client, user, **where).status_code
    assert (Session.objects.count(), ledger_size()) == before
    return (seen, tried) == (404, 404)


def test_one_person_for_each_role_is_shown_and_can_be_become(client, manager, in_demo):
    answer = client.get("/demo/", **AT_THE_MACHINE)
    assert answer.status_code == 200
    assert manager.name in answer.content.decode()

    assert become(client, manager).status_code == 302

    assert Session.objects.get().user == manager


def test_codes_are_shown_there_and_only_there(client, manager, in_demo):
    client.post("/sign-in/", {"phone": manager.phone})

    code = Notice.objects.get().words[:6]
    assert code in client.get("/demo/", **AT_THE_MACHINE).content.decode()


def test_outside_a_demonstration_nobody_becomes_anybody(client, manager, settings):
    settings.IS_DEMO = False

    assert refused(client, manager)


def test_settings_alone_make_no_demonstration(client, in_demo):
    """The database must say so too, and it says so only if it was empty when it was told."""
    user = User.objects.get(id=staff("manager", open_branch()).user_id)

    assert refused(client, user)


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "guanjia.example"},
    ],
)
def test_from_another_machine_nobody_becomes_anybody(client, manager, in_demo, where):
    assert refused(client, manager, **where)


def test_behind_a_proxy_that_sends_nothing_of_its_own_the_doors_stay_shut(
    client, manager, in_demo, settings
):
    """Its requests look like those of a browser at the machine, but it has not seen the terminal."""
    settings.DEMO_KEY = "shown-by-the-terminal"

    assert refused(client, manager)
    assert client.get("/demo/?key=guessed", **AT_THE_MACHINE).status_code == 404
    client.cookies["demo"] = "guessed"
    assert refused(client, manager)


def test_whoever_started_the_demonstration_opens_its_doors_by_the_address_in_the_terminal(
    client, manager, in_demo, settings
):
    settings.DEMO_KEY = "shown-by-the-terminal"
    assert "终端" in client.get("/sign-in/", **AT_THE_MACHINE).content.decode()

    opened = client.get("/demo/?key=shown-by-the-terminal", **AT_THE_MACHINE)

    assert opened["Location"] == "/demo/"
    assert manager.name in client.get("/demo/", **AT_THE_MACHINE).content.decode()
    assert become(client, manager).status_code == 302
    assert Session.objects.get().user == manager


def test_only_those_shown_can_be_become(client, manager, in_demo):
    other = User.objects.get(id=staff("manager", open_branch()).user_id)

    assert become(client, other).status_code == 404
    assert not Session.objects.exists()


def test_a_role_is_never_tried_on_by_following_a_link(client, manager, in_demo):
    assert client.get(f"/demo/{manager.pk}/", **AT_THE_MACHINE).status_code == 405
    assert not Session.objects.exists()
