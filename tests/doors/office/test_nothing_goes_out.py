"""Where no provider is set, those who can have it mended see so on every page."""

import pytest
from django.urls import reverse

from guanjia.chapters.org.models import User
from guanjia.doors.web.account.health import look_again
from guanjia.outbound.commands import MESSENGER, queue_notice, send_due
from guanjia.outbound.messages import Memory, Refused, carried_by
from guanjia.outbound.messages.protocol import BLOCKED
from tests.world.company import MONDAY_9, open_branch, seed, staff

pytestmark = pytest.mark.django_db
BANNER = "短信目前发不出去"


@pytest.fixture
def no_provider(settings):
    settings.MESSENGERS = settings.MESSENGERS | {"sms": ""}


@pytest.fixture
def branch():
    seed()
    return open_branch()


@pytest.fixture
def as_(client):
    def sign_in(actor):
        client.force_login(User.objects.get(id=actor.user_id))
        return client

    return sign_in


def an_sms(branch):
    return queue_notice(
        actor=MESSENGER,
        key="visit/1",
        kind="visit.rearranged",
        channel="sms",
        about="household/1",
        words="您的服务时间有变化。",
        address="+8619900000001",
        branch_id=branch.pk,
        at=MONDAY_9,
    )


def shown(visitor, name="outbox"):
    return visitor.get(reverse(name)).content.decode()


@pytest.mark.parametrize("role", ["owner", "administrator", "manager"])
def test_whoever_looks_after_the_house_sees_on_every_page_that_nothing_goes_out(
    as_, branch, role, no_provider
):
    visitor = as_(staff(role, branch))

    for name in ("today", "settings", "outbox", "catalog:services"):
        assert BANNER in shown(visitor, name), name


def test_others_are_not_bothered_with_it(as_, branch, no_provider):
    assert BANNER not in shown(as_(staff("dispatcher", branch)), "today")


def test_with_a_provider_no_page_speaks_of_it(as_, branch):
    assert BANNER not in shown(as_(staff("owner")), "today")


def test_the_outbox_says_what_waits_for_a_provider_and_what_to_set(as_, branch, no_provider):
    an_sms(branch)
    send_due(at=MONDAY_9)

    page = shown(as_(staff("manager", branch)))

    assert "这个渠道还没有设置服务商" in page
    assert "1 条消息在等待" in page
    assert "GUANJIA_SMS" in page
    assert "已发送</span>" not in page


def test_a_refusal_is_told_in_chinese_with_the_providers_own_code(as_, branch):
    an_sms(branch)
    with carried_by(Memory(failures=[Refused(BLOCKED, "isv.BLACK_KEY_CONTROL_LIMIT")]), "sms"):
        send_due(at=MONDAY_9)

    page = shown(as_(staff("manager", branch)))

    assert "对方不愿接收我们的消息，或不能接收。 [isv.BLACK_KEY_CONTROL_LIMIT]" in page


def test_the_door_says_that_no_code_can_be_sent(client, no_provider):
    assert "目前发不了验证码" in shown(client, "account_request_login_code")


def test_health_tells_that_nothing_is_delivered(client, settings):
    look_again()
    assert client.get(reverse("health")).json()["looks"]["delivery"] == {"state": "well"}

    settings.MESSENGERS = settings.MESSENGERS | {"sms": ""}
    look_again()
    answer = client.get(reverse("health"))
    look_again()

    assert answer.status_code == 503
    assert answer.json()["looks"]["delivery"] == {"state": "ill", "waiting": 0}
