"""One press says that somebody is on the way: the household hears it once, the desk sees it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.dispatch.models import Assignment
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.ledger.models import Event
from guanjia.outbound.models import Notice
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
TEN = MONDAY_9 + timedelta(hours=1)
ON_THE_WAY = "在路上"


@pytest.fixture
def sent():
    """A visit that begins in an hour, at a household that agreed to messages."""
    people.ready()
    branch = company.open_branch()
    household = homes.open_household(branch, name="吴家", consents=("service", "messages"))
    worker = people.hire_worker(branch, name="王桂兰")
    return rosters.staffed_visit(branch, household=household, worker=worker, starts_at=TEN)


@pytest.fixture
def phone(sent, at_desk):
    return at_desk(people.as_worker(sent.worker))


def words(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def press(phone, sent, **told):
    return phone.post(f"/work/{sent.pk}/setting-out/", told, follow=True)


def heard(*, at=MONDAY_9) -> list[str]:
    """Return what the household was told of somebody on the way."""
    while deliver(at=at):
        pass
    return [one.words for one in Notice.objects.filter(kind="assignment.set_out")]


def test_one_press_tells_the_household_once(phone, sent):
    """Requirement 8.2: who comes, on the way, by the channel that was agreed."""
    assert "我已出发" in words(phone.get(f"/work/{sent.pk}/"))

    shown = words(press(phone, sent))
    press(phone, sent)

    assert ON_THE_WAY in shown
    assert f"/work/{sent.pk}/setting-out/" not in shown, "there is nothing left to press"
    [told] = heard()
    assert "王桂兰已出发" in told
    assert "约10:00到" in told
    assert Event.objects.filter(kind="assignment.set_out").count() == 1


def test_the_same_act_sent_twice_by_a_phone_is_done_once(phone, sent):
    told = {"key": "k1", "happened_at": MONDAY_9.isoformat(), "sent_at": MONDAY_9.isoformat()}
    press(phone, sent, **told)
    press(phone, sent, **told)

    assert len(heard()) == 1


def test_the_household_sees_it_on_the_page_of_the_visit(phone, sent, at_desk):
    press(phone, sent)

    shown = words(
        at_desk(homes.client_actor(sent.visit.household)).get(f"/my/coming/{sent.visit_id}/")
    )
    assert ON_THE_WAY in shown
    assert "约 10:00 到" in shown


def test_the_desk_sees_it_on_the_board_and_on_the_visit(phone, sent, at_desk):
    press(phone, sent)
    desk = at_desk(rosters.dispatcher_of(sent.visit.branch))

    assert "在路上，约 10:00" in words(desk.get("/dispatch/day/", {"on": "2026-11-23"}))
    assert "在路上，约 10:00 到" in words(desk.get(f"/dispatch/visits/{sent.visit_id}/"))


def test_who_agreed_to_no_messages_is_told_nothing(at_desk):
    people.ready()
    quiet = rosters.staffed_visit(starts_at=TEN)
    press(at_desk(people.as_worker(quiet.worker)), quiet)

    assert heard() == []


def test_after_arriving_it_is_refused_in_words(phone, sent):
    work.arrived(sent, late=-60)
    size = ledger_size()

    answer = press(phone, sent)

    assert answer.status_code == 409
    assert "你已经到岗" in words(answer)
    assert ledger_size() == size
    assert heard() == []


def test_long_before_the_visit_it_is_refused_in_words(phone, sent):
    clock.shift_clock(TEN - timedelta(hours=3) - timezone.now())

    answer = press(phone, sent)

    assert answer.status_code == 409
    assert "还没到出发的时间" in words(answer)
    assert Assignment.objects.get(pk=sent.pk).set_out_at is None


def test_a_visit_of_another_day_offers_no_button(phone, sent):
    clock.shift_clock(TEN - timedelta(days=1) - timezone.now())

    assert "/setting-out/" not in words(phone.get(f"/work/{sent.pk}/"))


def test_somebody_else_cannot_say_it(sent, at_desk):
    other = people.hire_worker(sent.visit.branch, name="李秀珍")

    assert press(at_desk(people.as_worker(other)), sent).status_code == 404
    assert Assignment.objects.get(pk=sent.pk).set_out_at is None


def test_what_is_sent_when_they_should_be_there_already_is_not_told(phone, sent):
    """The phone had no network on the way: the message would come after the ring at the door."""
    late = TEN + timedelta(minutes=5)
    clock.shift_clock(late - timezone.now())
    press(
        phone,
        sent,
        key="k1",
        happened_at=(TEN - timedelta(minutes=30)).isoformat(),
        sent_at=late.isoformat(),
    )

    assert Assignment.objects.get(pk=sent.pk).set_out_at == TEN - timedelta(minutes=30)
    assert heard(at=late) == []
