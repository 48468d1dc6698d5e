"""Every no of the interface in one shape, whoever says it: the house, the router or the framework."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from guanjia.doors.faults import HEADER
from guanjia.kernel.words import _

BELOW = "/api/"
WORDS = {
    HTTPStatus.BAD_REQUEST: _("This request cannot be read. Please check how it was put together."),
    HTTPStatus.FORBIDDEN: _("This address does not answer requests like this one."),
    HTTPStatus.NOT_FOUND: _("There is no such thing here."),
    HTTPStatus.METHOD_NOT_ALLOWED: _(
        "This address takes other methods; the header “Allow” names them."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("This request is too large."),
    HTTPStatus.SERVICE_UNAVAILABLE: _(
        "The house cannot answer at the moment. Please try again in a minute."
    ),
}
KEPT = ("Allow", "Retry-After")
"""Headers that say what to do instead, or when."""
OTHERWISE = _("This went wrong on our side. It is written down; please try again in a minute.")
UNDER_REFERENCE = _(
    "This went wrong on our side. It is written down as %(reference)s; please try again in a minute."
)


def problem(status: int, detail: str, field: str = "") -> HttpResponse:
    """Return a refusal in the documented shape."""
    return JsonResponse(
        {"detail": detail, "field": field},
        status=status,
        content_type="application/json; charset=utf-8",
    )


class InJson:
    """
    Puts what was declined before any call began into the documented shape.

    An unknown address, a method that an address does not take, a body too large: the framework
    answers these itself, with a page for people.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path_info.startswith(BELOW) or answer.status_code < HTTPStatus.BAD_REQUEST:
            return answer
        if answer.get("Content-Type", "").startswith("application/json"):
            return answer
        words = gettext(WORDS.get(HTTPStatus(answer.status_code), OTHERWISE))
        if reference := answer.get(HEADER, ""):
            words = gettext(UNDER_REFERENCE) % {"reference": reference}
        said = problem(answer.status_code, words)
        for header in KEPT:
            if header in answer:
                said[header] = answer[header]
        return said
