"""Links and tokens: ways in that end."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.org import policies, queries, rules
from guanjia.chapters.org.facts import (
    LinkEnded,
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
from guanjia.chapters.org.queries import BY_LINK, digest, token_of
from guanjia.kernel.actors import Actor
from guanjia.ledger.record import record, record_many
from guanjia.vault.keys import fingerprint


@transaction.atomic
def make_link(
    *,
    actor: Actor,
    purpose: str,
    subject_id: int,
    household_id: int,
    branch_id: int,
    phone: str,
    expires_at: datetime,
    at: datetime,
) -> EntryLink:
    """
    Make a ticket for one page and return it; `token_of` is what its address ends with.

    It signs nobody in, so it may be shown to whoever hands it on. The caller has found the
    household and the subject among those that the actor may see.

    :param phone: whose it is: where it is sent, and where a code goes if the page asks for one
    :raises NotAllowed: if the actor does not deal with clients or workers
    :raises Invalid: on `phone`; on `days`, if it lasts too long
    """
    policies.may_open_doors(actor).require()
    rules.require_length(expires_at - at, rules.LONGEST_LINK)
    number = rules.normal_phone(phone)
    link = EntryLink.objects.create(
        purpose=purpose,
        subject_id=subject_id,
        household_id=household_id,
        branch_id=branch_id,
        phone=number,
        phone_print=fingerprint("phone", number),
        token_hash=secrets.token_hex(32),
        made_by_id=actor.user_id,
        created_at=at,
        expires_at=expires_at,
    )
    link.token_hash = digest(token_of(link.pk))
    link.save(update_fields=["token_hash"])
    fact = LinkMade(link_id=link.pk, purpose=purpose, subject_id=subject_id)
    record(fact, link, actor=actor, at=at)
    return link


@transaction.atomic
def open_link(*, token: str, at: datetime) -> EntryLink:
    """
    Return the link that somebody has opened; it may be opened again while it is good.

    Call it for what a person does, never for an address that was merely fetched: services that
    carry messages fetch every address in them.

    :raises EntryLink.DoesNotExist: if no link has this token
    :raises Conflict: if the link has expired or ended
    """
    link = queries.link_by_token(token)
    queries.require_good(link, at=at)
    if EntryLink.objects.filter(id=link.pk, opened_at=None).update(opened_at=at):
        whoever = Actor(user_id=None, name=BY_LINK)
        record(LinkOpened(link_id=link.pk), link, actor=whoever, at=at)
    return link


def note_phone_verified(*, user_id: int, at: datetime) -> None:
    """Note that somebody has shown, with a code, that the phone number is theirs; once."""
    User.objects.filter(id=user_id, phone_verified_at=None).update(phone_verified_at=at)


@transaction.atomic
def revoke_link(*, actor: Actor, link_id: int, at: datetime) -> EntryLink:
    """
    Close a link, and with it every visit that began with it. Closing it twice does nothing.

    :raises NotAllowed: if the actor does not deal with clients or workers
    """
    link = policies.visible_links(actor).get(id=link_id)
    policies.may_open_doors(actor).require()
    if EntryLink.objects.filter(id=link.pk, revoked_at=None).update(revoked_at=at):
        link.revoked_at = at
        record(LinkRevoked(link_id=link.pk), link, actor=actor, at=at)
    return link


@transaction.atomic
def end_links(*, actor: Actor, purpose: str, subject_ids: Iterable[int], at: datetime) -> int:
    """
    End the links whose purpose is over, and return how many there were.

    The command that fulfils or ends the purpose calls this; it has asked whether the actor may.
    """
    over = list(
        EntryLink.objects.filter(
            purpose=purpose, subject_id__in=tuple(subject_ids), revoked_at=None, expires_at__gt=at
        )
    )
    EntryLink.objects.filter(id__in=[link.pk for link in over]).update(revoked_at=at)
    record_many([(LinkEnded(link_id=link.pk), (link,)) for link in over], actor=actor, at=at)
    return len(over)


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
