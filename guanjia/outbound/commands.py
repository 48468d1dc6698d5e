"""Putting messages in the queue and bringing them out, each once."""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guanjia.kernel.actors import Actor, house_actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move
from guanjia.outbound import queries, rules
from guanjia.outbound.facts import (
    NoticeCancelled,
    NoticeClaimed,
    NoticeFailed,
    NoticeRetried,
    NoticeSent,
)
from guanjia.outbound.links import LinkOver, address_in, full_address
from guanjia.outbound.messages import Message, NotSent, Refused, messenger_for
from guanjia.outbound.models import CHANNELS, Notice
from guanjia.outbound.states import NOTICE

logger = logging.getLogger(__name__)

MESSENGER = house_actor("messenger")


@transaction.atomic
def queue_notice(
    *,
    actor: Actor,
    key: str,
    kind: str,
    channel: str,
    about: str,
    words: str,
    at: datetime,
    user_id: int | None = None,
    branch_id: int | None = None,
    address: str = "",
    title: str = "",
    link: str = "",
    entry_link: int | None = None,
    not_before: datetime | None = None,
) -> Notice:
    """
    Put a message in the queue; the same `key` a second time changes nothing.

    :param key: the reason for telling, such as "visit.started/17/app/5"
    :param kind: what sort of message, such as "visit.started"; decides nothing, is counted by
    :param about: the case it belongs to, such as "household/12"
    :param address: where the channel needs one; a phone number or an e-mail address
    :param link: a full address or one within the house, or empty
    :param entry_link: instead, the number of a link that lets somebody in
    :param not_before: the end of quiet hours, if it must wait for that
    :raises Invalid: on `channel`, if there is no such channel; on `address`, if it needs one
    """
    if channel not in CHANNELS:
        raise Invalid(_("There is no such channel."), field="channel")
    if channel in ("sms", "email", "wechat") and not address:
        raise Invalid(_("This channel needs an address."), field="address")
    notice, _made = Notice.objects.get_or_create(
        key=key,
        defaults={
            "user_id": user_id,
            "branch": branch_id,
            "about": about,
            "kind": kind,
            "channel": channel,
            "address": address,
            "title": title,
            "words": words,
            "link": link,
            "entry_link": entry_link,
            "created_at": at,
            "not_before": max(at, not_before) if not_before else at,
        },
    )
    return notice


def send_due(*, at: datetime, limit: int = 50) -> int:
    """
    Send what is due, and return how many messages went out.

    Each message is claimed in a transaction of its own, brought outside any, and marked in
    another. Of two processes that want the same message one gets it. If a process dies while it
    carries a message, the message is sent again under the same key, by which the service, or the
    reader's mail program, knows it.
    """
    _take_up_lost(at)
    return sum(_send(notice_id, at) for notice_id in queries.due(at=at, limit=limit))


def _take_up_lost(at: datetime) -> None:
    lost = Notice.objects.filter(status="sending", status_since__lte=at - rules.GIVEN_UP_AS_LOST)
    for notice in lost[:50]:
        try:
            fact = NoticeRetried(notice_id=notice.pk, attempts=notice.attempts)
            move(notice, NOTICE, "retry", fact, actor=MESSENGER, at=at)
        except Conflict:
            logger.info("Notice %s was taken up by another process.", notice.pk)


def _send(notice_id: int, at: datetime) -> bool:
    notice = Notice.objects.get(id=notice_id)
    try:
        message = _message(notice)
        move(
            notice,
            NOTICE,
            "claim",
            NoticeClaimed(notice_id=notice.pk),
            actor=MESSENGER,
            at=at,
            attempts=notice.attempts + 1,
        )
    except LinkOver:
        _call_off(notice, at)
        return False
    except Conflict:
        return False
    try:
        messenger_for(notice.channel).send(message)
    except NotSent as error:
        _note_failure(notice, error, at)
        return False
    move(notice, NOTICE, "send", NoticeSent(notice_id=notice.pk), actor=MESSENGER, at=at)
    return True


def _message(notice: Notice) -> Message:
    return Message(
        key=notice.key,
        channel=notice.channel,
        address=notice.address,
        title=notice.title,
        words=notice.words,
        link=full_address(address_in(notice)),
    )


def _call_off(notice: Notice, at: datetime) -> None:
    """Take a message back whose purpose was over before it went out, such as a question answered."""
    with suppress(Conflict):
        fact = NoticeCancelled(notice_id=notice.pk)
        move(notice, NOTICE, "cancel", fact, actor=MESSENGER, at=at)


def _note_failure(notice: Notice, error: NotSent, at: datetime) -> None:
    attempts = notice.attempts
    reason = str(error)[:200]
    logger.warning("Notice %s was not sent: %s", notice.pk, reason)
    if rules.is_hopeless(attempts, is_refused=isinstance(error, Refused)):
        fact = NoticeFailed(notice_id=notice.pk, attempts=attempts)
        move(notice, NOTICE, "fail", fact, actor=MESSENGER, at=at, failure=reason)
        return
    move(
        notice,
        NOTICE,
        "retry",
        NoticeRetried(notice_id=notice.pk, attempts=attempts),
        actor=MESSENGER,
        at=at,
        failure=reason,
        not_before=at + rules.wait_after(attempts),
    )


@transaction.atomic
def cancel_notice(*, actor: Actor, notice_id: int, at: datetime) -> Notice:
    """
    Take a message out of the queue.

    :raises IllegalMove: if it is on its way or has arrived
    """
    notice = Notice.objects.get(id=notice_id)
    fact = NoticeCancelled(notice_id=notice.pk)
    move(notice, NOTICE, "cancel", fact, actor=actor, at=at)
    return notice


def read_notices(*, actor: Actor, at: datetime) -> int:
    """Mark everything that the actor was told in the product as read; return how many were new."""
    new = Notice.objects.filter(
        Q(user_id=actor.user_id), channel="app", read_at=None, user_id__isnull=False
    )
    return new.update(read_at=at)
