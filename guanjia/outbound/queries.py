"""Reading messages: what waits, what went wrong, what a person has been told."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from guanjia.db.pages import page_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import SET_BACK
from guanjia.kernel.listed import Listed
from guanjia.outbound import rules
from guanjia.outbound.links import LinkOver, address_in
from guanjia.outbound.messages import is_served
from guanjia.outbound.models import CHANNELS, CODE, Notice

PER_PAGE = 40
SORTS = {
    "newest": ("-created_at", "-id"),
    "oldest": ("created_at", "id"),
    "channel": ("channel", "-created_at", "-id"),
    "-channel": ("-channel", "-created_at", "-id"),
}
READERS = ("owner", "head_office", "administrator", "manager", "care")
ALWAYS_NEEDED = "sms"


@dataclass(frozen=True, slots=True)
class Card:
    """A message as a list shows it."""

    id: int
    kind: str
    channel: str
    name: str
    address: str
    title: str
    words: str
    link: str
    status: str
    created_at: datetime
    failure: str
    is_read: bool


def _card(notice: Notice, *, name: str = "") -> Card:
    return Card(
        id=notice.pk,
        kind=notice.kind,
        channel=notice.channel,
        name=name,
        address=notice.address,
        title=notice.title,
        words=notice.words,
        link=notice.link,
        status=notice.status,
        created_at=notice.created_at,
        failure=notice.failure,
        is_read=notice.read_at is not None,
    )


def outbox(
    *,
    actor: Actor,
    status: str = "",
    sort: str = "newest",
    number: int = 1,
    size: int = PER_PAGE,
) -> Listed[Card]:
    """
    Return a page of the messages of the branches where the actor may read them, newest first.

    Counted by state; in two SQL queries. One-time codes are not among them: whoever could read those could sign in as anybody.
    """
    notices = Notice.objects.exclude(kind=CODE)
    if actor.everywhere.isdisjoint(READERS):
        notices = notices.filter(branch__in=actor.branches_as(*READERS))
    order = SORTS.get(sort, SORTS["newest"])
    return page_of(notices, _cards, order=order, number=number, size=size, status=status)


def _cards(notices: "QuerySet[Notice]") -> list[Card]:
    rows = notices.select_related("user")
    return [_card(notice, name=notice.user.name if notice.user else "") for notice in rows]


def notices_to(*, user_id: int, limit: int = 50) -> tuple[Card, ...]:
    """Return what a person was told in the product, newest first, in one SQL query."""
    notices = Notice.objects.filter(user_id=user_id, channel="app").exclude(status="cancelled")
    return tuple(_card(notice) for notice in notices.order_by("-created_at", "-id")[:limit])


def news(*, user_id: int, kind: str, since: datetime) -> tuple[Card, ...]:
    """Return what of a kind a person was told in the product since then and has not read; one query."""
    unread = Notice.objects.filter(
        user_id=user_id, channel="app", kind=kind, read_at=None, created_at__gte=since
    )
    return tuple(_card(notice) for notice in unread.exclude(status="cancelled").order_by("id"))


def latest(*, limit: int = 30) -> tuple[Card, ...]:
    """
    Return the newest messages of all, with codes and links. For a demo's outbox only.

    One SQL query, and one more for each link.
    """
    newest = Notice.objects.order_by("-created_at", "-id")[:limit]
    return tuple(replace(_card(notice), link=_shown_link(notice)) for notice in newest)


def _shown_link(notice: Notice) -> str:
    try:
        return address_in(notice)
    except LinkOver:
        return ""


def _by_now(at: datetime) -> Q:
    """Select what need not wait any more, also where the clock was set back since it was queued."""
    at_once = Q(created_at__gt=at + SET_BACK, not_before__lte=F("created_at"))
    longest = at + rules.wait_after(rules.MOST_ATTEMPTS) + SET_BACK
    return Q(not_before__lte=at) | at_once | Q(attempts__gt=0, not_before__gt=longest)


def due_since(*, at: datetime) -> datetime | None:
    """Return since when the message waits that waited longest, of those somebody serves; one query."""
    served = [channel for channel in CHANNELS if is_served(channel)]
    waiting = Notice.objects.filter(_by_now(at), status="waiting", channel__in=served)
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


def _due(at: datetime) -> QuerySet[Notice]:
    waiting = Notice.objects.filter(_by_now(at), status="waiting")
    return waiting.exclude(good_until__lte=at)


def channels_due(*, at: datetime) -> tuple[str, ...]:
    """Return the channels by which something is to be sent by now, by name; one SQL query."""
    return tuple(sorted(_due(at).order_by().values_list("channel", flat=True).distinct()))


def due(*, at: datetime, channel: str, limit: int) -> tuple[int, ...]:
    """Return the ids of messages to be sent by now, the longest waiting first; one SQL query."""
    waiting = _due(at).filter(channel=channel).order_by("not_before", "id")
    return tuple(waiting.values_list("id", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A channel that nobody serves, and how many messages wait for it."""

    channel: str
    waiting: int


def undelivered() -> tuple[Undelivered, ...]:
    """
    Return the channels that the house needs and nobody serves; one SQL query.

    Codes go by SMS, so that is always needed; another is where something waits for it.
    """
    by_channel = Notice.objects.filter(status="waiting").order_by().values_list("channel")
    waiting = dict(by_channel.annotate(Count("id")))
    return tuple(
        Undelivered(channel=channel, waiting=waiting.get(channel, 0))
        for channel in CHANNELS
        if not is_served(channel) and (channel == ALWAYS_NEEDED or channel in waiting)
    )
