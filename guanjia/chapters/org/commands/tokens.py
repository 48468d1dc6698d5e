"""Keys of programs: made by the person for whom they act, and ended by whoever looks after them."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.facts import TokenMade, TokenRevoked
from guanjia.chapters.org.models import ApiToken, User
from guanjia.chapters.org.queries import digest
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record, record_many


@transaction.atomic
def make_token(
    *, actor: Actor, name: str, scopes: list[str], at: datetime, days: int = 90
) -> tuple[ApiToken, str]:
    """
    Give a program the right to act as the actor and return it with its token, shown this once.

    :raises NotAllowed: if the actor is a program itself; nobody makes one for another
    :raises Invalid: on `name` or `scopes`; on `days`, if it lasts too long
    """
    actor = policies.may_hold_token(actor).let(actor)
    if not name.strip():
        raise Invalid(_("Please give a name."), field="name")
    rules.require_scopes(scopes)
    rules.require_length(timedelta(days=days), rules.LONGEST_TOKEN)
    user = ours(User.objects.all(), id=actor.user_id or 0, is_active=True)
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        token_hash=digest(token),
        scopes=scopes,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(TokenMade(token_id=row.pk, user_id=user.pk), user, row, actor=actor, at=at)
    return row, token


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: int, at: datetime) -> ApiToken:
    """
    End a program's right to act. Ending it twice does nothing.

    :raises NotAllowed: unless the token is the actor's, or that of somebody within reach
    """
    row = policies.visible_tokens(actor).select_related("user").get(id=token_id)
    actor = policies.may_end_ways_in(actor, row.user).let(actor)
    if ApiToken.objects.filter(id=row.pk, revoked_at=None).update(revoked_at=at):
        row.revoked_at = at
        fact = TokenRevoked(token_id=row.pk, user_id=row.user_id)
        record(fact, row.user, row, actor=actor, at=at)
    return row


def revoke_all_tokens(*, user: User, actor: Actor, at: datetime) -> None:
    """End every right of programs to act as somebody; the command that calls has asked whether it may."""
    living = list(ApiToken.objects.filter(user=user, revoked_at=None))
    ApiToken.objects.filter(id__in=[row.pk for row in living]).update(revoked_at=at)
    record_many(
        [(TokenRevoked(token_id=row.pk, user_id=user.pk), (user, row)) for row in living],
        actor=actor,
        at=at,
    )
