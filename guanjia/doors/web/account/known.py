"""Browsers in which a number has signed in before: there, nobody else uses up its tries."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guanjia.vault.keys import fingerprint

COOKIE = "signed_in_here"
A_YEAR = 365 * 24 * 3600


def note_known_here(response: HttpResponse, phone: str) -> None:
    """Let the browser remember, unreadably, that this number has signed in in it."""
    response.set_signed_cookie(
        COOKIE,
        fingerprint("phone", phone),
        salt=COOKIE,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_known_here(request: HttpRequest, phone: str) -> bool:
    """Test whether this number was the last to sign in in this browser."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=A_YEAR)
    return kept == fingerprint("phone", phone)
