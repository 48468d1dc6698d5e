"""What every page knows: who is here and in which surroundings."""

from django.conf import settings
from django.http import HttpRequest

from guanjia.chapters.org.policies import may_invite
from guanjia.doors.web import navigation
from guanjia.kernel.actors import Actor
from guanjia.outbound.messages import is_served

THEMES = ("light", "dark")
THEME_COOKIE, DEMO_COOKIE = "theme", "demo"


def surroundings(request: HttpRequest) -> dict[str, object]:
    """
    Return what the frame of every page needs; it makes no query.

    Whoever answers the request has asked `actors.actor_of` before; where nobody did, as on an
    error page, the frame goes without a menu.
    """
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    actor: Actor | None = getattr(request, "actor", None)
    known = actor is not None and actor.user_id is not None
    return {
        "is_demo": settings.IS_DEMO,
        "demo_is_open": not settings.DEMO_KEY or DEMO_COOKIE in request.COOKIES,
        "no_sms": not is_served("sms"),
        "is_to_mend": known and actor is not None and bool(may_invite(actor)),
        "outbox_address": navigation.address("outbox"),
        "this_page": request.get_full_path(),
        "theme": chosen if chosen in THEMES else "",
        "me": actor if known else None,
        "my_role": navigation.role_words(actor) if actor else "",
        "menu": navigation.menu(actor, request.path) if actor else (),
        "frame": "frame.html" if actor and actor.is_staff else "phone.html",
        "start": navigation.start_of(actor) if actor else "/",
        "search_address": navigation.address("search"),
        "sign_in_address": navigation.address("account_request_login_code"),
        "still_here_address": navigation.address("still_here"),
        "me_address": navigation.address("me"),
        "messages_address": navigation.address("messages"),
        "app": _app_of(actor) if known else "",
        "privacy_address": navigation.address("privacy") if _is_client(actor) else "",
        "leave_address": navigation.address("account_logout"),
    }


def _is_client(actor: Actor | None) -> bool:
    """Test whether a page is read by a household, as far as anybody can tell."""
    return actor is None or not (actor.is_staff or actor.worker_id)


def _app_of(actor: Actor | None) -> str:
    """Return which pages somebody can put on the home screen of a phone; desks have none."""
    if actor is None or actor.is_staff:
        return ""
    return "work" if actor.worker_id else "home" if actor.homes else ""
