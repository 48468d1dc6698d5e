"""Faults of ours: written down under a reference, which the reader is told and can name."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that nobody mixes up on the telephone."""
LENGTH = 8
HEADER = "X-Fault"
"""In which the answer tells the reference to whatever shapes it for a program."""


def fault(request: HttpRequest) -> HttpResponse:
    """
    Answer what broke on our side: a page with the reference under which the log has the trace.

    Django calls it where it has caught the exception.
    """
    reference = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    logger.error(
        "Fault %s: %s %s", reference, request.method, request.path, exc_info=sys.exc_info()
    )
    answer = HttpResponseServerError(render_to_string("500.html", {"reference": reference}))
    answer[HEADER] = reference
    return answer
