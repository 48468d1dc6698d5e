"""Who calls: a program with a token, on behalf of the user who holds it, within its scopes."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja.errors import HttpError
from ninja.security import HttpBearer

from guanjia.chapters.org.queries import bearer_of
from guanjia.doors.clock import now
from guanjia.flow.overviews.request_actor import presence_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.words import _

READ, WRITE = "read", "write"
SCOPES = (READ, WRITE)
FACTOR_FIRST = _("Whose token this is has to set up a second factor first, under “My account”.")
TOO_OFTEN = _("Too many tokens that are no good came from here. Wait a minute and check yours.")


class Bearer(HttpBearer):
    """
    Takes `Authorization: Bearer <token>`; an unknown or expired token is answered with 401.

    Too many of those from one address are answered with 429; a good token always passes.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        held = bearer_of(token, at=now())
        if held is None:
            # Over a socket of the machine nobody tells from where a program calls.
            knows_where = bool(request.META.get("REMOTE_ADDR"))
            if knows_where and consume_or_429(request, action="bad_key", limit_get=True):
                raise HttpError(HTTPStatus.TOO_MANY_REQUESTS, gettext(TOO_OFTEN))
            return None
        found = presence_of(user_id=held.user_id, name=held.user.name, at=now())
        lacks_factor = found.actor.is_staff and not found.has_second_factor
        if settings.REQUIRE_SECOND_FACTOR and lacks_factor:
            raise HttpError(HTTPStatus.FORBIDDEN, gettext(FACTOR_FIRST))
        request.scopes = frozenset(held.scopes)  # type: ignore[attr-defined]  # for `within`
        return found.actor


def caller(request: HttpRequest) -> Actor:
    """Return on whose behalf the call is made."""
    return request.auth  # type: ignore[attr-defined]  # set by ninja


def within(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only tokens call that hold `scope`."""

    def guard(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(endpoint)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.scopes:  # type: ignore[attr-defined]  # set by Bearer
                raise NotAllowed(_("This token may not do that. Make one with a wider scope."))
            return endpoint(request, *args, **kwargs)

        return guarded

    return guard
