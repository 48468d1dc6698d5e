"""What people are told of their own login: a number, a role, a factor, a key that was changed."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from guanjia.chapters.org.models import Role, RoleOffer, User
from guanjia.chapters.org.queries import phone_to_call
from guanjia.flow.notices import TELLER, texts
from guanjia.ledger.models import Event
from guanjia.outbound.commands import queue_notice


def _tell(
    event: Event, user: User, words: str, *, at: datetime, address: str = "", link: str = ""
) -> None:
    """Send an SMS, for which nobody has to be signed in, to somebody's number or to a former one."""
    to = address or user.phone
    if not to:
        return
    queue_notice(
        actor=TELLER,
        key=f"login/{event.pk}",
        kind=event.kind,
        channel="sms",
        about=user.case,
        words=words,
        link=link,
        user_id=user.pk,
        branch_id=event.branch_id,
        address=to,
        at=at,
    )


def _user_of(event: Event) -> User:
    return User.objects.get(id=event.payload["user_id"])


def _alarm(what: str, user: User) -> str:
    return texts.alarm(what, phone=phone_to_call(user_id=user.pk))


def changed_phone_tells_the_former_number(event: Event, at: datetime) -> None:
    """The former number is told, so that nobody's login is moved behind their back."""
    user = _user_of(event)
    with translation.override(user.reads):
        words = _alarm(texts.LOGIN_MOVED, user)
    if user.former_phone:
        _tell(event, user, words, at=at, address=user.former_phone)


def granted_role_tells_its_holder(event: Event, at: datetime) -> None:
    """Whoever gets a role is told; whoever is new learns where to sign in."""
    user = _user_of(event)
    roles = Role.objects.filter(user=user, role=event.payload["role"], until=None)
    held = next(
        (one for one in roles.select_related("branch") if one.branch_id == event.branch_id), None
    )
    if held is None or event.actor_id == user.pk:
        return
    with translation.override(user.reads):
        said = {
            "place": held.branch.name if held.branch else gettext(texts.EVERYWHERE),
            "role": pgettext("role", held.role),
        }
        if user.phone_verified_at is None:
            words = gettext(texts.INVITED)
        else:
            words = gettext(texts.ROLE_GIVEN)
    _tell(event, user, words % said, at=at, link=reverse("account_request_login_code"))


def offered_role_asks_whose_it_would_be(event: Event, at: datetime) -> None:
    """Whoever is asked to take a role learns who asks, and where to say yes or no."""
    offers = RoleOffer.objects.select_related("user", "branch", "offered_by")
    offer = offers.filter(id=event.payload["offer_id"], status="offered").first()
    if offer is None:
        return
    with translation.override(offer.user.reads):
        words = gettext(texts.ROLE_OFFERED) % {
            "place": offer.branch.name if offer.branch else gettext(texts.EVERYWHERE),
            "by": offer.offered_by.name,
            "role": pgettext("role", offer.role),
        }
    link = reverse("role_offer", args=[offer.pk])
    _tell(event, offer.user, words, at=at, link=link)


def reset_factor_tells_its_owner(event: Event, at: datetime) -> None:
    """Whoever had a second factor is told that it is gone."""
    user = _user_of(event)
    with translation.override(user.reads):
        words = _alarm(texts.FACTOR_TAKEN, user)
    _tell(event, user, words, at=at)


def made_token_tells_for_whom_it_acts(event: Event, at: datetime) -> None:
    """Whoever a program may act as from now on is told."""
    user = _user_of(event)
    with translation.override(user.reads):
        words = _alarm(texts.KEY_MADE, user)
    _tell(event, user, words, at=at)
