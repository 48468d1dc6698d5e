"""A household hears the evening before who comes, and at once when that changes."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch import commands
from guanjia.chapters.dispatch.models import Visit
from guanjia.doors.jobs import upkeep
from guanjia.flow.delivery import deliver
from guanjia.ledger.models import Event
from guanjia.outbound.models import Notice
from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db
EVENING = MONDAY_9 + timedelta(hours=9)
"""Six on the clock in Shanghai, on the Monday."""


def told(*, at):
    """Let upkeep and hand-offs run, and return what clients were told so far, oldest first."""
    upkeep.who_comes(at)
    while deliver(at=at):
        pass
    return [
        one.words
        for one in Notice.objects.filter(channel="sms", kind__startswith="visit.").order_by("id")
    ]


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def wu(branch):
    return homes.open_household(branch, name="吴家", consents=("service", "messages"))


@pytest.fixture
def sent(branch, wu):
    worker = people.hire_worker(branch, name="陈玉莲")
    return rosters.staffed_visit(branch, household=wu, worker=worker)


def test_the_evening_before_it_is_told_who_comes_and_once(sent):
    """Requirement 8.2: on the evening before, by SMS, with a link to who that is."""
    assert told(at=EVENING - timedelta(minutes=1)) == []

    words = told(at=EVENING)
    told(at=EVENING + timedelta(minutes=1))

    assert len(words) == 1
    assert "陈玉莲" in words[0]
    assert "09:00" in words[0]
    assert told(at=EVENING + timedelta(minutes=2)) == words
    notice = Notice.objects.get(kind="visit.announced")
    assert notice.good_until == sent.starts_at
    assert notice.entry_link


def test_what_is_settled_on_the_day_itself_is_told_at_once(branch, wu):
    rosters.staffed_visit(
        branch, household=wu, starts_at=MONDAY_9 + timedelta(hours=4), at=MONDAY_9
    )

    assert len(told(at=MONDAY_9)) == 1


def test_somebody_else_is_told_as_a_change(branch, sent):
    told(at=EVENING)
    other = people.hire_worker(branch, name="葛春梅")

    rosters.assigned(sent.visit, other, replaces=sent, at=EVENING)
    words = told(at=EVENING + timedelta(minutes=5))

    assert len(words) == 2
    assert "葛春梅" in words[1]
    assert "陈玉莲" not in words[1]
    assert [one.payload["is_changed"] for one in Event.objects.filter(kind="visit.announced")] == [
        False,
        True,
    ]


def test_what_changed_and_changed_back_is_not_told_again(branch, sent):
    told(at=EVENING)
    other = people.hire_worker(branch, name="葛春梅")
    second = rosters.assigned(sent.visit, other, replaces=sent, at=EVENING)

    rosters.assigned(sent.visit, sent.worker, replaces=second, at=EVENING)

    assert len(told(at=EVENING + timedelta(minutes=5))) == 1


def test_who_agreed_to_no_messages_is_told_nothing(branch):
    shen = homes.open_household(branch, name="沈家", consents=("service",))
    rosters.staffed_visit(branch, household=shen)

    assert told(at=EVENING) == []
    assert not Event.objects.filter(kind="visit.announced").exists()


def test_a_visit_that_nobody_goes_to_is_not_announced(branch, wu):
    visit = rosters.open_visit(wu)

    assert told(at=EVENING) == []
    assert Visit.objects.get(id=visit.pk).announced_at is None


def test_nothing_is_told_of_what_has_begun(sent):
    assert told(at=sent.starts_at) == []


def test_only_who_plans_the_branch_may_announce(sent):
    clerk = company.staff("finance", sent.visit.branch)

    with pytest.raises(Exception, match="dispatcher"):
        commands.announce_visits(actor=clerk, at=EVENING)

    assert not Event.objects.filter(kind="visit.announced").exists()
