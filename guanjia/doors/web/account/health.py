"""A page for machines: is the house well?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guanjia.doors.manners import now
from guanjia.flow.overviews import health
from guanjia.outbound.queries import undelivered


@login_not_required
@never_cache
@require_safe
def show(request: HttpRequest) -> JsonResponse:
    """
    Answer 200 if the database is there and up to date, else 503, with how long work has waited.

    Work that waits long is told but is no reason to take the web out of service: restarting the
    web would not start the worker.
    """
    at = now()
    try:
        report = {
            "database": "well",
            "migrations_missing": health.missing_migrations(),
            "oldest_fact_seconds": int(health.oldest_pending(at=at).total_seconds()),
            "oldest_message_seconds": int(health.oldest_waiting(at=at).total_seconds()),
            "nothing_delivered_by": [one.channel for one in undelivered()],
        }
    except DatabaseError:
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse(report, status=503 if report["migrations_missing"] else 200)
