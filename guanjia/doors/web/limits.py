"""How often a person may do what would be worth doing very often to whoever stole their session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]

proven = reauthentication_required(app="guanjia")
"""Asks once more who it is before what could give somebody else a way in, or all that is kept."""


def limited(action: str, *, method: str = "POST") -> Callable[[View], View]:
    """
    Answer a page with 429 where it was asked for too often with this method.

    :param action: a name in settings.ACCOUNT_RATE_LIMITS, counted by user or by address there
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refused = None
            if request.method == method or (request.method, method) == ("HEAD", "GET"):
                refused = consume_or_429(request, action=action, limit_get=True)
            return refused or view(request, *args, **kwargs)

        return guarded

    return wrap
