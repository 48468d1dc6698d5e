"""What of a worker's pages opens and works without network."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from guanjia.chapters.fieldwork import commands
from guanjia.doors.web.offline import OfflinePages

VISITS = OfflinePages(
    noun="assignment",
    once=commands.once,
    service_worker="fieldwork:service_worker",
    away="fieldwork:away",
    away_page="fieldwork/away.html",
    kept=r"^(\d+/(incident/)?|week/)?$",
    cards=(
        (r"^(\d+/)steps/(\d+)/$", "$1#step-$2"),
        (r"^(\d+/)acceptance/.*$", "$1#word"),
        (r"^(\d+/).+$", "$1"),
    ),
)


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the worker's pages."""
    return VISITS.answer_script(request)


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Show what the phone shows instead of a page that it has not kept."""
    return VISITS.answer_away(request)
