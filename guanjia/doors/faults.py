"""Faults of ours: written down under a reference, which the reader is told and can name."""

import logging
import secrets
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.translation import gettext

from guanjia.db.troubles import not_now
from guanjia.kernel.errors import NotNow

logger = logging.getLogger(__name__)

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that nobody mixes up on the telephone."""
LENGTH = 8
HEADER = "X-Fault"
"""In which the answer tells the reference to whatever shapes it for a program."""


def _not_now(request: HttpRequest, in_the_way: NotNow) -> HttpResponse:
    logger.error("Not now: %s %s: %s", request.method, request.path, sys.exc_info()[1])
    words = gettext(in_the_way.message)
    answer = HttpResponseServerError(
        render_to_string("503.html", {"words": words}), status=HTTPStatus.SERVICE_UNAVAILABLE
    )
    answer["Retry-After"] = str(in_the_way.again_after_seconds)
    return answer


def fault(request: HttpRequest) -> HttpResponse:
    """
    Answer what broke on our side: a page with the reference under which the log has the trace.

    Django calls it where it has caught the exception. What the database or the disk cannot do at the
    moment, before a view was reached or after it, is no fault of ours: its page says so in words.
    """
    if in_the_way := not_now(sys.exc_info()[1] or Exception()):
        return _not_now(request, in_the_way)
    reference = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    logger.error(
        "Fault %s: %s %s", reference, request.method, request.path, exc_info=sys.exc_info()
    )
    answer = HttpResponseServerError(render_to_string("500.html", {"reference": reference}))
    answer[HEADER] = reference
    return answer
