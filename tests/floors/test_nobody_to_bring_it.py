"""What no provider carries waits, says so, and lapses; it is never said to be sent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from guanjia.outbound import rules
from guanjia.outbound.commands import MESSENGER, queue_notice, send_due
from guanjia.outbound.messages import Console, Memory, NotSent, Unreachable, carried_by
from guanjia.outbound.models import Notice
from guanjia.outbound.queries import undelivered
from tests.world.company import MONDAY_9, ledger_size

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_carries_sms(settings):
    settings.MESSENGERS = settings.MESSENGERS | {"sms": "", "wechat": ""}


def queued(key="visit.started/1/sms/5", **changed):
    given = {
        "actor": MESSENGER,
        "key": key,
        "kind": "visit.started",
        "channel": "sms",
        "about": "household/1",
        "words": "阿姨已到您家。",
        "address": "+8619900000001",
        "at": MONDAY_9,
    }
    return queue_notice(**given | changed)


def state_of(notice):
    notice.refresh_from_db()
    return notice.status


def test_without_a_provider_a_message_waits_and_is_never_said_to_be_sent():
    notice = queued()
    size = ledger_size()

    assert send_due(at=MONDAY_9 + timedelta(hours=1)) == 0
    assert (state_of(notice), notice.attempts) == ("waiting", 0)
    assert ledger_size() == size


def test_what_waits_for_a_provider_holds_up_nothing_else():
    for number in range(60):
        queued(f"a/{number}")
    inside = queued("b", channel="app", address="", at=MONDAY_9 + timedelta(minutes=1))

    send_due(at=MONDAY_9 + timedelta(minutes=1))

    assert state_of(inside) == "sent"


def test_a_provider_that_is_set_in_time_brings_what_waited():
    notice = queued()
    send_due(at=MONDAY_9)
    post = Memory()

    with carried_by(post, "sms"):
        send_due(at=MONDAY_9 + timedelta(hours=2))

    assert (state_of(notice), list(post.brought)) == ("sent", [notice.key])


def test_weeks_later_nothing_old_floods_out():
    old = [queued(f"old/{number}") for number in range(5)]
    weeks_later = MONDAY_9 + timedelta(weeks=3)
    fresh = queued("fresh", at=weeks_later)
    post = Memory()

    with carried_by(post, "sms"):
        send_due(at=weeks_later)

    assert list(post.brought) == [fresh.key]
    assert {state_of(notice) for notice in old} == {"lapsed"}


def test_however_many_have_waited_none_of_them_goes_out():
    for number in range(230):
        queued(f"old/{number}")
    post = Memory()

    with carried_by(post, "sms"):
        send_due(at=MONDAY_9 + timedelta(weeks=3))
        send_due(at=MONDAY_9 + timedelta(weeks=3))

    assert post.brought == {}
    assert not Notice.objects.exclude(status="lapsed").exists()


def test_what_lapsed_says_that_no_provider_was_set():
    notice = queued()

    send_due(at=MONDAY_9 + rules.GOOD_FOR)

    assert (state_of(notice), notice.failure) == ("lapsed", "No provider is set for this channel.")


def test_what_is_of_use_for_five_minutes_lapses_after_five():
    notice = queued(good_until=MONDAY_9 + timedelta(minutes=5))
    post = Memory()

    with carried_by(post, "sms"):
        send_due(at=MONDAY_9 + timedelta(minutes=5))

    assert (state_of(notice), post.brought) == ("lapsed", {})


def test_what_is_read_in_the_product_never_lapses():
    notice = queued(channel="app", address="")

    send_due(at=MONDAY_9 + timedelta(weeks=9))

    assert state_of(notice) == "sent"


def test_the_house_knows_by_which_channels_nothing_is_delivered(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [(one.channel, one.waiting) for one in undelivered()] == [("sms", 0)]
    queued("a")
    queued("b", channel="wechat", address="o6_bmjrPTlm6_2sgVt7hMZOPfL2M")

    assert [(one.channel, one.waiting) for one in undelivered()] == [("sms", 1), ("wechat", 1)]


def test_a_provider_that_does_not_answer_costs_no_message_and_one_wait_a_look():
    notices = [queued(f"n/{number}") for number in range(3)]
    post = Memory(failures=[Unreachable("silent")] * 40)
    at = MONDAY_9

    with carried_by(post, "sms"):
        send_due(at=at)
        assert [state_of(notice) for notice in notices] == ["waiting"] * 3
        assert sum(notice.attempts for notice in notices) == 1, "the others were left alone"
        while post.failures:
            at += timedelta(minutes=16)
            send_due(at=at)
        send_due(at=at + timedelta(minutes=16))

    assert {state_of(notice) for notice in notices} == {"sent"}


def test_a_service_that_breaks_stops_no_other_message():
    class Broken:
        def send(self, message):
            if message.key == "first":
                raise RuntimeError("+8619900000001 broke me")

    first, second = queued("first"), queued("second")

    with carried_by(Broken(), "sms"):
        send_due(at=MONDAY_9)

    assert (state_of(first), state_of(second)) == ("waiting", "sent")
    assert "RuntimeError" in first.failure
    assert "1990000" not in first.failure, "what an error says may be somebody's number"


def test_a_service_that_lacks_a_setting_brings_nothing_and_loses_nothing(settings):
    settings.MESSENGERS = settings.MESSENGERS | {"sms": "guanjia.outbound.messages.Console"}
    notice = queued()

    assert send_due(at=MONDAY_9) == 0
    assert state_of(notice) == "waiting"
    assert "our account" in notice.failure


def test_the_log_is_no_way_to_anybody_outside_a_demonstration(settings):
    settings.IS_DEMO = False
    with pytest.raises(ImproperlyConfigured):
        Console()


def test_one_refused_for_now_holds_up_no_other():
    throttled, other = queued("a"), queued("b")
    post = Memory(failures=[NotSent("throttled")])

    with carried_by(post, "sms"):
        send_due(at=MONDAY_9)

    assert (state_of(throttled), state_of(other)) == ("waiting", "sent")
    assert Notice.objects.filter(status="sending").count() == 0
