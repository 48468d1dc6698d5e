"""A line in the log for whoever was let in, and for whoever was not."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("guanjia.security")

NOT_LET_IN = {
    HTTPStatus.UNAUTHORIZED: "not signed in",
    HTTPStatus.FORBIDDEN: "refused",
    HTTPStatus.TOO_MANY_REQUESTS: "too often",
}
SHOWING_WHO_ONE_IS = frozenset(
    {
        "account_confirm_login_code",
        "account_login",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "prove_again",
    }
)
"""The pages on which a wrong answer is an attempt that failed."""


class NoteWhoIsNotLetIn:
    """
    Writes down each request that was refused, and each code, password or factor that was wrong.

    The line names the user's number, the route and the address of the network; never a telephone
    number, a word of a form, or what stands in the place of a row's number in the address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        what = NOT_LET_IN.get(HTTPStatus(answer.status_code))
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in SHOWING_WHO_ONE_IS and answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            what = "shown wrongly who they are"
        if what:
            actor = getattr(request, "actor", None)
            who = actor.user_id if actor else None
            route = match.route if match else ""
            logger.warning(
                "%s: user %s, %s %s, from %s", what, who, request.method, route, _place_of(request)
            )
        return answer


def _place_of(request: HttpRequest) -> str:
    """Return the address of the network, or that nobody told it, as over a socket of the machine."""
    try:
        return str(get_ip(request))
    except PermissionDenied:
        return "nowhere known"
