"""Messages go out once each, are tried again in peace, and are given up in the end."""

from datetime import timedelta

import pytest
from django.db.models.expressions import RawSQL

from guanjia.kernel.errors import Conflict, IllegalMove, Invalid
from guanjia.kernel.places import Point
from guanjia.ledger.record import move
from guanjia.outbound import rules
from guanjia.outbound.commands import MESSENGER, cancel_notice, queue_notice, read_notices, send_due
from guanjia.outbound.facts import NoticeClaimed
from guanjia.outbound.messages import Memory, NotSent, Refused, carried_by
from guanjia.outbound.models import Notice
from guanjia.outbound.queries import notices_to, outbox
from guanjia.outbound.states import NOTICE
from guanjia.outbound.travel import PACES, travel
from tests.world.company import MONDAY_9, actor_of_user, ledger_size, login, open_branch, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """A service that remembers what it brought."""
    memory = Memory()
    with carried_by(memory, "sms", "email", "app"):
        yield memory


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


def status():
    return Notice.objects.values_list("status", flat=True).get()


def test_a_message_goes_out_and_the_ledger_says_so(post):
    """Requirement 8.2: messages behind one interface, with delivery status."""
    queued()
    before = ledger_size()

    assert send_due(at=MONDAY_9) == 1
    assert status() == "sent"
    assert [message.words for message in post.brought.values()] == ["阿姨已到您家。"]
    assert ledger_size() == before + 2, "claimed and sent"


def test_wechat_brings_nothing_to_a_telephone_number():
    """It knows people by the openid that its own account gives them, and nothing else finds them."""
    with pytest.raises(Invalid, match="openid") as refused:
        queued(channel="wechat")

    assert refused.value.field == "address"
    assert not Notice.objects.exists()
    assert queued(channel="wechat", address="o6_bmjrPTlm6_2sgVt7hMZOPfL2M").status == "waiting"


def test_one_reason_tells_once(post):
    first = queued()

    assert queued(words="other words") == first
    assert Notice.objects.count() == 1
    assert send_due(at=MONDAY_9) == 1
    assert send_due(at=MONDAY_9) == 0


def test_quiet_hours_are_kept(post):
    queued(not_before=MONDAY_9 + timedelta(hours=1))

    assert send_due(at=MONDAY_9) == 0
    assert not post.brought
    assert send_due(at=MONDAY_9 + timedelta(hours=1)) == 1


def test_a_failed_message_waits_longer_each_time_and_then_goes_out(post):
    """Requirement 8.2: retries."""
    post.failures = [NotSent("busy"), NotSent("busy")]
    queued()

    send_due(at=MONDAY_9)
    assert status() == "waiting"
    assert send_due(at=MONDAY_9 + timedelta(seconds=29)) == 0
    send_due(at=MONDAY_9 + timedelta(seconds=30))
    assert send_due(at=MONDAY_9 + timedelta(seconds=89)) == 0
    assert send_due(at=MONDAY_9 + timedelta(seconds=90)) == 1

    notice = Notice.objects.get()
    assert (notice.status, notice.attempts) == ("sent", 3)


def test_a_message_that_fails_for_ever_is_given_up_and_says_why(post):
    post.failures = [NotSent("no route")] * rules.MOST_ATTEMPTS
    queued()

    at = MONDAY_9
    for _attempt in range(rules.MOST_ATTEMPTS + 2):
        send_due(at=at)
        at += timedelta(hours=1)

    notice = Notice.objects.get()
    assert (notice.status, notice.attempts) == ("failed", rules.MOST_ATTEMPTS)
    assert notice.failure == "no route"
    assert not post.brought


def test_a_wrong_address_is_not_tried_again(post):
    post.failures = [Refused("no such number")]
    queued()

    send_due(at=MONDAY_9)

    assert (status(), post.failures) == ("failed", [])


def test_a_message_whose_carrier_died_is_sent_again_under_the_same_key(post):
    notice = queued()
    claimed = NoticeClaimed(notice_id=notice.pk)
    move(notice, NOTICE, "claim", claimed, actor=MESSENGER, at=MONDAY_9, attempts=1)

    soon = MONDAY_9 + rules.GIVEN_UP_AS_LOST - timedelta(seconds=1)
    assert send_due(at=soon) == 0
    assert send_due(at=MONDAY_9 + rules.GIVEN_UP_AS_LOST) == 1
    assert list(post.brought) == [notice.key]


def test_a_message_that_cannot_be_read_stops_no_other(post):
    unreadable = queued(key="visit.started/1/sms/1")
    queued(key="visit.started/2/sms/1", words="阿姨已到楼下。")
    Notice.objects.filter(pk=unreadable.pk).update(words=RawSQL("%s", ["no sealed text"]))

    assert send_due(at=MONDAY_9) == 1

    assert [message.words for message in post.brought.values()] == ["阿姨已到楼下。"]
    for day in range(1, 30):
        send_due(at=MONDAY_9 + timedelta(days=day))
    given_up = Notice.objects.defer("words").get(pk=unreadable.pk)
    assert given_up.status in ("failed", "lapsed")
    assert "could not be read" in given_up.failure
    assert len(post.brought) == 1


def test_two_carriers_do_not_carry_one_message(post):
    notice = queued()
    rival = Notice.objects.get(id=notice.pk)
    claimed = NoticeClaimed(notice_id=notice.pk)
    move(notice, NOTICE, "claim", claimed, actor=MESSENGER, at=MONDAY_9)
    size = ledger_size()

    with pytest.raises(Conflict):
        move(rival, NOTICE, "claim", claimed, actor=MESSENGER, at=MONDAY_9)

    assert ledger_size() == size


def test_a_cancelled_message_stays_at_home(post):
    notice = queued()

    cancel_notice(actor=MESSENGER, notice_id=notice.pk, at=MONDAY_9)

    assert send_due(at=MONDAY_9) == 0
    assert not post.brought


def test_a_message_that_has_gone_cannot_be_cancelled(post):
    notice = queued()
    send_due(at=MONDAY_9)
    size = ledger_size()

    with pytest.raises(IllegalMove):
        cancel_notice(actor=MESSENGER, notice_id=notice.pk, at=MONDAY_9)

    assert (status(), ledger_size()) == ("sent", size)


@pytest.mark.parametrize(
    ("changed", "field"), [({"channel": "pigeon"}, "channel"), ({"address": ""}, "address")]
)
def test_a_message_that_cannot_arrive_is_not_queued(changed, field):
    with pytest.raises(Invalid) as refusal:
        queued(**changed)

    assert refusal.value.field == field
    assert not Notice.objects.exists()


def test_words_and_addresses_are_encrypted():
    """Requirement 8.4: what is written to a household is encrypted at rest."""
    from django.db import connection

    queued()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, address FROM outbound_notice")
        stored = "".join(cursor.fetchone())

    assert "阿姨" not in stored
    assert "19900000001" not in stored


def test_a_person_reads_what_they_were_told(post, django_assert_num_queries):
    wu = login()
    queued(channel="app", user_id=wu.pk, title="到岗")
    send_due(at=MONDAY_9)

    with django_assert_num_queries(1):
        (card,) = notices_to(user_id=wu.pk)
    assert not card.is_read

    assert read_notices(actor=actor_of_user(wu), at=MONDAY_9) == 1
    assert notices_to(user_id=wu.pk)[0].is_read
    assert read_notices(actor=actor_of_user(wu), at=MONDAY_9) == 0


def test_the_outbox_keeps_branches_apart_and_shows_no_codes(django_assert_num_queries):
    east, west = open_branch(), open_branch()
    queued("a", branch_id=east.pk)
    queued("b", branch_id=west.pk)
    queued("c", branch_id=east.pk, kind="code", words="123456")

    manager = staff("manager", east)
    with django_assert_num_queries(2):
        cards = outbox(actor=manager).rows
    assert [card.kind for card in cards] == ["visit.started"]
    assert outbox(actor=staff("owner")).total == 2
    assert outbox(actor=staff("dispatcher", east)).rows == ()


def test_a_way_takes_longer_on_foot_and_no_time_to_where_one_is():
    here, there = Point(31.2304, 121.4737), Point(31.2404, 121.4837)
    seconds = {mode: travel().seconds(here, there, mode) for mode in PACES}

    assert seconds["walk"] > seconds["transit"] > 0
    assert seconds["e_bike"] < seconds["walk"]
    assert travel().seconds(here, here, "car") == 0
