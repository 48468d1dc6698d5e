"""Links and tokens: ways in that end."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.facts import (
    LinkMade,
    LinkOpened,
    LinkRevoked,
    TokenMade,
    TokenRevoked,
)
from guanjia.chapters.org.models import (
    ApiToken,
    EntryLink,
    User,
)
from guanjia.chapters.org.queries import (
    digest,
)
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.ledger.record import record


@dataclass(frozen=True, slots=True)
class Entry:
    """What an opened link leads to: who comes in, and where to."""

    link: EntryLink
    user: User
    target: str


@transaction.atomic
def make_link(
    *, actor: Actor, user_id: int, target: str, at: datetime, days: int = 7
) -> tuple[EntryLink, str]:
    """
    Make a way in for one person and return it with its token, which is never shown again.

    A visit that began with a link has none of the person's staff roles, so no link opens a desk.
    The caller has found the user among those whom the actor may see.

    :raises NotAllowed: if the actor does not deal with clients or workers
    :raises Invalid: on `target`, if it leaves the house; on `days`, if it lasts too long
    """
    policies.may_open_doors(actor).require()
    rules.require_local_target(target)
    rules.require_length(timedelta(days=days), rules.LONGEST_LINK)
    user = User.objects.get(id=user_id, is_active=True)
    token = secrets.token_urlsafe(24)
    link = EntryLink.objects.create(
        user=user,
        token_hash=digest(token),
        target=target,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(LinkMade(link_id=link.pk, user_id=user.pk), user, link, actor=actor, at=at)
    return link, token


@transaction.atomic
def open_link(*, token: str, at: datetime) -> Entry:
    """
    Let in whoever holds the token; it may be opened again until it expires or is revoked.

    :raises EntryLink.DoesNotExist: if no link has this token
    :raises Conflict: if the link has expired or was revoked, or the login was closed
    """
    link = EntryLink.objects.select_related("user").get(token_hash=digest(token))
    user = link.user
    if link.revoked_at or link.expires_at <= at or not user.is_active:
        raise Conflict(_("This link no longer works. Please ask us for a new one."))
    if not link.opened_at:
        EntryLink.objects.filter(id=link.pk, opened_at=None).update(opened_at=at)
        note_phone_verified(user_id=user.pk, at=at)
        record(
            LinkOpened(link_id=link.pk, user_id=user.pk),
            user,
            link,
            actor=Actor(user_id=user.pk, name=user.name),
            at=at,
        )
    return Entry(link=link, user=user, target=link.target)


def note_phone_verified(*, user_id: int, at: datetime) -> None:
    """Note that somebody has shown, with a code, that the phone number is theirs; once."""
    User.objects.filter(id=user_id, phone_verified_at=None).update(phone_verified_at=at)


@transaction.atomic
def revoke_link(*, actor: Actor, link_id: int, at: datetime) -> EntryLink:
    """
    Close a link, and with it every visit that began with it. Closing it twice does nothing.

    :raises NotAllowed: if the actor does not deal with clients or workers
    """
    policies.may_open_doors(actor).require()
    link = EntryLink.objects.select_related("user").get(id=link_id)
    if EntryLink.objects.filter(id=link.pk, revoked_at=None).update(revoked_at=at):
        link.revoked_at = at
        fact = LinkRevoked(link_id=link.pk, user_id=link.user_id)
        record(fact, link.user, link, actor=actor, at=at)
    return link


@transaction.atomic
def make_token(
    *,
    actor: Actor,
    user_id: int,
    name: str,
    scopes: list[str],
    at: datetime,
    days: int = 90,
) -> tuple[ApiToken, str]:
    """
    Give a program the right to act as a user and return it with its token, shown this once.

    :raises NotAllowed: unless the user is the actor, or the actor administers the company
    :raises Invalid: on `days`, if it lasts too long
    """
    user = User.objects.get(id=user_id, is_active=True)
    policies.may_hold_token(actor, user).require()
    rules.require_length(timedelta(days=days), rules.LONGEST_TOKEN)
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=name,
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

    :raises NotAllowed: unless the token is the actor's, or the actor administers the company
    """
    row = policies.visible_tokens(actor).select_related("user").get(id=token_id)
    policies.may_hold_token(actor, row.user).require()
    if ApiToken.objects.filter(id=row.pk, revoked_at=None).update(revoked_at=at):
        row.revoked_at = at
        fact = TokenRevoked(token_id=row.pk, user_id=row.user_id)
        record(fact, row.user, row, actor=actor, at=at)
    return row
