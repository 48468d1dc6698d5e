"""Links: tickets to one page, good for a while, that sign nobody in."""

from datetime import timedelta

import pytest

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import EntryLink, User
from guanjia.chapters.org.queries import is_known_elsewhere, token_of
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from guanjia.ledger.models import Event
from tests.world import homes
from tests.world.company import (
    HANDOFFS,
    MONDAY_9,
    ledger_size,
    login,
    open_branch,
    phone_number,
    staff,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def branch():
    return open_branch()


def link_in(branch, *, actor=HANDOFFS, days=7, subject_id=7, phone=""):
    return commands.make_link(
        actor=actor,
        purpose="offer",
        subject_id=subject_id,
        household_id=1,
        branch_id=branch.pk,
        phone=phone or phone_number(),
        expires_at=MONDAY_9 + timedelta(days=days),
        at=MONDAY_9,
    )


def opened(link, at=MONDAY_9 + HOUR):
    return commands.open_link(token=token_of(link.pk), at=at)


def test_a_link_is_opened_for_its_purpose(branch):
    """Requirement 8.3: clients come in by a link that expires and can be revoked."""
    link = opened(link_in(branch))

    assert (link.purpose, link.subject_id) == ("offer", 7)
    assert Event.objects.get(kind="link.opened").role == "link", "by nobody who is known"


def test_a_link_may_be_opened_again_and_the_first_time_is_the_fact(branch):
    link = link_in(branch)
    opened(link)
    size = ledger_size()

    assert opened(link)
    assert ledger_size() == size


def test_opening_a_link_shows_nobody_to_be_anybody(branch):
    wu = login("吴女士", phone="13712341001")

    opened(link_in(branch, phone="13712341001"))

    assert User.objects.get(id=wu.pk).phone_verified_at is None


def test_nothing_in_the_row_opens_the_link(branch):
    link = link_in(branch)

    for value in EntryLink.objects.filter(id=link.pk).values_list().get():
        with pytest.raises(EntryLink.DoesNotExist):
            commands.open_link(token=str(value), at=MONDAY_9)


def test_a_link_ends_to_the_second(branch):
    link = link_in(branch, days=1)

    assert opened(link, at=link.expires_at - timedelta(seconds=1))
    with pytest.raises(Conflict, match="no longer works"):
        opened(link, at=link.expires_at)


def test_a_revoked_link_lets_nobody_in(branch):
    link = link_in(branch)
    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=MONDAY_9)
    size = ledger_size()

    with pytest.raises(Conflict, match="no longer works"):
        opened(link)

    assert ledger_size() == size
    assert EntryLink.objects.get().opened_at is None


def test_revoking_twice_is_one_fact(branch):
    link = link_in(branch)
    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=MONDAY_9)
    size = ledger_size()

    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=MONDAY_9 + HOUR)

    assert ledger_size() == size
    assert EntryLink.objects.get().revoked_at == MONDAY_9


def test_the_links_of_another_branch_are_not_there_to_be_revoked(branch):
    link = link_in(branch)
    stranger = staff("manager", open_branch())

    with pytest.raises(EntryLink.DoesNotExist):
        commands.revoke_link(actor=stranger, link_id=link.pk, at=MONDAY_9)

    assert opened(link)


def test_a_purpose_that_is_over_ends_its_links_and_no_others(branch):
    over, other = link_in(branch, subject_id=7), link_in(branch, subject_id=8)

    assert commands.end_links(actor=HANDOFFS, purpose="offer", subject_ids=[7], at=MONDAY_9) == 1

    with pytest.raises(Conflict):
        opened(over)
    assert opened(other)


def test_a_token_that_nobody_made_opens_nothing():
    with pytest.raises(EntryLink.DoesNotExist):
        commands.open_link(token="guessed", at=MONDAY_9)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_no_link_lasts_for_ever(branch, days):
    with pytest.raises(Invalid) as refusal:
        link_in(branch, days=days)

    assert refusal.value.field == "days"
    assert not EntryLink.objects.exists()


@pytest.mark.parametrize("role", ["inspector", "finance"])
def test_who_deals_with_no_clients_gives_no_links(branch, role):
    actor = staff(role, branch)
    size = ledger_size()

    with pytest.raises(NotAllowed):
        link_in(branch, actor=actor)

    assert (EntryLink.objects.count(), ledger_size()) == (0, size)


class TestWhoIsKnownElsewhere:
    """For whom a link goes to the telephone only."""

    def test_nobody_yet(self):
        assert not is_known_elsewhere(phone_number(), household_id=1)

    def test_whoever_has_a_desk(self, branch):
        actor = staff("owner", branch)
        phone = User.objects.get(id=actor.user_id).phone

        assert is_known_elsewhere(phone, household_id=1)

    def test_whoever_has_another_home_but_not_their_own(self, branch):
        household = homes.open_household(branch, phone="13712341002")
        homes.client_actor(household)

        assert not is_known_elsewhere("137 1234 1002", household_id=household.pk)
        assert is_known_elsewhere("137 1234 1002", household_id=household.pk + 1)
