"""Tokens of programs, and what a house becomes that people live in."""

from datetime import timedelta

import pytest

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import ApiToken
from guanjia.kernel.errors import Conflict, NotAllowed
from tests.world.company import (
    FOUNDER,
    MONDAY_9,
    ledger_size,
    login,
    open_branch,
    staff,
)

pytestmark = pytest.mark.django_db


def token_of(actor, *, days=90):
    return commands.make_token(
        actor=actor, name="timesheets", scopes=["read"], at=MONDAY_9, days=days
    )


def test_a_program_acts_with_a_token_until_it_expires():
    """Requirement 8.5: tokens are hashed, expire and can be revoked."""
    row, token = token_of(staff("dispatcher", open_branch()), days=1)

    assert queries.bearer_of(token, at=MONDAY_9) == row
    assert queries.bearer_of(token, at=MONDAY_9 + timedelta(days=1)) is None
    assert token not in str(ApiToken.objects.values().get())


def test_a_revoked_token_is_worth_nothing_at_once():
    dispatcher = staff("dispatcher", open_branch())
    row, token = token_of(dispatcher)

    commands.revoke_token(actor=dispatcher, token_id=row.pk, at=MONDAY_9)

    assert queries.bearer_of(token, at=MONDAY_9) is None


def test_whoever_looks_after_somebody_takes_their_tokens_back():
    branch = open_branch()
    row, token = token_of(staff("dispatcher", branch))

    commands.revoke_token(actor=staff("manager", branch), token_id=row.pk, at=MONDAY_9)

    assert queries.bearer_of(token, at=MONDAY_9) is None


@pytest.mark.parametrize("role", ["dispatcher", "consultant", "finance"])
def test_other_colleagues_take_no_token_back(role):
    branch = open_branch()
    row, token = token_of(staff("dispatcher", branch))
    other, size = staff(role, branch), ledger_size()

    with pytest.raises(NotAllowed):
        commands.revoke_token(actor=other, token_id=row.pk, at=MONDAY_9)

    assert queries.bearer_of(token, at=MONDAY_9) == row
    assert ledger_size() == size


def test_for_another_branch_a_token_is_not_there():
    row, token = token_of(staff("dispatcher", open_branch()))
    stranger, size = staff("manager", open_branch()), ledger_size()

    with pytest.raises(ApiToken.DoesNotExist):
        commands.revoke_token(actor=stranger, token_id=row.pk, at=MONDAY_9)

    assert queries.bearer_of(token, at=MONDAY_9) == row
    assert ledger_size() == size


def test_programs_of_the_house_hold_no_token():
    size = ledger_size()

    with pytest.raises(NotAllowed):
        token_of(FOUNDER)

    assert (ApiToken.objects.count(), ledger_size()) == (0, size)


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
