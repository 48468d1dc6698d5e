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
