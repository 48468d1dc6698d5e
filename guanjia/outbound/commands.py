"""Putting messages in the queue and bringing them out, each once."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor, house_actor
from guanjia.kernel.clock import SET_BACK
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, move_many
from guanjia.outbound import queries, rules
from guanjia.outbound.facts import (
    NoticeCancelled,
    NoticeClaimed,
    NoticeFailed,
    NoticeLapsed,
    NoticeRetried,
    NoticeSent,
)
from guanjia.outbound.links import LinkOver, address_in, full_address
from guanjia.outbound.messages import (
    Message,
    NotSent,
    Refused,
    Unreachable,
    is_served,
    messenger_for,
)
from guanjia.outbound.messages.protocol import ACCOUNT, GARBLED, UNREADABLE, UNSET
from guanjia.outbound.models import CHANNELS, CODE, Notice
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
    good_until: datetime | None = None,
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
    :param good_until: when it is of no use any more, if whoever tells it knows that
    :raises Invalid: on `channel`, if there is no such channel; on `address`, if it needs another
    """
    if channel not in CHANNELS:
        raise Invalid(_("There is no such channel."), field="channel")
    if channel in rules.CARRIED and not address:
        raise Invalid(_("This channel needs an address."), field="address")
    if channel == "wechat" and not rules.is_openid(address):
        raise Invalid(_("WeChat reaches people by their openid alone."), field="address")
    due_at = max(at, not_before) if not_before else at
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
            "not_before": due_at,
            "good_until": rules.good_until(channel, due_at=due_at, known=good_until),
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

    What goes by a channel that nobody serves waits, and lapses when it is of no use any more: it is
    never said to be sent, nor does it all go out at once on the day on which somebody serves it. A
    service that does not answer is left alone until the next look.
    """
    _take_up_lost(at)
    _let_lapse(at)
    sent = 0
    for channel in filter(is_served, queries.channels_due(at=at)):
        for notice_id in queries.due(at=at, channel=channel, limit=limit):
            try:
                sent += _send(notice_id, at)
            except Unreachable:
                break
    return sent


def _unopened() -> "QuerySet[Notice]":
    """Return messages whose sealed parts are not opened: one that cannot be read stops no other."""
    return Notice.objects.defer("address", "words")


def _take_up_lost(at: datetime) -> None:
    is_silent = Q(status_since__lte=at - rules.GIVEN_UP_AS_LOST)
    is_of_another_time = Q(status_since__gt=at + SET_BACK)
    lost = _unopened().filter(is_silent | is_of_another_time, status="sending")
    for notice in lost[:50]:
        try:
            fact = NoticeRetried(notice_id=notice.pk, attempts=notice.attempts)
            move(notice, NOTICE, "retry", fact, actor=MESSENGER, at=at)
        except Conflict:
            logger.info("Notice %s was taken up by another process.", notice.pk)


def _let_lapse(at: datetime) -> None:
    for notice in _unopened().filter(status="waiting", good_until__lte=at).order_by("id")[:200]:
        failure = notice.failure if is_served(notice.channel) else UNSET
        with suppress(Conflict):
            fact = NoticeLapsed(notice_id=notice.pk)
            move(notice, NOTICE, "lapse", fact, actor=MESSENGER, at=at, failure=failure)


def forget_codes(*, at: datetime) -> int:
    """Forget the codes that open nothing any more, words and all; return how many there were."""
    over = Notice.objects.filter(kind=CODE, good_until__lte=at)
    forgotten, _by_table = over.exclude(status__in=("waiting", "sending")).delete()
    return forgotten


@transaction.atomic
def forget_notices(*, actor: Actor, about: str, user_ids: Iterable[int] = (), at: datetime) -> int:
    """
    Take the words and addresses out of all that was ever told about a life or to these people.

    What still waits goes out no more. Whoever calls has asked whether the actor may.

    :param about: the life, such as "household/12"
    """
    lives = (about, *(f"user/{user_id}" for user_id in user_ids))
    told = Notice.objects.filter(Q(about__in=lives) | Q(user_id__in=tuple(user_ids)))
    move_many(
        told.filter(status="waiting"),
        NOTICE,
        "cancel",
        lambda notice: NoticeCancelled(notice_id=notice.pk),
        actor=actor,
        at=at,
    )
    return told.update(address="", title="", words="", link="", entry_link=None, failure="")


def _send(notice_id: int, at: datetime) -> bool:
    """
    Send one message; tell whether it went out.

    :raises Unreachable: after it is noted, if no other will go out by this channel now
    """
    notice = ours(_unopened(), id=notice_id)
    claimed = NoticeClaimed(notice_id=notice.pk)
    try:
        attempts = notice.attempts + 1
        move(notice, NOTICE, "claim", claimed, actor=MESSENGER, at=at, attempts=attempts)
    except Conflict:
        return False
    try:
        _bring(_message(notice))
    except LinkOver:
        _call_off(notice, at)
        return False
    except Unreachable as error:
        _note_failure(notice, error, at)
        raise
    except NotSent as error:
        _note_failure(notice, error, at)
        return False
    move(notice, NOTICE, "send", NoticeSent(notice_id=notice.pk), actor=MESSENGER, at=at)
    return True


def _bring(message: Message) -> None:
    """Hand a message over; a service that breaks is one that did not take it."""
    try:
        messenger_for(message.channel).send(message)
    except NotSent:
        raise
    except ImproperlyConfigured as error:
        logger.warning("Nothing goes out by %s: %s", message.channel, error)
        raise Unreachable(ACCOUNT) from error
    except Exception as error:
        logger.exception("The service for %s broke.", message.channel)
        raise NotSent(GARBLED, type(error).__name__) from error


def _message(notice: Notice) -> Message:
    """
    Open a message.

    :raises LinkOver: if what it asks about is over
    :raises NotSent: if it cannot be opened
    """
    try:
        return _opened(notice)
    except (LinkOver, DatabaseError):
        raise
    except Exception as error:
        logger.exception("Notice %s could not be opened.", notice.pk)
        raise NotSent(UNREADABLE, type(error).__name__) from error


def _opened(notice: Notice) -> Message:
    notice.refresh_from_db(fields=("address", "words"))
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
        move(notice, NOTICE, "call_off", fact, actor=MESSENGER, at=at)


def _note_failure(notice: Notice, error: NotSent, at: datetime) -> None:
    attempts = notice.attempts
    reason = str(error)[:200]
    logger.warning("Notice %s was not sent: %s", notice.pk, reason)
    if rules.is_hopeless(
        attempts,
        is_refused=isinstance(error, Refused),
        is_unreachable=isinstance(error, Unreachable),
    ):
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
    notice = ours(Notice.objects.all(), id=notice_id)
    fact = NoticeCancelled(notice_id=notice.pk)
    move(notice, NOTICE, "cancel", fact, actor=actor, at=at)
    return notice


def read_notices(*, actor: Actor, at: datetime) -> int:
    """Mark everything that the actor was told in the product as read; return how many were new."""
    new = Notice.objects.filter(
        Q(user_id=actor.user_id), channel="app", read_at=None, user_id__isnull=False
    )
    return new.update(read_at=at)
