"""
In which language a page speaks: the one that was chosen, else the browser's, else that of the house.

What was chosen stands in a cookie of the browser. A login keeps it (`org.User.language`), so that it
holds wherever its owner signs in; whoever comes by a link has the language of the household.
"""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

from guanjia.db.brought import read_for_a_page

API = "/api/"
CHOSEN = "language"
"""Where a visit remembers what was chosen in it, before it is known who visits."""


class SpeakAsAsked(LocaleMiddleware):
    """Answers people in their language, what the house brings along included; programs read what is kept."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(API):
            return cast(HttpResponseBase, super().__call__(request))
        with read_for_a_page():
            return cast(HttpResponseBase, super().__call__(request))


def note_language(answer: HttpResponse, language: str) -> None:
    """Let the browser remember a language; none makes it forget the one that it remembers."""
    name = settings.LANGUAGE_COOKIE_NAME
    if not language:
        answer.delete_cookie(name, samesite="Lax")
        return
    answer.set_cookie(
        name,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
