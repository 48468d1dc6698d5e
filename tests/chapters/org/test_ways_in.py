"""Links and tokens: good for a while, for one person, until somebody closes them."""

from datetime import timedelta

import pytest

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import ApiToken, EntryLink, User
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from tests.world.company import (
    FOUNDER,
    HANDOFFS,
    MONDAY_9,
    ledger_size,
    login,
    open_branch,
    staff,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def link_for(user, *, target="/plans/7/", days=7):
    return commands.make_link(
        actor=HANDOFFS, user_id=user.pk, target=target, at=MONDAY_9, days=days
    )


def test_a_link_lets_its_person_in_and_leads_on():
    """Requirement 8.3: clients come in by a link that expires and can be revoked."""
    wu = login("吴女士")
    _link, token = link_for(wu)

    entry = commands.open_link(token=token, at=MONDAY_9 + HOUR)

    assert (entry.user, entry.target) == (wu, "/plans/7/")
    assert User.objects.get(id=wu.pk).phone_verified_at == MONDAY_9 + HOUR


def test_a_link_may_be_opened_again_since_messengers_open_it_first():
    _link, token = link_for(login())
    commands.open_link(token=token, at=MONDAY_9)
    size = ledger_size()

    assert commands.open_link(token=token, at=MONDAY_9 + HOUR)
    assert ledger_size() == size, "the first opening is the fact"


def test_the_token_itself_is_not_kept():
    link, token = link_for(login())

    assert token not in str(EntryLink.objects.filter(id=link.pk).values().get())


def test_a_link_ends_to_the_second():
    link, token = link_for(login(), days=1)

    assert commands.open_link(token=token, at=link.expires_at - timedelta(seconds=1))
    with pytest.raises(Conflict, match="no longer works"):
        commands.open_link(token=token, at=link.expires_at)


def test_a_revoked_link_lets_nobody_in():
    link, token = link_for(login())
    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=MONDAY_9)
    size = ledger_size()

    with pytest.raises(Conflict, match="no longer works"):
        commands.open_link(token=token, at=MONDAY_9 + HOUR)

    assert ledger_size() == size
    assert EntryLink.objects.get().opened_at is None


def test_revoking_twice_is_one_fact():
    link, _token = link_for(login())
    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=MONDAY_9)
    size = ledger_size()

    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=MONDAY_9 + HOUR)

    assert ledger_size() == size
    assert EntryLink.objects.get().revoked_at == MONDAY_9


def test_a_closed_login_is_closed_to_links_too():
    wu = login()
    _link, token = link_for(wu)
    User.objects.filter(id=wu.pk).update(is_active=False)

    with pytest.raises(Conflict):
        commands.open_link(token=token, at=MONDAY_9)


def test_a_token_that_nobody_made_opens_nothing():
    with pytest.raises(EntryLink.DoesNotExist):
        commands.open_link(token="guessed", at=MONDAY_9)


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "plans/7/", "/\\elsewhere", ""]
)
def test_no_link_leads_out_of_the_house(target):
    user = login()
    size = ledger_size()

    with pytest.raises(Invalid) as refusal:
        link_for(user, target=target)

    assert refusal.value.field == "target"
    assert (EntryLink.objects.count(), ledger_size()) == (0, size)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_no_link_lasts_for_ever(days):
    with pytest.raises(Invalid) as refusal:
        link_for(login(), days=days)

    assert refusal.value.field == "days"
    assert not EntryLink.objects.exists()


@pytest.mark.parametrize("role", ["inspector", "finance"])
def test_who_deals_with_no_clients_gives_no_links(role):
    actor, wu = staff(role, open_branch()), login()
    size = ledger_size()

    with pytest.raises(NotAllowed):
        commands.make_link(actor=actor, user_id=wu.pk, target="/", at=MONDAY_9)

    assert (EntryLink.objects.count(), ledger_size()) == (0, size)


def test_a_program_acts_with_a_token_until_it_expires():
    """Requirement 8.5: tokens are hashed, expire and can be revoked."""
    dispatcher = staff("dispatcher", open_branch())
    row, token = commands.make_token(
        actor=dispatcher,
        user_id=dispatcher.user_id,
        name="timesheets",
        scopes=["visits:read"],
        at=MONDAY_9,
        days=1,
    )

    assert queries.bearer_of(token, at=MONDAY_9) == row
    assert queries.bearer_of(token, at=MONDAY_9 + timedelta(days=1)) is None
    assert token not in str(ApiToken.objects.values().get())


def test_a_revoked_token_is_worth_nothing_at_once():
    dispatcher = staff("dispatcher", open_branch())
    row, token = commands.make_token(
        actor=dispatcher, user_id=dispatcher.user_id, name="x", scopes=[], at=MONDAY_9
    )

    commands.revoke_token(actor=dispatcher, token_id=row.pk, at=MONDAY_9)

    assert queries.bearer_of(token, at=MONDAY_9) is None


def test_nobody_makes_or_revokes_the_token_of_another():
    branch = open_branch()
    owner_of_it, other = staff("dispatcher", branch), staff("manager", branch)
    row, token = commands.make_token(
        actor=owner_of_it, user_id=owner_of_it.user_id, name="x", scopes=[], at=MONDAY_9
    )
    size = ledger_size()

    with pytest.raises(NotAllowed):
        commands.make_token(
            actor=other, user_id=owner_of_it.user_id, name="y", scopes=[], at=MONDAY_9
        )
    with pytest.raises(ApiToken.DoesNotExist):
        commands.revoke_token(actor=other, token_id=row.pk, at=MONDAY_9)

    assert queries.bearer_of(token, at=MONDAY_9) == row
    assert ledger_size() == size


def test_a_house_in_which_people_live_never_becomes_a_demonstration():
    login()
    size = ledger_size()

    with pytest.raises(Conflict, match="real people"):
        commands.mark_as_demo(actor=FOUNDER, at=MONDAY_9)

    assert not queries.is_demo()
    assert ledger_size() == size


def test_an_empty_house_becomes_a_demonstration_once():
    commands.mark_as_demo(actor=FOUNDER, at=MONDAY_9)
    login()
    size = ledger_size()

    commands.mark_as_demo(actor=FOUNDER, at=MONDAY_9)

    assert queries.is_demo()
    assert ledger_size() == size
