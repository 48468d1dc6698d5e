"""Links: each opens one page, and ends."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from guanjia.chapters.org import policies, queries, rules
from guanjia.chapters.org.facts import (
    LinkEnded,
    LinkMade,
    LinkOpened,
    LinkRevoked,
)
from guanjia.chapters.org.models import EntryLink
from guanjia.chapters.org.queries import BY_LINK, digest, token_of
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.ledger.record import record, record_many
from guanjia.vault.keys import fingerprint

SAME_PRESS = timedelta(minutes=2)


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
    household and the subject among those that the actor may see. Asked for again within two
    minutes it is the same link: somebody has pressed twice.

    :param phone: whose it is: where it is sent, and where a code goes if the page asks for one
    :raises NotAllowed: if the actor does not deal with clients or workers
    :raises Invalid: on `phone`; on `days`, if it lasts too long
    """
    actor = policies.may_open_doors(actor).let(actor)
    rules.require_length(expires_at - at, rules.LONGEST_LINK)
    number = rules.normal_phone(phone)
    take_turn(f"link/{purpose}/{subject_id}")
    just_made = EntryLink.objects.filter(
        purpose=purpose,
        subject_id=subject_id,
        phone_print=fingerprint("phone", number),
        expires_at=expires_at,
        created_at__gt=at - SAME_PRESS,
        revoked_at=None,
    ).first()
    if just_made:
        return just_made
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


@transaction.atomic
def revoke_link(*, actor: Actor, link_id: int, at: datetime) -> EntryLink:
    """
    Close a link, and with it every visit that began with it. Closing it twice does nothing.

    :raises NotAllowed: if the actor does not deal with clients or workers
    """
    link = policies.visible_links(actor).get(id=link_id)
    actor = policies.may_open_doors(actor).let(actor)
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
    links = EntryLink.objects.filter(purpose=purpose, subject_id__in=tuple(subject_ids))
    return _end(links, actor=actor, at=at)


def end_links_to(*, phone_print: str, actor: Actor, at: datetime) -> int:
    """End the links that were sent to a number, once it is no longer somebody's way in."""
    return _end(EntryLink.objects.filter(phone_print=phone_print), actor=actor, at=at)


@transaction.atomic
def end_links_to_others(
    *, actor: Actor, household_id: int, phone_prints: Iterable[str], at: datetime
) -> int:
    """End a household's links that were sent to a number other than these; return how many."""
    links = EntryLink.objects.filter(household_id=household_id)
    return _end(links.exclude(phone_print__in=tuple(phone_prints)), actor=actor, at=at)


def _end(links: QuerySet[EntryLink], *, actor: Actor, at: datetime) -> int:
    over = list(links.filter(revoked_at=None, expires_at__gt=at))
    EntryLink.objects.filter(id__in=[link.pk for link in over]).update(revoked_at=at)
    record_many([(LinkEnded(link_id=link.pk), (link,)) for link in over], actor=actor, at=at)
    return len(over)
