"""Who calls: a program with a token, on behalf of the user who holds it, within its scopes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from guanjia.chapters.org.queries import bearer_of
from guanjia.doors.manners import actor_for, now
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.words import _

READ, WRITE = "read", "write"
SCOPES = (READ, WRITE)


class Bearer(HttpBearer):
    """Takes `Authorization: Bearer <token>`; an unknown or expired token is answered with 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        held = bearer_of(token, at=now())
        if held is None:
            return None
        request.scopes = frozenset(held.scopes)  # type: ignore[attr-defined]  # for `within`
        return actor_for(held.user_id, held.user.name)


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
