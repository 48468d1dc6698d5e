"""Reading every way in that somebody has."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q

from guanjia.chapters.org.models import ApiToken, Session, User
from guanjia.chapters.org.policies import visible_links
from guanjia.kernel.actors import Actor

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Visit:
    """
    A visit from one browser that goes on.

    :param number: by which it is ended: when it began, in microseconds
    :param device: browser and system, such as "Chrome/Android"; empty where neither is known
    :param shown_by: "code", "password" or "mfa": how they showed who they are
    """

    number: int
    began_at: datetime
    seen_at: datetime | None
    device: str
    shown_by: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class LivingLink:
    """A link that opens one page to whoever holds this number."""

    id: int
    purpose: str
    made_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LivingToken:
    """A program's right to act as somebody."""

    id: int
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """All by which somebody comes in now, apart from what later chapters know."""

    visits: tuple[Visit, ...]
    links: tuple[LivingLink, ...]
    tokens: tuple[LivingToken, ...]


def moment_of_visit(number: int) -> datetime:
    """
    Return when the visit with this number began.

    :raises Session.DoesNotExist: if no visit can have it
    """
    try:
        return EPOCH + timedelta(microseconds=number)
    except OverflowError:
        raise Session.DoesNotExist from None


def visits_of(*, user_id: int, at: datetime, here: str = "") -> tuple[Visit, ...]:
    """
    Return somebody's visits, the last one seen first; one SQL query.

    :param here: the key of the visit in which this is asked
    """
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=at, began_at__isnull=False)
    is_here = ExpressionWrapper(Q(session_key=here), output_field=BooleanField())
    return tuple(
        Visit(
            number=round((row.began_at - EPOCH) / timedelta(microseconds=1)),
            began_at=row.began_at,
            seen_at=row.seen_at,
            device=row.device,
            shown_by=row.shown_by,
            is_here=row.is_here,
        )
        for row in rows.annotate(is_here=is_here).order_by("-seen_at", "-began_at")
        if row.began_at is not None
    )


def ways_of(*, actor: Actor, user: User, at: datetime, here: str = "") -> WaysIn:
    """
    Return how somebody comes in, as far as it is the actor's to see; three SQL queries.

    Links are shown to whoever makes links in their branches, and none to the person themself:
    what a link opens is theirs anyhow.
    """
    links = visible_links(actor).filter(
        phone_print=user.phone_print, revoked_at=None, expires_at__gt=at
    )
    tokens = ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=at)
    return WaysIn(
        visits=visits_of(user_id=user.pk, at=at, here=here),
        links=tuple(
            LivingLink(row.pk, row.purpose, row.made_by.name if row.made_by else "", row.expires_at)
            for row in links.select_related("made_by").order_by("-created_at", "-id")[:50]
        ),
        tokens=tuple(
            LivingToken(row.pk, row.name, tuple(row.scopes), row.expires_at, row.used_at)
            for row in tokens.order_by("id")
        ),
    )
